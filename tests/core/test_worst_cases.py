"""Nothing that the core reads from elsewhere takes it longer than the event loop can spare, at a MiB of the worst."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.plain import plain
from pomtray.core.protocol import oauth
from pomtray.core.protocol.claims import read_claims
from pomtray.core.protocol.metadata import read_metadata
from pomtray.core.protocol.sign_in_url import check_sign_in_url
from pomtray.core.protocol.strict_json import MOST, read_object
from pomtray.core.secret import Credential, Secret
from pomtray.core.settings.pasted import LONGEST, pasted
from pomtray.core.settings.saved_connections import saved_connections
from tests.worst import SIZE, assert_quick, everything, filled

_ROUTE = Origin.parse("https://app.example")


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


JSON: dict[str, Callable[[bytes], object]] = {
    "an object": read_object,
    "metadata": lambda body: read_metadata(body, issuer="https://idp.example"),
    "tokens": oauth.read_tokens,
    "a device": oauth.read_device,
    "an error": lambda body: oauth.read_error(body, ("1", "secret-of-the-client")),
    "an error in prose": lambda body: oauth.read_error(body, ("1", "secret-of-the-client"), prose=True),
}
JSON_FRAMES = ((b'{"a":"', b'"}'), (b'{"a":', b"}"), (b'{"error":"', b'"}'), (b'{"a":"', b""))

TEXTS: dict[str, Callable[[bytes], object]] = {
    "text to show": lambda body: plain(_text(body)),
    "what is pasted": lambda body: pasted(_text(body)[:LONGEST]),
    "an eighth of another program's file, read in a thread": lambda body: saved_connections(_text(body)[: SIZE // 8]),
    "an origin": lambda body: Origin.parse(_text(body)),
    "a sign-in address": lambda body: check_sign_in_url(_text(body), route=_ROUTE, redirect_uri="http://127.0.0.1:1/"),
    "a credential": lambda body: Credential(_text(body)),
    "a secret": lambda body: Secret(_text(body)),
    "claims": lambda body: read_claims(Credential(_text(body)[: 32 * 1024])),
}
URL_FRAMES = ((b"https://", b""), (b"https://a/", b""), (b"https://a/?", b"\x7f"), (b"https://[", b"]"))


@pytest.mark.parametrize("read", JSON.values(), ids=JSON.keys())
def test_json(read: Callable[[bytes], object]) -> None:
    assert_quick(read, everything(JSON_FRAMES))


@pytest.mark.parametrize("read", TEXTS.values(), ids=TEXTS.keys())
def test_text(read: Callable[[bytes], object]) -> None:
    assert_quick(read, everything(URL_FRAMES))


def _objects(unit: bytes) -> bytes:
    """As many values as are taken, in a MiB."""
    values = unit * ((MOST - 5) // (unit.count(b",") + unit.count(b"{") + unit.count(b"[")))
    return filled(b" ", b'{"a":[' + values + b"1]}")


BUSY = {
    "objects": _objects(b'{"":0},'),
    "lists": _objects(b"[],"),
    "whole numbers": _objects(b"123456789,"),
    "numbers that are hard to round": _objects(b"2.2250738585072011e-308,"),
    "nested as deeply as may be": _objects(b'{"a":' * 29 + b"1" + b"}" * 29 + b","),
    "names": filled(b" ", b"{" + b",".join(b'"%d":0' % number for number in range(MOST - 5)) + b"}"),
    "long numbers": _objects(b"1" * 40 + b","),
}


def test_json_that_is_taken() -> None:
    assert_quick(read_object, BUSY)
    assert all(len(text) == SIZE and read_object(text) for text in BUSY.values())
