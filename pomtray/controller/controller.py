"""Feeds events to the rules and does what they say."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import assert_never

from pomtray.controller import copying
from pomtray.controller.ahead import Ahead, are_many, changes_many
from pomtray.controller.answers import Answer, Answers
from pomtray.controller.client_secrets import ClientSecrets
from pomtray.controller.defects import problem_of
from pomtray.controller.keyring_prompts import KeyringPrompts
from pomtray.controller.locking import LOCK, Locking
from pomtray.controller.one_client import OneClient
from pomtray.controller.ports import Ports, SignInClient
from pomtray.controller.renewals import RunningRenewal, renewal_failed
from pomtray.controller.saving import Saver
from pomtray.controller.serving import serve
from pomtray.controller.session_queries import SessionQueries
from pomtray.controller.sign_ins import SignIns
from pomtray.controller.tasks import AT_ONCE, Tasks, cancelled
from pomtray.core import effects as todo
from pomtray.core import events as happened
from pomtray.core.alarm import next_deadline
from pomtray.core.domain.login import LoginId
from pomtray.core.domain.session import Session
from pomtray.core.domain.stored import dump
from pomtray.core.errors import Part, Problem
from pomtray.core.model import Model, Step, step, step_answers
from pomtray.core.view.notices import wanted
from pomtray.core.view.snapshot import Pictures, Snapshot

_log = logging.getLogger(__name__)
_CLOSE_FOR = 3.0
_RENEW = "renew "
"""How the names of renewals' tasks begin."""


