"""Light dataclasses do what the standard library's do."""

from __future__ import annotations

import dataclasses
import importlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, field, fields, replace
from functools import cached_property
from typing import Any, TypeGuard

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.light_dataclass import dataclass as light

Make = Callable[..., Any]
MAKERS = pytest.mark.parametrize("make", [light, dataclasses.dataclass])


def two(make: Make) -> tuple[type, type]:
    @make(frozen=True, slots=True)
    class One:
        name: str
        secret: str = field(default="hidden", repr=False)
        at: float = field(default=0.0, compare=False)
        held: Mapping[str, int] = field(default_factory=dict, hash=False)

    @make(frozen=True, slots=True)
    class Other:
        name: str

    return One, Other


@MAKERS
def test_what_is_compared_hashed_and_shown(make: Make) -> None:
    one, other = two(make)
    assert one("a") == one("a", at=1.0)
    assert hash(one("a", held={"b": 1})) == hash(one("a", at=1.0))
    assert one("a") != one("b")
    assert one("a", held={"b": 1}) != one("a")
    assert one("a") != other("a")
    assert one("a") != "a"
    assert {other("a"), other("a")} == {other("a")}
    shown = repr(one("a"))
    assert shown.endswith("One(name='a', at=0.0, held={})")
    assert "hidden" not in shown


@MAKERS
def test_nothing_changes_it(make: Make) -> None:
    one = two(make)[0]("a")
    with pytest.raises(FrozenInstanceError, match="name"):
        one.name = "b"
    with pytest.raises(FrozenInstanceError, match="name"):
        del one.name
    assert not hasattr(one, "__dict__")
    assert replace(one, name="b").name == "b"
    assert [each.name for each in fields(one)] == ["name", "secret", "at", "held"]
    match one:
        case object(name=name):
            assert name == "a"


@MAKERS
def test_no_field_at_all(make: Make) -> None:
    @make(frozen=True, slots=True)
    class Nothing:
        pass

    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())
    assert repr(Nothing()).endswith("Nothing()")


@MAKERS
def test_methods_of_its_own_stay_and_those_of_what_it_extends(make: Make) -> None:
    @make(frozen=True, slots=True)
    class Own:
        name: str

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 1

        def _compared(self) -> str:
            return "compared"

        def _hashed(self) -> str:
            return "hashed"

    @make(frozen=True, slots=True)
    class More(Own):
        more: int = 0

    own: Any = Own
    more: Any = More
    assert repr(own("a")) == "own"
    assert (own("a")._compared(), own("a")._hashed()) == ("compared", "hashed")
    assert own("a") == "b"
    assert hash(own("a")) == 1
    assert more("a", 1) != more("a", 2)
    assert hash(more("a", 1)) != hash(more("a", 2))
    assert "more=1" in repr(more("a", 1))


@MAKERS
def test_without_slots_what_is_derived_is_kept(make: Make) -> None:
    @make(frozen=True)
    class Kept:
        name: str

        @cached_property
        def derived(self) -> list[str]:
            return [self.name]

    made: Any = Kept
    kept = made("a")
    assert kept.derived is kept.derived
    assert kept == made("a")


def test_all_values_of_the_tray_are_light() -> None:
    """A class that the standard library makes whole takes two and a half times the memory."""
    importlib.import_module("pomtray.app.program")
    importlib.import_module("pomtray.pair.vocabulary")
    shared = light(frozen=True)(type("Shared", (), {})).__setattr__
    layers = ("pomtray.core.", "pomtray.pair.", "pomtray.controller.", "pomtray.app.")
    modules = [module for name, module in sys.modules.items() if name.startswith(layers)]
    values = {each for module in modules for each in vars(module).values() if _is_value(each)}
    heavy = {each for each in values if each.__setattr__ is not shared}
    assert len(values) > 200
    assert heavy == {Origin}, "it has an order"


def _is_value(what: object) -> TypeGuard[type]:
    return isinstance(what, type) and getattr(getattr(what, "__dataclass_params__", None), "frozen", False)
