"""What is told once of a session, and how long it would last."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pomtray.core.domain.route import Preferences
from pomtray.core.domain.session import EndSource
from pomtray.core.rows.shared import NOTHING, Shared, common, lasts
from tests.core.built import APP, HOUR, MINUTE, NOW, SECOND, WIKI, a_granted, a_session, signed_in


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (29 * SECOND, "0 m"),
        (31 * SECOND, "1 m"),
        (5 * MINUTE, "5 m"),
        (119 * MINUTE, "119 m"),
        (119 * MINUTE + 31 * SECOND, "2 h"),
        (2 * HOUR, "2 h"),
        (2 * HOUR + 29 * MINUTE, "2 h"),
        (2 * HOUR + 31 * MINUTE, "3 h"),
        (14 * HOUR, "14 h"),
        (None, ""),
    ],
)
def test_how_long_it_would_last_is_told_in_minutes_up_to_two_hours(span: timedelta | None, told: str) -> None:
    assert lasts(a_session(lasts=span), NOW) == told


def test_it_counts_from_when_the_credential_was_got() -> None:
    session = a_session(at=NOW - HOUR, lasts=3 * HOUR)
    assert lasts(session, NOW) == "3 h"
    assert lasts(session.ended(NOW), NOW) == ""


@pytest.mark.parametrize(
    ("source", "known"),
    [
        (EndSource.SERVER, "the server says so"),
        (EndSource.TOKEN, "the token says so"),
        (EndSource.ESTIMATE, "an estimate"),
    ],
)
def test_how_its_end_is_known(source: EndSource, known: str) -> None:
    world = signed_in(a_session(source=source), WIKI)
    told, _ = common(world.model, a_session(source=source), NOW)
    assert told.known == known


def test_of_an_end_that_nobody_knows_nothing_is_told() -> None:
    world = signed_in(a_session(lasts=None))
    told, changes_at = common(world.model, a_session(lasts=None), NOW)
    assert (told, changes_at) == (Shared("app", "alice@pom.test", "", "", ""), None)


def test_of_one_that_has_ended_only_whose_it_was_and_how_its_end_was_known() -> None:
    session = a_session().ended(NOW)
    told, changes_at = common(signed_in(session).model, session, NOW)
    assert (told, changes_at) == (Shared("", "alice@pom.test", "", "", "the server says so"), None)


def test_of_one_that_serves_no_route_it_has_no_key() -> None:
    """Its route has been taken out of the settings."""
    told, _ = common(signed_in().model, a_granted(), NOW)
    assert told.key == NOTHING.key == ""


def test_a_person_can_be_hidden_here_too() -> None:
    world = signed_in()
    world.configure(APP, preferences=Preferences(hide_people=True))
    told, _ = common(world.model, a_session(), NOW)
    assert told.person == ""


@pytest.mark.parametrize(("left", "until"), [(MINUTE, "until 10:00"), (MINUTE - SECOND, "")])
def test_in_its_last_minute_no_clock_time_is_told(left: timedelta, until: str) -> None:
    session = a_session(lasts=HOUR)
    told, _ = common(signed_in(session).model, session, NOW + HOUR - left)
    assert told.until == until
