"""What pomtray needs, and whether it is there: each thing a step of a report. No secret is read out."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pomtray import __version__
from pomtray.cli.asking import app_status
from pomtray.cli.handing.credentials import has_screen
from pomtray.cli.own_vault import held, own_vault_place, unasked
from pomtray.cli.telling import sentences
from pomtray.core.domain.lock import LOCKED
from pomtray.core.domain.route import Settings
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.network.proxy import Proxies, Setting, parse
from pomtray.core.protocol.skew import measured
from pomtray.core.report import About, Outcome, Step, clock_step, note, well, wrong
from pomtray.core.text import counted, joined, phrase
from pomtray.desktop.settings import settings
from pomtray.desktop.shell import surroundings
from pomtray.desktop.system.proxies import DesktopProxies
from pomtray.signin.web.http import Web
from pomtray.signin.web.trust import system_store, trusting, trusts_nobody

_ASKED: Final = 3
"""Servers that are asked what time it is."""


async def steps(path: Path) -> AsyncIterator[Step]:
    """One after the other, as they are done."""
    yield well(About.PROGRAM, f"{__version__}, Python {sys.version.split()[0]}, {sys.platform}.")
    known, found = await asyncio.to_thread(_settings, path)
    yield found
    status = await asyncio.to_thread(app_status, path)
    for step in _of_app(status):
        yield step
    async for step in _of_vault(path, status):
        yield step
    screen = has_screen()
    yield well(
        About.SCREEN,
        phrase("There is one.") if screen else phrase("There is none: commands print the address to sign in at."),
    )
    yield await surroundings.tray()
    yield await surroundings.notices()
    yield await surroundings.clipboard(screen=screen)
    async for step in _of_network(known):
        yield step


def _settings(path: Path) -> tuple[Settings, Step]:
    try:
        if not settings.is_there(path):
            way = phrase("Add a route, as by `pomtray add ADDRESS`, or name a file by --config.")
            problem = Problem("", phrase("There is no {path}.", path=path), way)
            return Settings(), wrong(About.SETTINGS, problem)
        known = settings.read(path)
    except PomtrayError as error:
        return Settings(), wrong(About.SETTINGS, error.problem)
    refused = joined(" ", (entry.problem.sentence for entry in known.refused))
    text = counted("{path}, {count} routes.", "{path}, {count} routes.", len(known.routes), path=path)
    if refused:
        wrongly = phrase("Refused: {entries}", entries=refused)
        return known, Step(About.SETTINGS, Outcome.LOOK, joined(" ", (text, wrongly)), phrase("Correct these lines."))
    return known, well(About.SETTINGS, text)


def _of_app(status: dict[str, Any] | None) -> Iterator[Step]:
    runs = status is not None
    yield well(
        About.PROGRAM,
        phrase("The tray program runs.") if runs else phrase("The tray program does not run: commands do."),
    )
    for trouble in (status or {}).get("trouble", ()):
        yield Step(About.PROGRAM, Outcome.LOOK, sentences(trouble["title"], trouble["text"]))


async def _of_vault(path: Path, status: dict[str, Any] | None) -> AsyncIterator[Step]:
    """A locked app, and a keyring that would have to ask the person, are left alone."""
    try:
        async with unasked(path, status) as vault:
            await vault.probe()
            yield well(About.KEYRING, phrase("It answers."))
            logins, _ = await held(vault)
            yield well(About.VAULT, _kept(own_vault_place(path)[0], len(logins)))
    except PomtrayError as error:
        yield _no_vault(error.problem)


def _kept(file: Path, count: int) -> str:
    return counted(
        "Sessions are kept in {file}; there are {count} sign-ins in it.",
        "Sessions are kept in {file}; there are {count} sign-ins in it.",
        count,
        file=file,
    )


def _no_vault(problem: Problem) -> Step:
    if problem == LOCKED:
        return note(About.VAULT, joined(": ", (problem.title, problem.sentence)), problem.action)
    return wrong(About.KEYRING, problem)


async def _of_network(known: Settings) -> AsyncIterator[Step]:
    proxies = DesktopProxies(lambda _: None)
    for step in _of_proxies(await proxies.current()):
        yield step
    yield await asyncio.to_thread(_of_authorities)
    async with Web(lambda: known, proxies.current) as web:
        yield await _of_clock(web, known)


def _of_proxies(found: Proxies) -> Iterator[Step]:
    if found.automatic:
        text = phrase(
            "{settings} let a script (PAC) choose the proxy, which pomtray does not read: it connects directly.",
            settings=found.automatic,
        )
        yield note(About.PROXY, text, phrase("Where a proxy is needed, set it by hand there, or as HTTPS_PROXY."))
    named = {scheme: setting for scheme, setting in found.settings.items() if setting.text}
    for scheme, setting in named.items():
        yield _of_proxy(scheme, setting)
    for unread in found.unread:
        said = phrase(
            "{source}: {entry} is passed over: {reason}.",
            source=unread.source,
            entry=unread.entry,
            reason=unread.reason,
        )
        yield note(About.PROXY, said)
    if not named and not found.automatic:
        yield well(About.PROXY, phrase("None is set."))


def _of_proxy(scheme: str, setting: Setting) -> Step:
    try:
        proxy = parse(setting)
    except PomtrayError as error:
        return wrong(About.PROXY, error.problem)
    said = phrase("For {scheme} {proxy}, by {source}.", scheme=scheme, proxy=proxy.authority, source=proxy.source)
    return well(About.PROXY, said)


def _of_authorities() -> Step:
    """NOTE: it blocks for some 40 ms."""
    context, store = trusting(), system_store()
    if (problem := trusts_nobody(context)) is not None:
        return wrong(About.AUTHORITIES, problem)
    if not store:
        return well(About.AUTHORITIES, phrase("The system judges certificates itself."))
    return well(About.AUTHORITIES, phrase("The system's: {store}.", store=store))


async def _of_clock(web: Web, known: Settings) -> Step:
    """By the first server that answers."""
    askers = list({route.origin: route for route in known.routes}.values())[:_ASKED]
    for route in askers:
        try:
            answer = await web.of(route).get(route.origin, "/.well-known/pomerium")
        except PomtrayError:
            continue
        if (skew := measured(answer.date, datetime.now(UTC))) is not None:
            return clock_step(skew)
    return note(About.CLOCK, phrase("No server said what time it is."))
