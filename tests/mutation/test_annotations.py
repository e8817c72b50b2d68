"""Where annotations stand."""

from __future__ import annotations

from tests.mutation.annotations import Annotations

_SOURCE = """\
held: int | None = 1 | 2
def f(a: int | None, *, b=1 | 2) -> str | None:
    return a | b
class C:
    d: dict[str, int | None]
    async def g(self, *a: int | str) -> int | None: ...
"""


def test_they_are_told_from_what_is_evaluated() -> None:
    annotations = Annotations(_SOURCE)
    lines = _SOURCE.splitlines()
    signs = [(line, column) for line, text in enumerate(lines, 1) for column, sign in enumerate(text) if sign == "|"]
    evaluated = [place for place in signs if not annotations.hold(place)]
    assert [lines[line - 1][column - 2 : column + 3] for line, column in evaluated] == ["1 | 2", "1 | 2", "a | b"]
    assert len(signs) == 9
