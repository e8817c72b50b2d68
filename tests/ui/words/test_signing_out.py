"""The questions before signing out name their routes in the language of the question."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from pomtray.core.domain.login import Phase
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.desktop.language import catalogue
from pomtray.ui import wording
from pomtray.ui.accessibility.announcing import news
from pomtray.ui.words.signing_out import sign_out_all, sign_out_of


@pytest.fixture
def german() -> Iterator[None]:
    wording.use(catalogue("de"))
    yield
    wording.use(None)


@pytest.mark.usefixtures("german")
def test_names_that_are_listed_are_told_in_the_language_of_what_is_said_of_them(
    row: Callable[..., Row], snapshot: Callable[..., Snapshot]
) -> None:
    _, told = sign_out_of(row("wiki"), ["api", "Help"])
    assert told.startswith("Die Sitzung gilt auch für api und Help: ")
    assert sign_out_of(row("wiki"), ["Help"])[1].startswith("Die Sitzung gilt auch für Help: "), "a name stays"
    assert " api und Help. " in sign_out_all(1, ["api", "Help"])[1]
    assert " api und Help. " in sign_out_all(2, ["api", "Help"])[1]
    before, now = (snapshot(row("api", phase), row("Help", phase)) for phase in (Phase.ACTIVE, Phase.EXPIRED))
    assert list(news(before, now)) == ["api und Help: beendet"]
