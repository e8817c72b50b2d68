"""Times as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.settings.span import span_seconds, span_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (30, "30 s"),
        (90, "1 min 30 s"),
        (360, "6 min"),
        (5400, "1 h 30 min"),
        (50400, "14 h"),
        (172800, "2 d"),
    ],
)
def test_said_in_the_largest_units(seconds: int, text: str) -> None:
    assert span_text(seconds) == text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), (" 6 min ", 360), ("6m", 360), ("1h30", 3630), ("1 H 30 Min", 5400), ("2d", 172800), ("0", 0)],
)
def test_read_as_it_is_written(text: str, seconds: int) -> None:
    assert span_seconds(text) == seconds


@pytest.mark.parametrize("text", ["", " ", "h", "6 weeks", "1 h 2 h", "5 5 s", "-3", "1.5 h", "1" * 10, "٣"])
def test_what_is_no_time(text: str) -> None:
    assert span_seconds(text) is None


@given(st.integers(0, 10**9))
def test_what_is_said_is_read(seconds: int) -> None:
    assert span_seconds(span_text(seconds)) == seconds
