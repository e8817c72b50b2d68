"""What other programs ask, answered over a controller: the running app's, or a command's own (`docs/socket.md`)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pomtray.controller.requests.consent import RequestConsent
from pomtray.controller.requests.running_controller import ProgramFinder, RunningController, heard, until
from pomtray.controller.requests.sign_ins import RequestedSignIns, check_unlocked
from pomtray.core import events as happened
from pomtray.core.domain.lock import NOT_LOCKED, SCREEN_LOCKED, Lock, not_opened
from pomtray.core.domain.login import is_live
from pomtray.core.domain.remembered import Revocation
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Verdict
from pomtray.core.errors import Part, Problem
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.model import credential_requests, locking
from pomtray.core.model.asking import ASKED_FOR
from pomtray.core.model.credential_requests import GrantedCredential, Precondition
from pomtray.core.model.sign_ins import revocation_result
from pomtray.core.requests.answer import credential_answer, status_answer
from pomtray.core.requests.request import Declined, Exit, Request, RequestKind, Tell, handed, no_pages, route_meant
from pomtray.core.text import joined, phrase

_SHARED_FOR: Final = timedelta(seconds=5)
_RENEWED_FOR: Final = timedelta(seconds=30)
_SHOWN_FOR: Final = timedelta(seconds=5)
"""For the browser to come up, or its launcher to say that it does not."""
_ENDED_FOR: Final = timedelta(seconds=20)
_OPENS_FOR: Final = timedelta(seconds=10)
"""For the vault, at the start of the program."""
_USE_SESSIONS: Final = frozenset({RequestKind.CREDENTIAL, RequestKind.LOGIN, RequestKind.RENEW, RequestKind.LOGOUT})


class Requests:
    """Answers one request after the other, or many at once."""

    def __init__(
        self, ground: RunningController, now: Callable[[], datetime], before_sign_in: Callable[[], None] | None = None
    ) -> None:
        """before_sign_in: of a command, which has no tray to ask a person in.

        Called before a page is opened, but not before a refresh token is used.
        """
        self._ground = ground
        self._now = now
        self._numbers = itertools.count(1)
        self._sign_ins = RequestedSignIns(ground, now, before_sign_in)

    async def answer(self, request: Request, tell: Tell, who: ProgramFinder | None = None) -> dict[str, object]:
        """The answer's content. Raises `Declined`. tell: hears how far it is. who: None for a command's own."""
        await until(self._ground, self._is_ready, _OPENS_FOR)
        if request.do in _USE_SESSIONS:
            check_unlocked(self._ground.model)
        match request.do:
            case RequestKind.STATUS:
                return status_answer(self._ground.snapshot(), self._ground.model)
            case RequestKind.LOCK:
                return await self._lock()
            case RequestKind.UNLOCK:
                return await self._unlock()
            case RequestKind.CREDENTIAL:
                ready = await self._credential(request, handed(request, self._route(request)), tell, who)
                return credential_answer(ready, request, self._ground.model.settings.preferences.ca)
            case RequestKind.LOGIN | RequestKind.RENEW:
                return await self._login(request, self._route(request), tell)
            case RequestKind.LOGOUT:
                return await self._logout(request, tell)
            case RequestKind.REREAD:
                await self._ground.reread()
                return {}
            case RequestKind.OPEN:
                return await self._open(self._route(request))

    async def _open(self, route: Route) -> dict[str, object]:
        """Raises `Declined` where the browser does not come up, or there is nothing that it could show."""
        if route.tunnel is not None:
            raise Declined(Exit.USAGE, no_pages(route.shown))
        hearing = _Opened(route.page)
        with heard(self._ground, hearing.hear):
            self._wish(Action.OPEN, route)
            await until(self._ground, lambda: hearing.opened is not None, _SHOWN_FOR)
        if hearing.opened is not None and (problem := hearing.opened.problem) is not None:
            helps = phrase("Open it yourself: {url}", url=route.page)
            raise Declined(Exit.FAILED, replace(problem, action=helps))
        return {"route": route.name}

    def _is_ready(self) -> bool:
        model = self._ground.model
        return model.vault_open or model.lock.is_shut or Part.VAULT in model.troubles

    def _check_known(self, route: Route | None) -> None:
        """Raises `Declined` where a session of the route, or of any, may be in a vault that cannot be opened."""
        trouble = self._ground.model.troubles.get(Part.VAULT)
        if trouble is None or self._ground.model.vault_open:
            return
        if route is None or self._ground.model.session_of(route) is None:
            raise Declined(Exit.LOCKED, trouble)

    async def _lock(self) -> dict[str, object]:
        """Raises `Declined` where it stays open: then something would be lost."""
        if self._ground.model.lock is Lock.OPEN and (problem := locking.why_not(self._ground.model)) is not None:
            raise Declined(Exit.FAILED, problem)
        self._ground.happen(happened.LockRequested(self._now()))
        await until(self._ground, lambda: not self._ground.model.lock.is_closing)
        if self._ground.model.lock is Lock.OPEN:
            raise Declined(Exit.FAILED, locking.why_not(self._ground.model) or NOT_LOCKED)
        return {"locked": True}

    async def _unlock(self) -> dict[str, object]:
        """Raises `Declined` where the keyring, or the person in it, says no."""
        hearing = _Refusals()
        with heard(self._ground, hearing.hear):
            self._ground.happen(happened.UnlockRequested(self._now()))
            await until(self._ground, lambda: self._ground.model.lock is not Lock.OPENING)
        if self._ground.model.lock is not Lock.OPEN:
            raise Declined(Exit.LOCKED, hearing.problem or SCREEN_LOCKED)
        return {"locked": False}

    def _route(self, request: Request) -> Route:
        model = self._ground.model
        if Part.SETTINGS in model.troubles and not model.settings.routes:
            raise Declined(Exit.USAGE, model.troubles[Part.SETTINGS])
        return route_meant(model.settings, request.route)

    async def _credential(
        self, request: Request, route: Route, tell: Tell, who: ProgramFinder | None
    ) -> GrantedCredential:
        consent = RequestConsent(self._ground, self._now, next(self._numbers), who, tell)
        done: frozenset[Precondition] = frozenset()
        while True:
            next_one = credential_requests.decide(self._ground.model, route, request.min_for, self._now(), done=done)
            signs_in = next_one is Precondition.SIGN_IN and (request.waits or credential_requests.is_machine(route))
            if (isinstance(next_one, GrantedCredential) or signs_in) and await consent.was_waited_for(route):
                done -= {Precondition.ANSWER}  # that took a while
                continue
            if isinstance(next_one, GrantedCredential):
                return next_one
            if next_one in {Precondition.ANSWER, Precondition.SHARE}:
                await self._ask(route, request.min_for)
            elif signs_in:
                await self._sign_ins.run(request, route, tell, renews=self._lives(route))
            done |= {next_one}

    async def _ask(self, route: Route, least: timedelta) -> None:
        self._ground.happen(happened.CredentialRequested(self._now(), route.name, least, route.header))
        await self._answers(route)

    async def _answers(self, route: Route) -> None:
        """Waits for those that are out about the route's session, and not for long."""
        await until(
            self._ground, lambda: not credential_requests.is_out(self._ground.model, route), self._patience(route)
        )

    def _patience(self, route: Route) -> timedelta:
        session = self._ground.model.session_of(route)
        if session is None:
            return _SHARED_FOR
        return _RENEWED_FOR if session.grant is not None else ASKED_FOR

    def _lives(self, route: Route) -> bool:
        session = self._ground.model.session_of(route)
        return session is not None and is_live(session, self._now())

    def _may_be_shared(self, route: Route) -> bool:
        return credential_requests.may_be_shared(self._ground.model, route, self._now())

    async def _login(self, request: Request, route: Route, tell: Tell) -> dict[str, object]:
        if request.do is RequestKind.LOGIN and (self._lives(route) or self._may_be_shared(route)):
            await self._ask(route, request.min_for)
        before = self._ground.model.session_of(route)
        if request.do is RequestKind.RENEW or (
            not self._lives(route) and (request.waits or credential_requests.is_machine(route))
        ):
            await self._sign_ins.run(request, route, tell, renews=request.do is RequestKind.RENEW)
            await self._answers(route)
        check_unlocked(self._ground.model)
        session = self._ground.model.session_of(route)
        if session is None or not self._lives(route):
            raise Declined(Exit.SIGN_IN_NEEDED, credential_requests.sign_in_problem(self._ground.model, route))
        if request.do is RequestKind.RENEW and before is not None and before.credential == session.credential:
            raise Declined(Exit.SIGN_IN_NEEDED, _not_renewed(route))
        if (closed := session.closed(route)) is not None:
            raise Declined(Exit.NOT_ALLOWED, closed)
        return status_answer(self._ground.snapshot(), self._ground.model, route)

    def _wish(self, action: Action, route: Route) -> None:
        self._ground.happen(happened.ActionRequested(self._now(), RouteIntent(action, route.name)))

    async def _logout(self, request: Request, tell: Tell) -> dict[str, object]:
        route = None if request.every else self._route(request)
        self._check_known(route)
        hearing = _SignOuts(self._ground, tell)
        with heard(self._ground, hearing.hear):
            if route is None:
                self._ground.happen(happened.SignOutAllRequested(self._now()))
            else:
                self._wish(Action.SIGN_OUT, route)
            await until(self._ground, lambda: not hearing.waits(), _ENDED_FOR)
        left = self._ground.model.remembered.revocations
        for item in left:
            later = phrase(
                "{issuer} could not be asked to end the session; that is tried again.",
                issuer=item.session.issuer.authority,
            )
            tell(joined(" ", (later, hearing.why(item))))
        return {"ended": not left}


