from __future__ import annotations

import pytest

from pomtray.core.rows.tagging import retagged


@pytest.mark.parametrize(
    ("tags", "into", "out_of", "now"),
    [
        ((), "prod", "", ("prod",)),
        (("a", "b"), "prod", "", ("a", "b", "prod")),
        (("a", "b", "c"), "prod", "b", ("a", "prod", "c")),
        (("a", "prod"), "prod", "a", ("prod",)),
        (("a",), "prod", "gone", ("a", "prod")),
        (("a", "b"), "", "a", ()),
    ],
)
def test_a_tag_takes_the_place_of_the_one_it_was_listed_under(
    tags: tuple[str, ...], into: str, out_of: str, now: tuple[str, ...]
) -> None:
    assert retagged(tags, into, out_of) == now
