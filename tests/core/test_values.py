"""Whatever the core gives is a value: nobody can change it, or add to it."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from functools import cached_property

import pytest

import pomtray.core


def _values() -> list[type]:
    modules = [
        importlib.import_module(found.name) for found in pkgutil.walk_packages(pomtray.core.__path__, "pomtray.core.")
    ]
    kinds = [(module, kind) for module in modules for kind in vars(module).values() if isinstance(kind, type)]
    return [kind for module, kind in kinds if kind.__module__ == module.__name__ and dataclasses.is_dataclass(kind)]


@pytest.mark.parametrize("kind", _values(), ids=lambda kind: kind.__name__)
def test_a_value_is_frozen_and_has_no_room_for_more(kind: type) -> None:
    value = object.__new__(kind)
    for field in dataclasses.fields(kind):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, field.name, None)
    works_out_once = any(isinstance(part, cached_property) for part in vars(kind).values())
    assert hasattr(value, "__dict__") == works_out_once


def test_they_are_found() -> None:
    assert len(_values()) > 80
