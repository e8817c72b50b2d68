"""One certified provider for the whole run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from tests.certified.clients import Clients, pem
from tests.certified.ground import Ground, playing
from tests.certified.provider import CertifiedProvider, running
from tests.secrets_scan import SecretsScan


@pytest.fixture(scope="session")
def clients(secrets_scan: SecretsScan) -> Clients:
    made = Clients()
    secrets_scan.remember(made.secret)
    for key in (made.rsa_key, made.ec_key):
        for line in pem(key).splitlines()[1:-1]:
            secrets_scan.remember(line)
    return made


@pytest.fixture(scope="session")
def certified(clients: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertifiedProvider]:
    with running(tmp_path_factory.mktemp("certified") / "provider.log", clients.settings()) as provider:
        yield provider


@pytest.fixture
async def ground(
    certified: CertifiedProvider, clients: Clients, secret_canary: Callable[[str], str]
) -> AsyncIterator[Ground]:
    async with playing(certified, clients, secret_canary) as made:
        yield made
