"""The routes that take a provider's tokens, and the search for every token that was given out."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import pytest

from pomtray.core.secret import Secret
from pomtray.demo import older_exchange
from pomtray.demo.options import PLANS, ROBOT, DemoOptions
from pomtray.demo.provider import grants
from pomtray.demo.provider.tokens import Tokens
from pomtray.demo.settings_text import settings_text
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.clock import WallClock
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import Authority, DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.names import POM
from tests.e2e.process_table import CommandLines
from tests.e2e.providers.screen import Running, Screen
from tests.secrets_scan import SecretsScan

SECRET_FILE = "secret"
"""Where a test's command reads the client's secret."""
_TOKENS = ("access_token", "refresh_token", "id_token", "Token")


class Given:
    """The tokens that the provider gave out, and what the older exchange made of them. Printed, it shows none."""

    def __init__(self) -> None:
        self.refresh: list[Secret] = []
        self.count = 0

    def note(self, answer: Mapping[str, object], scan: SecretsScan) -> None:
        for name in _TOKENS:
            scan.remember(str(answer.get(name, "")))
        self.count += any(name in answer for name in _TOKENS)
        if "refresh_token" in answer:
            self.refresh.append(Secret(str(answer["refresh_token"])))


@pytest.fixture
def demo(authority: Authority, clock: WallClock) -> Iterator[DemoPomerium]:
    """Here: only the routes that take a provider's tokens, which last an hour."""
    plans = tuple(plan for plan in PLANS if plan.kind == "provider")
    options = DemoOptions(tls=authority.server(), clock=clock.now, token_for=timedelta(hours=1), domain=POM)
    with DemoPomerium(options, plans) as pomerium:
        yield pomerium


@pytest.fixture(autouse=True)
def given(monkeypatch: pytest.MonkeyPatch, secrets_scan: SecretsScan) -> Given:
    """Whatever is given out is one to search for."""
    given = Given()

    def noting(send: Callable[[dict[str, object]], object]) -> Callable[[dict[str, object]], object]:
        def note(answer: dict[str, object]) -> object:
            given.note(answer, secrets_scan)
            return send(answer)

        return note

    for module, name in ((grants, "answered"), (older_exchange, "json_answer")):
        monkeypatch.setattr(module, name, noting(getattr(module, name)))
    make_code = Tokens.code
    monkeypatch.setattr(Tokens, "code", lambda *args: secrets_scan.remember(make_code(*args)))
    return given


@pytest.fixture(autouse=True)
def no_traces(
    desktop: DesktopSession, demo: DemoPomerium, monitor: BusMonitor, given: Given, secrets_scan: SecretsScan
) -> Iterator[None]:
    """Neither a file, nor a log, a notice, a command line or an environment has a token or the client's secret."""
    secrets_scan.remember(demo.demo.client_secret(ROBOT))
    with contextlib.closing(CommandLines()) as lines:
        yield
    assert given.count, "no token was given out: there is nothing to search for"
    texts = {"a notice": repr(monitor.notices).encode(), **{f"process {n}": seen for n, seen in enumerate(lines.seen)}}
    files = (path for path in desktop.home.parent.rglob("*") if path.is_file() and not path.is_symlink())
    ours = (path for path in files if not path.is_relative_to(desktop.home / "chromium"))
    texts |= {str(path): path.read_bytes() for path in ours if path.name != SECRET_FILE}
    assert list(desktop.home.rglob("pomtray.log")), "the program's log is among them"
    assert not [name for name, text in texts.items() if secrets_scan.holds_secret(text)]


@pytest.fixture
def running(desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, authority: Authority) -> Running:
    """Starts the program with the demo's settings, unless the test has written others."""

    @contextlib.contextmanager
    def run() -> Iterator[Screen]:
        if not pomtray.settings.exists():
            pomtray.settings.write_text(settings_text(demo.demo))
        with pomtray.in_tray() as (_, item):
            yield Screen(item, desktop, demo, authority)

    return run
