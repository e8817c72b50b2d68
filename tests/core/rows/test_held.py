"""Rows that stay where they are while somebody points at them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.domain.login import DeviceCode, Phase
from pomtray.core.domain.route import HeaderForm
from pomtray.core.intent import Action
from pomtray.core.rows.held import held
from pomtray.core.rows.shared import Shared
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


def test_of_what_is_gone_nothing_is_said_but_that() -> None:
    """Whatever it was: what its badge, its buttons and the texts beside it are made from."""
    (plain,) = rows(["app"], "2 h")
    plain = replace(plain, tags=("ops",), person="alice", favourite=True, tunnel=True)
    before = replace(
        plain, phase=Phase.SIGNING_IN, until="until 17:42", note="checked", renews=True, waits="2 m",
        device=DeviceCode("WDJB-MJHT", "https://idp.test"), copied="27 s", code="Enter it", closed=True, reason="No.",
        asks=True, shares="app", over=True, locked=True, refused=True, session=Shared("app", "", "2 h", "", ""),
    )  # fmt: skip
    assert held([before], []) == (
        replace(plain, phase=Phase.SIGNED_OUT, left="removed", along="", actions=frozenset()),
    )
