"""`pomtray demo --serve` and `pomtray demo --no-tray`: the demo without Qt."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
import webbrowser
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

from pomtray.core.deadline import clock_time
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.header import shortened
from pomtray.core.login import Question, Stage
from pomtray.core.route import Preferences, Route, Settings
from pomtray.core.session import EndSource, Person, Session
from pomtray.demo.browser import PageFollower
from pomtray.demo.options import DemoOptions
from pomtray.demo.world import Demo
from pomtray.signin.client import Client

_SOURCES = {
    EndSource.SERVER: "the server says so",
    EndSource.TOKEN: "the token says so",
    EndSource.ESTIMATE: "an estimate from the configured lifetime",
    EndSource.UNKNOWN: "not known",
}
_OK = 200


def main(options: argparse.Namespace) -> int:
    """Serve, or play; gives the exit status: 0 only where the route answered 200."""
    try:
        return asyncio.run(_serve(options) if options.serve else _play(options))
    except KeyboardInterrupt:
        return 130


def _say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _options(options: argparse.Namespace) -> DemoOptions:
    return DemoOptions(session_for=options.session_for, routes_api=not options.no_routes_api)


async def _serve(options: argparse.Namespace) -> int:
    """Print settings for the routes, then serve until interrupted."""
    ended = asyncio.Event()
    with contextlib.suppress(NotImplementedError):
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with Demo(_options(options)) as demo:
        _say(f"# A Pomerium for trying out, on this machine only. Its authenticate host: {demo.authenticate}")
        _say("# As a settings file:")
        for route in demo.routes:
            if route.plan.kind == "http":
                _say(f'[[routes]]\nname = "{route.name}"\nurl = "{route.url}"\n')
        _say("# Serving. End it with Ctrl+C.")
        await ended.wait()
    return 0


async def _play(options: argparse.Namespace) -> int:
    """One sign-in from the login API to the route's answer, told step by step."""
    async with Demo(_options(options)) as demo, _opener(options) as open_page:
        found = next((route for route in demo.routes if route.name == options.route), None)
        if found is None or found.plan.kind != "http":
            names = ", ".join(route.name for route in demo.routes if route.plan.kind == "http")
            _say(f"There is no route {options.route!r} to sign in to. There are: {names}.")
            return 2
        return await _sign_in(Route(found.name, found.url), _InTerminal(open_page))


@contextlib.asynccontextmanager
async def _opener(options: argparse.Namespace) -> AsyncIterator[Callable[[str], Awaitable[object]]]:
    if not options.no_browser:
        yield _open_in_browser
        return
    async with PageFollower(options.person) as pages:
        yield pages.open


async def _open_in_browser(url: str) -> None:
    if not await asyncio.to_thread(webbrowser.open, url):
        _say("No browser could be started: try --no-browser.")


async def _sign_in(route: Route, terminal: _InTerminal) -> int:
    preferences = Preferences()
    client = Client(lambda: Settings((route,), preferences))
    try:
        _say(f"Signing in to {route.name} at {route.origin}")
        session = await client.sign_in(route, preferences, terminal, _Nobody())
        _tell(route, session)
        text, _ = await client.try_route(session, route)
        _say(f"Answer    {text}")
    except PomtrayError as error:
        _say(f"{error.problem.title}: {error.problem.text()}")
        return 1
    finally:
        await client.close()
        await terminal.done()
    return 0 if f"answered {_OK}" in text else 1


def _tell(route: Route, session: Session) -> None:
    _say(f"Who       {session.person.label()} ({session.person.name})")
    zone = datetime.now().astimezone().tzinfo or UTC
    until = clock_time(session.end.at, datetime.now(UTC), zone) if session.end.at else "nobody knows when"
    _say(f"Until     {until} ({_SOURCES[session.end.source]})")
    _say(f"Header    {shortened(route.header, session.credential)}")


class _Nobody:
    """A first sign-in: nothing is known of earlier ones."""

    last_person: Person | None = None
    sessions: tuple[Session, ...] = ()


class _InTerminal:
    """Progress printed; questions asked on standard input."""

    def __init__(self, open_page: Callable[[str], Awaitable[object]]) -> None:
        self._open_page = open_page
        self._opening: asyncio.Task[object] | None = None

    def stage(self, stage: Stage, host: str = "") -> None:
        _say(f"…         {stage}{f' ({host})' if host else ''}")

    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        del sign_in_url  # holds the answer's address: it is not for printing
        self._opening = asyncio.ensure_future(self._open_page(start_url))

    async def ask(self, question: Question) -> bool:
        _say(f"{question.title}: {question.text}")
        answer = await asyncio.to_thread(input, f"{question.yes}? [y/N] ")
        return answer.strip().lower() in {"y", "yes"}

    async def pasted(self) -> str:
        await asyncio.Event().wait()
        raise AssertionError("nothing is pasted here")

    def refused(self, problem: Problem) -> None:
        _say(problem.text())

    async def done(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
