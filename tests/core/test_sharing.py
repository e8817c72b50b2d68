"""Who may receive which credential: the rules as a table."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pomtray.core import sharing
from pomtray.core.claims import Claims
from pomtray.core.login import Doubt
from pomtray.core.origin import Origin
from pomtray.core.session import Check, Credential, End, EndSource, Person, Session, Verdict

ROUTE = Origin.parse("https://app.pom.test")
OTHER = Origin.parse("https://wiki.pom.test")
EVIL = Origin.parse("https://evil.test")
AUTHENTICATE = Origin.parse("https://authenticate.pom.test")
LOOPBACK = Origin.parse("http://127.0.0.1:45678")
AUD = ("authenticate.pom.test", "127.0.0.1:45678", "app.pom.test")


def claims(*aud: str, iss: str = "authenticate.pom.test", idp_id: str = "one") -> Claims:
    return Claims("id", iss, frozenset(aud or AUD), idp_id=idp_id)


def verdict(
    said: Claims, route: Origin = ROUTE, authenticate: Origin = AUTHENTICATE, idp_id: str = "one"
) -> sharing.Sharing:
    return sharing.may_send(said, route=route, loopback=LOOPBACK, authenticate=authenticate, idp_id=idp_id)


ALLOWED = {
    "as measured": claims(),
    "hosts in capitals": claims("AUTHENTICATE.pom.test", "127.0.0.1:45678", "App.Pom.Test"),
    "whole origins": claims("https://app.pom.test/", "http://127.0.0.1:45678", iss="https://authenticate.pom.test"),
    "the port told": claims("app.pom.test:443", "127.0.0.1:45678", iss="authenticate.pom.test:443"),
    "more audiences": claims(*AUD, "evil.test"),
    "no provider named": claims(idp_id=""),
}


@pytest.mark.parametrize("said", ALLOWED.values(), ids=ALLOWED.keys())
def test_a_token_of_this_sign_in_goes_to_its_route(said: Claims) -> None:
    assert verdict(said) == sharing.Allow()


ASKED = {
    "issued elsewhere": claims(iss="evil.test"),
    "issuer's suffix": claims(iss="evil-authenticate.pom.test"),
    "issuer's prefix": claims(iss="authenticate.pom.test.evil.test"),
    "issuer over http": claims(iss="http://authenticate.pom.test"),
    "issuer with userinfo": claims(iss="authenticate.pom.test@evil.test"),
    "issuer on another port": claims(iss="authenticate.pom.test:8443"),
    "issuer with a dot": claims(iss="authenticate.pom.test."),
    "for another route": claims("authenticate.pom.test", "127.0.0.1:45678", "wiki.pom.test"),
    "for a parent domain": claims("127.0.0.1:45678", "pom.test"),
    "for a wildcard": claims("127.0.0.1:45678", "*.pom.test"),
    "for the route on another port": claims("127.0.0.1:45678", "app.pom.test:8443"),
    "for the route over http": claims("127.0.0.1:45678", "http://app.pom.test"),
    "for another listener": claims("authenticate.pom.test", "127.0.0.1:45679", "app.pom.test"),
    "for no listener": claims("authenticate.pom.test", "app.pom.test"),
    "for localhost": claims("localhost:45678", "app.pom.test"),
    "for no port": claims("127.0.0.1", "app.pom.test"),
    "for a site on this machine": claims("evil.test", "app.pom.test"),
    "another provider": claims(idp_id="two"),
}


@pytest.mark.parametrize("said", ASKED.values(), ids=ASKED.keys())
def test_any_other_token_is_asked_about_with_both_hosts(said: Claims) -> None:
    asked = verdict(said)
    assert isinstance(asked, sharing.Ask)
    assert asked.question.doubt is Doubt.OTHER_HOST
    assert "app.pom.test" in asked.question.text
    assert "authenticate.pom.test" in asked.question.text


def test_the_question_is_plain_whatever_the_token_says() -> None:
    asked = verdict(claims(iss="<b>\u202e" + "x" * 500))
    assert isinstance(asked, sharing.Ask)
    assert "\u202e" not in asked.question.text
    assert len(asked.question.text) < 500


def test_a_session_got_over_https_never_goes_over_http() -> None:
    local = Origin.parse("http://127.0.0.1:8000")
    said = claims("127.0.0.1:45678", "127.0.0.1:8000")
    assert isinstance(verdict(said, route=local), sharing.Forbid)
    assert sharing.destinations(local, AUTHENTICATE) == {AUTHENTICATE}


def test_all_on_loopback_is_fine() -> None:
    route, authenticate = Origin.parse("http://127.0.0.1:8000"), Origin.parse("http://127.0.0.1:8001")
    said = claims("127.0.0.1:45678", "127.0.0.1:8000", iss="127.0.0.1:8001")
    assert verdict(said, route=route, authenticate=authenticate) == sharing.Allow()
    assert sharing.destinations(route, authenticate) == {route, authenticate}


def test_a_new_session_goes_to_its_route_and_its_pomerium_only() -> None:
    assert sharing.destinations(ROUTE, AUTHENTICATE) == {ROUTE, AUTHENTICATE}


@pytest.mark.parametrize(
    ("route", "others", "listed", "asks"),
    [
        (ROUTE, (), None, False),
        (ROUTE, (), (), False),
        (ROUTE, (OTHER,), (OTHER, ROUTE), False),
        (ROUTE, (ROUTE, OTHER), None, False),
        (ROUTE, (OTHER,), None, True),
        (ROUTE, (OTHER,), (), True),
        (EVIL, (ROUTE, OTHER), (ROUTE, OTHER), True),
        (Origin.parse("https://app.pom.test:8443"), (OTHER,), (ROUTE,), True),
    ],
)
def test_a_known_pomerium_is_not_opened_for_a_stranger_unasked(
    route: Origin,
    others: tuple[Origin, ...],
    listed: tuple[Origin, ...] | None,
    asks: bool,  # noqa: FBT001
) -> None:
    told = sharing.before_browser(route=route, authenticate=AUTHENTICATE, others=others, listed=listed)
    assert isinstance(told, sharing.Ask if asks else sharing.Allow)
    if isinstance(told, sharing.Ask):
        assert route.authority in told.question.text
        assert AUTHENTICATE.authority in told.question.text


def session(issuer: Origin, *origins: Origin) -> Session:
    at = datetime(2026, 11, 21, 9, tzinfo=UTC)
    return Session(
        "id",
        Credential("token"),
        issuer,
        "one",
        Person("alice"),
        at,
        End(None, EndSource.UNKNOWN),
        Check(Verdict.LIVE, at),
        frozenset(origins),
    )


def test_what_a_pomerium_serves_is_known_from_its_sessions() -> None:
    sessions = [session(AUTHENTICATE, ROUTE, AUTHENTICATE), session(AUTHENTICATE, OTHER), session(EVIL, EVIL)]
    assert sharing.served_by(AUTHENTICATE, sessions) == {ROUTE, OTHER}
    assert sharing.served_by(EVIL, sessions) == frozenset()
    assert sharing.served_by(AUTHENTICATE, []) == frozenset()


def test_a_yes_is_remembered_for_that_route_and_that_pomerium() -> None:
    sessions = [session(AUTHENTICATE, ROUTE)]
    assert sharing.is_agreed(ROUTE, AUTHENTICATE, sessions)
    assert not sharing.is_agreed(OTHER, AUTHENTICATE, sessions)
    assert not sharing.is_agreed(ROUTE, EVIL, sessions)
