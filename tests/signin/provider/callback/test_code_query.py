"""A provider's answer to the authorization request, to the byte that bounds it."""

from __future__ import annotations

import pytest

from pomtray.signin.provider.callback.code_query import (
    AuthorizationCode,
    AuthorizationError,
    ExpectedResponse,
    answer_in,
    code_in,
    has_state,
)

LONGEST = 64 * 1024
WANTED = ExpectedResponse("s-1", "https://idp.test")
ANSWER = b"code=c&state=s-1"


def padded(length: int, answer: bytes = ANSWER) -> bytes:
    return answer + b"&x=" + b"y" * (length - len(answer) - 3)


def of(query: bytes, wanted: ExpectedResponse = WANTED) -> AuthorizationCode | AuthorizationError:
    return answer_in(query, wanted, with_cookie=True)


@pytest.mark.parametrize(
    "query",
    [
        ANSWER,
        padded(LONGEST),
        b"&".join([ANSWER, *(b"a%d=b" % number for number in range(30))]),
        ANSWER + b"&a=1&a=2",
        ANSWER + b"&iss=https%3A%2F%2Fidp.test",
        b"c%6fde=c&st%61te=s-1",
    ],
)
def test_what_else_stands_there_is_left_aside(query: bytes) -> None:
    answer = of(query)
    assert isinstance(answer, AuthorizationCode)
    assert (answer.code.reveal(), answer.with_cookie) == ("c", True)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (padded(LONGEST + 1), "it is too long"),
        (b"&".join([ANSWER, *(b"a%d=b" % number for number in range(31))]), "it has too many parameters"),
        (b"code=c&state=s-0", "its state is not that of this sign-in"),
        (b"code=c&state=s-2", "its state is not that of this sign-in"),
        (b"state=s-1", "it does not have exactly one of code and error"),
        (ANSWER + b"&error=e", "it does not have exactly one of code and error"),
        (ANSWER + b"&c%6fde=c", "it has code more than once"),
        (ANSWER + b"&iss=https://a.test", "it comes from another provider"),
        (ANSWER + b"&iss=https://z.test", "it comes from another provider"),
        (ANSWER + b"&iss=", "it comes from another provider"),
        (b"code=%e9&state=s-1", "its code is not ASCII"),
        (b"code=&state=s-1", "its code is not one"),
        (b"error=%e9&state=s-1", "its error is not ASCII"),
        (b"error=&state=s-1", "its error is not one"),
        (b"error=%22&state=s-1", "its error is not one"),
        (b"state=s-1&error=" + b"e" * 101, "its error is not one"),
    ],
)
def test_what_is_no_answer_is_told_and_not_quoted(query: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$") as caught:
        of(query)
    assert caught.value.__cause__ is None


def test_where_it_must_say_which_provider_it_comes_from() -> None:
    wanted = ExpectedResponse("s-1", "", iss_required=True)
    assert of(ANSWER + b"&iss=any", wanted)
    with pytest.raises(ValueError, match="it does not say which provider it comes from"):
        of(ANSWER, wanted)
    assert of(ANSWER, ExpectedResponse("s-1", ""))


def test_an_error_is_plain_text_of_a_bounded_length() -> None:
    long = b"error=" + b"e" * 100 + b"&error_description=" + b"d" * 400 + b"&state=s-1"
    error = of(long)
    assert isinstance(error, AuthorizationError)
    assert (len(error.error), len(error.description), error.with_cookie) == (100, 300, True)
    error = of(b"error=access_denied&error_description=%ff%0a&state=s-1")
    assert isinstance(error, AuthorizationError)
    assert (error.error, error.description.isprintable()) == ("access_denied", True)


@pytest.mark.parametrize(("length", "is_one"), [(0, False), (1, True), (4096, True), (4097, False)])
def test_a_code_has_a_length(length: int, is_one: bool) -> None:  # noqa: FBT001 a case
    if is_one:
        assert len(code_in("c" * length).reveal()) == length
    else:
        with pytest.raises(ValueError, match="its code is not one"):
            code_in("c" * length)


@pytest.mark.parametrize(
    ("query", "has"),
    [
        (b"state=s-1", True),
        (b"a&st%61te=s%2D1&code=", True),
        (b"state=s-0", False),
        (b"state=s-2", False),
        (b"code=s-1", False),
        (b"a=b&" * 31 + b"state=s-1", True),
        (b"a=b&" * 32 + b"state=s-1", False),
        (b"a=" + b"y" * (LONGEST - 12) + b"&state=s-1", True),
        (b"a=" + b"y" * (LONGEST - 11) + b"&state=s-1", False),
        (b"state=x&state=s-1", True),
    ],
)
def test_the_state_is_found_whatever_is_wrong_with_the_rest(query: bytes, has: bool) -> None:  # noqa: FBT001 a case
    assert has_state(query, WANTED) == has


def test_the_state_is_not_shown() -> None:
    assert "s-1" not in repr(WANTED)
