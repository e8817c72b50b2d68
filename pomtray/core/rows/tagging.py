"""What becomes of a route's tags when it is dragged onto one."""

from __future__ import annotations

from collections.abc import Sequence


def retagged(tags: Sequence[str], into: str, out_of: str = "") -> tuple[str, ...]:
    """`into` beside the others and in the place of `out_of`, under which it was listed; "" for no tag at all."""
    if not into:
        return ()
    if into in tags:
        return tuple(tag for tag in tags if tag != out_of or tag == into)
    return tuple(into if tag == out_of else tag for tag in tags) if out_of in tags else (*tags, into)
