"""Which places of a module are not evaluated here."""

from __future__ import annotations

import sys

import pytest

from tests.mutation.unused import Unused

_ANNOTATED = """\
held: int | None = 1 | 2
def f(a: int | None, *, b=1 | 2) -> str | None:
    return a | b
class C:
    d: dict[str, int | None]
    async def g(self, *a: int | str) -> int | None: ...
"""


def test_annotations_are_told_from_what_is_evaluated() -> None:
    unused = Unused(_ANNOTATED)
    lines = _ANNOTATED.splitlines()
    signs = [(line, column) for line, text in enumerate(lines, 1) for column, sign in enumerate(text) if sign == "|"]
    evaluated = [place for place in signs if not unused.hold(place)]
    assert [lines[line - 1][column - 2 : column + 3] for line, column in evaluated] == ["1 | 2", "1 | 2", "a | b"]
    assert len(signs) == 9


@pytest.mark.parametrize(
    ("condition", "branches"),
    [
        ("sys.platform == 'none of them'", (False, True)),
        ("sys.platform != 'none of them'", (True, False)),
        (f"sys.platform == '{sys.platform}'", (True, False)),
        (f"sys.platform != '{sys.platform}'", (False, True)),
        ("TYPE_CHECKING", (False, True)),
        ("found", (True, True)),
    ],
)
def test_branches_for_other_systems_are_not_evaluated(condition: str, branches: tuple[bool, bool]) -> None:
    unused = Unused(f"if {condition}:\n    first = 1\nelse:\n    second = 2\n")
    assert (not unused.hold((2, 12)), not unused.hold((4, 13))) == branches
    assert unused.hold((1, 3)) == (condition == "TYPE_CHECKING")
