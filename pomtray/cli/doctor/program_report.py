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
from pomtray.core.domain.lock import LOCKED
from pomtray.core.domain.route import Settings
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.network.proxy import Proxies, Setting, parse
from pomtray.core.protocol.skew import measured
from pomtray.core.report import About, Outcome, Step, clock_step, note, well, wrong
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
    yield well(About.SCREEN, "There is one." if screen else "There is none: commands print the address to sign in at.")
    yield await surroundings.tray()
    yield await surroundings.notices()
    yield await surroundings.clipboard(screen=screen)
    async for step in _of_network(known):
        yield step


def _settings(path: Path) -> tuple[Settings, Step]:
    if not path.exists():
        problem = Problem("", f"There is no {path}.", "Start pomtray once, or name one by --config.")
        return Settings(), wrong(About.SETTINGS, problem)
    try:
        known = settings.read(path)
    except PomtrayError as error:
        return Settings(), wrong(About.SETTINGS, error.problem)
    refused = " ".join(entry.problem.sentence for entry in known.refused)
    text = f"{path}, {len(known.routes)} routes."
    if refused:
        return known, Step(About.SETTINGS, Outcome.LOOK, f"{text} Refused: {refused}", "Correct these lines.")
    return known, well(About.SETTINGS, text)


def _of_app(status: dict[str, Any] | None) -> Iterator[Step]:
    runs = status is not None
    yield well(About.PROGRAM, "The tray program runs." if runs else "The tray program does not run: commands do.")
    for trouble in (status or {}).get("trouble", ()):
        yield Step(About.PROGRAM, Outcome.LOOK, f"{trouble['title']}. {trouble['text']}")


async def _of_vault(path: Path, status: dict[str, Any] | None) -> AsyncIterator[Step]:
    """A locked app, and a keyring that would have to ask the person, are left alone."""
    try:
        async with unasked(path, status) as vault:
            await vault.probe()
            yield well(About.KEYRING, "It answers.")
            logins, _ = await held(vault)
            there = f"there are {len(logins)} sign-ins in it"
            yield well(About.VAULT, f"Sessions are kept in {own_vault_place(path)[0]}; {there}.")
    except PomtrayError as error:
        yield _no_vault(error.problem)


def _no_vault(problem: Problem) -> Step:
    if problem == LOCKED:
        return note(About.VAULT, f"{problem.title}: {problem.sentence}", problem.action)
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
        text = (
            f"{found.automatic} let a script (PAC) choose the proxy, which pomtray does not read: it connects directly."
        )
        yield note(About.PROXY, text, "Where a proxy is needed, set it by hand there, or as HTTPS_PROXY.")
    named = {scheme: setting for scheme, setting in found.settings.items() if setting.text}
    for scheme, setting in named.items():
        yield _of_proxy(scheme, setting)
    for unread in found.unread:
        yield note(About.PROXY, f"{unread.source}: {unread.entry} is passed over: {unread.reason}.")
    if not named and not found.automatic:
        yield well(About.PROXY, "None is set.")


def _of_proxy(scheme: str, setting: Setting) -> Step:
    try:
        proxy = parse(setting)
    except PomtrayError as error:
        return wrong(About.PROXY, error.problem)
    return well(About.PROXY, f"For {scheme} {proxy.authority}, by {proxy.source}.")


def _of_authorities() -> Step:
    """NOTE: it blocks for some 40 ms."""
    context, store = trusting(), system_store()
    if (problem := trusts_nobody(context)) is not None:
        return wrong(About.AUTHORITIES, problem)
    return well(About.AUTHORITIES, f"The system's: {store}." if store else "The system judges certificates itself.")


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
    return note(About.CLOCK, "No server said what time it is.")
