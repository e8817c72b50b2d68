"""Hostile callbacks over real sockets: each gets its answer, none is accepted, none ends the wait.

Each carries a good token and our own cookie unless that is what is wrong with it, so that no other check saves us.
"""

from __future__ import annotations

import asyncio
import base64
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from pomtray.serve.http import Limits
from pomtray.signin.callback.loopback import Loopback
from tests.loop_time import at_its_deadline, goes_on
from tests.raw_http import Reply, send

EVIL = "eyJhbGciOiJub25lIn0.ZXZpbA.c2ln"
GOOD = "eyJhbGciOiJIUzI1NiJ9.Z29vZA.c2ln"


@dataclass
class Target:
    loopback: Loopback
    cookie: str

    @property
    def port(self) -> int:
        return urlsplit(self.loopback.redirect_uri).port or 0

    def fill(self, text: str) -> bytes:
        path = urlsplit(self.loopback.redirect_uri).path
        nonce = path.rpartition("/")[2]
        known = {
            "PATH": path,
            "NONCE": nonce,
            "ODD": f"{path[:-1]}%{ord(path[-1]):02X}",
            "SWAPPED": path[:-1] + ("A" if path[-1] != "A" else "B"),
            "HOST": f"127.0.0.1:{self.port}",
            "PORT": str(self.port),
            "START": urlsplit(self.loopback.start_url).path,
            "COOKIE": f"Cookie: {self.cookie}",
            "JWT": f"pomerium_jwt={EVIL}",
            "EVIL": EVIL,
        }
        for name, value in known.items():
            text = text.replace(f"«{name}»", value)
        return text.encode("latin-1")

    async def send(self, *pieces: str, half_close: bool = False) -> Reply:
        return await send(self.port, *map(self.fill, pieces), half_close=half_close)


@pytest.fixture
async def target() -> AsyncIterator[Target]:
    async with Loopback() as loopback:
        loopback.send_to("https://authenticate.pom.test/sign_in")
        target = Target(loopback, "")
        start = await target.send("GET «START» HTTP/1.1\r\nHost: «HOST»\r\n\r\n")
        target.cookie = start.headers["set-cookie"].partition(";")[0]
        yield target


async def assert_still_waiting(target: Target) -> None:
    """The good callback works, and it is the first that does."""
    good = await target.send(f"GET «PATH»?pomerium_jwt={GOOD} HTTP/1.1\r\nHost: «HOST»\r\n«COOKIE»\r\n\r\n")
    assert good.status == 303
    callback = await target.loopback.callback()
    assert callback.with_cookie
    assert callback.credential.reveal() == GOOD


def request(start: str, *headers: str, host: str = "Host: «HOST»", version: str = "HTTP/1.1") -> str:
    lines = [f"{start} {version}", *([host] if host else []), "«COOKIE»", *headers]
    return "\r\n".join([*lines, "", ""])


GET = "GET «PATH»?«JWT»"
FOLD = base64.b64encode(b"x" * 30).decode()

