"""A desktop without a Secret Service: work goes on in memory, is said to be unsaved, and is saved once there is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.browser import Links
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.signing_in import sign_in, status
from tests.secrets_scan import SecretsScan

_NOBODY = "[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/bin/false\n"

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("command_lines")]


@pytest.fixture
def desktop(bare_desktop: DesktopSession) -> DesktopSession:
    """Here: without a keyring, and with nothing that the bus would start in its place."""
    services = bare_desktop.home / ".local/share/dbus-1/services"
    services.mkdir(parents=True)
    (services / "org.freedesktop.secrets.service").write_text(_NOBODY)
    bare_desktop.run("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", _RELOAD)
    bare_desktop.start_window_manager()
    bare_desktop.start_notifications()
    bare_desktop.start_panel()
    return bare_desktop


_RELOAD = "org.freedesktop.DBus.ReloadConfig"


def files(desktop: DesktopSession) -> Iterator[Path]:
    return (path for path in desktop.home.rglob("*") if path.is_file() and not path.is_symlink())


def test_sessions_stay_in_memory_until_a_keyring_comes(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person,
    secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    pomtray.write_settings({"app": demo.url("app")})
    with pomtray.in_tray() as (program, item):
        sign_in(item, "app", links, person)
        eventually(lambda: "Signed in to 1 of 1" in status(item), "signed in all the same")
        eventually(lambda: "not saved" in status(item), "the menu says that nothing is saved")
        assert item.open().find("No keyring")
        assert "sessions are not saved" in item.tooltip
        locked = item.icon
        assert not [path for path in files(desktop) if secrets_scan.holds_secret(path.read_bytes())]

        desktop.start_keyring()
        eventually(lambda: "not saved" not in status(item), "the session is saved")
        assert not item.open().find("No keyring")
        assert item.icon != locked
        program.kill()

    with pomtray.in_tray() as (_, item):
        eventually(lambda: "Signed in to 1 of 1" in status(item), "the session is there again")
        assert not links.waiting
