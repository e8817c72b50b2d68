"""What stays in its place while somebody points at it: a second click must not land on another route."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pomtray.core.domain.login import Phase
from pomtray.core.text import phrase
from pomtray.core.view.snapshot import Row


def held(before: Sequence[Row], after: Sequence[Row]) -> tuple[Row, ...]:
    """`after` in the places of `before`: what is gone stays and can be asked nothing, what is new comes last."""
    now = {row.route: row for row in after}
    known = {row.route for row in before}
    stay = (now.get(row.route) or _gone(row) for row in before)
    return (*stay, *(row for row in after if row.route not in known))


def _gone(row: Row) -> Row:
    return replace(
        row,
        phase=Phase.SIGNED_OUT,
        left=phrase("removed"),
        until="",
        note="",
        reason="",
        code="",
        along="",
        shares="",
        closed=False,
        asks=False,
        over=False,
        refused=False,
        locked=False,
        renews=False,
        session=None,
        waits="",
        device=None,
        copied="",
        actions=frozenset(),
    )
