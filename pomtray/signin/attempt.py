"""One sign-in, from the login API to a session.

    (may the session before be ended?) → listener → login API → sign-in URL checked → (may it be opened?)
    → the session before ended → browser → callback or pasted address → claims → (may the route have it?)
    → the issuing Pomerium says who → (is that you?) → the route → session

In parentheses: where the person may have to answer a question (`pomerium.md` §9 rules 1, 2 and 5).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol, assert_never

from pomtray.core import sharing
from pomtray.core.claims import Claims, read_claims
from pomtray.core.errors import Cancelled, DeadSession, PomtrayError, Problem, SignInError
from pomtray.core.lifetime import end_of
from pomtray.core.login import Question, Stage
from pomtray.core.origin import Origin
from pomtray.core.route import Preferences, Route
from pomtray.core.session import Check, Person, Session, Verdict
from pomtray.core.sharing import Sharing
from pomtray.core.sign_in_url import SignInUrl, check_sign_in_url
from pomtray.signin import words
from pomtray.signin.checking import Checked, check_on_route
from pomtray.signin.http import Web
from pomtray.signin.listeners import Listeners
from pomtray.signin.loopback import Callback, Loopback
from pomtray.signin.opening import answered, opening
from pomtray.signin.outcome import shown
from pomtray.signin.pomerium import UserAnswer, login_url, routes, who
from pomtray.signin.revocation import revoke

__all__ = ["Hooks", "Known", "Listeners", "sign_in"]

_URL_FOR: Final = timedelta(minutes=5)
"""Life of a sign-in URL that does not say (`pomerium.md` §1)."""
_LEEWAY: Final = timedelta(seconds=60)
_LONGEST_KEPT: Final = timedelta(minutes=15)
"""A server cannot make us keep a port for longer."""
_LISTS_ASKED: Final = 3


class Hooks(Protocol):
    """What a sign-in needs of whoever runs it."""

    def stage(self, stage: Stage, host: str = "") -> None: ...

    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        """Start the browser at our one-time address, or hand out the link itself; returns once that is done."""

    async def ask(self, question: Question) -> bool: ...

    async def pasted(self) -> str:
        """The next text that the person pastes."""

    def refused(self, problem: Problem) -> None:
        """What was pasted, or came from another browser, is no answer; the wait goes on."""

    def may_end(self, session: Session) -> bool:
        """Whether no other attempt may be about to get `session` (rule 8)."""

    def ended(self, session: Session) -> None:
        """The server has ended `session` for this renewal."""


class Known(Protocol):
    """What the program knows before a sign-in."""

    @property
    def last_person(self) -> Person | None:
        """Who signed in to this login last."""

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions held, this login's own too: they tell which Pomerium serves what, and may ask it (rule 2)."""


async def sign_in(
    *,
    web: Web,
    route: Route,
    preferences: Preferences,
    hooks: Hooks,
    known: Known,
    listeners: Listeners,
    ends: Session | None = None,
    warned: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    loopback: Callable[..., Loopback] = Loopback,
) -> Session:
    """Sign in to `route`. Raises `PomtrayError` with the step that failed; cancelling the task gives it up.

    `ends`: a session to be ended just before the browser opens, so that the new one has a full lifetime (§5).
    `warned`: the person knows what that does elsewhere.
    """
    async with AsyncExitStack() as owner:
        listener = await owner.enter_async_context(loopback(answer=preferences.callback_answer))
        attempt = _Attempt(web, route, preferences, hooks, known, now, listener, ends, warned)
        try:
            return await shown(listener, route, _in_time(attempt, preferences.sign_in_for))
        finally:
            if attempt.url is not None:
                listeners.keep(listener, owner.pop_all(), _kept_for(attempt.url, now()))


async def _in_time(attempt: _Attempt, seconds: float) -> Session:
    try:
        async with asyncio.timeout(seconds):
            return await attempt.run()
    except TimeoutError:
        raise SignInError(words.nobody(seconds)) from None


def _kept_for(url: SignInUrl, now: datetime) -> float:
    dead_at = (url.expires_at or now + _URL_FOR) + _LEEWAY
    return min(max(dead_at - now, _LEEWAY), _LONGEST_KEPT).total_seconds()


