"""What an answer is, by its head."""

from __future__ import annotations

import pytest

from pomtray.signin.web.answer import Answer


@pytest.mark.parametrize(
    ("status", "redirects"), [(200, False), (299, False), (300, True), (302, True), (399, True), (400, False)]
)
def test_which_answers_lead_elsewhere(status: int, redirects: bool) -> None:  # noqa: FBT001 a case
    assert Answer(status, {}, b"").redirects == redirects
