"""German as it is read: times and weekdays in it, the plural, and what stands in a text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pomtray.core.catalogue import Catalogue, all_worded, worded
from pomtray.core.deadline import WallClock, about, age, clock_time, countdown
from pomtray.core.domain.session import Session
from pomtray.core.text import joined, phrase
from pomtray.core.view.notice import until_text
from pomtray.desktop.language import catalogue
from tests.core.built import HOUR, MINUTE, WIKI, WIKI_ID, World, a_session, a_world, place, signed_in

THURSDAY = datetime(2026, 11, 26, 14, tzinfo=UTC)


@pytest.fixture(scope="module")
def german() -> Catalogue:
    found = catalogue("de")
    assert found is not None
    return found


def test_times(german: Catalogue) -> None:
    now, clock = THURSDAY - timedelta(days=2), WallClock()
    assert worded(clock_time(THURSDAY, THURSDAY, clock), german) == "14:00"
    assert worded(clock_time(THURSDAY, now, clock), german) == "Do 14:00"
    assert worded(clock_time(THURSDAY, now - timedelta(days=9), clock), german) == "26.11.2026 14:00"
    assert worded(countdown(THURSDAY, THURSDAY - 14 * HOUR)[0], german) == "14 Std. 0 Min."
    assert worded(countdown(THURSDAY, now)[0], german) == "2 Tg. 0 Std."
    assert worded(about(THURSDAY, THURSDAY - 3 * HOUR)[0], german) == "≈ 3 Std."
    assert worded(age(now, THURSDAY), german) == "vor 2 Tagen"


@pytest.mark.parametrize("pattern", ["Valid for another {left}.", "{left}.", "{left}. More."])
def test_an_abbreviation_ends_a_sentence_too(pattern: str, german: Catalogue) -> None:
    """One full stop, as German has it (Amtliche Regelung, § 103)."""
    left = countdown(THURSDAY, THURSDAY - 14 * HOUR)[0]
    told = Catalogue("de", {**german.patterns, pattern: pattern}).word(phrase(pattern, left=left))
    assert "14 Std. 0 Min." in told
    assert ".." not in told


def test_a_sentence_put_together_has_one_full_stop(german: Catalogue) -> None:
    left = countdown(THURSDAY, THURSDAY - 14 * HOUR)[0]
    assert worded(joined("", (left, ".")), german) == "14 Std. 0 Min."


def test_dots_of_a_name_stay(german: Catalogue) -> None:
    told = Catalogue("de", {**german.patterns, "In {place}.": "In {place}."})
    assert told.word(phrase("In {place}.", place="x/..")) == "In x/..."


def test_until(german: Catalogue) -> None:
    session: Session = a_session(at=THURSDAY, lasts=HOUR)
    assert worded(until_text(session, THURSDAY, WallClock()), german) == "bis 15:00"


def test_a_snapshot(german: Catalogue) -> None:
    world = signed_in(None, WIKI)
    told = all_worded(world.snapshot, german)
    assert told.status == "Bei 1 von 2 Routen angemeldet"
    assert told.tooltip == "pomtray\napp: angemeldet, bis 23:00"
    assert (told.rows[0].note, told.rows[0].left) == ("gerade eben geprüft", "14 Std. 0 Min.")


def test_notices(german: Catalogue) -> None:
    world: World = a_world(WIKI)
    place(world, WIKI_ID, a_session(lasts=HOUR))
    world.now += HOUR - 4 * MINUTE
    (notice,) = all_worded(world.notices, german).values()
    assert (notice.title, notice.text) == (
        "wiki: Sitzung endet bald",
        "Angemeldet als alice@pom.test bis 10:00.",
    )
    assert [button.label for button in notice.buttons] == ["Erneuern", "Später erinnern"]
