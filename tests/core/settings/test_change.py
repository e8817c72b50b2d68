from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.settings.change import Patch

TEXTS = st.text(alphabet="ab\n", max_size=12)


@given(TEXTS, TEXTS)
def test_a_patch_takes_back_what_it_did(old: str, new: str) -> None:
    assert Patch.between(old, new).undone(new) == old


@given(TEXTS, TEXTS, st.text(alphabet="xy", max_size=3), st.booleans())
def test_it_does_so_where_something_else_has_changed(old: str, new: str, more: str, above: bool) -> None:  # noqa: FBT001 drawn
    old, new = f"[{old}]", f"[{new}]"
    patch = Patch.between(old, new)
    assert patch.undone(more + new if above else new + more) == (more + old if above else old + more)


def test_it_does_not_where_the_piece_itself_has_changed() -> None:
    patch = Patch.between("a = 1\nb = 2\nc = 3\n", "a = 1\nc = 3\n")
    assert patch.undone("a = 2\nc = 4\n") is None
    assert patch.undone("a = 1\nc = 4\n") == "a = 1\nb = 2\nc = 4\n"
    changed = Patch.between("a = 1\n", "a = 2\n")
    assert changed.undone("a = 3\n") is None
