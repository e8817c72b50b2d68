"""The time zone: a file that is replaced, a service that speaks as timedated does, and the C library itself."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from pomtray.desktop.system.zone import LOCALTIME, ZoneWatch
from tests.desktop.buses import Serve, serve, system_bus

__all__ = ["serve", "system_bus"]

ZONES = Path("/usr/share/zoneinfo")
BERLIN, NEW_YORK = ZONES / "Europe/Berlin", ZONES / "America/New_York"


class Machine:
    """Whose zone is set, and what is told of it."""

    def __init__(self, folder: Path) -> None:
        self.localtime = folder / "localtime"
        self.localtime.symlink_to(BERLIN)
        self.told: asyncio.Queue[None] = asyncio.Queue()
        self.watch = ZoneWatch(lambda: self.told.put_nowait(None), file=self.localtime)

    def link(self, zone: Path) -> None:
        """As timedated does it."""
        new = self.localtime.with_name("new")
        new.symlink_to(zone)
        new.replace(self.localtime)

    async def next(self) -> None:
        async with asyncio.timeout(10):
            while self.told.empty():
                await self._qts_turn()
        self.told.get_nowait()

    async def nothing(self) -> None:
        for _ in range(10):
            await self._qts_turn()
        assert self.told.empty()

    async def _qts_turn(self) -> None:
        """Files are watched by Qt's loop, the bus by asyncio's."""
        QCoreApplication.processEvents()
        await asyncio.sleep(0.01)


@pytest.fixture
async def machine(
    qapp: QApplication, tmp_path: Path, system_bus: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Machine]:
    monkeypatch.delenv("TZ", raising=False)
    folder = tmp_path / "etc"
    folder.mkdir()
    made = Machine(folder)
    await made.watch.start()
    yield made
    await made.watch.close()


async def test_a_link_to_another_zone_is_told_each_time(machine: Machine) -> None:
    machine.link(NEW_YORK)
    await machine.next()
    machine.link(BERLIN)
    await machine.next()


async def test_a_file_that_is_written_anew_is_told(machine: Machine) -> None:
    machine.localtime.unlink()
    shutil.copy(NEW_YORK, machine.localtime)
    await machine.next()
    await machine.nothing()
    machine.localtime.write_bytes(BERLIN.read_bytes())
    await machine.next()


async def test_neighbours_and_the_same_zone_are_not_told(machine: Machine) -> None:
    machine.localtime.with_name("hosts").write_text("127.0.0.1 localhost")
    machine.link(ZONES / "Europe/Berlin")
    await machine.nothing()


async def test_where_no_file_can_be_watched_timedated_tells(machine: Machine, serve: Serve, system_bus: str) -> None:
    timedated = await serve(system_bus, "org.freedesktop.timedate1")
    await machine.nothing()
    assert machine.watch._watcher is not None
    machine.watch._watcher.blockSignals(True)  # noqa: FBT003 Qt's signature
    machine.link(NEW_YORK)
    await machine.nothing()
    changed = ("org.freedesktop.timedate1", {"Timezone": ("s", "America/New_York")}, [])
    path, interface = "/org/freedesktop/timedate1", "org.freedesktop.DBus.Properties"
    await timedated.emit(path, interface, "PropertiesChanged", "sa{sv}as", *changed)
    await machine.next()


async def test_a_zone_of_the_environment_stays(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    machine = Machine(tmp_path)
    await machine.watch.start()
    machine.link(NEW_YORK)
    await machine.nothing()
    await machine.watch.close()


FOLLOWING = textwrap.dedent("""
    import asyncio, qasync
    from datetime import datetime, UTC
    from pathlib import Path
    from PySide6.QtCore import QCoreApplication
    from pomtray.core.deadline import clock_time
    from pomtray.desktop.system import clock
    from pomtray.desktop.system.zone import LOCALTIME, ZoneWatch

    async def main():
        changed, noon = asyncio.Event(), datetime(2026, 11, 25, 12, tzinfo=UTC)
        watch = ZoneWatch(changed.set)
        await watch.start()
        print(clock_time(noon, noon, clock.wall_clock()))
        LOCALTIME.unlink()
        LOCALTIME.symlink_to("/usr/share/zoneinfo/America/New_York")
        await asyncio.wait_for(changed.wait(), 10)
        print(clock_time(noon, noon, clock.wall_clock()))
        await watch.close()

    application = QCoreApplication([])
    with qasync.QEventLoop(application) as loop:
        loop.run_until_complete(main())
""")
APART = 'cp -aT /etc $0 && mount --bind $0 /etc && ln -sf $1/Europe/Berlin /etc/localtime && exec $2 -c "$3"'


def in_a_machine_of_its_own(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run `code` with an `/etc` that nobody else sees."""
    environment = {name: value for name, value in os.environ.items() if name != "TZ"} | {"LC_ALL": "C.UTF-8"}
    environment["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={folder}/nobody"
    argv = ["unshare", "--mount", "sh", "-c", APART, str(folder / "etc"), str(ZONES), sys.executable, code]
    return subprocess.run(argv, capture_output=True, text=True, timeout=60, env=environment, check=False)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="takes a mount namespace")
def test_clock_times_follow_the_systems_zone(tmp_path: Path) -> None:
    before = LOCALTIME.read_bytes()
    run = in_a_machine_of_its_own(tmp_path, FOLLOWING)
    assert (run.stdout.split(), run.stderr) == (["13:00", "07:00"], "")
    assert LOCALTIME.read_bytes() == before
