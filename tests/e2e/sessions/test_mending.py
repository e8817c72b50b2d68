"""A refused entry is mended in its form, and the file in the window's editor where the desktop has none."""

from __future__ import annotations

import pytest

from tests.e2e import windows
from tests.e2e.conftest import Pomtray
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually

pytestmark = pytest.mark.timeout(180)
_BAD = '\n# the wiki\n[[routes]]\nname = "wiki"   # ours\nurl = "ftp://wiki.example.com"   # where\n'
_WRONG = "ftp://wiki.example.com"


def test_by_its_form_with_comments_kept(desktop: DesktopSession, pomtray: Pomtray) -> None:
    pomtray.write_settings({"app": "https://app.example.com"})
    before = pomtray.settings.read_text() + _BAD
    pomtray.settings.write_text(before)
    with pomtray.in_tray() as (_, item):
        item.click("wiki", "Mend…")
        form = windows.wait_for(desktop, "^Edit wiki$")
        windows.press(desktop, form, "alt+a", "ctrl+a")
        windows.type_text(desktop, form, "https://wiki.example.com")
        after = before.replace(_WRONG, "https://wiki.example.com")
        eventually(lambda: _entered(desktop, form), "it is checked, then saved")
        eventually(lambda: pomtray.settings.read_text() == after, "the entry is mended where it stands")
        eventually(lambda: item.peek().find("wiki — signed out"), "it is a route")


def test_by_our_editor_where_no_other_opens(desktop: DesktopSession, pomtray: Pomtray) -> None:
    pomtray.write_settings({"app": "https://app.example.com"})
    launcher = desktop.home / "bin" / "xdg-open"
    launcher.write_text("#!/bin/sh\nexit 3\n")
    launcher.chmod(0o755)
    with pomtray.in_tray() as (_, item):
        item.click("Settings file")
        editor = windows.wait_for(desktop, "^Settings file$")
        windows.type_text(desktop, editor, "# mine ")
        eventually(lambda: _saved(desktop, pomtray, editor), "it is checked, then saved")


def _entered(desktop: DesktopSession, form: str) -> bool:
    """Whether Enter has closed the form, which it does once what was typed is checked."""
    if windows.shown(desktop, "^Edit wiki$"):
        windows.press(desktop, form, "Return")
    return not windows.shown(desktop, "^Edit wiki$")


def _saved(desktop: DesktopSession, pomtray: Pomtray, editor: str) -> bool:
    windows.press(desktop, editor, "ctrl+s")
    return pomtray.settings.read_text().startswith("# mine ")
