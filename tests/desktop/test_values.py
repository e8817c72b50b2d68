"""What the desktop hands around is a value, but for what a task changes as it goes."""

from __future__ import annotations

import pytest

from pomtray.desktop.settings.changing.blocks import _Line
from pomtray.desktop.shell.notifier import _Shown
from tests.values import dataclasses_of, has_its_places, is_a_value

_CHANGING = {_Shown, _Line}


@pytest.mark.parametrize("kind", dataclasses_of("pomtray.desktop"), ids=lambda kind: kind.__name__)
def test_a_dataclass_is_a_value_or_has_its_places(kind: type) -> None:
    has_its_places(kind) if kind in _CHANGING else is_a_value(kind)
