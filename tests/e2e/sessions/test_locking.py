"""Lock: no credential in the memory of pomtray, none on the clipboard; Unlock has the real keyring asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.browser import Links
from tests.e2e.commands import Commands
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.process_memory import known_to_worker, pieces, times, workers
from tests.e2e.signing_in import sign_in, status
from tests.secrets_scan import SecretsScan

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("command_lines")]


def activity(desktop: DesktopSession) -> Path:
    (file,) = (desktop.home / ".local/state/pomtray").glob("activity-*")
    return file


def test_locked_there_is_nothing_to_take_and_unlocked_all_is_there_again(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person,
    secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    pomtray.write_settings({"app": demo.url("app")})
    with pomtray.in_tray() as (program, item):
        sign_in(item, "app", links, person)
        eventually(lambda: "Signed in to 1 of 1" in status(item), "signed in")
        commands = Commands(desktop, pomtray)
        secret = commands.run("token", "app")[1].strip()
        secrets_scan.remember_jwt(secret)
        assert times(program.pid, secret)
        held = workers(program.pid)
        assert held
        item.click("Lock")
        eventually(lambda: status(item) == "Locked", "it says that it is locked")
        assert item.open().find("app — locked")
        assert item.tooltip.endswith("locked")
        eventually(lambda: not set(held) & set(workers(program.pid)), "the worker is gone")
        assert not known_to_worker(program.pid, secret), "another one has nothing"
        eventually(lambda: not times(program.pid, *pieces(secret)), "no credential is in memory")
        exit_status, out, err = commands.run("header", "app")
        assert (exit_status, out) == (3, "")
        assert "pomtray is locked" in err

        item.click("Unlock")
        eventually(lambda: "Signed in to 1 of 1" in status(item), "all is as before")
        item.click("app", "Copy header")
        assert eventually(desktop.clipboard, "the header is on the clipboard").endswith(secret)
        item.click("Lock")
        eventually(lambda: status(item) == "Locked", "locked once more")
        eventually(lambda: not desktop.clipboard(), "the clipboard is empty")
        eventually(lambda: not times(program.pid, *pieces(secret)), "nor is what was copied")
        item.click("app", "Copy header")
        again = eventually(desktop.clipboard, "the first copy unlocks and is done").split()[-1]
        assert again == secret
        assert not links.waiting

        item.click("Lock")
        eventually(lambda: status(item) == "Locked", "locked before the end")
        program.kill()
        kept = [json.loads(line)["title"] for line in activity(desktop).read_text().splitlines()]
        assert "Signed in to app" in kept
        assert kept.count("pomtray was locked") == 3
        assert kept.count("pomtray was unlocked") == 2

    exit_status, out, err = commands.run("header", "app")
    assert (exit_status, out) == (3, "")
    with pomtray.in_tray() as (_, item):
        eventually(lambda: status(item) == "Locked", "the next start is locked too")
        assert commands.run("unlock")[0] == 0
        eventually(lambda: "Signed in to 1 of 1" in status(item), "and has it from the vault then")
