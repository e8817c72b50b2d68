"""What is said to a SOCKS 5 proxy, word for word (RFC 1928, RFC 1929), and what of its answers is read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpcore
import httpx
import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.network.proxy import Proxy
from pomtray.core.secret import Secret
from pomtray.signin.web import proxy_words, socks
from pomtray.signin.web.socks import SocksBackend

NOTHING = bytes((5, 0, 0, 1)) + bytes(6)
"""Taken, with an address that says nothing."""


class Proxying:
    """Answers each word of the client with the next one of `says`, one byte after the other.

    hangs_up: at the word after those, without one of its own.
    """

    def __init__(self, *says: bytes, hangs_up: bool = False) -> None:
        self.says = list(says)
        self.hangs_up = hangs_up
        self.heard: list[bytes] = []
        self.ended = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for word in self.says:
            self.heard.append(await reader.read(1000))
            for byte in word:
                writer.write(bytes((byte,)))
                await writer.drain()
                await asyncio.sleep(0)
        while await reader.read(1000) and not self.hangs_up:
            pass
        writer.close()
        self.ended.set()


@asynccontextmanager
async def connected(
    proxying: Proxying, host: str, user: str = "", password: str | None = None
) -> AsyncIterator[httpcore.AsyncNetworkStream]:
    async with await asyncio.start_server(proxying.serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        secret = None if password is None else Secret(password)
        proxy = Proxy("socks5h", "127.0.0.1", port, "ALL_PROXY", user, secret)
        try:
            stream = await SocksBackend(proxy).connect_tcp(host, 443, timeout=5)
            try:
                yield stream
            finally:
                await stream.aclose()
        finally:
            await asyncio.wait_for(proxying.ended.wait(), 10)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("app.pom.test", b"\3\x0capp.pom.test"),
        ("192.0.2.7", b"\1\xc0\0\2\7"),
        ("2001:db8::1", b"\4 \1\r\xb8" + bytes(11) + b"\1"),
        ("x" * 300, b"\3\xff" + b"x" * 255),
    ],
)
async def test_the_host_goes_to_it_as_it_is(host: str, address: bytes) -> None:
    proxying = Proxying(b"\5\0", NOTHING)
    async with connected(proxying, host):
        assert proxying.heard == [b"\5\1\0", b"\5\1\0" + address + b"\x01\xbb"]


@pytest.mark.parametrize(("password", "said"), [("hunter2", b"\7hunter2"), (None, b"\0")])
async def test_a_name_and_a_password_are_given_where_they_are_wanted(password: str | None, said: bytes) -> None:
    proxying = Proxying(b"\5\2", b"\1\0", NOTHING)
    async with connected(proxying, "app.pom.test", "us", password):
        assert proxying.heard[:2] == [b"\5\2\0\2", b"\1\2us" + said]


async def test_they_stay_here_where_they_are_not_wanted() -> None:
    proxying = Proxying(b"\5\0", NOTHING)
    async with connected(proxying, "app.pom.test", "us", "hunter2"):
        assert len(proxying.heard) == 2


@pytest.mark.parametrize("address", [b"\1" + bytes(4), b"\4" + bytes(16), b"\3\x05proxy", b"\3\0"])
async def test_what_the_server_says_begins_after_the_proxys_address(address: bytes) -> None:
    proxying = Proxying(b"\5\0", b"\5\0\0" + address + b"\0\x50" + b"hello")
    async with connected(proxying, "app.pom.test") as stream:
        said = b""
        while len(said) < 5:
            said += await stream.read(100, timeout=5)
        assert said == b"hello"


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ([b"\5\xff"], "wants a name and a password"),
        ([b"\5\2"], "wants a name and a password"),
        ([b"\4\0"], "does not speak SOCKS 5"),
        ([b"\5\0", b"\4\0\0\1"], "does not speak SOCKS 5"),
        *(
            ([b"\5\0", bytes((5, status, 0, 1))], told)
            for status, told in (
                (1, "code 1"), (2, "not allowed by its rules"), (3, "network unreachable"), (4, "host unreachable"),
                (5, "connection refused"), (6, "too many hops"), (7, "code 7"),
            )
        ),
    ],
)  # fmt: skip
async def test_a_no_is_told_and_ends_the_connection(says: list[bytes], told: str) -> None:
    proxying = Proxying(*says)  # which sees the connection end
    with pytest.raises(httpcore.ProxyError, match=f"^{told}$"):
        async with connected(proxying, "app.pom.test"):
            pass


async def test_a_wrong_password_is_told() -> None:
    proxying = Proxying(b"\5\2", b"\1\1")
    with pytest.raises(httpcore.ProxyError, match="wants a name and a password"):
        async with connected(proxying, "app.pom.test", "us", "hunter2"):
            pass


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ([], "does not speak SOCKS 5"),
        ([b"\5\0"], "it hung up"),
        ([b"\5\2"], "wants a name and a password"),
        ([b"\5\2", b"\1\0"], "it hung up"),
    ],
)
async def test_a_proxy_that_hangs_up_has_answered_what_it_was_told_last(says: list[bytes], told: str) -> None:
    with pytest.raises(httpcore.ProxyError, match=f"^{told}$"):
        async with connected(Proxying(*says, hangs_up=True), "app.pom.test", "us", "hunter2"):
            pass


async def test_it_waits_as_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("anyio.sleep", sleep)
    await SocksBackend(Proxy("socks5h", "127.0.0.1", 1, "ALL_PROXY")).sleep(2.5)
    assert slept == [2.5]


@pytest.mark.parametrize(
    "said", [*socks.REFUSALS.values(), socks.HUNG_UP, "code 9", "x" * 9, "407", "401 Unauthorized"]
)
def test_each_no_of_a_proxy_has_its_words(said: str) -> None:
    origin = Origin.parse("https://app.test")
    problem = proxy_words.explain([httpx.ProxyError(str(said))], origin, Proxy("socks5h", "proxy.test", 1080, "test"))
    assert problem
    wants_password = said.startswith("40")
    assert (problem.title == "The proxy refused") is not wants_password
    assert wants_password or f"through to app.test: {said}." in problem.sentence
