"""Where a module's source is not evaluated here, so that a change changes nothing: annotations, other systems."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence

Position = tuple[int, int]


class Unused:
    """Such places of a module, by its source."""

    def __init__(self, source: str) -> None:
        self._spans = [
            ((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0))
            for node in _unused(ast.parse(source))
        ]

    def hold(self, position: Position) -> bool:
        """Whether a line, from 1, and column, from 0, is in one."""
        return any(start <= position < end for start, end in self._spans)


def _unused(tree: ast.Module) -> Iterator[ast.expr | ast.stmt]:
    for node in ast.walk(tree):
        match node:
            case ast.arg(annotation=ast.expr() as found) | ast.AnnAssign(annotation=found):
                yield found
            case ast.FunctionDef(returns=ast.expr() as found) | ast.AsyncFunctionDef(returns=ast.expr() as found):
                yield found
            case ast.If():
                yield from _other_branch(node)
            case _:
                pass


def _other_branch(node: ast.If) -> Sequence[ast.expr | ast.stmt]:
    """What `if sys.platform == …` and `if TYPE_CHECKING` do not run."""
    match ast.unparse(node.test).split("'"):
        case ["sys.platform == ", name, ""]:
            return node.orelse if name == sys.platform else node.body
        case ["sys.platform != ", name, ""]:
            return node.body if name == sys.platform else node.orelse
        case ["TYPE_CHECKING"]:
            return [node.test, *node.body]
        case _:
            return ()
