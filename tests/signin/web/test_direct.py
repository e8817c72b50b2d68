"""The short way to a server gets the answers that the long one gets, or says that it takes that one."""

from __future__ import annotations

import asyncio
import gc
import gzip
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import HeaderForm, Preferences, Route, Settings
from pomtray.core.domain.session import Credential
from pomtray.core.network.tls import Tls
from pomtray.signin.web import direct, trust
from pomtray.signin.web.answer import HEADERS, LARGEST, PIECES, Answer
from pomtray.signin.web.direct import Direct, NotDirect
from pomtray.signin.web.door import Door
from pomtray.signin.web.http import Web
from tests.signin.answering import UNAUTHENTICATED, USER, Answering, as_json, nobody, reply, user_page
from tests.signin.authorities import Authority

CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
SPLIT = CHUNKED + b"1\r\n{\r\n" + b"1\r\n}\r\n" + b"0\r\n\r\n"
UNTIL_CLOSED = b"HTTP/1.1 200 OK\r\nX-Two: a\r\nX-Two: b\r\n\r\nuntil it is closed"
SAME = {
    "whose session it is": USER,
    "nobody's": UNAUTHENTICATED,
    "a page": user_page(),
    "a redirect": reply(302, headers=[("Location", "/elsewhere"), ("Set-Cookie", "a=b")]),
    "a service's error": reply(503, "down", [("Age", "60")]),
    "chunks": SPLIT,
    "as many pieces as may be": CHUNKED + b"1\r\n \r\n" * PIECES + b"0\r\n\r\n",
    "no length": UNTIL_CLOSED,
    "early hints": b"HTTP/1.1 103 X\r\nLink: </a>\r\n\r\n" + USER,
    "as large as may be": reply(200, b"x" * LARGEST),
}
ODD = {
    "too large": reply(200, b"x" * (LARGEST + 1)),
    "packed": reply(200, gzip.compress(b"{}"), [("Content-Encoding", "gzip")]),
    "too many lines": reply(200, headers=[("X", str(number)) for number in range(HEADERS)]),
    "too large a head": reply(200, headers=[("X", "x" * 64 * 1024)]),
    "too many pieces": CHUNKED + b"1\r\n \r\n" * (PIECES + 1) + b"0\r\n\r\n",
    "no HTTP": b"SSH-2.0-x\r\n",
    "cut off": reply(200, b"whole")[:-1],
    "nothing": b"",
}


async def straight(_: Origin) -> bool:
    return True


async def by_proxy(_: Origin) -> bool:
    return False


async def alike(ask: Callable[[Door], Awaitable[Answer]], door: Direct) -> Answer:
    """What both ways get."""
    async with Web() as web:
        expected = await ask(web)
    found = await ask(door)
    assert found == expected
    return found


async def is_not_direct(question: Awaitable[Answer]) -> bool:
    with pytest.raises(NotDirect) as caught:
        await question
    assert str(caught.value) == ""
    assert caught.value.__cause__ is None
    return caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("raw", SAME.values(), ids=SAME)
@pytest.mark.parametrize("errors_only", [False, True])
async def test_an_answer_is_the_same_as_on_the_long_way(raw: bytes, *, errors_only: bool) -> None:
    async with Answering({"/x": raw, "/elsewhere": USER}) as server:
        await alike(lambda door: door.get(server.origin, "/x?y=z", errors_only=errors_only), Direct("", straight))
        assert server.paths == ["/x?y=z"] * 2


@pytest.mark.parametrize("form", [HeaderForm.POMERIUM, HeaderForm.X_POMERIUM, HeaderForm.BEARER])
async def test_what_is_sent_is_the_same(form: HeaderForm, secret_canary: Callable[[str], str]) -> None:
    credential = Credential(secret_canary("canary-of-test-direct"))
    async with Answering({"/x": USER}) as server:
        await alike(
            lambda door: door.get(server.origin, "/x", credential=credential, form=form, accept="text/html"),
            Direct("", straight),
        )
        sent = [sorted(head.lower().splitlines()) for head in server.heads]
    assert [line for line in sent[0] if not line.startswith(b"connection:")] == [
        line for line in sent[1] if not line.startswith(b"connection:")
    ]


