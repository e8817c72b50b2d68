"""The credential in a callback's query: to the byte that bounds it, and never quoted."""

from __future__ import annotations

import pytest

from pomtray.signin.callback.query import credential_in

TOKEN = b"pomerium_jwt=eyJhbGciOiJIUzI1NiJ9.e30.c2ln"
LONGEST = 64 * 1024


def padded(length: int) -> bytes:
    return TOKEN + b"&x=" + b"y" * (length - len(TOKEN) - 3)


@pytest.mark.parametrize("query", [TOKEN, padded(LONGEST), b"&".join([TOKEN, *[b"a=b"] * 31]), b"a&" + TOKEN])
def test_what_else_stands_there_is_left_aside(query: bytes) -> None:
    assert credential_in(query).reveal().encode() == TOKEN.partition(b"=")[2]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (padded(LONGEST + 1), "it is too long"),
        (b"&".join([TOKEN, *[b"a=b"] * 32]), "it has too many parameters"),
        (b"", "it has no pomerium_jwt"),
        (b"pomerium_jwt2=a&a_pomerium_jwt=b", "it has no pomerium_jwt"),
        (b"pomerium_jwt", "it does not have exactly one pomerium_jwt"),
        (b"pomerium%5fjwt=a", "it does not have exactly one pomerium_jwt"),
        (TOKEN + b"&pomerium%5Fjwt=a", "it does not have exactly one pomerium_jwt"),
        (TOKEN + b"&" + TOKEN, "it does not have exactly one pomerium_jwt"),
        (b"pomerium_jwt=%e9", "its pomerium_jwt is not a token"),
    ],
)
def test_what_is_no_answer_is_told_and_not_quoted(query: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$") as caught:
        credential_in(query)
    assert caught.value.__cause__ is None