TABLE: dict[str, tuple[str, int]] = {
    # path
    "root": (request("GET /?«JWT»"), 404),
    "favicon": (request("GET /favicon.ico"), 404),
    "no nonce": (request("GET /callback?«JWT»"), 404),
    "empty nonce": (request("GET /callback/?«JWT»"), 404),
    "wrong nonce": (request("GET «SWAPPED»?«JWT»"), 404),
    "nonce alone": (request("GET /«NONCE»?«JWT»"), 404),
    "nonce and more": (request("GET «PATH»x?«JWT»"), 404),
    "trailing slash": (request("GET «PATH»/?«JWT»"), 404),
    "deeper": (request("GET «PATH»/x?«JWT»"), 404),
    "double slash": (request("GET /«PATH»?«JWT»"), 404),
    "dot segments": (request("GET /x/..«PATH»?«JWT»"), 404),
    "percent-encoded letter": (request("GET «ODD»?«JWT»"), 404),
    "percent-encoded slash": (request("GET /callback%2F«NONCE»?«JWT»"), 404),
    "percent-encoded question mark": (request("GET «PATH»%3F«JWT»"), 404),
    "upper case folder": (request("GET /CALLBACK/«NONCE»?«JWT»"), 404),
    "path parameters": (request("GET «PATH»;x=1?«JWT»"), 404),
    "NUL encoded": (request("GET «PATH»%00?«JWT»"), 404),
    "absolute form": (request("GET http://«HOST»«PATH»?«JWT»"), 404),
    "absolute form elsewhere": (request("GET http://evil.test«PATH»?«JWT»"), 404),
    "no leading slash": (request("GET callback/«NONCE»?«JWT»"), 404),
    "asterisk": (request("OPTIONS *"), 404),
    "done page guessed": (request("GET /done/«NONCE»?«JWT»"), 404),
    "start with a token": (request("GET /start/«NONCE»?«JWT»"), 404),
    "fragment in the path": (request("GET «PATH»#x?«JWT»"), 404),
    # method
    "HEAD": (request("HEAD «PATH»?«JWT»"), 405),
    "POST": (request("POST «PATH»?«JWT»", "Content-Length: 0"), 405),
    "PUT": (request("PUT «PATH»?«JWT»", "Content-Length: 0"), 405),
    "DELETE": (request("DELETE «PATH»?«JWT»"), 405),
    "OPTIONS": (request("OPTIONS «PATH»?«JWT»", "Access-Control-Request-Private-Network: true"), 405),
    "TRACE": (request("TRACE «PATH»?«JWT»"), 405),
    "PATCH": (request("PATCH «PATH»?«JWT»", "Content-Length: 0"), 405),
    "CONNECT": (request("CONNECT «HOST»"), 404),
    "unknown method": (request("POMERIUM «PATH»?«JWT»"), 405),
    "lower case method": (request("get «PATH»?«JWT»"), 405),
    "method with a control character": (request("G\x01T «PATH»?«JWT»"), 400),
    "overriding the method": (request("POST «PATH»?«JWT»", "X-HTTP-Method-Override: GET", "Content-Length: 0"), 405),
    # Host
    "no Host": (request(GET, host=""), 400),
    "no Host, HTTP/1.0": (request(GET, host="", version="HTTP/1.0"), 400),
    "empty Host": (request(GET, host="Host:"), 400),
    "rebound Host": (request(GET, host="Host: evil.test:«PORT»"), 400),
    "localhost": (request(GET, host="Host: localhost:«PORT»"), 400),
    "Host without port": (request(GET, host="Host: 127.0.0.1"), 400),
    "Host with another port": (request(GET, host="Host: 127.0.0.1:1«PORT»"), 400),
    "Host in decimal": (request(GET, host="Host: 2130706433:«PORT»"), 400),
    "Host in short": (request(GET, host="Host: 127.1:«PORT»"), 400),
    "Host IPv6": (request(GET, host="Host: [::1]:«PORT»"), 400),
    "Host with a dot": (request(GET, host="Host: 127.0.0.1.:«PORT»"), 400),
    "Host with userinfo": (request(GET, host="Host: x@«HOST»"), 400),
    "two Hosts": (request(GET, "Host: evil.test"), 400),
    "two equal Hosts": (request(GET, "Host: «HOST»"), 400),
    "forwarded Host": (request(GET, "X-Forwarded-Host: «HOST»", host="Host: evil.test"), 400),
    # parameters
    "no query": (request("GET «PATH»"), 400),
    "empty query": (request("GET «PATH»?"), 400),
    "other parameter": (request("GET «PATH»?code=«EVIL»"), 400),
    "upper case name": (request("GET «PATH»?Pomerium_JWT=«EVIL»"), 400),
    "name percent-encoded": (request("GET «PATH»?%70omerium_jwt=«EVIL»"), 400),
    "name as an array": (request("GET «PATH»?pomerium_jwt[]=«EVIL»"), 400),
    "name without value": (request("GET «PATH»?pomerium_jwt"), 400),
    "empty value": (request("GET «PATH»?pomerium_jwt="), 400),
    "twice": (request("GET «PATH»?«JWT»&«JWT»"), 400),
    "twice, one empty": (request("GET «PATH»?pomerium_jwt=&«JWT»"), 400),
    "twice, one bare": (request("GET «PATH»?«JWT»&pomerium_jwt"), 400),
    "twice, one encoded": (request("GET «PATH»?«JWT»&pomerium%5Fjwt=«EVIL»"), 400),
    "second question mark": (request("GET «PATH»?x?«JWT»"), 400),
    "semicolons": (request("GET «PATH»?x=y;«JWT»"), 400),
    "in the fragment": (request("GET «PATH»?#«JWT»"), 400),
    "too many parameters": (request("GET «PATH»?" + "a=b&" * 40 + "«JWT»"), 400),
    "token with a line break": (request("GET «PATH»?«JWT»%0d%0aX-Evil:%201"), 400),
    "token with a space": (request("GET «PATH»?«JWT»%20x"), 400),
    "token with a NUL": (request("GET «PATH»?«JWT»%00"), 400),
    "token with a quote": (request("GET «PATH»?«JWT»%27;id"), 400),
    "token with markup": (request("GET «PATH»?pomerium_jwt=%3Cscript%3E"), 400),
    "token not UTF-8": (request("GET «PATH»?«JWT»%ff%fe"), 400),
    "token with other letters": (request("GET «PATH»?«JWT»%D0%B0"), 400),
    "token encoded twice": (request("GET «PATH»?pomerium_jwt=%2565«EVIL»"), 400),
    "token with a broken escape": (request("GET «PATH»?«JWT»%zz"), 400),
    "token of padding": (request("GET «PATH»?pomerium_jwt=="), 400),
    "token too long": (request("GET «PATH»?pomerium_jwt=" + "a" * 33000), 400),
    "target not UTF-8": (request("GET «PATH»?«JWT»\xff\xfe"), 400),
    "space in the target": (request("GET «PATH»?«JWT» x"), 400),
    # headers and body
    "cross-site Origin": (request(GET, "Origin: https://evil.test"), 400),
    "Origin null": (request(GET, "Origin: null"), 400),
    "Origin of another port": (request(GET, "Origin: http://127.0.0.1:1"), 400),
    "a body": (request(GET, "Content-Length: 5") + "hello", 413),
    "an announced body": (request(GET, "Content-Length: 99999999999999999999"), 413),
    "a chunked body": (request(GET, "Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n", 413),
    "an empty chunked body": (request(GET, "Transfer-Encoding: chunked") + "0\r\n\r\n", 400),
    "a broken chunk": (request(GET, "Transfer-Encoding: chunked") + "zz\r\n", 400),
    "length and chunks": (request(GET, "Content-Length: 0", "Transfer-Encoding: chunked") + "0\r\n\r\n", 400),
    "two lengths": (request(GET, "Content-Length: 0", "Content-Length: 1") + "x", 400),
    "negative length": (request(GET, "Content-Length: -1"), 400),
    "unknown transfer coding": (request(GET, "Transfer-Encoding: gzip"), 501),
    "header name with a space": (request(GET, "X Y: z"), 400),
    "header without colon": (request(GET, FOLD), 400),
    "NUL in a header": (request(GET, "X: a\x00b"), 400),
    "enormous target": (request("GET «PATH»?x=" + "a" * 70000 + "&«JWT»"), 431),
    "enormous header": (request(GET, "X: " + "a" * 70000), 431),
    "a flood of headers": (request(GET, *[f"X{number}: {FOLD}" for number in range(2000)]), 431),
    # the protocol itself
    "HTTP/0.9": ("GET «PATH»?«JWT»\r\n\r\n", 400),
    "HTTP/2 version": (request(GET, version="HTTP/2.0"), 400),
    "HTTP/2 preface": ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "no version number": (request(GET, version="HTTP/"), 400),
    "TLS hello": ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "binary": ("\x00\xff\xfe\r\n\r\n", 400),
    "another protocol": ("SSH-2.0-OpenSSH_9.2\r\n\r\n", 400),
    "tab for a space": ("GET\t«PATH»?«JWT»\tHTTP/1.1\r\nHost: «HOST»\r\n\r\n", 400),
    "pipelined behind a wrong one": (request("GET /x") + request(GET), 404),
    "smuggled in a body": (request("POST /x", "Content-Length: 200") + request(GET), 413),
    "an endless line": ("GET «PATH»?«JWT»&x=" + "a" * 90000, 431),
}


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 60


@pytest.mark.parametrize("name", TABLE)
async def test_hostile(target: Target, name: str) -> None:
    sent, status = TABLE[name]
    reply = await target.send(sent)
    assert reply.status == status
    assert EVIL.encode() not in reply.raw
    await assert_still_waiting(target)


@pytest.mark.parametrize(
    ("sent", "status"),
    [(request(GET).removesuffix("\r\n"), 408), ("GET «PATH»?«JWT» HT", 408), ("", 0)],
    ids=["never ending head", "half a line", "nothing at all"],
)
async def test_what_never_ends_is_ended_at_the_deadline(
    target: Target, monkeypatch: pytest.MonkeyPatch, sent: str, status: int
) -> None:
    reply = await at_its_deadline(monkeypatch, target.send(*([sent] if sent else [])), 2)
    assert reply.status == status
    assert EVIL.encode() not in reply.raw
    await assert_still_waiting(target)


async def test_half_a_request_and_gone(target: Target) -> None:
    assert (await target.send("GET «PATH»?«JWT» HTTP/1.1\r\n", half_close=True)).status == 400
    _, writer = await asyncio.open_connection("127.0.0.1", target.port)
    writer.write(target.fill("GET «PATH»?«JWT» HTTP/1.1\r\nHost:"))
    writer.transport.abort()
    await assert_still_waiting(target)


async def test_a_second_valid_one_after_the_first(target: Target) -> None:
    await assert_still_waiting(target)
    assert (await target.send(request(GET))).status == 303
    assert (await target.send(request(GET).replace("«COOKIE»", "X: y"))).status == 410
    waiting = asyncio.ensure_future(target.loopback.callback())
    done, _ = await asyncio.wait({waiting}, timeout=0.05)
    assert not done
    waiting.cancel()


async def test_a_thousand_at_once() -> None:
    # The patience of one client among a thousand: what is tested is that each is answered.
    async with Loopback() as loopback:
        loopback.send_to("https://authenticate.pom.test/sign_in")
        target = Target(loopback, "")
        start = await target.send("GET «START» HTTP/1.1\r\nHost: «HOST»\r\n\r\n")
        target.cookie = start.headers["set-cookie"].partition(";")[0]
        kinds = [
            request("GET «SWAPPED»?«JWT»"),
            request("GET «PATH»?«JWT»&«JWT»"),
            request("POST «PATH»?«JWT»"),
            "\r\n\x00",
        ]
        room = asyncio.Semaphore(400)  # a process has 1,024 files, and both ends are in this one

        async def one(number: int) -> int:
            async with room:
                return (await target.send(kinds[number % len(kinds)])).status

        statuses = await asyncio.gather(*map(one, range(1000)))
        assert statuses == [404, 400, 405, 400] * 250
        await assert_still_waiting(target)


def many_files() -> None:
    """As many file descriptors as the system lets this process have: both ends of each connection are in it."""
    import resource  # noqa: PLC0415 Windows has none

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@asynccontextmanager
async def neighbours(port: int, count: int, sent: bytes) -> AsyncIterator[None]:
    """`count` connections of others, each with `sent`: they wait for nothing and read nothing."""
    loop = asyncio.get_running_loop()
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.setblocking(False)  # noqa: FBT003 the standard library's signature

    async def crowd(some: list[socket.socket]) -> None:
        for one in some:
            with suppress(OSError):
                await loop.sock_connect(one, ("127.0.0.1", port))
                await loop.sock_sendall(one, sent)

    crowding = [asyncio.create_task(crowd(sockets[first::20])) for first in range(20)]
    await asyncio.wait(crowding, return_when=asyncio.FIRST_COMPLETED)
    try:
        yield
    finally:
        await asyncio.gather(*crowding)
        for one in sockets:
            one.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there a process cannot have so many sockets")
@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
    ids=["silent", "half a line", "a request whose answer nobody reads", "a body that never comes"],
)
async def test_two_thousand_slow_neighbours_keep_nobody_out(sent: bytes) -> None:
    """And not because their deadline comes: it does not."""
    many_files()
    async with Loopback(limits=Limits(receive_for=600)) as loopback:
        loopback.send_to("https://authenticate.pom.test/sign_in")
        target = Target(loopback, "")
        async with neighbours(target.port, 2000, sent):
            start = await target.send("GET «START» HTTP/1.1\r\nHost: «HOST»\r\n\r\n")
            target.cookie = start.headers["set-cookie"].partition(";")[0]
            await assert_still_waiting(target)


async def test_one_byte_at_a_time_ends_after_two_seconds(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    await goes_on(monkeypatch, 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
    answer = asyncio.create_task(reader.read(12))
    for letter in b"GET":
        writer.write(bytes([letter]))
        await goes_on(monkeypatch, 0.5)
    assert not answer.done()
    writer.write(b" ")
    await goes_on(monkeypatch, 0.5)
    assert await answer == b"HTTP/1.1 408"
    writer.transport.abort()
    await assert_still_waiting(target)