@pytest.mark.parametrize("raw", ODD.values(), ids=ODD)
async def test_whatever_is_no_answer_takes_the_long_way(raw: bytes) -> None:
    async with Answering({"/x": raw}) as server:
        assert await is_not_direct(Direct("", straight).get(server.origin, "/x"))


async def test_what_cannot_be_asked_takes_the_long_way() -> None:
    door = Direct("", straight)
    with nobody() as origin:
        assert await is_not_direct(door.get(origin, "/"))
    async with Answering() as server:
        assert await is_not_direct(door.get(server.origin, "/a b"))
        assert await is_not_direct(door.get(server.origin, "/ä"))
    assert await is_not_direct(door.get(Origin("http", "x" * 64, 80), "/"))
    with pytest.raises(NotDirect):
        _ = door.whole


async def test_one_that_is_silent_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(direct, "_ANSWER_FOR", 0.05)
    async with Answering({"/x": None}) as server:
        assert await is_not_direct(Direct("", straight).get(server.origin, "/x"))


@pytest.mark.parametrize("turns", range(12))
async def test_one_that_is_given_up_while_it_connects_leaves_no_connection(turns: int) -> None:
    """What is left open warns, and fails the test."""
    async with Answering() as server:
        question = asyncio.create_task(Direct("", straight).get(server.origin, "/"))
        for _ in range(turns):
            await asyncio.sleep(0)
        question.cancel()
        await asyncio.gather(question, return_exceptions=True)
        gc.collect()


async def test_one_that_is_given_up_leaves_no_connection() -> None:
    async with Answering({"/x": None}) as server:
        question = asyncio.create_task(Direct("", straight).get(server.origin, "/x"))
        while not server.heads:
            await asyncio.sleep(0)
        question.cancel()
        with pytest.raises(asyncio.CancelledError):
            await question


