"""What was signed out of or cleared is in no memory of the program any more: not as Python has texts, not as Qt has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.browser import Links
from tests.e2e.commands import Commands
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.process_memory import known_to_worker, pieces, times
from tests.e2e.signing_in import sign_in
from tests.secrets_scan import SecretsScan

pytestmark = pytest.mark.timeout(180)
_COPIED = "Authorization: Pomerium {}"
_A_MINUTE = 90.0
"""And some: one that saves after the sign-out reads what was saved before."""


def test_a_crash_of_the_tray_or_of_a_command_leaves_no_memory_on_the_disk(
    desktop: DesktopSession, pomtray: Pomtray
) -> None:
    """What a core dump may hold (core(5)): nothing of it, as Qt can end a program at any moment."""
    pomtray.write_settings({"app": "https://app.example.com"})
    with pomtray.in_tray() as (program, _):
        for process in (program, pomtray.start("proxy", "app")):
            filtered = Path(f"/proc/{process.pid}/coredump_filter")
            eventually(lambda file=filtered: int(file.read_text(), 16) == 0, "no memory is dumped")


def test_cleared_and_signed_out_there_is_nothing_left_of_it(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person,
    secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    pomtray.write_settings({"app": demo.url("app")}, clear_clipboard_for=5)
    with pomtray.in_tray() as (program, item):
        sign_in(item, "app", links, person)
        eventually(lambda: "Signed in to 1 of 1" in item.open().shown()[0], "signed in")
        secret = Commands(desktop, pomtray).run("token", "app")[1].strip()
        secrets_scan.remember_jwt(secret)
        item.click("app", "Copy header")
        assert eventually(desktop.clipboard, "the header is on the clipboard") == _COPIED.format(secret)
        assert times(program.pid, _COPIED.format(secret)), "the test sees what is there"
        eventually(lambda: not desktop.clipboard(), "the clipboard is empty")
        eventually(lambda: not times(program.pid, _COPIED.format(secret)), "what was copied is not in memory")

        assert times(program.pid, *pieces(secret)), "the session is"
        item.click("app", "Sign out")
        eventually(lambda: not times(program.pid, *pieces(secret)), "nothing of the session is in memory")
        eventually(lambda: not known_to_worker(program.pid, secret), "nor is a worker there that had it", _A_MINUTE)
