"""`pomtray demo --serve` and `pomtray demo --no-tray`: the demo without Qt."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import webbrowser
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from pomtray.cli.asking import USAGE, note
from pomtray.cli.telling import sentences
from pomtray.cli.terminal import InTerminal, say
from pomtray.core.deadline import WallClock, clock_time
from pomtray.core.domain.known_pomerium import KnownPomerium
from pomtray.core.domain.login import LoginId
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route, Settings
from pomtray.core.domain.session import EndSource, Person, Session
from pomtray.core.effects import BeginSignIn
from pomtray.core.errors import PomtrayError
from pomtray.core.network.header import shortened
from pomtray.core.text import phrase
from pomtray.demo import pages
from pomtray.demo.browser import PageFollower
from pomtray.demo.options import DemoOptions
from pomtray.demo.settings_text import client_secrets, settings_text
from pomtray.demo.world import Demo
from pomtray.desktop.language import catalogue, language
from pomtray.desktop.settings.settings import parse
from pomtray.signin.callback import answer_page
from pomtray.signin.client import Client
from pomtray.signin.pomerium.domains import in_one_domain_or_on_loopback

_SOURCES = {
    EndSource.SERVER: phrase("the server says so"),
    EndSource.TOKEN: phrase("the token says so"),
    EndSource.ESTIMATE: phrase("an estimate from the configured lifetime"),
    EndSource.UNKNOWN: phrase("not known"),
}


def main(options: argparse.Namespace) -> int:
    """Serve, or play; gives the exit status: 0 only where the route answered 200."""
    told_in = catalogue(language())
    pages.use(told_in)
    answer_page.use(told_in)
    try:
        return asyncio.run(_serve(options) if options.serve else _play(options))
    except KeyboardInterrupt:
        return 130


def _options(options: argparse.Namespace) -> DemoOptions:
    return DemoOptions(session_for=options.session_for, routes_api=not options.no_routes_api)


async def _serve(options: argparse.Namespace) -> int:
    """Print settings for the routes, then serve until interrupted."""
    ended = asyncio.Event()
    with contextlib.suppress(NotImplementedError):
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with Demo(_options(options)) as demo:
        say(
            phrase(
                "# A Pomerium for trying out, on this machine only. Its authenticate host: {host}",
                host=demo.authenticate,
            )
        )
        say(phrase("# As a settings file:"))
        say(settings_text(demo))
        say(phrase("# Serving. End it with Ctrl+C."))
        await ended.wait()
    return 0


async def _play(options: argparse.Namespace) -> int:
    """One sign-in from the first question to the route's answer, told step by step."""
    async with Demo(_options(options)) as demo, _opener(options) as open_page:
        settings = parse(settings_text(demo), Path("demo.toml"))
        route = next((route for route in settings.routes if route.name == options.route), None)
        if route is None:
            names = ", ".join(route.name for route in settings.routes)
            wanted = repr(options.route)
            note(phrase("There is no route {route} to sign in to. There are: {names}.", route=wanted, names=names))
            return USAGE
        return await _sign_in(route, settings, InTerminal(open_page, client_secrets(demo)))


@contextlib.asynccontextmanager
async def _opener(options: argparse.Namespace) -> AsyncIterator[Callable[[str], Awaitable[object]]]:
    if not options.no_browser:
        yield _open_in_browser
        return
    async with PageFollower(options.person) as pages:
        yield pages.open


async def _open_in_browser(url: str) -> None:
    if not await asyncio.to_thread(webbrowser.open, url):
        say(phrase("No browser could be started: try --no-browser."))


async def _sign_in(route: Route, settings: Settings, terminal: InTerminal) -> int:
    client = Client(lambda: settings, in_one_domain_or_on_loopback)
    try:
        say(phrase("Signing in to {route} at {origin}", route=route.name, origin=route.origin))
        wish = BeginSignIn(LoginId(route.name), 1, route)
        session = await client.sign_in(wish, settings.preferences, terminal, _Nobody())
        _tell(route, session)
        if session.grant is not None:
            say(phrase("Renewing  without the person, as {method} can", method=route.method))
            session = await client.renew(session, route, terminal)
            _tell(route, session)
        trial = await client.try_route(session, route)
        say(phrase("Answer    {answer}", answer=trial.text))
    except PomtrayError as error:
        note(sentences(error.problem.title, error.problem.text()))
        return 1
    finally:
        await client.close()
        await terminal.done()
    return 0 if trial.ok else 1


def _tell(route: Route, session: Session) -> None:
    person = session.person
    name = f" ({person.name})" if person.name not in {"", person.label()} else ""
    say(phrase("Who       {person}", person=f"{person.label()}{name}"))
    clock = WallClock(datetime.now().astimezone().tzinfo or UTC)
    until = clock_time(session.end.at, datetime.now(UTC), clock) if session.end.at else phrase("nobody knows when")
    say(phrase("Until     {until} ({source})", until=until, source=_SOURCES[session.end.source]))
    say(phrase("Header    {header}", header=shortened(route.header, session.credential)))


class _Nobody:
    """A first sign-in: nothing is known of earlier ones."""

    last_person: Person | None = None
    sessions: tuple[Session, ...] = ()
    pomeriums: Mapping[Origin, KnownPomerium] = MappingProxyType({})
    routes: tuple[Route, ...] = ()
