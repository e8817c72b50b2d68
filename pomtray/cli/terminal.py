"""The terminal: where it is, and a sign-in's progress printed there, its questions asked."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime

from pomtray.cli.telling import is_yes, told
from pomtray.core.domain.login import Question, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Provider
from pomtray.core.domain.session import Session
from pomtray.core.errors import Problem
from pomtray.core.secret import Secret
from pomtray.core.text import joined, phrase


def say(text: str = "") -> None:
    sys.stdout.write(f"{told(text)}\n")
    sys.stdout.flush()


def own_terminal() -> int | None:
    """A descriptor to read from: standard input where it is one, else the process's own, which a piping one has too."""
    with suppress(OSError, ValueError):
        if sys.stdin is not None and sys.stdin.isatty():
            return os.dup(sys.stdin.fileno())
    with suppress(OSError):
        return os.open("/dev/tty", os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY)
    return None


class InTerminal:
    """`secrets`: client secrets by their provider's name."""

    def __init__(self, open_page: Callable[[str], Awaitable[object]], secrets: Mapping[str, Secret]) -> None:
        self._open_page = open_page
        self._secrets = secrets
        self._opening: asyncio.Task[object] | None = None

    def stage(self, stage: Stage, host: str = "") -> None:
        say(joined("", ("…         ", stage.word, f" ({host})" if host else "")))

    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        del sign_in_url  # holds the answer's address: it is not for printing
        self._opening = asyncio.ensure_future(self._open_page(start_url))

    async def ask(self, question: Question) -> bool:
        say(joined(": ", (question.title, question.text)))
        asked = told(phrase("{question} [y/N]", question=joined("", (question.yes, "?"))))
        return is_yes(await asyncio.to_thread(input, f"{asked} "))

    async def pasted(self) -> str:
        await asyncio.Event().wait()
        raise AssertionError("nothing is pasted here")

    def refused(self, problem: Problem) -> None:
        say(problem.text())

    async def done(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)

    def doubted(self, session: Session) -> None:
        person = session.person.label()
        say(phrase("somebody else may have answered: {person} is signed in", person=person))

    async def may_end(self, session: Session) -> bool:
        del session
        return True

    def ended(self, session: Session) -> None:
        say(phrase("…         the session before has ended ({issuer})", issuer=session.issuer.authority))

    def listed(self, authenticate: Origin, origins: frozenset[Origin]) -> None:
        """Nothing is kept: the demo ends with this sign-in."""

    def device_code(self, user_code: str, verification_uri: str, complete: str, expires_at: datetime) -> None:
        del complete, expires_at
        say(phrase("Code      {code}, to be entered at {url}", code=user_code, url=verification_uri))

    async def secret(self, provider: Provider) -> Secret:
        return self._secrets[provider.name]

    async def passphrase(self, file: str, *, again: bool) -> Secret:
        del again
        raise AssertionError(f"the demo wants no client certificate, and {file} is none")

    def secret_refused(self, provider: Provider) -> None:
        say(phrase("{provider} does not take the client secret.", provider=provider.name))

    async def keep(self, refresh: Secret) -> None:
        """Nothing is kept: the demo ends with this sign-in."""
