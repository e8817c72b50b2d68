"""A certified provider with two clients of ours, their routes, and the program in the tray."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

import pytest

from pomtray.core.domain.provider import TokenAuth
from tests.certified.clients import Clients
from tests.certified.following import Follower
from tests.certified.provider import CertifiedProvider, running
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.certified.services import Services
from tests.e2e.clock import WallClock
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import Authority
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process_table import CommandLines
from tests.e2e.providers.screen import Seen
from tests.secrets_scan import SecretsScan

FIRST, SECOND = "public", "post"
"""Two clients of one provider: one says nothing to prove who it is, the other a secret."""
ROUTES: Final = {"reports": FIRST, "archive": FIRST, "ledger": SECOND}
_SECRET_FILE: Final = "secret"
_HOUR: Final = 3600
_LIVES: Final = {"AccessToken": _HOUR, "IdToken": _HOUR, "RefreshToken": 24 * _HOUR, "Grant": 24 * _HOUR}

Running = Callable[[], AbstractContextManager[Seen]]


@pytest.fixture
def clients(secrets_scan: SecretsScan) -> Clients:
    clients = Clients()
    secrets_scan.remember(clients.secret)
    return clients


@pytest.fixture
def certified(clients: Clients, clock: WallClock, tmp_path: Path) -> Iterator[CertifiedProvider]:
    """It lives by the test's clock too. Its tokens last an hour."""
    settings = clients.settings() | {"ttl": {**_LIVES, "ClientCredentials": _HOUR}}
    with running(tmp_path / "provider.log", settings, clock.env) as provider:
        yield provider


@pytest.fixture
def services(certified: CertifiedProvider, clock: WallClock) -> Iterator[Services]:
    with Services(certified.issuer, ROUTES, clock.now) as services:
        yield services


@pytest.fixture
def person(authority: Authority) -> Iterator[Person]:
    with contextlib.closing(Person(authority.client(), follower=Follower())) as person:
        yield person


@pytest.fixture(autouse=True)
def no_traces(
    desktop: DesktopSession,
    certified: CertifiedProvider,
    monitor: BusMonitor,
    secrets_scan: SecretsScan,
    tmp_path: Path,
) -> Iterator[None]:
    """Neither a file, nor a log, a notice, a command line or an environment has a token or the client's secret."""
    secrets_scan.allow_files(f"^{tmp_path}/{_SECRET_FILE}$")
    with contextlib.closing(CommandLines()) as lines:
        yield
    assert certified.given(), "no token was given out: there is nothing to search for"
    for given in certified.given():
        secrets_scan.remember(given.value)
    for seen in lines.seen:
        secrets_scan.offer("command line or environment", seen)


@pytest.fixture
def in_tray(
    desktop: DesktopSession, certified: CertifiedProvider, services: Services, pomtray: Pomtray, clients: Clients,
    tmp_path: Path,
) -> Running:  # fmt: skip
    secret = tmp_path / _SECRET_FILE
    secret.write_text(clients.secret)
    pomtray.settings.write_text(_settings(certified.issuer, services, secret))

    @contextlib.contextmanager
    def run() -> Iterator[Seen]:
        with pomtray.in_tray() as (_, item):
            yield Seen(item, desktop)

    return run


def _settings(issuer: str, services: Services, secret: Path) -> str:
    says: dict[str, object] = {"token_auth": TokenAuth.POST.value, "client_secret": {"command": ["cat", str(secret)]}}
    lines = []
    for client, more in ((FIRST, {}), (SECOND, says)):
        lines += ["[[providers]]", *_lines({"name": f"{client} client", "issuer": issuer, "client_id": client, **more})]
        lines += ['authorization_params = { prompt = "consent" }', ""]
    for name, client in ROUTES.items():
        route = {"name": name, "url": services.url(name), "method": "oidc", "provider": f"{client} client"}
        lines += ["[[routes]]", *_lines(route | {"deliver": "identity_token"}), ""]
    return "\n".join(lines)


def _lines(table: Mapping[str, object]) -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            ((inner, listed),) = value.items()
            yield f"{name} = {{ {inner} = {json.dumps(listed)} }}"
        else:
            yield f"{name} = {json.dumps(value)}"
