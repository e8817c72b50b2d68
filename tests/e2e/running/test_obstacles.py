"""It starts, whatever stands in the way: says in the tray what is missing and why, goes on without, and tries again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from tests.e2e.desktop_session import DesktopSession
from tests.e2e.obstacles import NOTICED_LATER, OBSTACLES, WHILE_RUNNING, Ground, Obstacle
from tests.e2e.process import Process, eventually
from tests.e2e.tray_host import TrayItem, Watcher, items, tray_item

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def tray(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DesktopSession]:
    """A display and a bus with something that takes icons, for all starts."""
    with DesktopSession(tmp_path_factory.mktemp("desktop")) as desktop, contextlib.closing(Watcher(desktop.bus)):
        yield desktop


@pytest.fixture
def ground(tray: DesktopSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    kept = ("PATH", "LANG", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "NO_AT_BRIDGE")
    ground = Ground(tmp_path_factory.mktemp("start"), {name: tray.env[name] for name in kept})
    yield ground
    ground.tidy()


def says(item: TrayItem, beginnings: tuple[str, ...]) -> bool:
    menu = item.open()
    return all(menu.find(beginning) for beginning in beginnings)


@pytest.mark.parametrize("name", OBSTACLES)
def test_it_starts(name: str, tray: DesktopSession, ground: Ground) -> None:
    obstacle = OBSTACLES[name]
    if not obstacle.needs():
        pytest.skip("only root can put this in the way, and not in every container")
    obstacle.put(ground)
    with running(ground, tray) as item:
        complete = (*obstacle.says, "Quit")
        eventually(lambda: says(item, complete), f"the menu says {complete}")
        if obstacle.mend is not None:
            obstacle.mend(ground)
            eventually(lambda: not any(map(item.open().find, obstacle.says)), "and says it no more")


def test_it_goes_on(tray: DesktopSession, ground: Ground) -> None:
    ground.without_power()
    with running(ground, tray) as item:
        eventually(lambda: says(item, ("app", "Quit")), "all is well")
        for name in sorted(WHILE_RUNNING):
            obstacle = OBSTACLES[name]
            if obstacle.needs():
                meet(obstacle, name, item, ground)


def meet(obstacle: Obstacle, name: str, item: TrayItem, ground: Ground) -> None:
    """Put it in the way of a program that runs, and take it away."""
    assert obstacle.mend is not None
    told = tuple(line for line in obstacle.says if line.split(":")[0] not in NOTICED_LATER)
    obstacle.put(ground)
    eventually(lambda: says(item, told), f"{name}: the menu says {told}")
    obstacle.mend(ground)
    eventually(lambda: not any(map(item.open().find, told)), f"{name}: the menu says it no more")


@contextlib.contextmanager
def running(ground: Ground, tray: DesktopSession) -> Iterator[TrayItem]:
    """The program until it is told to end, which it does well."""
    with Process(ground.argv, ground.env, ground.folder / "output") as program:
        with tray_item(tray.bus) as item:
            yield item
        assert program.running
        program.popen.terminate()
        assert program.wait() == 0
    assert "Traceback" not in program.output
    eventually(lambda: not items(tray.bus), "the tray forgets the icon")
