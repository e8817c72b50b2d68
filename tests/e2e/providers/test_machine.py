"""Machine to machine from the tray: no browser ever, and the client's secret is given once at most."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from pomtray.demo.options import ROBOT
from pomtray.demo.settings_text import settings_text
from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.clock import WallClock
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.process import eventually
from tests.e2e.providers.conftest import SECRET_FILE, Given
from tests.e2e.providers.screen import Running, unasked
from tests.secrets_scan import SecretsScan

_ASKED = "The client secret of demo machine"

pytestmark = pytest.mark.timeout(180)


def test_the_secret_is_asked_for_once(
    running: Running, demo: DemoPomerium, links: Links, monitor: BusMonitor, clock: WallClock
) -> None:
    with running() as screen:
        screen.item.click("machine", "Sign in")
        assert monitor.wait_for_notice(_ASKED).buttons[1:] == ("Enter it…", "No")
        assert screen.item.open().find(f"Question: {_ASKED}")
        screen.answer_in_window(demo.demo.client_secret(ROBOT))
        monitor.wait_for_notice("Signed in to machine")
        first = screen.copied("machine")
        assert screen.opens("machine", first)

    seen = len(monitor.notices)
    with running() as screen:
        screen.says("machine", "renews itself")
        assert screen.copied("machine") == first
        clock.forward(timedelta(minutes=49))
        screen.says("machine", "59 m")
        again = screen.copied("machine")
        assert again != first
        assert screen.opens("machine", again)

        screen.item.click("machine", "Sign out")
        monitor.wait_for_notice("was asked to revoke what it gave", after=seen)
        screen.item.click("machine", "Sign in")
        monitor.wait_for_notice("Signed in to machine", after=seen)
    assert not [notice for notice in monitor.notices[seen:] if _ASKED in notice.title]
    assert not links.waiting


def test_a_wrong_secret_is_not_kept(
    running: Running, demo: DemoPomerium, links: Links, monitor: BusMonitor, secrets_scan: SecretsScan
) -> None:
    with running() as screen:
        screen.item.click("machine", "Sign in")
        monitor.wait_for_notice(_ASKED)
        screen.answer_in_window(secrets_scan.remember("mistyped-by-a-person"))
        monitor.wait_for_notice("the client's secret is wrong")
        seen = len(monitor.notices)
        screen.item.click("machine", "Sign in")
        monitor.wait_for_notice(_ASKED, after=seen)
        screen.answer_in_window(demo.demo.client_secret(ROBOT))
        monitor.wait_for_notice("Signed in to machine", after=seen)
        assert screen.opens("machine", screen.copied("machine"))
    assert not links.waiting


def test_a_command_has_the_secret_and_nobody_need_look(
    running: Running, demo: DemoPomerium, pomtray: Pomtray, links: Links, monitor: BusMonitor, given: Given,
    tmp_path: Path, secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    """And the request is JSON, as the providers of such machines show it."""
    place = tmp_path / SECRET_FILE
    place.write_text(demo.demo.client_secret(ROBOT))
    secrets_scan.allow_files(f"^{place}$")
    command = f"{{ command = {json.dumps(['cat', str(place)])} }}"
    settings = settings_text(demo.demo).replace("{ vault = true }", command)
    pomtray.settings.write_text(settings.replace("client_secret_post", "client_secret_json"))
    demo.options.token_for = timedelta(seconds=36)
    with running() as screen:
        screen.item.click("machine", "Sign in")
        monitor.wait_for_notice("Signed in to machine")
        first = screen.copied("machine")
        assert screen.opens("machine", first)
        demo.options.token_for = timedelta(hours=1)
        before, seen = given.count, len(monitor.notices)
        eventually(lambda: given.count > before, "a new token is asked for", within=120)
        screen.says("machine", "59 m")
        assert not unasked(monitor, seen), "nobody is told of a silent renewal"
        again = screen.copied("machine")
        assert again != first
        assert screen.opens("machine", again)
        assert given.count == before + 1, "once"
    assert not links.waiting
