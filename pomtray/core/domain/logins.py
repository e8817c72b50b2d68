"""All logins, and what follows from who serves what and who holds which session: kept while that does not change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from pomtray.core.domain.login import Attempt, Login, LoginId, SigningIn, session_of
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route, served_as
from pomtray.core.domain.session import Session

_Part = TypeVar("_Part")
SessionKey = tuple[Origin, str]
"""A session by its issuer and its id."""
_Pairs = list[tuple[Login | None, Login]]
"""Logins as they were, if they were there, and as they are."""


class _Serving:
    """Which login serves which route: the same for all logins that differ in their states only."""

    __slots__ = ("by", "configured", "logins", "routes")

    def __init__(self) -> None:
        self.logins: dict[str, LoginId] | None = None
        """By `Route.served_as`."""
        self.configured: tuple[Route, ...] | None = None
        self.routes: dict[LoginId, list[Route]] = {}
        self.by: list[LoginId | None] = []


class _Held:
    """Who holds which session, and which routes it serves: the same while neither changes hands."""

    __slots__ = ("configured", "holders", "routes")

    def __init__(self) -> None:
        self.holders: dict[str, list[LoginId]] | None = None
        self.configured: tuple[Route, ...] | None = None
        self.routes: dict[SessionKey, list[Route]] = {}


class Logins(dict[LoginId, Login]):
    """By id, in the order in which they came. Never changed in place: `with_changed` gives the next ones."""

    __slots__ = ("_held", "_holding", "_serving", "_signing_in")

    def __init__(
        self,
        logins: Mapping[LoginId, Login] | None = None,
        *,
        serving: _Serving | None = None,
        held: _Held | None = None,
        holding: dict[LoginId, Session] | None = None,
        signing_in: dict[LoginId, Attempt] | None = None,
    ) -> None:
        """All but `logins` is what is known of them already."""
        super().__init__(logins or {})
        self._serving = serving or _Serving()
        self._held = held or _Held()
        self._holding = holding
        self._signing_in = signing_in

    def with_changed(self, changed: Iterable[Login]) -> Logins:
        """The same with these in their places, or at the end where they are new."""
        pairs = [(self.get(login.id), login) for login in changed]
        if not pairs:
            return self
        serve_alike = all(_serve_alike(before, login) for before, login in pairs)
        serving = self._serving if serve_alike else self._serving_with(pairs)
        hold_alike = serving is not None and all(session_key(before) == session_key(login) for before, login in pairs)
        return Logins(
            {**self, **{login.id: login for _, login in pairs}},
            serving=serving,
            held=self._held if hold_alike else None,
            holding=_followed(self._holding, pairs, _session),
            signing_in=_followed(self._signing_in, pairs, _attempt),
        )

    def _serving_with(self, pairs: _Pairs) -> _Serving | None:
        """Who serves what with these that are new; None where others serve something else now."""
        if self._serving.logins is None or any(before is not None for before, _ in pairs):
            return None
        new = _by_route(login for _, login in pairs)
        serving = _Serving()
        serving.logins = new | self._serving.logins
        serving.configured, serving.routes = self._serving.configured, dict(self._serving.routes)
        serving.by = list(self._serving.by)
        for place, route in enumerate(serving.configured or ()):
            login = new.get(route.served_as) if serving.by[place] is None else None
            if login is not None:
                serving.by[place] = login
                serving.routes[login] = [*serving.routes.get(login, ()), route]
        return serving

    @property
    def holding(self) -> Mapping[LoginId, Session]:
        """The sessions that they hold, live or not."""
        if self._holding is None:
            held = ((key, session_of(login.state)) for key, login in self.items())
            self._holding = {key: session for key, session in held if session is not None}
        return self._holding

    @property
    def signing_in(self) -> Mapping[LoginId, Attempt]:
        """The attempts that are under way."""
        if self._signing_in is None:
            attempts = ((key, _attempt(login)) for key, login in self.items())
            self._signing_in = {key: attempt for key, attempt in attempts if attempt is not None}
        return self._signing_in

    def holders(self, session: str) -> list[LoginId]:
        """Who holds a session of that id."""
        if self._held.holders is None:
            holders: dict[str, list[LoginId]] = {}
            for key, held in self.holding.items():
                holders.setdefault(held.id, []).append(key)
            self._held.holders = holders
        return self._held.holders.get(session, [])

    def serving(self, route: Route) -> Login | None:
        """Who serves `route`; of several the first one counts."""
        if self._serving.logins is None:
            self._serving.logins = _by_route(self.values())
        key = self._serving.logins.get(route.served_as)
        return None if key is None else self[key]

    def served(self, configured: tuple[Route, ...]) -> Sequence[LoginId | None]:
        """By whom each of the configured routes is served."""
        self.routes(configured)
        return self._serving.by

    def routes(self, configured: tuple[Route, ...]) -> Mapping[LoginId, list[Route]]:
        """The configured routes by their login, in the order of the settings."""
        if self._serving.configured is not configured:
            logins = [self.serving(route) for route in configured]
            routes: dict[LoginId, list[Route]] = {}
            for route, login in zip(configured, logins, strict=True):
                if login is not None:
                    routes.setdefault(login.id, []).append(route)
            self._serving.configured, self._serving.routes = configured, routes
            self._serving.by = [login.id if login else None for login in logins]
        return self._serving.routes

    def routes_by_session(self, configured: tuple[Route, ...]) -> Mapping[SessionKey, list[Route]]:
        """The configured routes by the session that serves them, in the order of the settings."""
        if self._held.configured is not configured:
            routes: dict[SessionKey, list[Route]] = {}
            for route, login in zip(configured, self.served(configured), strict=True):
                key = None if login is None else session_key(self[login])
                if key is not None:
                    routes.setdefault(key, []).append(route)
            self._held.configured, self._held.routes = configured, routes
        return self._held.routes


def _by_route(logins: Iterable[Login]) -> dict[str, LoginId]:
    found = ((origin, login) for login in [*logins][::-1] for origin in login.routes)
    return {served_as(origin, login.way, login.profile): login.id for origin, login in found}


def session_key(login: Login | None) -> SessionKey | None:
    """Of the session that it holds."""
    held = session_of(login.state) if login is not None else None
    return None if held is None else (held.issuer, held.id)


def _serve_alike(before: Login | None, login: Login) -> bool:
    told = before is not None and (before.routes, before.way, before.profile)
    return told == (login.routes, login.way, login.profile)


def _session(login: Login) -> Session | None:
    return session_of(login.state)


def _attempt(login: Login) -> Attempt | None:
    return login.state.attempt if isinstance(login.state, SigningIn) else None


def _followed(
    part: dict[LoginId, _Part] | None, pairs: _Pairs, part_of: Callable[[Login], _Part | None]
) -> dict[LoginId, _Part] | None:
    """The part of the next logins; None where one came to it, whose place is not known."""
    if part is None:
        return None
    following = dict(part)
    for _, login in pairs:
        its = part_of(login)
        if its is None:
            following.pop(login.id, None)
        elif login.id in following:
            following[login.id] = its
        else:
            return None
    return following
