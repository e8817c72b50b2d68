"""Words of a sign-in that no other test reads to the letter."""

from __future__ import annotations

import pytest

from pomtray.core.domain.route import Route
from pomtray.signin import words


@pytest.mark.parametrize(
    ("name", "label"), [("wiki.example", "wiki.example"), ("a", "a (wiki.example)"), ("z", "z (wiki.example)")]
)
def test_a_route_is_called_by_its_name_and_its_host_once(name: str, label: str) -> None:
    assert words.route_label(Route(name, "https://wiki.example")) == label
