"""How a connection is made: through an http or https proxy, and what is said to it."""

from __future__ import annotations

import base64
import ssl
from pathlib import Path

import httpx
import pytest

from pomtray.core.network.proxy import Proxy
from pomtray.core.network.tls import Tls
from pomtray.core.secret import Secret
from pomtray.signin.web.connection import SYSTEM, transport
from tests.signin.answering import USER, Answering
from tests.signin.authorities import Authority

THERE = "http://app.pom.test/"


async def asked(server: Answering, proxy: Proxy, everywhere: Tls = SYSTEM) -> str | None:
    """With what name and password the proxy was asked."""
    way = await transport(ssl.create_default_context(), proxy, everywhere)
    async with httpx.AsyncClient(transport=way) as client:
        assert (await client.get(THERE)).status_code == 200
    return server.header("proxy-authorization")


@pytest.mark.parametrize(
    ("user", "password", "said"),
    [("", "", None), ("alice", "", "alice:"), ("alice", "pw", "alice:pw"), ("", "pw", ":pw")],
)
async def test_a_proxy_gets_a_name_or_a_password_where_there_is_one(user: str, password: str, said: str | None) -> None:
    async with Answering({THERE: USER}) as server:
        origin = server.origin
        proxy = Proxy("http", origin.host, origin.port, "test", user, Secret(password) if password else None)
        got = await asked(server, proxy)
    assert got == (said if said is None else f"Basic {base64.b64encode(said.encode()).decode()}")


async def test_an_https_proxy_is_trusted_by_what_counts_everywhere(tmp_path: Path) -> None:
    corp = Authority(tmp_path)
    async with Answering({THERE: USER}, corp.server()) as server:
        proxy = Proxy("https", server.origin.host, server.origin.port, "test")
        await asked(server, proxy, Tls((corp.file,)))
        with pytest.raises(httpx.ConnectError):
            await asked(server, proxy)
