"""The same answer is known again by its bytes; what is not plainly the same is a no."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import time
from pathlib import Path

import pytest

from pomtray.cli.quick import digest
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.session import Credential
from pomtray.core.network.tls import Tls
from pomtray.signin.web import asked_again
from pomtray.signin.web.direct import Direct
from tests.signin.answering import SAMPLES, UNAUTHENTICATED, USER, Answering, nobody, reply
from tests.signin.authorities import Authority

PATH = "/.pomerium/user"
JSON = "application/json"
BODY = (SAMPLES / "user.json").read_bytes()
SHA = hashlib.sha256(BODY).hexdigest()
REQUEST = b"GET /.pomerium/user HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
OTHERS = {
    "over": UNAUTHENTICATED,
    "somebody else": reply(200, BODY.replace(b"alice", b"bobby"), content_type=JSON),
    "an error with that body": reply(503, BODY, content_type=JSON),
    "a redirect with that body": reply(302, BODY, content_type=JSON),
    "another kind": reply(200, BODY, content_type="text/html"),
    "no kind": b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY),
    "two kinds": reply(200, BODY, [("Content-Type", "text/html")], content_type=JSON),
    "two lengths": reply(200, BODY, [("Content-Length", str(len(BODY)))], content_type=JSON),
    "no length": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + BODY,
    "in chunks": CHUNKED + b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY),
    "chunks and a length": reply(200, BODY, [("Transfer-Encoding", "chunked")], content_type=JSON),
    "packed": reply(200, gzip.compress(BODY), [("Content-Encoding", "gzip")], content_type=JSON),
    "said to be packed": reply(200, BODY, [("Content-Encoding", "gzip")], content_type=JSON),
    "cut off": reply(200, BODY, content_type=JSON)[:-1],
    "with more behind it": reply(200, BODY, content_type=JSON) + b"\n",
    "an older HTTP": b"HTTP/1.0 200 OK" + USER.partition(b"X")[2],
    "too much": reply(200, b" " * 70_000, content_type=JSON),
    "no HTTP": b"SSH-2.0-x\r\n",
    "nothing": b"",
}


async def is_same(
    origin: Origin, *, body: str = SHA, request: bytes = REQUEST, trusted: list[str] | None = None
) -> bool:
    address = (origin.host, origin.port)
    return await asyncio.to_thread(asked_again.is_same, address, request, body, digest, trusted)


async def test_the_same_is_known_again() -> None:
    async with Answering({PATH: USER}) as server:
        assert await is_same(server.origin)
        assert server.heads == [REQUEST]
        assert not await is_same(server.origin, body=digest(b"{}"))


async def test_what_was_sent_by_the_other_door_is_sent_again(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    async with Answering({PATH: USER}, authority.server()) as server:

        async def is_straight(_: Origin) -> bool:
            return True

        door = Direct(authority.file, is_straight)
        answer = await door.get(server.origin, PATH, credential=Credential("canary-token"))
        heard = door.heard[server.origin, PATH]
        assert heard.answer == answer
        assert heard.authorities == Tls().trusting(authority.file).authorities
        assert "canary" not in repr(heard)
        assert await is_same(
            server.origin, body=digest(answer.body), request=heard.request, trusted=list(heard.authorities)
        )
        first, second = server.heads
        assert first == second


@pytest.mark.parametrize("raw", OTHERS.values(), ids=OTHERS)
async def test_another_answer_is_a_no(raw: bytes) -> None:
    async with Answering({PATH: raw}) as server:
        assert not await is_same(server.origin)


async def test_only_whom_one_trusts_is_told_anything(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    authority, other = Authority(tmp_path), Authority(tmp_path / "other")
    async with Answering({PATH: USER}, authority.server()) as server:
        assert await is_same(server.origin, trusted=[authority.file])
        server.heads.clear()
        assert not await is_same(server.origin, trusted=[])
        assert not await is_same(server.origin, trusted=[other.file])
        assert not await is_same(server.origin, trusted=[str(tmp_path / "nothing.pem")])
    async with Answering({PATH: USER}, authority.server(host="elsewhere.test")) as server:
        assert not await is_same(server.origin, trusted=[authority.file])
        assert server.heads == []


async def test_a_body_that_is_too_large_is_a_no_though_it_is_the_same() -> None:
    body = b" " * 70_000
    async with Answering({PATH: reply(200, body, content_type=JSON)}) as server:
        assert not await is_same(server.origin, body=hashlib.sha256(body).hexdigest())


async def test_an_answer_is_waited_for_longer_than_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked_again, "_CONNECTED_IN", 0.1)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.2)
        writer.write(USER)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        assert await is_same(Origin("http", "127.0.0.1", server.sockets[0].getsockname()[1]))


async def test_who_does_not_answer_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked_again, "_ANSWER_FOR", 0.2)
    async with Answering({PATH: None}) as server:
        began = time.monotonic()
        assert not await is_same(server.origin)
        assert time.monotonic() - began < 5
        while not server.heads:  # on a busy machine it is accepted later
            await asyncio.sleep(0.01)
    with nobody() as origin:
        assert not await is_same(origin)


async def test_pieces_that_do_not_end_are_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked_again, "_PIECES", 3)

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        try:
            while True:
                writer.write(b"H")
                await writer.drain()
                await asyncio.sleep(0.05)
        except OSError:
            writer.close()

    server = await asyncio.start_server(trickle, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert not await is_same(Origin("http", "127.0.0.1", port))
