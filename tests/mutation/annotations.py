"""Where a module's annotations stand: they are not evaluated, so a change there changes nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

Position = tuple[int, int]


class Annotations:
    """Of a module, by its source."""

    def __init__(self, source: str) -> None:
        self._spans = [
            ((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0))
            for node in _annotations(ast.parse(source))
        ]

    def hold(self, position: Position) -> bool:
        """Whether a line, from 1, and column, from 0, is in one."""
        return any(start <= position < end for start, end in self._spans)


def _annotations(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        match node:
            case ast.arg(annotation=ast.expr() as found) | ast.AnnAssign(annotation=found):
                yield found
            case ast.FunctionDef(returns=ast.expr() as found) | ast.AsyncFunctionDef(returns=ast.expr() as found):
                yield found
            case _:
                pass
