"""What comes is a bounded JSON object, or the end."""

from __future__ import annotations

import asyncio
import random

import pytest

from pomtray.pair.frames import LARGEST, InvalidFrame, framed, next_frame


async def read(data: bytes) -> object:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return await next_frame(reader)


async def test_a_frame_is_read_as_it_was_written() -> None:
    content = {"kind": "call", "number": 1, "body": {"a": ["ä", None, True, "\udcff"]}}
    assert await read(framed(content) + b"rest") == content


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0\0\5{}"])
async def test_an_end_in_the_middle_is_the_end(data: bytes) -> None:
    assert await read(data) is None


@pytest.mark.parametrize(
    "text", [b"[]", b"{", b"\xff\xff", b'{"a":1,"a":2}', b'{"a":NaN}', b'{"a":' + b"[" * 40 + b"]" * 40 + b"}"]
)
async def test_what_is_no_object_within_bounds_is_refused(text: bytes) -> None:
    with pytest.raises(InvalidFrame):
        await read(len(text).to_bytes(4, "big") + text)


async def test_a_length_that_is_too_large_is_refused_before_anything_is_read() -> None:
    with pytest.raises(InvalidFrame):
        await read((LARGEST + 1).to_bytes(4, "big"))


async def test_ten_thousand_random_frames_end_in_one_way_or_the_other() -> None:
    chance = random.Random(13)  # noqa: S311 a test's
    good = framed({"kind": "answer", "number": 7, "body": {"title": "a"}})
    for _ in range(10_000):
        data = bytearray(good)
        for _ in range(chance.randrange(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            found = await read(bytes(data))
        except InvalidFrame:
            continue
        assert found is None or isinstance(found, dict)
