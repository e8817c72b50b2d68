"""Many byte strings are found together, wherever they stand."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.needles import SHORTEST, Needles

# Two letters only, so that needles often overlap, hold one another and nearly stand in the content.
_BYTES = st.lists(st.sampled_from(b"ab\0"), min_size=SHORTEST, max_size=3 * SHORTEST).map(bytes)


@given(needles=st.lists(_BYTES, max_size=4), content=st.lists(st.sampled_from(b"ab\0"), max_size=100).map(bytes))
@example(needles=[b"a" * 20, b"a" * 15], content=b"b" + b"a" * 15)
def test_it_says_what_a_plain_search_says(needles: list[bytes], content: bytes) -> None:
    assert Needles(needles).within(content) == any(needle in content for needle in needles)


@given(needles=st.lists(_BYTES, min_size=1, max_size=4), before=st.binary(max_size=20), after=st.binary(max_size=20))
def test_every_needle_is_found_at_every_place(needles: list[bytes], before: bytes, after: bytes) -> None:
    together = Needles(needles)
    assert all(together.within(before + needle + after) for needle in needles)


@pytest.mark.parametrize("place", range(18))
def test_needles_that_overlap_or_hold_one_another_are_each_found(place: int) -> None:
    inner, outer, overlapping = b"0123456789abcdef", b"<<0123456789abcdef>>", b"89abcdef>>01234567"
    together = Needles([inner, outer, overlapping])
    for needle in (inner, outer, overlapping):
        assert together.within(b"x" * place + needle)
        assert not together.within(b"x" * place + needle[1:8] + needle[:-9])


def test_nothing_is_found_where_only_parts_stand() -> None:
    needle = b"0123456789abcdef"
    together = Needles([needle])
    assert not together.within(needle[:-1])
    assert not together.within(needle[1:] + needle[:-1])
    assert not together.within(b"")
    assert not Needles([]).within(needle)


def test_a_needle_too_short_to_be_found_everywhere_is_not_taken() -> None:
    with pytest.raises(ValueError, match="15 bytes"):
        Needles([b"x" * (SHORTEST - 1)])
