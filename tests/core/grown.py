"""A model of many routes and sessions, as the rules have it after some hours, and what then happens to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from pomtray.core import events as happened
from pomtray.core.domain.login import Login, LoginId, SignedIn
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Method, Provider
from pomtray.core.domain.remembered import Remembered
from pomtray.core.domain.route import HeaderForm, Preferences, Route, Settings
from pomtray.core.domain.session import Check, Credential, End, EndSource, Grant, Person, Session, Verdict
from pomtray.core.errors import Problem
from pomtray.core.model import Model, step
from pomtray.core.secret import Secret

NOW: Final = datetime(2026, 11, 21, 9, tzinfo=UTC)
SIZES: Final = ((10, 5), (100, 50), (1000, 200), (5000, 1000))
"""Routes and sessions."""
_EACH: Final = 3
"""Routes that a session of Pomerium's own serves at most."""
_COMPANIES: Final = 10
_NO_ANSWER: Final = Problem("No answer", "The provider does not answer.")


def settings(routes: int) -> Settings:
    providers = tuple(
        Provider(f"idp {number}", f"https://idp{number}.example", "pomtray") for number in range(_COMPANIES)
    )
    return Settings(tuple(_route(number, providers) for number in range(routes)), Preferences(), providers)


def _route(number: int, providers: tuple[Provider, ...]) -> Route:
    """Every other one is signed in to at a provider."""
    name, url = f"route {number:04}", f"https://r{number}.company{number // 2 % _COMPANIES}.example"
    if number % 2 == 0:
        return Route(name, url)
    provider = providers[number // 2 % _COMPANIES]
    return Route(name, url, method=Method.OIDC, provider=provider, header=HeaderForm.PLAIN_BEARER)


def grown(routes: int, sessions: int) -> Model:
    """`sessions` that live among `routes` routes: every other one a provider's, whose renewal failed a while ago."""
    known = settings(routes)
    model, _ = step(Model(), happened.SettingsRead(NOW, known))
    own, given = known.routes[::2], known.routes[1::2]
    each = max(1, min(_EACH, len(own) // sessions))
    logins = [_own(number, own[number * each : (number + 1) * each]) for number in range(sessions - sessions // 2)]
    logins += [_given(number, given[number]) for number in range(sessions // 2)]
    model, _ = step(model, happened.VaultOpened(NOW, {login.id: login for login in logins}, Remembered()))
    return replace(model, asking={})


def _own(number: int, routes: tuple[Route, ...]) -> Login:
    issuer = Origin.parse(f"https://authenticate.company{number % _COMPANIES}.example")
    return _login(routes, _session(f"own-{number}", issuer, routes))


def _given(number: int, route: Route) -> Login:
    assert route.provider
    session = _session(f"given-{number}", Origin.parse(route.provider.issuer), (route,))
    retry_at = NOW + timedelta(minutes=5)
    grant = Grant(Method.OIDC, Secret("refresh"), failures=4, problem=_NO_ANSWER, retry_at=retry_at)
    return _login((route,), replace(session, grant=grant, idp_id=route.provider.name))


def _session(name: str, issuer: Origin, routes: tuple[Route, ...]) -> Session:
    origins = frozenset(route.origin for route in routes)
    began = NOW - timedelta(hours=2)
    return Session(
        name, Credential(f"token.of.{name}"), issuer, "idp", Person("alice", "alice@company.example"), began,
        End(NOW + timedelta(hours=8), EndSource.SERVER), Check(Verdict.LIVE, NOW - timedelta(minutes=3)),
        origins | {issuer}, got_for=routes[0].origin, browser=(),
    )  # fmt: skip


def _login(routes: tuple[Route, ...], session: Session) -> Login:
    first = routes[0]
    origins = frozenset(route.origin for route in routes)
    return Login(
        LoginId(f"{first.origin} {first.way}".rstrip()), origins, SignedIn(session), session.person, way=first.way
    )
