"""The person at the terminal: questions of a sign-in are asked there, and a callback's address is taken there."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from pomtray.cli.asking import tell
from pomtray.cli.telling import is_yes
from pomtray.cli.terminal import own_terminal
from pomtray.controller import Controller
from pomtray.core import events as happened
from pomtray.core.intent import Action, Answer, RouteIntent
from pomtray.core.text import joined, phrase
from pomtray.core.view.snapshot import PendingQuestion, Snapshot

if sys.platform != "win32":
    import termios


class AtTerminal:
    """Asks what a snapshot asks; a line that answers no question is an address that was pasted."""

    def __init__(self, controller: Controller, now: Callable[[], datetime]) -> None:
        self._controller = controller
        self._now = now
        self._descriptor = own_terminal()
        self._asked: PendingQuestion | None = None
        self._reader: threading.Thread | None = None
        self._before: Callable[[], None] = _nothing
        self._said: set[tuple[str, int, int]] = set()
        controller.hears.append(self._hear)

    @property
    def is_there(self) -> bool:
        """Whether anybody can be asked."""
        return self._descriptor is not None

    def see(self, snapshot: Snapshot) -> None:
        """Ask what is asked now."""
        for asking in snapshot.questions:
            key = (asking.login, asking.attempt, asking.number)
            if key not in self._said:
                self._said.add(key)
                self._ask(asking)

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._show()
        if self._descriptor is not None and self._reader is None:
            os.close(self._descriptor)
        self._descriptor = None

    def _ask(self, asking: PendingQuestion) -> None:
        question = asking.question
        tell(joined("\n", (question.title, question.text)))
        if not self.is_there:
            tell(phrase("There is no terminal to answer it at, so the answer is no. A yes takes a terminal."))
            asyncio.get_running_loop().call_soon(self._answer, asking, False, "")  # noqa: FBT003 the standard library's
            return
        self._asked = asking
        if question.entry:
            self._hide()
        if question.entry:
            tell(joined("", (question.entry, ": ")))
        else:
            tell(phrase("{question} [y/N]", question=joined("", (question.yes, "?"))))
        self._read()

    def _answer(self, asking: PendingQuestion, yes: bool, text: str) -> None:  # noqa: FBT001 an event's value
        self._asked = None
        answer = Answer(asking.login, asking.attempt, asking.number, yes, text)
        self._controller.happen(happened.QuestionAnswered(self._now(), answer))

    def _hear(self, event: happened.Event) -> None:
        """An address has been told: what the browser ends at can be pasted; or what was pasted is not that."""
        match event:
            case happened.LinkReady() if self.is_there:
                asyncio.get_running_loop().call_soon(self._invite)  # after the address
            case happened.ProblemOccurred(problem=problem):
                tell(problem.text())

    def _invite(self) -> None:
        tell(phrase("Or paste here the address at which the browser ends, and press Enter."))
        self._read()

    def _read(self) -> None:
        if self._reader is not None or self._descriptor is None:
            return
        loop, descriptor = asyncio.get_running_loop(), self._descriptor
        self._reader = threading.Thread(target=self._lines, args=(descriptor, loop), name="terminal", daemon=True)
        self._reader.start()

    def _lines(self, descriptor: int, loop: asyncio.AbstractEventLoop) -> None:
        with os.fdopen(descriptor, "rb", buffering=0) as terminal:
            while line := terminal.readline():
                with suppress(RuntimeError):  # the loop has ended
                    loop.call_soon_threadsafe(self._typed, line.decode(errors="replace").strip())

    def _typed(self, line: str) -> None:
        asking, self._asked = self._asked, None
        if asking is not None:
            self._show()
            yes = bool(line) if asking.question.entry else is_yes(line)
            self._answer(asking, yes, line if asking.question.entry else "")
        elif line:
            for attempt in self._controller.model.logins.signing_in.values():
                intent = RouteIntent(Action.PASTE, attempt.route, text=line)
                self._controller.happen(happened.ActionRequested(self._now(), intent))

    def _hide(self) -> None:
        """What is typed next is a secret."""
        if sys.platform != "win32" and self._descriptor is not None:
            with suppress(termios.error):
                descriptor, before = self._descriptor, termios.tcgetattr(self._descriptor)
                quiet = [*before]
                quiet[3] = before[3] & ~termios.ECHO
                termios.tcsetattr(descriptor, termios.TCSADRAIN, quiet)
                self._before = lambda: termios.tcsetattr(descriptor, termios.TCSADRAIN, before)

    def _show(self) -> None:
        show, self._before = self._before, _nothing
        with suppress(OSError):
            show()


def _nothing() -> None:
    """The terminal is as it was."""