class Controller:
    """Holds the model and the running tasks. Everything happens on one event loop."""

    def __init__(self, ports: Ports, model: Model, performs: Callable[[todo.Effect], bool] = lambda _: True) -> None:
        """performs: which effects are performed; a command does what it was asked for, and leaves the rest."""
        self._ports = ports
        self._performs = performs
        self.model = model
        self.hears: list[Callable[[happened.Event], None]] = []
        """Told of each event once it has been taken."""
        self._events: deque[happened.Event] = deque()
        self._stepping = False
        self._pictures = Pictures()
        self._answers = Answers(self._take_answers, self._show)
        self._ahead = Ahead(lambda: self._pictures.ahead(self.model, ports.now()), self._show)
        self._tasks = Tasks(self.happen, ports.now)
        self._numbers = itertools.count()
        """Numbers what is done to clipboard and lock: there, a second wish joins no other."""
        self._client = OneClient(ports.client)
        self._asking = SessionQueries(self.client, self.happen, ports.now)
        self._saver = Saver(ports, self.happen, lambda: _stored(self.model))
        self._keyring = KeyringPrompts(ports, self.happen, self._saver)
        self._sign_ins = SignIns(ports, self.happen, lambda: self.model, self.client, self._keyring)
        self._locking = Locking(ports, self.happen, self._saver, self._keyring, self._tasks)

    async def start(self) -> None:
        """Open the vault, if it is not locked, and ask about its sessions. What a crash left on the clipboard goes."""
        self._tasks.run("clipboard left over", copying.clear_left_over(self._ports))
        await self._saver.begin()

    async def saved(self) -> None:
        """Returns once what is known now is in the vault, or was found not to get there."""
        await self._saver.saved()

    async def reread(self) -> None:
        """Take up what another program has put into the vault."""
        await self._saver.open()

    def happen(self, event: happened.Event) -> None:
        """Take an event now, an answer within a frame. One that comes while another is being taken waits its turn.

        What it changes is shown then too, but for what changes thousands of rows.
        """
        if isinstance(event, Answer):
            self._answers.add(event)
            return
        if isinstance(event, happened.Restored) and event.part not in self.model.troubles and not self._events:
            return  # every save says so
        self._events.append(event)
        if self._stepping:
            return
        self._stepping = True
        try:
            while self._events:
                self._take(self._events.popleft())
        finally:
            self._stepping = False
        if changes_many(event, len(self.model.settings.routes)):
            self._ahead.begin()
        else:
            self._show()

    def when_made(self, does: Callable[[], object]) -> None:
        """Do it once all rows are made and shown, in turns where they are many: to show them takes a short one then."""
        if are_many(len(self.model.settings.routes)):
            self._ahead.begin(does)
        else:
            does()

    def snapshot(self) -> Snapshot:
        """What is to be shown at this moment."""
        return self._pictures.next(self.model, self._ports.now())

    async def close(self) -> None:
        """End every task, clear the clipboard, finish saving; within seconds."""
        self._ahead.stop()
        self._tasks.give_up_waiting()
        renewals = self._tasks.running(_RENEW)
        await cancelled(self._sign_ins.tasks() | self._tasks.running("") - renewals)
        await copying.clear_at_end(self._ports)
        if renewals:  # what a provider has rotated is lost with the answer that brings it
            await asyncio.wait(renewals, timeout=_CLOSE_FOR)
        self._answers.take_all()
        self._tasks.give_up_waiting()
        await cancelled(self._tasks.running(""))  # what follows from them is left to the next run
        try:
            async with asyncio.timeout(_CLOSE_FOR):
                await asyncio.gather(self._client.close(), self._saver.close())
        except TimeoutError:
            _log.info("ended before everything was saved")

    def _take(self, event: happened.Event) -> None:
        known = self.model.troubles
        self._do(step(self.model, event))
        for part, problem in self.model.troubles.items():
            if known.get(part) != problem:
                _log.log(logging.WARNING if problem.prompt is None else logging.INFO, "%s", _in_the_log(part, problem))
        if isinstance(event, happened.MenuOpened | happened.WindowShown | happened.TimePassed | happened.Resumed):
            self._saver.retry()
        if isinstance(event, happened.RetryRequested):
            self._tasks.run("keyring", self._keyring.try_again())
        if isinstance(event, happened.PromptCancelled):
            self._ports.vault.cancel()
        self._tell(event)

    def _tell(self, event: happened.Event) -> None:
        for hear in tuple(self.hears):
            hear(event)

    def _take_answers(self, answers: list[Answer]) -> None:
        checks = [answer for answer in answers if isinstance(answer, happened.Verified)]
        if checks:
            self._do(step_answers(self.model, checks))
        for check in checks:
            self._tell(check)
        for answer in answers:
            if not isinstance(answer, happened.Verified):
                self._do(step(self.model, answer))
                self._tell(answer)

    def _do(self, taken: Step) -> None:
        self.model, effects = taken
        effects = tuple(filter(self._performs, effects))
        checks = [effect for effect in effects if isinstance(effect, todo.Verify)]
        in_turn = checks if len(checks) > AT_ONCE else []
        for effect in effects if not in_turn else (it for it in effects if not isinstance(it, todo.Verify)):
            self._perform(effect)
        for check in in_turn:
            self._tasks.run_in_turn(_verify(check.session), partial(self._asking.verify, check))
        for login in self.model.copies:
            if login in self.model.logins.holding:
                self._tasks.hurry(_verify(self.model.logins.holding[login]))

    def _show(self) -> None:
        if self._ahead.is_making:
            return
        now = self._ports.now()
        shown = self._pictures.next(self.model, now)
        self._ports.publish(shown)
        self._ports.notify(wanted(self.model, now))
        self._ports.arm(next_deadline(self.model, now, shown))

    def _perform(self, effect: todo.Effect) -> None:  # noqa: C901, PLR0912 a table
        match effect:
            case todo.BeginSignIn():
                self._sign_ins.begin(effect)
            case todo.AbandonSignIn(number):
                self._sign_ins.abandon(number)
            case todo.GivePaste(number, text):
                self._sign_ins.paste(number, text)
            case todo.GiveAnswer():
                self._sign_ins.answer(effect)
            case todo.Verify():
                self._tasks.run(f"{_verify(effect.session)} {self._ports.now()}", self._asking.verify(effect))
            case todo.Renew():
                self._tasks.run_in_turn(f"{_RENEW}{effect.session.id}", partial(self._renew, effect))
            case todo.CheckPresence(login):
                self._tasks.run(f"look for the person {login}", self._check_presence(login))
            case todo.Share():
                name = f"share {effect.login} {effect.session.id}"
                self._tasks.run_in_turn(name, partial(self._asking.share, effect))
            case todo.TryRoute():
                self._tasks.run(f"try {effect.route.name}", self._asking.try_route(effect))
            case todo.Revoke():
                secrets = ClientSecrets(self._ports, self.happen, lambda: self.model)
                self._tasks.run_in_turn(f"revoke {effect.session.id}", partial(self._asking.revoke, effect, secrets))
            case todo.PutOnClipboard():
                self._tasks.run(f"clipboard {next(self._numbers)}", copying.put(self._ports, effect))
            case todo.ClearClipboard():
                self._tasks.run(f"clipboard {next(self._numbers)}", copying.clear(self._ports))
            case todo.OpenPage(url, browser):
                self._tasks.run(f"open {url}", self._open(url, browser))
            case todo.Save():
                self._saver.save()
            case todo.LockVault():
                self._tasks.run(f"{LOCK} {next(self._numbers)}", self._locking.lock())
            case todo.Serve(_, number):
                self._tasks.run(f"serve {number} ", serve(self._ports, self.happen, effect))
            case todo.StopServing(number):
                self._tasks.end(f"serve {number} ")
            case todo.UnlockVault():
                self._tasks.run(f"unlock {next(self._numbers)}", self._locking.unlock())
            case _:
                assert_never(effect)

    async def client(self) -> SignInClient:
        """The one, made when first needed."""
        return await self._client.get()

    async def _renew(self, effect: todo.Renew) -> happened.Event:
        """Answered in any case: no renewal begins while one is thought to be under way."""
        try:
            session = await (await self.client()).renew(effect.session, effect.route, self._keeper(effect))
        except Exception as error:  # noqa: BLE001 the end of a task
            return renewal_failed(effect, self._ports.now(), error)
        return happened.Renewed(self._ports.now(), effect.login, session)

    def _keeper(self, effect: todo.Renew) -> RunningRenewal:
        return RunningRenewal(effect, self._ports, self.happen, lambda: self.model, self._saver.saved)

    async def _check_presence(self, login: LoginId) -> happened.Event:
        there = await self._ports.is_present()
        return happened.PresenceChecked(self._ports.now(), login, there)

    async def _open(self, url: str, browser: tuple[str, ...]) -> happened.Event:
        try:
            await self._ports.open_page(url, browser)
        except Exception as error:  # noqa: BLE001 the end of a task
            return happened.PageOpened(self._ports.now(), url, problem_of(error))
        return happened.PageOpened(self._ports.now(), url)


def _stored(model: Model) -> bytes:
    return dump(model.logins, model.remembered)


def _verify(session: Session) -> str:
    """The name of the task that asks about it where many are asked about."""
    return f"verify {session.id}"


def _in_the_log(part: Part, problem: Problem) -> str:
    """NOTE: of the settings only the title: what is wrong with them may repeat what somebody wrote there."""
    return problem.title if part is Part.SETTINGS else f"{problem.title}: {problem.sentence}"
