"""`pomtray proxy` with a session of the vault."""

from __future__ import annotations

import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from pomtray.core.intent import Action
from tests.cli.vaults import Kept, ended, line
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    async with playing("app") as ground:
        kept = Kept(tmp_path / "home", ground, "app")
        await kept.make()
        yield kept


@pytest.mark.parametrize("called", ["app", "APP", "{url}/deep"])
async def test_an_address_that_is_the_route(kept: Kept, called: str) -> None:
    process = await kept.run("proxy", called.format(url=kept.ground.demo.route("app").url))
    address = await line(process)
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(f"{address}x")
        stranger = await http.get(str(httpx.URL(address).join("/x")))
    assert (answer.json()["route"], answer.json()["path"], answer.json()["authorization"]) == ("app", "/x", "absent")
    assert stranger.status_code == 403
    process.send_signal(signal.SIGINT)
    assert "goes to app" in await ended(process)
    assert process.returncode == 130


async def test_it_ends_with_the_session(kept: Kept) -> None:
    process = await kept.run("proxy", "app")
    address = await line(process)
    kept.ground.world.wish(Action.SIGN_OUT, "app")
    await kept.save()
    assert "The session is over" in await ended(process)
    assert process.returncode == 2
    async with httpx.AsyncClient(trust_env=False) as http:
        with pytest.raises(httpx.ConnectError):
            await http.get(address)
    status, out, err = await kept.told("proxy", "app")
    assert (status, out) == (2, "")
    assert "asking where to sign in" in err  # and nobody is at a terminal to say more


async def test_what_is_no_route(kept: Kept) -> None:
    for called in ("other", "https://elsewhere.test/"):
        status, out, err = await kept.told("proxy", called)
        assert (status, out) == (64, "")
        assert "There are: " in err


async def test_a_tcp_route_has_another_command(kept: Kept) -> None:
    status, out, err = await kept.told("proxy", "tcp")
    assert (status, out) == (64, "")
    assert "pomtray tcp" in err
