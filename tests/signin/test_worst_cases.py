"""Nothing that a server sends takes longer to read than the event loop can spare, at a MiB of the worst."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from pomtray.core.domain.session import Credential
from pomtray.signin.callback.loopback import Loopback
from pomtray.signin.callback.query import credential_in
from pomtray.signin.pomerium import pomerium
from pomtray.signin.provider.delivering import _stated_end
from pomtray.signin.routes import answer
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.http import Web
from tests.signin.answering import SAMPLES, Answering, reply
from tests.worst import LONGEST_HOLD, SIZE, assert_quick, everything, filled, longest_turn

PAGE = b"window.POMERIUM_DATA = "


def as_json(body: bytes, status: int = 200) -> Answer:
    return Answer(status, {"content-type": "application/json"}, body)


def user_page(body: bytes) -> pomerium.UserPage | None:
    return pomerium.on_user_page(Answer(200, {"content-type": "text/html"}, body))


def test_the_user_page() -> None:
    frames = ((b"\n" + PAGE, b"\n"), (PAGE + b"{", b"};"), (PAGE + b'{"session":{"id":"', b'"}};\n'), (b"", PAGE))
    assert_quick(user_page, everything(frames))
    assert_quick(user_page, {"its marker": filled(PAGE), "its marker on lines": filled(b"  " + PAGE + b"{};\n")})


def test_a_user_page_that_is_as_long_as_may_be() -> None:
    data = json.dumps(json.loads((SAMPLES / "user-page.json").read_text()), separators=(",", ":")).encode()
    page = filled(b" \t\r\n", tail=b"      " + PAGE + data + b";\r\n</script>\n")
    assert len(page) > SIZE - 4
    read = user_page(page)
    assert read is not None
    assert read.sid == "f5dd2ce1-7986-4c9b-8e98-8afdc3eff20d"


@pytest.mark.parametrize(
    ("read", "status"),
    [
        (answer.json_object, 200),
        (answer.is_unauthenticated, 401),
        (answer.meaning_of, 401),
        (answer.meaning_of, 403),
        (answer.meaning_of, 404),
    ],
)
def test_json(read: Callable[[Answer], object], status: int) -> None:
    assert_quick(lambda body: read(as_json(body, status)), everything([(b'{"error":"', b'"}')]))


def test_the_end_of_an_access_token() -> None:
    assert_quick(lambda body: _stated_end(Credential(body[: 32 * 1024].decode("ascii"))), everything([(b"e.", b".e")]))


def test_a_paste() -> None:
    loopback = Loopback()
    address = loopback.redirect_uri.encode()
    frames = ((address + b"?", b""), (address + b"?pomerium_jwt=", b""), (b"http://", b""))
    assert_quick(lambda body: loopback.paste(body.decode("latin-1")), everything(frames))


def test_a_callback() -> None:
    assert_quick(credential_in, everything([(b"pomerium_jwt=", b""), (b"pomerium_jwt=a&", b"")]))


async def test_a_list_of_routes() -> None:
    """2,000 names take their time, however they are read."""
    entry = {"name": "\u202e" * 120, "type": "http", "from": "https://a.example"}
    body = json.dumps({"routes": [entry] * 2000}, ensure_ascii=False).encode()
    listing = reply(200, body, content_type="application/json")
    async with Answering({"/.pomerium/api/v1/routes": listing}) as server, Web() as web:
        listed = await pomerium.routes(web, server.origin, Credential("a"))
        assert listed is not None
        assert len(listed) == 2000
        assert await longest_turn(lambda: pomerium.routes(web, server.origin, Credential("a"))) < LONGEST_HOLD


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
MOVED = b"HTTP/1.1 302 Found\r\nLocation: "
END = b"\r\n\r\n"
HEAD_SIZE = 24 * 1024
"""Bytes of a head that is still taken where it comes at once."""


def head(unit: bytes, begin: bytes = OK, end: bytes = b"\r\n") -> bytes:
    return filled(unit, begin, end, HEAD_SIZE)


FLOODS = {
    "a body in small chunks": filled(b"1\r\nx\r\n", CHUNKED, b"0\r\n\r\n"),
    "chunks with extensions": filled(b"1;" + b"a" * 90 + b"\r\nx\r\n", CHUNKED, b"0\r\n\r\n"),
    "a chunk's extension": filled(b" ;", CHUNKED + b"1", END),
    "trailers": filled(b"a:\r\n", CHUNKED + b"0\r\n", b"\r\n"),
    "answers before the answer": filled(b"HTTP/1.1 103 Early Hints\r\n\r\n", tail=OK + END),
    "empty lines": filled(b"\r\n"),
    "headers without end": filled(b"a:\r\n", OK),
    "headers": head(b"a:\r\n"),
    "more headers": filled(b"a:\r\n", OK, b"\r\n", 96 * 1024),
    "cookies": head(b"Set-Cookie: a=b\r\n"),
    "more cookies": filled(b"Set-Cookie: a=b\r\n", OK, b"\r\n", 96 * 1024),
    "one header's folds": head(b" x\r\n", OK + b"a: b\r\n"),
    "a header of spaces": head(b" ", OK + b"a: b", b"\0" + END),
    "a date of numbers": head(b"9 ", OK + b"Date: ", END),
    "a date of comments": head(b"(", OK + b"Date: ", END),
    "a type": head(b"; a=", OK + b"Content-Type: a", END),
    "a cookie": head(b"a=b; ", OK + b"Set-Cookie: ", END),
    "a status": head(b" ", OK[:-2], END),
    "a place of dots": head(b"../", MOVED, END),
    "a place of labels": head(b"a.", MOVED + b"https://", b"/" + END),
    "a place of escapes": head(b"%", MOVED + b"https://a/", END),
    "a place in another script": head("\u00e9.".encode(), MOVED + b"https://", b"/" + END),
}


@pytest.mark.parametrize("raw", FLOODS.values(), ids=FLOODS.keys())
async def test_an_answer_leaves_others_their_turn(raw: bytes) -> None:
    async with Answering({"/": raw}) as server, Web() as web:
        await web.get(server.origin, "/first")  # makes the client, which takes its time
        assert await longest_turn(lambda: web.get(server.origin, "/")) < LONGEST_HOLD
