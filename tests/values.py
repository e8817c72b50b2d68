"""The dataclasses of a part of the program: values, which nobody can change or add to. Printed, none shows bytes."""

from __future__ import annotations

import dataclasses
import importlib
import importlib.util
import pkgutil
import re
import sys
from functools import cached_property
from pathlib import Path
from typing import Final

import pytest

_SYSTEM: Final = re.compile(r"^assert sys\.platform == \"(\w+)\"", re.MULTILINE)
"""By which a module says that it is for one system alone."""


def dataclasses_of(package: str) -> list[type]:
    """Every dataclass that a package defines, by the package's name, but for modules of other systems."""
    modules = [importlib.import_module(name) for name in [package, *modules_of(package)]]
    kinds = [(module, kind) for module in modules for kind in vars(module).values() if isinstance(kind, type)]
    return [kind for module, kind in kinds if kind.__module__ == module.__name__ and dataclasses.is_dataclass(kind)]


def modules_of(package: str) -> list[str]:
    """The names of those in a package that can be imported on this system."""
    path = importlib.import_module(package).__path__
    walked = (module.name for module in pkgutil.walk_packages(path, f"{package}."))
    return [name for name in walked if _is_for_this_system(name)]


def _is_for_this_system(name: str) -> bool:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    system = _SYSTEM.search(Path(spec.origin).read_text())
    return system is None or system[1] == sys.platform


def is_a_value(kind: type) -> None:
    """Frozen, and without room for more unless it works something out once. Fails the test otherwise."""
    _shows_no_bytes(kind)
    value = object.__new__(kind)
    for field in dataclasses.fields(kind):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, field.name, None)
    works_out_once = any(isinstance(part, cached_property) for part in vars(kind).values())
    assert hasattr(value, "__dict__") == works_out_once


def has_its_places(kind: type) -> None:
    """It changes, and has no room for more. Fails the test otherwise."""
    _shows_no_bytes(kind)
    value = object.__new__(kind)
    for field in dataclasses.fields(kind):
        setattr(value, field.name, None)
    assert not hasattr(value, "__dict__")


def _shows_no_bytes(kind: type) -> None:
    """What comes from outside, or goes there, may hold a credential."""
    assert not [field.name for field in dataclasses.fields(kind) if field.repr and "bytes" in str(field.type)]
