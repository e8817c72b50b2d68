"""Rows that stay where they are while somebody points at them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.domain.login import Phase
from pomtray.core.domain.route import HeaderForm
from pomtray.core.intent import Action
from pomtray.core.rows.held import held
from pomtray.core.view.snapshot import Row

ROUTES = st.lists(st.sampled_from("abcdefgh"), unique=True)


def rows(names: list[str], left: str) -> tuple[Row, ...]:
    actions = frozenset({Action.COPY_HEADER, Action.SIGN_OUT})
    return tuple(
        Row(name, f"https://{name}", (), Phase.ACTIVE, left, "", "", "", HeaderForm.POMERIUM, actions, along="others")
        for name in names
    )


@given(before=ROUTES, after=ROUTES)
def test_none_moves_none_is_missing_and_none_that_is_gone_can_be_asked(before: list[str], after: list[str]) -> None:
    found = held(rows(before, "2 h"), rows(after, "1 h"))
    assert [row.route for row in found[: len(before)]] == before
    assert [row.route for row in found[len(before) :]] == [name for name in after if name not in before]
    assert {row for row in found if row.route in after} == set(rows(after, "1 h"))
    for row in found:
        if row.route not in after:
            assert (row.left, row.actions, row.along) == ("removed", frozenset(), "")


@given(before=ROUTES, between=ROUTES, after=ROUTES)
def test_places_outlast_several_changes(before: list[str], between: list[str], after: list[str]) -> None:
    found = held(held(rows(before, "2 h"), rows(between, "1 h")), rows(after, "5 m"))
    assert [row.route for row in found[: len(before)]] == before
