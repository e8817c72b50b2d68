"""What an answer is, by its head."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pomtray.signin.web.answer import Answer, answer_of, http_date


@pytest.mark.parametrize(
    ("status", "redirects"), [(200, False), (299, False), (300, True), (302, True), (399, True), (400, False)]
)
def test_which_answers_lead_elsewhere(status: int, redirects: bool) -> None:  # noqa: FBT001 a case
    assert Answer(status, {}, b"").redirects == redirects


def test_no_header_and_no_body_is_shown() -> None:
    shown = repr(Answer(302, {"location": "https://idp.test/?secret"}, b"secret"))
    assert "secret" not in shown
    assert "302" in shown


def test_an_age_without_a_date_tells_no_time() -> None:
    assert answer_of(200, [("Age", "5")], b"").date is None
    date = datetime(2026, 11, 21, 9, 0, 5, tzinfo=UTC)
    assert answer_of(200, [("Age", "5"), ("Date", "Sat, 21 Nov 2026 09:00:00 GMT")], b"").date == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Sat, 21 Nov 2026 09:00:00 GMT", datetime(2026, 11, 21, 9, tzinfo=UTC)),
        ("Sat, 21 Nov 2026 09:00:00 -0000", datetime(2026, 11, 21, 9, tzinfo=UTC)),
        ("Sat, 21 Nov 2026 09:00:00 +0200", datetime(2026, 11, 21, 7, tzinfo=UTC)),
        ("today", None),
    ],
)
def test_a_date_has_its_zone(text: str, date: datetime | None) -> None:
    assert http_date(text) == date
