"""The sign-ins under way: each begun, given what the person says to it, and told how it ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from pomtray.controller.attempts import RunningAttempt
from pomtray.controller.defects import problem_of
from pomtray.controller.keyring_prompts import KeyringPrompts
from pomtray.controller.ports import Ports, SignInClient, SignInContext
from pomtray.core import events as happened
from pomtray.core.effects import BeginSignIn, GiveAnswer
from pomtray.core.errors import Cancelled, DeadSession, Problem, Unreachable
from pomtray.core.model import Model

_log = logging.getLogger(__name__)


class SignIns:
    """client: gives the one client. keyring: what it asks comes before a sign-in."""

    def __init__(
        self,
        ports: Ports,
        happen: Callable[[happened.Event], None],
        model: Callable[[], Model],
        client: Callable[[], Awaitable[SignInClient]],
        keyring: KeyringPrompts,
    ) -> None:
        self._ports = ports
        self._happen = happen
        self._model = model
        self._client = client
        self._keyring = keyring
        self._running: dict[int, tuple[RunningAttempt, asyncio.Task[None]]] = {}

    def begin(self, effect: BeginSignIn) -> None:
        running = RunningAttempt(effect, self._ports, self._happen, self._model)
        work = self._sign_in(effect, running)
        task = asyncio.get_running_loop().create_task(work, name=f"sign in {effect.login}")
        self._running[effect.attempt] = (running, task)
        task.add_done_callback(lambda _: self._running.pop(effect.attempt, None))

    def abandon(self, attempt: int) -> None:
        if attempt in self._running:
            self._running[attempt][1].cancel()

    def paste(self, attempt: int, text: str) -> None:
        if attempt in self._running:
            self._running[attempt][0].paste(text)

    def answer(self, given: GiveAnswer) -> None:
        if given.attempt in self._running:
            self._running[given.attempt][0].answer(given)

    def tasks(self) -> set[asyncio.Task[None]]:
        return {task for _, task in self._running.values()}

    async def _sign_in(self, effect: BeginSignIn, running: RunningAttempt) -> None:
        login, number = effect.login, effect.attempt
        try:
            await self._keyring.before_sign_in(running)
            client = await self._client()
            session = await client.sign_in(effect, self._model().settings.preferences, running, self._known(effect))
        except Cancelled as error:
            self._happen(happened.SignInDeclined(self._ports.now(), login, number, error.problem))
        except DeadSession as error:
            self._ended(effect, error.problem, error.session)
        except Exception as error:  # noqa: BLE001 the end of a task
            self._ended(effect, problem_of(error), unreached=isinstance(error, Unreachable))
        else:
            self._happen(happened.SignInSucceeded(self._ports.now(), login, number, session))

    def _ended(self, effect: BeginSignIn, problem: Problem, dead: str = "", *, unreached: bool = False) -> None:
        _log.info("sign-in to %s ended: %s", effect.route.name, problem.short())
        self._happen(happened.SignInFailed(self._ports.now(), effect.login, effect.attempt, problem, dead, unreached))

    def _known(self, effect: BeginSignIn) -> SignInContext:
        model = self._model()
        sessions = tuple(model.logins.holding.values())
        last = model.logins[effect.login].last_person
        return SignInContext(last, sessions, model.remembered.pomeriums, model.settings.routes)
