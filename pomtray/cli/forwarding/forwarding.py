"""`pomtray tcp`, `pomtray proxy` and `pomtray mcp`: other programs are brought to a route until the session is over."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pomtray.cli import quick
from pomtray.cli.forwarding.borrowed import Borrowed, routes_there
from pomtray.cli.forwarding.kept import Kept
from pomtray.cli.forwarding.running import Misused, run, say
from pomtray.cli.forwarding.standard_io import StandardIo
from pomtray.cli.handing.credentials import opens_browser
from pomtray.cli.own_vault import own_vault, own_vault_place
from pomtray.core.domain.lock import LOCKED
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route, Settings
from pomtray.core.errors import Problem, SettingsError, VaultError
from pomtray.core.network.tunnel import is_tunnel, tunnel
from pomtray.core.requests.request import Declined, Exit, route_meant, route_named
from pomtray.core.system_errors import said
from pomtray.core.text import joined, phrase, reason_of
from pomtray.desktop import freed_memory
from pomtray.desktop.files import places
from pomtray.desktop.processes.serving import ATTACHED
from pomtray.desktop.settings import settings
from pomtray.desktop.system.proxies import DesktopProxies
from pomtray.forward.local import loopback, written
from pomtray.forward.mcp import messages
from pomtray.forward.mcp.bridge import Bridge
from pomtray.forward.mcp.endpoint import Endpoint
from pomtray.forward.proxy import LocalProxy
from pomtray.forward.tunnel import Tunnels
from pomtray.signin.web.http import Web

_PATIENCE: Final = 20.0


@dataclass(frozen=True, slots=True)
class Carrying:
    """What a command carries with."""

    web: Web
    route: Route
    kept: Kept | Borrowed


def main(options: argparse.Namespace) -> int:
    """Run the command; gives the exit status."""
    return run(_COMMANDS[options.command](options))


async def _tcp(options: argparse.Namespace) -> int:
    if options.stdio and options.listen:
        raise Misused(phrase("Either - or --listen, not both."))
    host, port = _place(options)
    async with _carrying(options, tcp=True) as carrying:
        tunnels = Tunnels(carrying.web, carrying.route, carrying.kept, _tell_problem)
        if options.stdio:
            return await _until_over(tunnels.carry(StandardIo()), carrying.kept)
        return await _served(
            tunnels.serve(
                host, port, lambda taken: _ready(written(host, taken), carrying.route, phrase("End with Ctrl+C."))
            )
        )


async def _proxy(options: argparse.Namespace) -> int:
    host, port = _place(options)
    async with _carrying(options, tcp=False) as carrying:
        proxy = LocalProxy(carrying.web, carrying.route, carrying.kept)
        more = phrase("Whoever knows it is you there: keep it to yourself. End with Ctrl+C.")
        return await _served(proxy.serve(host, port, lambda place: _ready(place.address, carrying.route, more)))


async def _mcp(options: argparse.Namespace) -> int:
    """A sign-in that is needed is an answer to the client's first question, not a reason to end."""
    stdio = StandardIo()
    async with _carrying(options, tcp=False, now=False) as carrying:
        target = options.path or carrying.route.path
        if not target.startswith("/") or not target.isascii() or not target.isprintable() or " " in target:
            raise Misused(phrase("--path is a path, as /mcp."))
        endpoint = Endpoint(carrying.web, carrying.route, carrying.kept, target)
        bridge = Bridge(endpoint, stdio.write, _tell_problem)
        letting_go = asyncio.create_task(_lets_go(bridge, carrying.kept))
        try:
            await bridge.run(stdio.lines(messages.LARGEST))
        finally:
            letting_go.cancel()
        return 0


async def _lets_go(bridge: Bridge, kept: Kept | Borrowed) -> None:
    """Whenever it is locked: the client stays, and is told why nothing is answered."""
    while True:
        await kept.locked()
        await bridge.let_go(VaultError(LOCKED))
        await freed_memory.give_back()
        await kept.unlocked()


