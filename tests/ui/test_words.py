from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from pomtray.core.domain.login import Phase
from pomtray.core.domain.route import HeaderForm
from pomtray.core.intent import Action
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.desktop.language import catalogue
from pomtray.ui import wording, words
from pomtray.ui.accessibility.announcing import news


@pytest.fixture
def german() -> Iterator[None]:
    wording.use(catalogue("de"))
    yield
    wording.use(None)


@pytest.mark.usefixtures("german")
def test_names_that_are_listed_are_told_in_the_language_of_what_is_said_of_them(
    row: Callable[..., Row], snapshot: Callable[..., Snapshot]
) -> None:
    _, told = words.sign_out_of(row("wiki"), ["api", "Help"])
    assert told.startswith("Die Sitzung gilt auch für api und Help: ")
    assert words.sign_out_of(row("wiki"), ["Help"])[1].startswith("Die Sitzung gilt auch für Help: "), "a name stays"
    assert " api und Help. " in words.sign_out_all(1, ["api", "Help"])[1]
    assert " api und Help. " in words.sign_out_all(2, ["api", "Help"])[1]
    before, now = (snapshot(row("api", phase), row("Help", phase)) for phase in (Phase.ACTIVE, Phase.EXPIRED))
    assert list(news(before, now)) == ["api und Help: beendet"]


def test_a_bearer_header_never_goes_without_its_warning(row: Callable[..., Row]) -> None:
    assert words.copy_header(row(header=HeaderForm.POMERIUM)) == "Copy header"
    assert "service sees the whole token" in words.copy_header(row(header=HeaderForm.BEARER))
    assert "service sees the whole token" in words.FORMS[HeaderForm.BEARER]


def test_a_row_is_spoken_in_full(row: Callable[..., Row]) -> None:
    spoken = words.row_spoken(row("api", tags=("ops",)))
    for part in ("api", "signed in", "2 h 14 m", "until 17:42", "ada@example.com", "checked 2 min ago", "ops"):
        assert part in spoken


def test_a_closed_route_is_not_spoken_of_as_active(row: Callable[..., Row]) -> None:
    closed = row("api", left="not allowed", closed=True)
    assert words.row_spoken(closed).startswith("api, not allowed, until 17:42")
    assert words.row_label(closed) == "api — not allowed"
    assert "not allowed" in words.row_tip(closed)


def test_why_something_failed_is_read_in_every_place(row: Callable[..., Row]) -> None:
    reason = "The identity provider answered 400 in the step token: invalid_grant (expired). Sign in again. " * 2
    failed = row(reason=reason.strip())
    assert reason.strip() in words.row_spoken(failed)
    assert reason.strip() in words.row_tip(failed)
    note, *why = words.row_notes(failed)
    assert note == "checked 2 min ago"
    assert " ".join(why).strip() == reason.strip()
    assert max(map(len, why)) <= 80
    assert len(why) == len(words.row_notes(row())) - 1
    assert words.row_notes(row(reason="word " * 200))[-1].endswith("…")


def test_one_route_is_not_plural() -> None:
    assert (words.sign_in_all(1), words.sign_in_all(2)) == ("Sign in to 1 route", "Sign in to 2 routes")


def test_a_code_to_enter_comes_before_what_may_be_cut_off(row: Callable[..., Row]) -> None:
    code = "Enter WDJB-MJHT at https://dex.example/device"
    assert words.row_details(row(note=code, code=code)) == f"{code} · ada@example.com · until 17:42"
    assert words.row_details(row()) == "ada@example.com · until 17:42 · checked 2 min ago"


def test_renewing_says_what_it_gains(row: Callable[..., Row]) -> None:
    assert words.action_name(Action.RENEW, row(lasts="14 h")) == "Renew, for about 14 h"
    assert words.action_name(Action.RENEW, row()) == "Renew"
