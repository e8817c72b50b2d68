"""The standard library's frozen dataclass, light: there are hundreds, and what makes them makes eight methods for each.

That is 13 KiB and most of a millisecond a class. Here they share those that refuse changes, compare, hash, show and are
copied, and what fills a value is made for the first one: most classes have none in a command. All else is the standard
library's own, `replace`, `fields` and `field` too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 that is how it is given on
else:

    def dataclass(*, frozen: Literal[True], slots: bool = False) -> Callable[[type], type]:
        """As `dataclasses.dataclass` with these."""
        del frozen  # it always is
        return partial(_made, slots=slots)


def _made(cls: type, *, slots: bool) -> type:
    shared: dict[str, object] = {name: method for name, method in _SHARED.items() if name not in vars(cls)}
    cls.__doc__ = cls.__doc__ or cls.__name__  # else a signature is written there, by inspection
    made: type = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    compared = [field for field in dataclasses.fields(made) if field.compare]
    hashed = [field for field in compared if field.hash is not False]
    shared["__compared__"] = both = _values([field.name for field in compared])
    shared["__hashed__"] = both if hashed == compared else _values([field.name for field in hashed])
    if "__init__" not in vars(cls):
        shared |= {"__init__": _fill_first, "__is_filled__": True}
    for name, method in shared.items():
        setattr(made, name, method)
    return made


def _values(names: list[str]) -> Callable[[object], object]:
    return attrgetter(*names or ["__class__"])


def _fill_first(self: object, *given: object, **named: object) -> None:
    """The first value of a class, which has something of its own for that from then on.

    NOTE: two threads may be at this at once.
    """
    kind: Any = next(each for each in type(self).__mro__ if "__is_filled__" in vars(each))
    kind.__init__ = made = filling(kind)
    made(self, *given, **named)


def filling(kind: type) -> Callable[..., None]:
    """What fills a value of `kind`, as the standard library's does: that cannot be told to make nothing else."""
    known: dict[str, Any] = {"_set_field": object.__setattr__, "_MADE": _MADE}
    takes, sets = ["self"], ["pass"]
    for field in dataclasses.fields(kind):
        taken = value = name = field.name
        default = f"_default_of_{name}"
        if field.default is not dataclasses.MISSING:
            known[default], taken = field.default, f"{name}={default}"
        elif field.default_factory is not dataclasses.MISSING:
            known[default], taken = field.default_factory, f"{name}=_MADE"
            value = " ".join((f"{default}()", "if", name, "is", "_MADE", "else", name))
        takes.append(taken)
        sets.append(f"_set_field(self, {name!r}, {value})")
    exec("\n ".join([f"def __init__({', '.join(takes)}):", *sets]), known)  # noqa: S102 names of fields, of our own text
    made: Callable[..., None] = known["__init__"]
    return made


def _refuse_change(_: object, name: str, value: object) -> None:
    del value
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_removal(_: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _equal(self: Any, other: Any) -> object:
    """NOTE: what is the same is equal, as it is for a tuple of the fields."""
    if other is self:
        return True
    if other.__class__ is not self.__class__:
        return NotImplemented
    compared = self.__compared__
    return compared(self) == compared(other)


def _hash(self: Any) -> int:
    return hash(self.__hashed__(self))


def _shown(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


class _Made:
    """Stands for a default that is made for each value."""

    def __repr__(self) -> str:
        return "<factory>"


_MADE: Final = _Made()


def _state(self: Any) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore(self: Any, state: list[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


_SHARED: Final[dict[str, Callable[..., object]]] = {
    "__setattr__": _refuse_change,
    "__delattr__": _refuse_removal,
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _shown,
    "__getstate__": _state,
    "__setstate__": _restore,
}
