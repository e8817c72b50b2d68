"""One sign-in, from the login API to a session.

    listener → login API → sign-in URL checked → (do route and authenticate host belong together?) → browser
    → callback or pasted address → claims → (may the route have it?) → who vouches for it → (is that you?) → the route
    → session

In parentheses: where the person may have to answer a question (`pomerium.md` §9 rules 1, 2, 5 and 13). A renewal goes
this way twice (`signin/pomerium/renewing`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from pomtray.core.domain.known_pomerium import is_listed
from pomtray.core.domain.login import Doubt, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Preferences, Route
from pomtray.core.domain.session import Session
from pomtray.core.errors import Cancelled, PomtrayError, SignInError
from pomtray.core.protocol.sign_in_url import SignInUrl, check_sign_in_url
from pomtray.core.text import reason_of
from pomtray.signin import words
from pomtray.signin.callback.listener import NoAnswerError
from pomtray.signin.callback.listeners import Listeners
from pomtray.signin.callback.loopback import Callback, Loopback
from pomtray.signin.confirming import Confirming
from pomtray.signin.opening import answered, opening
from pomtray.signin.outcome import shown
from pomtray.signin.pomerium.domains import Domains, in_one_domain
from pomtray.signin.pomerium.hooks import Hooks, SignInContext
from pomtray.signin.pomerium.judging import Judge
from pomtray.signin.pomerium.login_api import STEP, login_url
from pomtray.signin.pomerium.pomerium import listed_origins
from pomtray.signin.web.http import Web, reach

_URL_FOR: Final = timedelta(minutes=5)
"""Life of a sign-in URL that does not say (`pomerium.md` §1)."""
_LEEWAY: Final = timedelta(seconds=60)
_LONGEST_KEPT: Final = timedelta(minutes=15)
"""A server cannot make us keep a port for longer."""
_LISTS_ASKED: Final = 3

OpenPage = Callable[[str, str], Awaitable[None]]
"""Gets our one-time start address, and the sign-in URL that it leads to."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Sign-ins to one route, and all that they need."""

    web: Web
    route: Route
    preferences: Preferences
    hooks: Hooks
    known: SignInContext
    listeners: Listeners
    domains: Domains = in_one_domain
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    loopback: Callable[..., Loopback] = Loopback

    settled: set[tuple[Doubt, Origin]] = field(default_factory=set)
    """As the judge's: what one of several attempts has settled."""
    listed: dict[Origin, frozenset[Origin]] = field(default_factory=dict)
    """As the judge's, too."""

    @property
    def judge(self) -> Judge:
        heard = self.settled, self.listed
        return Judge(self.web, self.route, self.preferences, self.hooks, self.known, *heard, self.now, self.domains)

    async def run(self, open_page: OpenPage | None = None) -> Session:
        """A session. Raises `PomtrayError` with the step that failed; cancelling the task gives it up.

        `open_page`: what shows the browser its page, `hooks.open_browser` where that is not given.
        """
        async with self.attempt() as attempt:
            running = attempt.run(open_page or self.hooks.open_browser)
            return await shown(attempt.listener, self.route, running, attempt.confirming)

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[Attempt]:
        """One listener and what is asked on it. It keeps its port for a while afterwards (rule 6)."""
        async with AsyncExitStack() as owner:
            listener = await owner.enter_async_context(self.loopback(answer=self.preferences.callback_answer))
            attempt = Attempt(self, listener, Confirming(self.route, self.hooks, self.known.last_person))
            try:
                yield attempt
            finally:
                if attempt.url is not None:
                    kept_for = _kept_for(attempt.url, self.now())
                    self.listeners.keep(listener, owner.pop_all(), kept_for, gets_token=True)


def _kept_for(url: SignInUrl, now: datetime) -> float:
    dead_at = (url.expires_at or now + _URL_FOR) + _LEEWAY
    return min(max(dead_at - now, _LEEWAY), _LONGEST_KEPT).total_seconds()


@contextmanager
def _in_step(step: str) -> Iterator[None]:
    try:
        yield
    except PomtrayError as error:
        error.problem = replace(error.problem, step=step)
        raise