@dataclass(slots=True)
class _Attempt:
    """The questions and answers of one sign-in, in order."""

    web: Web
    route: Route
    preferences: Preferences
    hooks: Hooks
    known: Known
    now: Callable[[], datetime]
    listener: Loopback
    ends: Session | None
    warned: bool
    url: SignInUrl | None = field(default=None)
    """Set once there is an address that somebody could use to answer this attempt."""

    async def run(self) -> Session:
        if self.ends is not None and not self.warned:
            await self._ask(words.ends_elsewhere(self.route, self.ends))
        self.hooks.stage(Stage.ASKING)
        url = await self._sign_in_url()
        await self._settle(await self._before_browser(url.authenticate))
        if self.ends is not None and self.hooks.may_end(self.ends):
            await self._end(self.ends)
        self.listener.send_to(url.url)
        self.hooks.stage(Stage.BROWSER, url.authenticate.authority)
        async with opening(self.hooks.open_browser(self.listener.start_url, url.url)) as under_way:
            while True:
                session = await self._judge(await answered(under_way, self._callback()), url)
                if session is not None:
                    return session
                self.hooks.stage(Stage.BROWSER, url.authenticate.authority)
                self.listener.resume()

    async def _end(self, session: Session) -> None:
        """Revoke the session before; where the server does not confirm that, the sign-in may still give a new one."""
        verdict = await revoke(self.web, session, self.route.origin)
        if verdict is Verdict.UNREACHABLE:
            raise SignInError(words.not_ended(session))
        if verdict is Verdict.ENDED:
            self.hooks.ended(session)

    async def _sign_in_url(self) -> SignInUrl:
        redirect_uri = self.listener.redirect_uri
        try:
            text = await login_url(self.web, self.route, redirect_uri)
        except PomtrayError as error:
            error.problem = replace(error.problem, step="login API")
            raise
        self.url = check_sign_in_url(text, route=self.route.origin, redirect_uri=redirect_uri)
        return self.url

    async def _before_browser(self, authenticate: Origin) -> Sharing:
        """Rule 2: a Pomerium that we know does not get us to sign in for a stranger unasked."""
        route, others = self.route.origin, sharing.served_by(authenticate, self.known.sessions)
        listed = await self._listed(authenticate) if others and route not in others else None
        return sharing.before_browser(route=route, authenticate=authenticate, others=others, listed=listed)

    async def _listed(self, authenticate: Origin) -> frozenset[Origin] | None:
        asking = [one for one in self.known.sessions if one.issuer == authenticate and one.ended_at is None]
        for session in asking[:_LISTS_ASKED]:
            listed = await routes(self.web, authenticate, session.credential)
            if listed is not None:
                return frozenset(entry.origin for entry in listed if entry.origin)
        return None

    async def _settle(self, verdict: Sharing) -> None:
        """Go on, ask, or end the attempt."""
        match verdict:
            case sharing.Allow():
                return
            case sharing.Ask(question):
                await self._ask(question)
            case sharing.Forbid(problem):
                raise SignInError(problem)
            case _:
                assert_never(verdict)

    async def _ask(self, question: Question) -> None:
        if not await self.hooks.ask(question):
            raise Cancelled(words.declined(question))

    async def _callback(self) -> Callback:
        """The browser's answer or a pasted one, whichever comes first; a wrong paste ends nothing."""
        return await self.listener.callback_or(self._good_paste())

    async def _good_paste(self) -> Callback:
        while True:
            text = await self.hooks.pasted()
            try:
                return self.listener.paste(text)
            except ValueError as error:
                self.hooks.refused(words.bad_paste(str(error)))

    async def _judge(self, callback: Callback, url: SignInUrl) -> Session | None:
        """The session; None where the answer was not our browser's and is no good, so that the wait goes on."""
        try:
            return await self._session(callback, url)
        except SignInError as error:
            if callback.with_cookie:
                raise
            if not isinstance(error, Cancelled):
                self.hooks.refused(error.problem)
            return None

    async def _session(self, callback: Callback, url: SignInUrl) -> Session:
        claims = read_claims(callback.credential)
        await self._settle(self._may_send(claims, url))
        self.hooks.stage(Stage.CHECKING, url.authenticate.authority)
        answer = await who(self.web, url.authenticate, callback.credential)
        if answer.verdict is Verdict.ENDED:
            raise DeadSession(words.dead(url.authenticate), claims.jti)
        if answer.verdict is not Verdict.LIVE or answer.person is None:
            raise SignInError(answer.problem or words.INVALID)
        await self._confirm(answer.person, with_cookie=callback.with_cookie)
        checked = await check_on_route(
            self.web, callback.credential, answer, self.route, session_for=self.preferences.session_for
        )
        return self._made(callback, url, claims, answer, checked)

    def _may_send(self, claims: Claims, url: SignInUrl) -> Sharing:
        route, authenticate = self.route.origin, url.authenticate
        loopback = Origin.parse(self.listener.redirect_uri)
        verdict = sharing.may_send(claims, route=route, loopback=loopback, authenticate=authenticate, idp_id=url.idp_id)
        agreed = sharing.is_agreed(route, authenticate, self.known.sessions)
        return sharing.Allow() if agreed and isinstance(verdict, sharing.Ask) else verdict

    async def _confirm(self, person: Person, *, with_cookie: bool) -> None:
        """Anybody who has the link can answer it: without our cookie the person says whether it is them (rule 5)."""
        last = self.known.last_person
        other = last if last is not None and last.user != person.user else None
        if not with_cookie:
            await self._ask(words.other_browser(self.route, person, other))
        elif other is not None:
            await self._ask(words.other_person(self.route, person, other))

    def _made(
        self, callback: Callback, url: SignInUrl, claims: Claims, answer: UserAnswer, checked: Checked
    ) -> Session:
        at = self.now()
        same = [one.signed_in_at for one in self.known.sessions if one.id == claims.jti]
        return Session(
            id=claims.jti,
            credential=callback.credential,
            issuer=url.authenticate,
            idp_id=claims.idp_id,
            person=answer.person or Person(claims.sub),
            signed_in_at=min([at, *same]),
            end=checked.end or end_of(claims, expires_at=None, session_for=self.preferences.session_for),
            check=Check(checked.verdict, at, checked.problem, checked.skew or timedelta()),
            may_go_to=sharing.destinations(self.route.origin, url.authenticate),
        )