class _Opened:
    """Whether the browser showed a page."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.opened: happened.PageOpened | None = None

    def hear(self, event: happened.Event) -> None:
        if isinstance(event, happened.PageOpened) and event.url == self._url:
            self.opened = event


class _SignOuts:
    """What servers say to a sign-out, told where they have not ended the session."""

    def __init__(self, ground: RunningController, tell: Tell) -> None:
        self._ground = ground
        self._tell = tell
        self._known: dict[str, Revocation] = {}
        self._why: dict[str, str] = {}

    def hear(self, event: happened.Event) -> None:
        if isinstance(event, happened.Revoked) and event.verdict is Verdict.LIVE and event.session in self._known:
            self._tell(revocation_result.text(self._known[event.session], self._ground.model, event))
        if isinstance(event, happened.Revoked) and event.problem is not None:
            self._why[event.session] = event.problem.text()
        self._known |= {item.session.id: item for item in self._ground.model.remembered.revocations}

    def why(self, item: Revocation) -> str:
        """Why its server could not be asked; "" where it was not tried."""
        return self._why.get(item.session.id, "")

    def waits(self) -> bool:
        """A server is being asked, or a renewal is, whose token has to be revoked too."""
        left = self._ground.model.remembered.revocations
        return any(item.asked or (item.session.grant is not None and item.session.grant.asked) for item in left)


class _Refusals:
    """Why it was not unlocked."""

    def __init__(self) -> None:
        self.problem: Problem | None = None

    def hear(self, event: happened.Event) -> None:
        if isinstance(event, happened.UnlockRefused):
            self.problem = not_opened(event.problem)


def _not_renewed(route: Route) -> Problem:
    return Problem(
        phrase("Not renewed"), phrase("{route} has the session from before, which lives.", route=route.shown)
    )