@dataclass(slots=True)
class Attempt:
    """The questions and answers of one sign-in, in order."""

    plan: SignIn
    listener: Loopback
    confirming: Confirming
    url: SignInUrl | None = field(default=None)
    """Set once there is an address that somebody could use to answer this attempt."""

    async def run(self, open_page: OpenPage) -> Session:
        """Raises `PomtrayError`; gives up after the time that the preferences say."""
        seconds = self.plan.preferences.sign_in_for
        try:
            async with asyncio.timeout(seconds):
                session = await self._run(open_page)
                # Nothing is waited for between this and the listener's end: who asks later casts doubt.
                await self.confirming.confirm(session.person, with_cookie=True, exposed=self.listener.is_exposed)
                return session
        except TimeoutError:
            raise SignInError(words.nobody(seconds)) from None

    async def _run(self, open_page: OpenPage) -> Session:
        self.plan.hooks.stage(Stage.ASKING)
        url = await self._sign_in_url()
        await self._settle_pair(url.authenticate)
        await self._reach(url.authenticate)
        self.listener.send_to(url.url)
        self.plan.hooks.stage(Stage.BROWSER, url.authenticate.authority)
        async with opening(open_page(self.listener.start_url, url.url)) as under_way:
            while True:
                session = await self._judge(await answered(under_way, self._callback()), url)
                if session is not None:
                    return session
                self.plan.hooks.stage(Stage.BROWSER, url.authenticate.authority)
                self.listener.resume()

    async def _sign_in_url(self) -> SignInUrl:
        redirect_uri = self.listener.redirect_uri
        with _in_step(STEP):
            text = await login_url(self.plan.web, self.plan.route, redirect_uri)
        self.url = check_sign_in_url(text, route=self.plan.route.origin, redirect_uri=redirect_uri)
        return self.url

    async def _reach(self, authenticate: Origin) -> None:
        """What would fail there after the person has signed in, such as its certificate, is told before."""
        if authenticate != self.plan.route.origin:  # which has just answered
            with _in_step(STEP):
                await reach(self.plan.web, authenticate, "/.well-known/pomerium")

    async def _settle_pair(self, authenticate: Origin) -> None:
        """Rule 2, before any browser: a Pomerium does not get us to sign in there for a stranger unasked."""
        route, judge = self.plan.route.origin, self.plan.judge
        known = judge.known_of(authenticate)
        if await self.plan.domains(route, authenticate) or judge.is_settled(Doubt.OTHER_DOMAIN, authenticate):
            return
        if known.lists(route):
            return
        listed = await self._listed(authenticate)
        if not is_listed(route, listed or ()):
            seen = known.listed if listed is None else listed
            opened, before = judge.opened(authenticate), judge.elsewhere(authenticate)
            await judge.ask(words.other_domain(self.plan.route, authenticate, seen, opened, before))

    async def _listed(self, authenticate: Origin) -> frozenset[Origin] | None:
        sessions = (one for one in self.plan.known.sessions if one.issuer == authenticate and one.vouched_by is None)
        asking = [one for one in sessions if one.ended_at is None and one.grant is None]
        for session in asking[:_LISTS_ASKED]:
            listed = await listed_origins(self.plan.web.of_session(session), authenticate, session.credential)
            if listed is not None:
                self.plan.listed[authenticate] = listed
                self.plan.hooks.listed(authenticate, listed)
                return listed
        return None

    async def _callback(self) -> Callback:
        """The browser's answer or a pasted one, whichever comes first; a wrong paste ends nothing."""
        try:
            return await self.listener.callback_or(self._good_paste())
        except NoAnswerError as error:
            raise SignInError(words.bad_answer(reason_of(error))) from None

    async def _good_paste(self) -> Callback:
        while True:
            text = await self.plan.hooks.pasted()
            try:
                return self.listener.paste(text)
            except ValueError as error:
                self.plan.hooks.refused(words.bad_paste(reason_of(error)))

    async def _judge(self, callback: Callback, url: SignInUrl) -> Session | None:
        """The session; None where the answer was not our browser's and is no good, so that the wait goes on."""
        try:
            return await self.plan.judge.session(callback, url, self.listener, self.confirming)
        except SignInError as error:
            if self.listener.is_ours(callback):
                raise
            if not isinstance(error, Cancelled):
                self.plan.hooks.refused(error.problem)
            return None
