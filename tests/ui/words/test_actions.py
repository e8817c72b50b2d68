"""What an action is called says what it does."""

from __future__ import annotations

from collections.abc import Callable

from pomtray.core.domain.route import HeaderForm
from pomtray.core.intent import Action
from pomtray.core.view.snapshot import Row
from pomtray.ui.words.actions import FORMS, action_name, copy_header


def test_a_bearer_header_never_goes_without_its_warning(row: Callable[..., Row]) -> None:
    assert copy_header(row(header=HeaderForm.POMERIUM)) == "Copy header"
    assert "service sees the whole token" in copy_header(row(header=HeaderForm.BEARER))
    assert "service sees the whole token" in FORMS[HeaderForm.BEARER]


def test_renewing_says_what_it_gains(row: Callable[..., Row]) -> None:
    assert action_name(Action.RENEW, row(lasts="14 h")) == "Renew, for about 14 h"
    assert action_name(Action.RENEW, row()) == "Renew"
