"""Whatever the core gives is a value."""

from __future__ import annotations

import pytest

from tests.values import dataclasses_of, is_a_value

_THERE = dataclasses_of("pomtray.core")


@pytest.mark.parametrize("kind", _THERE, ids=lambda kind: kind.__name__)
def test_a_dataclass_is_a_value(kind: type) -> None:
    is_a_value(kind)


def test_they_are_found() -> None:
    assert len(_THERE) > 80
