"""A row says all that it knows, to the eye and to a screen reader."""

from __future__ import annotations

from collections.abc import Callable

from pomtray.core.plain import unmarked
from pomtray.core.view.snapshot import Row
from pomtray.ui.words.rows import row_details, row_details_under, row_label, row_notes, row_spoken, row_tip


def test_a_row_is_spoken_in_full(row: Callable[..., Row]) -> None:
    spoken = row_spoken(row("api", tags=("ops",)))
    for part in ("api", "signed in", "2 h 14 m", "until 17:42", "ada@example.com", "checked 2 min ago", "ops"):
        assert part in spoken


def test_a_closed_route_is_not_spoken_of_as_active(row: Callable[..., Row]) -> None:
    closed = row("api", left="not allowed", closed=True)
    assert row_spoken(closed).startswith("api, not allowed, until 17:42")
    assert row_label(closed) == "api — not allowed"
    assert "not allowed" in row_tip(closed)


def test_where_it_is_served_is_said_in_every_place(row: Callable[..., Row]) -> None:
    for tunnel, told in ((True, "Connected at 127.0.0.1:5432"), (False, "Served at 127.0.0.1:5432")):
        shown = row("api", served="127.0.0.1:5432", tunnel=tunnel)
        assert row_details(shown).startswith(f"{told} · ")
        assert row_details_under(shown) == f"{told} · checked 2 min ago"
        assert told in row_spoken(shown)
        assert told in row_tip(shown)


def test_why_something_failed_is_read_in_every_place(row: Callable[..., Row]) -> None:
    reason = "The identity provider answered 400 in the step token: invalid_grant (expired). Sign in again. " * 2
    failed = row(reason=reason.strip())
    assert reason.strip() in row_spoken(failed)
    assert reason.strip() in unmarked(row_tip(failed))
    note, *why = row_notes(failed)
    assert note == "checked 2 min ago"
    assert " ".join(why).strip() == reason.strip()
    assert max(map(len, why)) <= 80
    assert len(why) == len(row_notes(row())) - 1
    assert row_notes(row(reason="word " * 200))[-1].endswith("…")


def test_a_code_to_enter_comes_before_what_may_be_cut_off(row: Callable[..., Row]) -> None:
    code = "Enter WDJB-MJHT at https://dex.example/device"
    assert row_details(row(note=code, code=code)) == f"{code} · ada@example.com · until 17:42"
    assert row_details(row()) == "ada@example.com · until 17:42 · checked 2 min ago"
