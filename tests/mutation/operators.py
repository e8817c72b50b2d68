"""Changes that cosmic-ray does not know: a call left out, an argument left to its default, a condition dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cosmic_ray.operators.operator import Example, Operator
from parso.python.tree import Keyword
from parso.tree import NodeOrLeaf

Place = tuple[tuple[int, int], tuple[int, int]]


def _without(node: NodeOrLeaf, child: NodeOrLeaf) -> NodeOrLeaf:
    """A list whose members stand between commas, or between `and`, without one of them."""
    at = node.children.index(child)
    between = at + 1 if at == 0 else at - 1
    node.children = [other for index, other in enumerate(node.children) if index not in {at, between}]
    return node


class _Removing(Operator):
    """Removes one of a node's children."""

    def _removable(self, node: NodeOrLeaf) -> list[NodeOrLeaf]:
        raise NotImplementedError

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[Place]:
        for child in self._removable(node):
            yield child.start_pos, child.end_pos

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:
        return _without(node, self._removable(node)[index])


class RemoveCall(_Removing):
    """A statement that only calls something is left out."""

    def _removable(self, node: NodeOrLeaf) -> list[NodeOrLeaf]:
        statements = node.children if node.type == "simple_stmt" else []
        return [one for one in statements if one.type == "atom_expr" and one.get_last_leaf() == ")"]

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:
        call = self._removable(node)[index]
        nothing = Keyword("pass", call.start_pos, call.get_first_leaf().prefix)
        node.children = [nothing if child is call else child for child in node.children]
        return node

    @classmethod
    def examples(cls) -> Iterable[Example]:
        return (
            Example("sync(folder)\n", "pass\n"),
            Example("if a:\n    await sync(folder)\n", "if a:\n    pass\n"),
            Example("a(); b.c()", "a(); pass", occurrence=1),
        )


class RemoveArgument(_Removing):
    """A named argument is left to its default."""

    def _removable(self, node: NodeOrLeaf) -> list[NodeOrLeaf]:
        called = node.type == "arglist" and node.parent.type == "trailer"
        return [one for one in node.children if _is_named(one)] if called else []

    @classmethod
    def examples(cls) -> Iterable[Example]:
        return (
            Example("f(a, b=1)", "f(a)"),
            Example("f(a=1, b=2)", "f( b=2)"),
            Example("f(a=1, b=2)", "f(a=1)", occurrence=1),
        )


class RemoveOnlyArgument(_Removing):
    """The same for the only argument of a call, which stands in no list."""

    def _removable(self, node: NodeOrLeaf) -> list[NodeOrLeaf]:
        return [one for one in node.children if _is_named(one)] if node.type == "trailer" else []

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:
        removed = self._removable(node)[index]
        node.children = [child for child in node.children if child is not removed]
        return node

    @classmethod
    def examples(cls) -> Iterable[Example]:
        return (Example("f(a=1)", "f()"),)


class RemoveCondition(_Removing):
    """One of several conditions is dropped."""

    def _removable(self, node: NodeOrLeaf) -> list[NodeOrLeaf]:
        return node.children[::2] if node.type in {"and_test", "or_test"} else []

    @classmethod
    def examples(cls) -> Iterable[Example]:
        return (
            Example("x = a and b", "x = b"),
            Example("x = a or b or c", "x = a or c", occurrence=1),
        )


def _is_named(node: NodeOrLeaf) -> bool:
    return node.type == "argument" and node.children[1] == "="


_OPERATORS = {
    operator.__name__: operator for operator in (RemoveCall, RemoveArgument, RemoveOnlyArgument, RemoveCondition)
}


class Provider:
    """Under `pomtray/` what this module adds."""

    def __iter__(self) -> Iterator[str]:
        return iter(_OPERATORS)

    def __getitem__(self, name: str) -> type[Operator]:
        return _OPERATORS[name]
