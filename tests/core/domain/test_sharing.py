"""Who may receive which credential: the rules as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pomtray.core.domain import sharing
from pomtray.core.domain.login import Doubt
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Check, Credential, End, EndSource, Person, Session, Verdict
from pomtray.core.protocol.claims import Claims

ROUTE = Origin.parse("https://app.pom.test")
OTHER = Origin.parse("https://wiki.pom.test")
EVIL = Origin.parse("https://evil.test")
AUTHENTICATE = Origin.parse("https://authenticate.pom.test")
LOOPBACK = Origin.parse("http://127.0.0.1:45678")
AUD = ("authenticate.pom.test", "127.0.0.1:45678", "app.pom.test")


def claims(*aud: str, iss: str = "authenticate.pom.test", idp_id: str = "one") -> Claims:
    return Claims("id", iss, frozenset(aud or AUD), idp_id=idp_id)


def doubt(
    said: Claims, route: Origin = ROUTE, authenticate: Origin = AUTHENTICATE, idp_id: str = "one"
) -> Doubt | None:
    return sharing.doubt_of(said, route=route, loopback=LOOPBACK, authenticate=authenticate, idp_id=idp_id)


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
    assert doubt(said) is None
    assert sharing.issuer_of(said, AUTHENTICATE) == AUTHENTICATE


ASKED = {
    "issued elsewhere": (claims(iss="evil.test"), Doubt.OTHER_ISSUER),
    "issuer's suffix": (claims(iss="evil-authenticate.pom.test"), Doubt.OTHER_ISSUER),
    "issuer's prefix": (claims(iss="authenticate.pom.test.evil.test"), Doubt.OTHER_ISSUER),
    "issuer over http": (claims(iss="http://authenticate.pom.test"), Doubt.OTHER_ISSUER),
    "issuer with userinfo": (claims(iss="authenticate.pom.test@evil.test"), Doubt.OTHER_ISSUER),
    "issuer on another port": (claims(iss="authenticate.pom.test:8443"), Doubt.OTHER_ISSUER),
    "issuer with a dot": (claims(iss="authenticate.pom.test."), Doubt.OTHER_ISSUER),
    "for another route": (claims("authenticate.pom.test", "127.0.0.1:45678", "wiki.pom.test"), Doubt.OTHER_ROUTE),
    "for a parent domain": (claims("127.0.0.1:45678", "pom.test"), Doubt.OTHER_ROUTE),
    "for a wildcard": (claims("127.0.0.1:45678", "*.pom.test"), Doubt.OTHER_ROUTE),
    "for the route on another port": (claims("127.0.0.1:45678", "app.pom.test:8443"), Doubt.OTHER_ROUTE),
    "for the route over http": (claims("127.0.0.1:45678", "http://app.pom.test"), Doubt.OTHER_ROUTE),
    "for another listener": (claims("authenticate.pom.test", "127.0.0.1:45679", "app.pom.test"), Doubt.OTHER_SIGN_IN),
    "for no listener": (claims("authenticate.pom.test", "app.pom.test"), Doubt.OTHER_SIGN_IN),
    "for localhost": (claims("localhost:45678", "app.pom.test"), Doubt.OTHER_SIGN_IN),
    "for no port": (claims("127.0.0.1", "app.pom.test"), Doubt.OTHER_SIGN_IN),
    "for a site on this machine": (claims("evil.test", "app.pom.test"), Doubt.OTHER_SIGN_IN),
    "another provider": (claims(idp_id="two"), Doubt.OTHER_PROVIDER),
}


@pytest.mark.parametrize(("said", "why"), ASKED.values(), ids=ASKED.keys())
def test_any_other_token_is_doubted_for_its_reason(said: Claims, why: Doubt) -> None:
    assert doubt(said) is why


def test_a_sign_in_that_names_no_provider_takes_any() -> None:
    assert doubt(claims(idp_id="two"), idp_id="") is None


@pytest.mark.parametrize(
    ("iss", "issuer"),
    [
        ("authenticate.pom.test", AUTHENTICATE),
        ("https://authenticate.pom.test/", AUTHENTICATE),
        ("other.test", Origin("https", "other.test", 443)),
        ("other.test:8443", Origin("https", "other.test", 8443)),
        ("https://other.test/x", Origin("https", "other.test", 443)),
        ("http://other.test", None),
        ("evil.test@other.test", None),
        ("other.test.", None),
        ("pomerium ltd", None),
        ("http://127.0.0.1:9000", None),
        ("localhost:9000", None),
        ("0.0.0.0", None),  # noqa: S104 nobody listens there
    ],
)
def test_whom_a_token_names_as_its_issuer(iss: str, issuer: Origin | None) -> None:
    assert sharing.issuer_of(claims(iss=iss), AUTHENTICATE) == issuer


def test_an_issuer_on_this_computer_is_named_without_its_scheme() -> None:
    here = Origin("http", "127.0.0.1", 8001)
    assert sharing.issuer_of(claims(iss="127.0.0.1:9000"), here) == Origin("http", "127.0.0.1", 9000)
    assert sharing.issuer_of(claims(iss="other.test"), here) == Origin("https", "other.test", 443)


def test_a_session_got_over_https_never_goes_over_http() -> None:
    local = Origin.parse("http://127.0.0.1:8000")
    refused = sharing.not_encrypted(local, AUTHENTICATE)
    assert refused
    assert str(local) in refused.sentence
    assert sharing.not_encrypted(ROUTE, AUTHENTICATE) is None
    assert sharing.not_encrypted(local, local) is None
    assert sharing.destinations(local, AUTHENTICATE) == {AUTHENTICATE}


def test_all_on_loopback_is_fine() -> None:
    route, authenticate = Origin.parse("http://127.0.0.1:8000"), Origin.parse("http://127.0.0.1:8001")
    said = claims("127.0.0.1:45678", "127.0.0.1:8000", iss="127.0.0.1:8001")
    assert doubt(said, route=route, authenticate=authenticate) is None
    assert sharing.destinations(route, authenticate) == {route, authenticate}


def test_a_new_session_goes_to_its_route_and_its_pomerium_only() -> None:
    assert sharing.destinations(ROUTE, AUTHENTICATE) == {ROUTE, AUTHENTICATE}


DOMAINS = {
    "a sibling": ("app.corp.example", "authenticate.corp.example", "corp.example"),
    "deeper": ("a.b.corp.example", "authenticate.corp.example", "corp.example"),
    "the domain itself": ("corp.example", "authenticate.corp.example", "corp.example"),
    "the authenticate host itself": ("authenticate.corp.example", "authenticate.corp.example", "corp.example"),
    "above the domain": ("example", "authenticate.corp.example", ""),
    "another domain": ("app.corp.test", "authenticate.corp.example", ""),
    "a longer label": ("app.evilcorp.example", "authenticate.corp.example", ""),
    "a prefix": ("corp.example.evil.test", "authenticate.corp.example", ""),
    "beside the domain": ("app.example", "authenticate.corp.example", ""),
    "one label": ("app", "authenticate", ""),
    "addresses": ("11.0.0.5", "10.0.0.5", ""),
    "the end of an address": ("0.0.5", "10.0.0.5", ""),
    "IPv6": ("fd00::6", "fd00::5", ""),
    "IPv6 around IPv4": ("::ffff:11.0.0.5", "::ffff:10.0.0.5", ""),
    "below a domain of its own": ("app.example", "corp.example", "example"),
}


@pytest.mark.parametrize(("route", "authenticate", "domain"), DOMAINS.values(), ids=DOMAINS.keys())
def test_the_domain_that_a_route_shares_with_its_authenticate_host(route: str, authenticate: str, domain: str) -> None:
    assert sharing.parent_domain(Origin("https", route, 8443), Origin("https", authenticate, 443)) == domain


WILD = Origin("https", "*.pom.test", 443)


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


WORK = ("firefox", "-P", "work", "{url}")
APP_ROUTE = Route("app", str(ROUTE))
WIKI_ROUTE = Route("wiki", str(OTHER))


@pytest.mark.parametrize(
    ("got_with", "got_for", "route", "same"),
    [
        ((), APP_ROUTE, WIKI_ROUTE, True),
        ((), APP_ROUTE, replace(WIKI_ROUTE, browser=WORK), False),
        (WORK, replace(APP_ROUTE, browser=WORK), WIKI_ROUTE, False),
        (WORK, replace(APP_ROUTE, browser=WORK), replace(WIKI_ROUTE, browser=WORK), True),
        (WORK, APP_ROUTE, WIKI_ROUTE, False),
        (None, replace(APP_ROUTE, browser=WORK), replace(WIKI_ROUTE, browser=WORK), True),
        (None, replace(APP_ROUTE, browser=WORK), WIKI_ROUTE, False),
        ((), APP_ROUTE, replace(WIKI_ROUTE, share=False), False),
        ((), replace(APP_ROUTE, share=False), WIKI_ROUTE, False),
    ],
)
def test_another_browser_is_another_person_and_some_routes_are_left_alone(
    got_with: tuple[str, ...] | None,
    got_for: Route,
    route: Route,
    same: bool,  # noqa: FBT001
) -> None:
    held = replace(session(AUTHENTICATE, ROUTE), browser=got_with)
    assert sharing.is_same_person(held, got_for, route) is same


def test_a_session_may_be_tried_where_it_is_listed_or_grouped() -> None:
    held = session(AUTHENTICATE, ROUTE)
    assert sharing.may_join(held, WIKI_ROUTE, listed={OTHER}, groups=())
    assert sharing.may_join(held, WIKI_ROUTE, listed={WILD}, groups=())
    assert sharing.may_join(held, replace(WIKI_ROUTE, group="g"), listed=(), groups={"g"})
    assert not sharing.may_join(held, WIKI_ROUTE, listed={ROUTE}, groups={"g"})
    assert not sharing.may_join(held, Route("local", "http://127.0.0.1:8000"), listed=(), groups={""})
