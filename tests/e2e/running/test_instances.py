"""One program a settings file: a second start brings up the first; other settings are another program."""

from __future__ import annotations

import time

import pytest

from tests.e2e import windows
from tests.e2e.conftest import Pomtray
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually
from tests.e2e.tray_host import items

pytestmark = pytest.mark.timeout(120)

_SOON = 5.0
"""Seconds for a start that only tells the first program; its patience with one that does not answer is longer."""


def test_a_second_start_brings_up_the_window_of_the_first(desktop: DesktopSession, pomtray: Pomtray) -> None:
    pomtray.write_settings({"app": "https://app.example.com"})
    with pomtray.in_tray() as (first, item):
        eventually(lambda: item.open().find("app"), "the first has started")
        assert not windows.shown(desktop, "^pomtray$")

        began = time.monotonic()
        assert pomtray.start().wait() == 0
        assert time.monotonic() - began < _SOON
        windows.wait_for(desktop, "^pomtray$")
        eventually(lambda: windows.in_front(desktop) == "pomtray", "its window is in front")
        assert len(items(desktop.bus)) == 1

        item.click("Quit")
        assert first.wait() == 0


def test_other_settings_are_another_program(desktop: DesktopSession, pomtray: Pomtray) -> None:
    pomtray.write_settings({"app": "https://app.example.com"})
    other = Pomtray(desktop, pomtray.settings.with_name("other.toml"), pomtray.env)
    other.write_settings({"wiki": "https://wiki.example.com"})
    programs = [pomtray.start(), other.start()]
    eventually(lambda: len(items(desktop.bus)) == 2, "both have an icon")
    assert all(program.running for program in programs)
    for program in programs:
        program.popen.terminate()
        assert program.wait() == 0
    eventually(lambda: not items(desktop.bus), "the tray forgets both")
