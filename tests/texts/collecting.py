"""Every text for people, found in the program's source where it is marked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
_MARKS: Final = {"pomtray.core.text": {"phrase", "counted"}, "pomtray.ui.wording": {"tr"}}
"""By the module that they come from."""
_NEEDS_PATTERN: Final = {"phrase", "counted"}
"""`tr` also takes a text that is marked elsewhere."""


@dataclass(frozen=True)
class Found:
    """A text, in all the places that have it."""

    pattern: str
    alike: str = ""
    """What tells it from others of the same words."""
    one: str = ""
    """The pattern for one, where it is counted."""
    files: list[str] = field(default_factory=list, compare=False)

    @property
    def key(self) -> str:
        return f"{self.alike}\x04{self.pattern}" if self.alike else self.pattern


def collected(folder: Path = ROOT / "pomtray") -> list[Found]:
    """All of them, in the order of their keys. Raises `ValueError` for a mark on what is no text or told twice."""
    found: dict[str, Found] = {}
    for path in sorted(folder.rglob("*.py")):
        for text in texts_of(path.read_text(encoding="utf-8"), str(path.relative_to(folder.parent))):
            known = found.setdefault(text.key, text)
            if known != text:
                raise ValueError(f"{text.files[0]}: {text.pattern!r} is counted in one place and not in another")
            if text.files[0] not in known.files:
                known.files.append(text.files[0])
    return [found[key] for key in sorted(found)]


def texts_of(source: str, name: str) -> Iterator[Found]:
    """Those of one module. Raises `ValueError` where a mark has no pattern."""
    tree = ast.parse(source)
    marks = _imported(tree)
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and (mark := _mark(call)) in marks:
            patterns = [_literal(argument) for argument in call.args]
            if patterns and patterns[0] is not None:
                yield _found(mark, patterns, name)
            elif mark in _NEEDS_PATTERN:
                raise ValueError(f"{name}:{call.lineno}: the pattern of {mark} is not written there")


def _found(mark: str, patterns: list[str | None], name: str) -> Found:
    if mark == "counted":
        one, more, alike = patterns[0], patterns[1], patterns[3] if len(patterns) > 3 else ""
        return Found(more or "", alike or "", one or "", [name])
    return Found(patterns[0] or "", (patterns[1] or "") if len(patterns) > 1 else "", files=[name])


def _imported(tree: ast.Module) -> set[str]:
    """The marks that a module knows."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {name.name for node in imports for name in node.names if name.name in _MARKS.get(node.module or "", ())}


def _mark(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
