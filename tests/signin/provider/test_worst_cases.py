"""Nothing that a provider, a browser or a paste brings takes longer to read than the event loop can spare."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest

from pomtray.core.domain.provider import Provider
from pomtray.core.secret import Credential
from pomtray.signin.provider import id_token
from pomtray.signin.provider.callback.authorization_errors import declined
from pomtray.signin.provider.callback.code_listener import CodeListener, RedirectUri
from pomtray.signin.provider.callback.code_query import ExpectedResponse, answer_in, code_in
from pomtray.signin.provider.endpoints import exchange, jwks
from tests.signin.issuing import Token, b64
from tests.signin.published import published
from tests.worst import LONGEST_HOLD, assert_quick, everything, longest_turn

STATE = b"state=p0pmv3vYb8V7mHnW2sT3uQ4xZ5aB6cD7eF8gH9iJ0kL"
EXPECTED = ExpectedResponse(STATE.decode().partition("=")[2], "https://id.pom.test")
KEYS = 100


def text(body: bytes) -> str:
    return body.decode("latin-1")


READERS: dict[str, Callable[[bytes], object]] = {
    "an answer to the authorization request": lambda body: answer_in(body, EXPECTED, with_cookie=True),
    "a code": lambda body: code_in(text(body)),
    "a paste": lambda body: CodeListener(RedirectUri.parse("http://127.0.0.1:0/"), EXPECTED).paste(text(body)),
    "a redirect URI": lambda body: RedirectUri.parse(text(body)),
    "a provider's words": lambda body: declined(Provider("idp", "https://id.pom.test", "c"), text(body), text(body)),
    "a token's header": lambda body: id_token._header(Credential(text(body)[: 32 * 1024])),
    "keys": jwks._keys,
    "a key": lambda body: jwks._made({"kty": "RSA", "n": text(body), "e": text(body)}, "RS256"),
    "the end of an exchanged token": lambda body: exchange._expiry({"Expiry": text(body)}),
}
FRAMES = (
    (b"http://127.0.0.1:0/?" + STATE + b"&error=", b""),
    (STATE + b"&code=", b""),
    (STATE + b"&error=a&error_description=", b""),
    (b"http://", b""),
    (b'{"keys":[{"n":"', b'"}]}'),
    (b"2026-11-21T09:00:00.", b"Z"),
)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
def test_readers(read: Callable[[bytes], object]) -> None:
    assert_quick(read, everything(FRAMES))


async def test_a_hundred_keys_that_are_slow_to_use() -> None:
    modulus, exponent = secrets.randbits(12_288) | 1 << 12_287 | 1, secrets.randbits(64) | 1 << 63 | 1
    n, e = (b64(number.to_bytes((number.bit_length() + 7) // 8)) for number in (modulus, exponent))
    key = {"kty": "RSA", "kid": "rsa", "n": n, "e": e}
    async with published() as provider:
        provider.publish(*[key] * KEYS)
        assert await longest_turn(lambda: provider.validated(Token().text())) < LONGEST_HOLD
