"""The standard library's frozen dataclass, light: there are hundreds, and what makes them makes eight methods for each.

That is 13 KiB and most of a millisecond a class. Here they share those that refuse changes, compare, hash and show:
5 KiB and half the time. All else is the standard library's own, `replace`, `fields` and `field` too.
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
        return partial(_made, frozen=frozen, slots=slots)


def _made(cls: type, **how: bool) -> type:
    shared = {name: method for name, method in _SHARED.items() if name not in vars(cls)}
    cls.__doc__ = cls.__doc__ or cls.__name__  # else a signature is written there, by inspection
    made: type = dataclasses.dataclass(repr=False, eq=False, **how)(cls)
    compared = [field for field in dataclasses.fields(made) if field.compare]
    shared["__compared__"] = _values([field.name for field in compared])
    shared["__hashed__"] = _values([field.name for field in compared if field.hash is not False])
    for name, method in shared.items():
        setattr(made, name, method)
    return made


def _values(names: list[str]) -> Callable[[object], object]:
    return attrgetter(*names or ["__class__"])


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


_SHARED: Final[dict[str, Callable[..., object]]] = {
    "__setattr__": _refuse_change,
    "__delattr__": _refuse_removal,
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _shown,
}
