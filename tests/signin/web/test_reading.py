"""Answers are read within bounds."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.errors import Refused
from pomtray.signin.web.reading import read

HOST = Origin.parse("https://app.test")


def in_pieces(count: int, content: bytes = b"x") -> httpx.Response:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(count):
            yield content

    return httpx.Response(200, content=pieces())


async def test_others_have_their_turn_while_many_pieces_are_read(turns: list[float]) -> None:
    assert len((await read(HOST, in_pieces(640), 1000, errors_only=False)).body) == 640
    assert turns == [0] * 10


@pytest.mark.parametrize(("count", "is_read"), [(8192, True), (8193, False)])
async def test_a_body_comes_in_so_many_pieces_and_no_more(count: int, is_read: bool) -> None:  # noqa: FBT001 a case
    reading = read(HOST, in_pieces(count), 9000, errors_only=False)
    if is_read:
        assert len((await reading).body) == count
    else:
        with pytest.raises(Refused, match="too large"):
            await reading


@pytest.mark.parametrize(("length", "is_read"), [(1000, True), (1001, False)])
async def test_a_body_is_so_long_and_no_longer(length: int, is_read: bool) -> None:  # noqa: FBT001 a case
    reading = read(HOST, in_pieces(1, b"x" * length), 1000, errors_only=False)
    if is_read:
        assert len((await reading).body) == length
    else:
        with pytest.raises(Refused, match="too large"):
            await reading


async def test_a_request_id_is_kept_at_its_usual_length() -> None:
    response = httpx.Response(200, headers={"X-Request-Id": "i" * 64})
    assert (await read(HOST, response, 1000, errors_only=True)).request_id == "i" * 64


async def test_of_an_error_no_more_is_read_than_is_kept() -> None:
    read_to: list[int] = []

    async def pieces() -> AsyncIterator[bytes]:
        for number in range(9):
            read_to.append(number)
            yield b"x" * 600

    answer = await read(HOST, httpx.Response(500, content=pieces()), 1000, errors_only=True)
    assert (len(answer.body), read_to) == (1000, [0, 1])
