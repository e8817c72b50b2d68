"""Light dataclasses do what the standard library's do."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, field, fields, replace
from functools import cached_property
from typing import Any, TypeGuard

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.light_dataclass import dataclass as light
from pomtray.core.light_dataclass import filling

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


@MAKERS
def test_it_takes_what_its_fields_say(make: Make) -> None:
    one = two(make)[0]
    for _ in range(2):
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
            one()
        with pytest.raises(TypeError, match="unexpected keyword argument 'nmae'"):
            one(nmae="a")
    assert one("a").held is not one("a").held


@MAKERS
def test_what_extends_it_has_its_fields_and_may_have_a_way_of_its_own(make: Make) -> None:
    @make(frozen=True, slots=True)
    class Base:
        name: str

    @make(frozen=True, slots=True)
    class More(Base):
        more: int = 2

    class Own(More):
        def __init__(self) -> None:
            super().__init__("own")  # type: ignore[call-arg]

    base: Any = Base
    more: Any = More
    assert repr(Own()).endswith("Own(name='own', more=2)")
    assert (more("a", 3).more, base("b").name, Own()) == (3, "b", Own())


@MAKERS
def test_it_is_copied(make: Make) -> None:
    one = two(make)[0]("a", held={"b": 1})
    shallow, deep = copy.copy(one), copy.deepcopy(one)
    assert shallow == deep == one
    assert shallow.held is one.held
    assert deep.held is not one.held


def test_what_fills_a_value_is_made_for_the_first_one() -> None:
    one: Any = two(light)[0]
    assert "name" not in inspect.signature(one).parameters
    assert one("a").name == "a"
    assert "name" in inspect.signature(one).parameters
    assert one.__init__ is one.__init__


def test_two_threads_may_make_the_first_value_at_once() -> None:
    one: Any = two(light)[0]
    before = one.__init__
    assert one("a").name == "a"
    late = one.__new__(one)
    before(late, "b")
    assert (late.name, one("c").name) == ("b", "c")


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
    for each in values:
        assert _parameters(filling(each)) == _parameters(_whole(each)), each


def _whole(kind: type) -> Callable[..., None]:
    """What the standard library fills it with."""
    named = [(each.name, each.type, each) for each in fields(kind)]
    made: Callable[..., None] = dataclasses.make_dataclass("Whole", named, frozen=True).__init__
    return made


def _parameters(call: Callable[..., None]) -> list[tuple[str, object, str]]:
    found = inspect.signature(call).parameters.values()
    return [(each.name, each.kind, repr(each.default)) for each in found]


def _is_value(what: object) -> TypeGuard[type]:
    return isinstance(what, type) and dataclasses.is_dataclass(what) and what.__setattr__ is not object.__setattr__
