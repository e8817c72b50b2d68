"""The desktop, the demo and the program that the end-to-end tests use; all private, all ended with the test."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pomtray.demo.options import DemoOptions, RoutePlan
from tests.e2e.browser import Browser, Links, chromium
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.clock import WallClock
from tests.e2e.demo_pomerium import Authority, DemoPomerium
from tests.e2e.desktop_session import DesktopSession, full_desktop
from tests.e2e.logind import Logind
from tests.e2e.names import POM, SECOND, environment, known_here
from tests.e2e.person import Person
from tests.e2e.process import Process, eventually
from tests.e2e.process_table import CommandLines
from tests.e2e.tray_host import TrayItem, items, tray_item
from tests.secrets_scan import SecretsScan

_ROOT = Path(__file__).parents[2]
_TOLD = 4000
"""Characters of a program's log that a failure brings along."""

__all__ = ["known_here"]


@dataclass(frozen=True)
class TwoPomeriums:
    """Strangers to each other: sessions and providers of their own, three routes each."""

    first: DemoPomerium
    """app, api, wiki"""
    second: DemoPomerium
    """mail, chat, files"""

    def urls(self) -> dict[str, str]:
        return self.first.urls() | self.second.urls()


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[DesktopSession]:
    with full_desktop(tmp_path) as session:
        yield session


@pytest.fixture
def bare_desktop(tmp_path: Path) -> Iterator[DesktopSession]:
    """Display and bus only: each test starts what it is about."""
    with DesktopSession(tmp_path) as session:
        yield session


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def clock(tmp_path: Path) -> WallClock:
    return WallClock(tmp_path)


@pytest.fixture
def demo(authority: Authority, clock: WallClock) -> Iterator[DemoPomerium]:
    with DemoPomerium(DemoOptions(tls=authority.server(), clock=clock.now, domain=POM)) as pomerium:
        yield pomerium


@pytest.fixture
def logind(desktop: DesktopSession) -> Iterator[Logind]:
    """Says when the machine sleeps, to programs started from now on."""
    with contextlib.closing(Logind(desktop.start_system_bus())) as logind:
        yield logind


@pytest.fixture
def two(authority: Authority, clock: WallClock) -> Iterator[TwoPomeriums]:
    first, second = (
        DemoPomerium(DemoOptions(tls=authority.server(), clock=clock.now, domain=domain), plans)
        for domain, plans in ((POM, _plans("app", "api", "wiki")), (SECOND, _plans("mail", "chat", "files")))
    )
    with first, second:
        yield TwoPomeriums(first, second)


def _plans(*names: str) -> tuple[RoutePlan, ...]:
    return tuple(map(RoutePlan, names))


@pytest.fixture
def links(desktop: DesktopSession, tmp_path: Path) -> Iterator[Links]:
    desktop.hand_links_to(tmp_path / "links")
    with contextlib.closing(Links(tmp_path / "links")) as links:
        yield links


@pytest.fixture
def browser(desktop: DesktopSession, authority: Authority, secrets_scan: SecretsScan) -> Iterator[Browser]:
    # A browser holds the same session by right: as a cookie, and in its History file (`desktop.md`).
    secrets_scan.allow_files(f"^{desktop.home}/chromium/")
    with chromium(desktop, authority.ca) as browser:
        yield browser


@pytest.fixture
def person(authority: Authority) -> Iterator[Person]:
    """Alice, with a browser whose cookies stay."""
    with contextlib.closing(Person(authority.client())) as person:
        yield person


@pytest.fixture
def monitor(desktop: DesktopSession, secrets_scan: SecretsScan) -> Iterator[BusMonitor]:
    with contextlib.closing(BusMonitor(desktop.bus)) as monitor:
        yield monitor
    for notice in monitor.notices:
        secrets_scan.offer("notice", repr(notice))


@pytest.fixture
def command_lines(secrets_scan: SecretsScan) -> Iterator[None]:
    with contextlib.closing(CommandLines()) as lines:
        yield
    for seen in lines.seen:
        secrets_scan.offer("command line or environment", seen)


@dataclass
class Pomtray:
    """How the program is started on this desktop."""

    desktop: DesktopSession
    settings: Path
    env: dict[str, str]

    def start(self, *arguments: str) -> Process:
        argv = (sys.executable, "-m", "pomtray", "--config", str(self.settings), *arguments)
        return self.desktop.start(*argv, env=self.env)

    @contextlib.contextmanager
    def in_tray(self) -> Iterator[tuple[Process, TrayItem]]:
        """The program and its icon; it is ended where the test did not end it."""
        process = self.start()
        try:
            with tray_item(self.desktop.bus) as item:
                yield process, item
        except BaseException as failure:
            failure.add_note(f"The program {process.state}; the end of its log:\n{process.output[-_TOLD:]}")
            raise
        finally:
            process.stop()
            eventually(lambda: not items(self.desktop.bus), "the tray forgets the icon")

    def write_settings(self, routes: dict[str, str], **preferences: object) -> None:
        """`routes` by name; preferences as the settings file spells them."""
        lines = ["[preferences]", *(f"{name} = {_toml(value)}" for name, value in preferences.items())]
        for name, url in routes.items():
            lines += ["", "[[routes]]", f"name = {_toml(name)}", f"url = {_toml(url)}"]
        self.settings.write_text("\n".join(lines) + "\n")


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


@pytest.fixture
def make_pomtray(tmp_path: Path, authority: Authority, clock: WallClock) -> Callable[[DesktopSession], Pomtray]:
    """For tests with a desktop of their own."""
    trust = {"SSL_CERT_FILE": str(authority.ca), "PYTHONPATH": str(_ROOT)}
    names = environment(tmp_path)
    preload = {"LD_PRELOAD": f"{clock.env['LD_PRELOAD']}:{names['LD_PRELOAD']}"}
    env = {**clock.env, **names, **preload, **trust}
    return lambda desktop: Pomtray(desktop, tmp_path / "pomtray.toml", env)


@pytest.fixture
def pomtray(desktop: DesktopSession, make_pomtray: Callable[[DesktopSession], Pomtray]) -> Pomtray:
    return make_pomtray(desktop)
