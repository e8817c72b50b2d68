"""Server-sent events, however they are cut."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.forward.mcp.events import Event, events

STREAM = (
    b"\xef\xbb\xbf: hello\r\ndata: one\r\nid: 1\r\n\r\nretry: 2500\n\n"
    b"data:two\ndata: lines\nevent: message\n\n\n\rid\rdata\r\rdata: cut"
)
EXPECTED = [Event(b"one", "1"), Event(b"", None, 2.5), Event(b"two\nlines"), Event(b"", "")]


async def _read(pieces: list[bytes], largest: int = 1000) -> list[Event]:
    async def coming() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    return [event async for event in events(coming(), largest)]


async def test_a_stream_is_read() -> None:
    assert await _read([STREAM]) == EXPECTED


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
async def test_where_it_is_cut_does_not_matter(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]
    pieces = [STREAM[begin:end] for begin, end in itertools.pairwise(places)]
    assert await _read(pieces) == EXPECTED


@pytest.mark.parametrize("pieces", [[b"data: " + b"x" * 1001], [b"data: xxxxxxxxxx\n"] * 100])
async def test_an_event_is_bounded(pieces: list[bytes]) -> None:
    with pytest.raises(ValueError, match="too large"):
        await _read(pieces)