async def _until_over(carrying: Coroutine[Any, Any, None], kept: Kept | Borrowed) -> int:
    """One connection, to its end or the session's."""
    over, work = asyncio.create_task(kept.over()), asyncio.create_task(carrying)
    try:
        await asyncio.wait({over, work}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            await work
            return 0
        return _ended(over.result())
    finally:
        for task in (over, work):
            task.cancel()
        await asyncio.gather(over, work, return_exceptions=True)


def _place(options: argparse.Namespace) -> tuple[str, int]:
    try:
        return loopback(options.listen or "0")
    except ValueError as error:
        raise Misused(joined("", (f"--listen {options.listen}: ", reason_of(error), "."))) from None


async def _served(serving: Coroutine[Any, Any, Problem]) -> int:
    """Until the session is over, or the program that has begun this is gone."""
    try:
        if ATTACHED in os.environ and (task := asyncio.current_task()):
            threading.Thread(target=_end_with_input, args=(task, asyncio.get_running_loop()), daemon=True).start()
        return _ended(await serving)
    except OSError as error:
        say(phrase("The port cannot be had: {why}. Choose another with --listen.", why=said(error)))
        return Exit.FAILED


def _end_with_input(task: asyncio.Task[Any], loop: asyncio.AbstractEventLoop) -> None:
    with contextlib.suppress(OSError, RuntimeError):
        while os.read(0, 4096):
            pass
        loop.call_soon_threadsafe(task.cancel)


def _ended(why: Problem) -> int:
    _tell_problem(why)
    return Exit.LOCKED if why == LOCKED else Exit.SIGN_IN_NEEDED


def _ready(address: str, route: Route, more: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    say(joined(" ", (phrase("What comes to this address goes to {route}.", route=route.shown), more)))


def _tell_problem(problem: Problem) -> None:
    say(joined(": ", (problem.title, problem.text())))


@asynccontextmanager
async def _carrying(options: argparse.Namespace, *, tcp: bool, now: bool = True) -> AsyncIterator[Carrying]:
    """now: without a session there is nothing to begin."""
    found, route, kept = await (_there if quick.elsewhere(options.config) else _here)(options, tcp)
    try:
        if now:
            await kept.first_header(browser=opens_browser(options))  # before anything listens
        async with Web(lambda: found, DesktopProxies(_tell_problem).current, kept.passphrase) as web:
            yield Carrying(web, route, kept)
    finally:
        await kept.close()


async def _there(options: argparse.Namespace, tcp: bool) -> tuple[Settings, Route, Borrowed]:  # noqa: FBT001 as `_route`
    """NOTE: of this machine's settings nothing counts: they may know another route by that name."""
    route = _route(await routes_there(), options.route, tcp=tcp, lent=True)
    return Settings(), route, Borrowed(route)


async def _here(options: argparse.Namespace, tcp: bool) -> tuple[Settings, Route, Kept]:  # noqa: FBT001 as `_route`
    path = places.absolute(options.config) if options.config else places.settings_file()
    found = await asyncio.to_thread(_settings, path)
    route = _route(found, options.route, tcp=tcp)
    file, _ = own_vault_place(path)
    known_as = route.name if route.name in found.by_name else str(route.origin)
    asks = found.preferences.ask_programs
    return found, route, Kept(lambda: own_vault(path, _PATIENCE), file, route, path, known_as=known_as, asks=asks)


def _settings(path: Path) -> Settings:
    return settings.read_if_there(path)


def _route(found: Settings, wanted: str, *, tcp: bool, lent: bool = False) -> Route:
    """By name or address; a tunnel's address at a Pomerium that a route of the settings is signed in to.

    lent: what is found is what another machine may be asked for.
    """
    route = route_named(found, wanted) or (_addressed(found, wanted) if tcp else _at(found, wanted))
    if route is None:
        for entry in found.refused:
            if entry.name == wanted:
                raise SettingsError(entry.problem)
        raise Misused(_lent(found, tcp=tcp) if lent else _none(found, tcp=tcp))
    if tcp and route.tunnel is None:
        raise Misused(phrase("{route} is no TCP route: its url does not begin with tcp+https://.", route=route.shown))
    if not tcp and route.tunnel is not None:
        raise Misused(phrase("{route} is a TCP route: see `pomtray tcp`.", route=route.shown))
    return route


def _none(found: Settings, *, tcp: bool) -> str:
    """What there is in its place, or how there would be one."""
    names = ", ".join(each.shown for each in found.routes if (each.tunnel is not None) is tcp)
    if names:
        return phrase("There is no such route. There are: {names}.", names=names)
    if tcp:
        return phrase("There is no TCP route yet. Add one, as by `pomtray add tcp+https://NAME:PORT`.")
    return phrase("There is no such route yet. Add one, as by `pomtray add ADDRESS`.")


def _lent(found: Settings, *, tcp: bool) -> str:
    names = ", ".join(each.shown for each in found.routes if (each.tunnel is not None) is tcp)
    if names:
        return phrase("The other machine can be asked for {names} only.", names=names)
    return phrase("The other machine can be asked for no such route.")


def _at(found: Settings, address: str) -> Route | None:
    """With the path that the address names: an MCP endpoint's."""
    try:
        route = route_meant(found, address)
    except Declined:
        return None
    parts = urlsplit(address if "://" in address else f"https://{address}")
    named = parts._replace(scheme="", netloc="", fragment="").geturl()
    return route if named in {"", "/"} else replace(route, url=f"{route.origin}{named}")


def _addressed(found: Settings, wanted: str) -> Route | None:
    """`tcp+https://…`, or `NAME:PORT` as pomerium-cli takes it."""
    address = wanted if is_tunnel(wanted) else f"tcp+https://{wanted}"
    try:
        meant = tunnel(address)
    except ValueError as error:
        if is_tunnel(wanted):
            raise Misused(phrase("The address cannot be used: {reason}.", reason=reason_of(error))) from None
        return None
    known = next((each for each in found.routes if each.tunnel == meant), None)
    return known or _through(found, meant.through, str(meant))


def _through(found: Settings, pomerium: Origin, address: str) -> Route | None:
    signed_in = found.by_origin.get(pomerium)
    return replace(signed_in[0], url=address) if signed_in else None


_COMMANDS: Final = {"tcp": _tcp, "proxy": _proxy, "mcp": _mcp}