async def test_a_proxy_or_a_client_certificate_takes_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Answering({"/": USER}) as server:
        far, there = Origin("http", "app.corp.example", server.origin.port), (server.origin.host, server.origin.port)
        found = [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", there)]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        assert await is_not_direct(Direct("", by_proxy).get(far, "/"))
        assert server.heads == []
        assert (await Direct("", straight).get(far, "/")).status == 200
        near = Route("app", str(server.origin))
        assert (await Direct("", by_proxy).of(near).get(server.origin, "/")).status == 200
        shows = Route("app", str(server.origin), client_cert="/somewhere/alice.p12")
        assert await is_not_direct(Direct("", straight).of(shows).get(server.origin, "/"))


async def test_a_second_address_of_a_host_is_tried_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 8305 §5."""
    waited: list[float | None] = []
    connect = asyncio.open_connection

    async def noted(*place: Any, happy_eyeballs_delay: float | None, **how: Any) -> Any:
        waited.append(happy_eyeballs_delay)
        return await connect(*place, **how)

    monkeypatch.setattr(asyncio, "open_connection", noted)
    async with Answering({"/": USER}) as server:
        await Direct("", straight).get(server.origin, "/")
        await Direct("", straight).get(replace(server.origin, host="localhost"), "/")
    assert waited == [None, 0.25]


@pytest.mark.parametrize("given_up", [True, False])
async def test_who_reads_authorities_for_nobody_complains_to_nobody(
    caplog: pytest.LogCaptureFixture, *, given_up: bool
) -> None:
    door = Direct("/nowhere/ca.pem", straight)
    door.begin(Origin.parse("https://app.test"))
    (reading,) = door._trusting.values()
    if given_up:
        reading.cancel()
    await asyncio.wait([reading])
    await asyncio.sleep(0)
    del door, reading
    gc.collect()
    assert not caplog.records


async def test_a_server_is_told_which_protocol_is_spoken(tmp_path: Path) -> None:
    """RFC 7301; one that prefers HTTP/2 would speak that."""
    corp, chosen = Authority(tmp_path), list[str | None]()
    context = corp.server()
    context.set_alpn_protocols(["h2", "http/1.1"])

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        chosen.append(writer.get_extra_info("ssl_object").selected_alpn_protocol())
        await reader.readuntil(b"\r\n\r\n")
        writer.write(USER)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context) as server:
        origin = Origin("https", "127.0.0.1", server.sockets[0].getsockname()[1])
        await Direct(corp.file, straight).get(origin, "/")
    assert chosen == ["http/1.1"]


async def test_whom_it_trusts_is_the_same(tmp_path: Path) -> None:
    corp, lab = Authority(tmp_path), Authority(tmp_path, "lab")
    settings = Settings(preferences=Preferences(ca=corp.file))
    async with (
        Answering({"/": USER}, tls=corp.server()) as one,
        Answering({"/": USER}, tls=lab.server()) as two,
        Web(lambda: settings) as web,
    ):
        door = Direct(corp.file, straight)
        door.begin(one.origin)
        own = Route("two", str(two.origin), ca=lab.file)
        assert await door.get(one.origin, "/") == await web.get(one.origin, "/")
        assert await is_not_direct(door.get(two.origin, "/"))
        assert (await door.of(own).get(two.origin, "/")).status == 200
        assert await is_not_direct(door.of(Route("two", str(two.origin))).get(two.origin, "/"))
        assert await is_not_direct(Direct("/nowhere/ca.pem", straight).get(one.origin, "/"))


async def test_whom_one_trusts_is_read_once_and_not_for_plain_http(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Tls] = []
    make = direct._context
    monkeypatch.setattr(direct, "_context", lambda tls: read.append(tls) or make(tls))
    corp = Authority(tmp_path)
    async with Answering({"/": USER}) as plain, Answering({"/": USER}, tls=corp.server()) as server:
        door = Direct(corp.file, straight)
        door.begin(plain.origin)
        await door.get(plain.origin, "/")
        assert read == []
        door.begin(server.origin)
        await door.get(server.origin, "/")
        await door.get(server.origin, "/")
        assert read == [Tls().trusting(corp.file)]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system judges by itself")
async def test_authorities_in_the_systems_folder_are_looked_up_and_not_read_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corp, folder = Authority(tmp_path), tmp_path / "certs"
    folder.mkdir()
    told = ["openssl", "x509", "-hash", "-noout", "-in", corp.file]
    named = subprocess.run(told, capture_output=True, text=True, check=True).stdout.strip()
    (folder / f"{named}.0").symlink_to(corp.file)
    monkeypatch.setenv("SSL_CERT_DIR", str(folder))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    assert trust.trusting_by_folder().cert_store_stats()["x509"] == 0
    async with Answering({"/": USER}, tls=corp.server()) as server:
        await alike(lambda door: door.get(server.origin, "/"), Direct("", straight))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system judges by itself")
async def test_without_such_a_folder_all_authorities_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corp = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setenv("SSL_CERT_FILE", corp.file)
    async with Answering({"/": USER}, tls=corp.server()) as server:
        await alike(lambda door: door.get(server.origin, "/"), Direct("", straight))


async def test_a_name_that_the_certificate_does_not_have_takes_the_long_way(tmp_path: Path) -> None:
    corp = Authority(tmp_path)
    async with Answering({"/": USER}, tls=corp.server(host="other.example")) as server:
        assert await is_not_direct(Direct(corp.file, straight).get(server.origin, "/"))


async def test_json_is_read_from_what_came() -> None:
    async with Answering({"/x": as_json(200, {"a": 1})}) as server:
        answer = await Direct("", straight).get(server.origin, "/x")
    assert (answer.content_type, answer.body, answer.request_id) == ("application/json", b'{"a": 1}', "request-7")
