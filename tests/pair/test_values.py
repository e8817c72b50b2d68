"""What crosses the pair is a value."""

from __future__ import annotations

import pytest

from tests.values import dataclasses_of, is_a_value


@pytest.mark.parametrize("kind", dataclasses_of("pomtray.pair"), ids=lambda kind: kind.__name__)
def test_a_dataclass_is_a_value(kind: type) -> None:
    is_a_value(kind)
