"""Sign-ins and renewals that requests need: begun, waited for and, where nobody wants them any more, given up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pomtray.controller.requests.progress import SignInProgress
from pomtray.controller.requests.running_controller import RunningController, heard, until
from pomtray.controller.requests.waiting import SignInWaiting
from pomtray.core import events as happened
from pomtray.core.domain.lock import LOCKED, Lock
from pomtray.core.domain.login import SigningIn, is_live
from pomtray.core.domain.renewal import renews_itself
from pomtray.core.domain.route import Route
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.model import Model, credential_requests
from pomtray.core.requests.request import Declined, Exit, Request, Tell
from pomtray.core.text import phrase


class RequestedSignIns:
    """Those of one controller."""

    def __init__(
        self, ground: RunningController, now: Callable[[], datetime], before_sign_in: Callable[[], None] | None
    ) -> None:
        """before_sign_in: as `Requests` has it."""
        self._ground = ground
        self._now = now
        self._before_sign_in = before_sign_in
        self._waiting = SignInWaiting()

    async def run(self, request: Request, route: Route, tell: Tell, *, renews: bool) -> None:
        """Returns once the sign-in, which may be under way already, is over. Raises `Declined` where it failed.

        One that nobody waits for any more, and that no person began here, is given up.
        """
        if self._before_sign_in is not None and not (renews and self._renews_itself(route)):
            self._before_sign_in()
        hearing = SignInProgress(route, self._ground, tell, command=self._before_sign_in is not None)
        with heard(self._ground, hearing.hear):
            await self._over(route, _action(request, route, renews=renews), tell)
        check_unlocked(self._ground.model)
        session = self._ground.model.session_of(route)
        if hearing.problem is not None and not (session is not None and is_live(session, self._now())):
            status = Exit.UNREACHABLE if hearing.unreached else Exit.SIGN_IN_NEEDED
            raise Declined(status, hearing.problem)

    async def _over(self, route: Route, action: Action, tell: Tell) -> None:
        login, is_begun = self._ground.model.login_of(route), self._signs_in(route)
        name = str(login.id) if login is not None else route.name
        with self._waiting.until_over(name, lambda: self._give_up(route), begun=not is_begun):
            if is_begun and action is not Action.COPY_LINK:
                tell(phrase("A sign-in to {route} is under way: it is waited for.", route=route.shown))
            else:
                self._wish(action, route)
            await until(self._ground, lambda: not self._signs_in(route) and not self._renews(route))

    def _give_up(self, route: Route) -> None:
        if self._signs_in(route):
            self._wish(Action.CANCEL, route)

    def _wish(self, action: Action, route: Route) -> None:
        self._ground.happen(happened.ActionRequested(self._now(), RouteIntent(action, route.name)))

    def _signs_in(self, route: Route) -> bool:
        login = self._ground.model.login_of(route)
        return login is not None and isinstance(login.state, SigningIn)

    def _renews(self, route: Route) -> bool:
        session = self._ground.model.session_of(route)
        return session is not None and session.grant is not None and session.grant.asked

    def _renews_itself(self, route: Route) -> bool:
        session = self._ground.model.session_of(route)
        return session is not None and renews_itself(session)


def check_unlocked(model: Model) -> None:
    """Raises `Declined`."""
    if model.lock is not Lock.OPEN:
        raise Declined(Exit.LOCKED, LOCKED)


def _action(request: Request, route: Route, *, renews: bool) -> Action:
    """How it is begun; without a browser by its link."""
    action = Action.DEVICE if request.device else Action.RENEW if renews else Action.SIGN_IN
    has_page = request.browser or request.device or credential_requests.is_machine(route)
    return action if has_page else Action.COPY_LINK
