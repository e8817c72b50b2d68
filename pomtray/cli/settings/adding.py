"""`pomtray add`: what pasting an address into the window does."""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from pomtray.cli.asking import No, note, of_app, settings_path, tell
from pomtray.cli.handing.credentials import print_json
from pomtray.cli.sessions import print_rows, print_table, signed_in
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route, Settings
from pomtray.core.requests.request import Exit, RequestKind
from pomtray.core.settings.adding import new_route, proposed_tags, route_at
from pomtray.core.settings.change import AddRoutes, Change
from pomtray.core.settings.pasted import LONGEST, Pasted, pasted
from pomtray.core.settings.recognised import Recognised
from pomtray.core.text import joined, phrase, reason_of
from pomtray.desktop.files import places
from pomtray.desktop.settings import settings
from pomtray.desktop.settings.writer import SettingsWriter
from pomtray.desktop.system.proxies import DesktopProxies
from pomtray.signin.routes.recognising import recognise
from pomtray.signin.web.http import Web


@dataclass(frozen=True, slots=True)
class _Added:
    """fresh: it was not in the settings before."""

    name: str
    url: str
    tags: tuple[str, ...]
    fresh: bool


def add(options: argparse.Namespace) -> int:
    """Add the route, and sign in to it. What cannot be signed in to is added only where no sign-in is wanted."""
    read = _read(options.address)
    places.settle_environment()
    path = Path(settings_path(options.config))
    settings.write_example(path)
    added = _added(options, read, path)
    row = {} if options.no_sign_in else signed_in(options, "login", added.name)
    if options.json:
        said = {"added": added.fresh, "name": added.name, "url": added.url, "tags": added.tags}
        return print_json(said | row)
    if row:
        return print_rows([row])
    print_table([[added.name, added.url, ", ".join(added.tags)]])
    return 0


def _added(options: argparse.Namespace, read: Pasted, path: Path) -> _Added:
    found = settings.read(path)
    if (route := route_at(read, found.routes)) is not None:
        note(phrase("{route} has this address already.", route=route.shown))
        return _Added(route.name, route.url, route.tags, fresh=False)
    _look(found, read.origin, must_sign_in=not options.no_sign_in)
    tags = proposed_tags(read, found.routes) if options.tag is None else options.tag
    name, keys = new_route(read, options.name, tags, names_taken(found))
    write(path, AddRoutes((keys,)))
    note(phrase("{name} was added to {path}.", name=name, path=path))
    return _Added(name, read.url, tuple(tag for tag in map(str.strip, tags) if tag), fresh=True)


def _look(found: Settings, origin: Origin, *, must_sign_in: bool) -> None:
    """Tell what is at the address. Raises `No` where nobody could sign in there, though that is wanted."""
    said = asyncio.run(_recognised(found, origin))
    if must_sign_in and said.problem is not None:
        status = Exit.UNREACHABLE if said.unreached else Exit.FAILED
        more = phrase("Nothing was added; --no-sign-in adds it all the same.")
        raise No(status, said.problem.title, joined(" ", (said.text, more)))
    note(said.said)


async def _recognised(found: Settings, origin: Origin) -> Recognised:
    async with Web(lambda: found, DesktopProxies(lambda problem: tell(problem.text())).current) as web:
        return await recognise(web, Route("", str(origin)))


def _read(text: str) -> Pasted:
    try:
        return pasted(sys.stdin.read(LONGEST + 1) if text == "-" else text)
    except ValueError as error:
        raise No(
            Exit.USAGE,
            phrase("Nothing was added"),
            joined(" ", (joined("", (reason_of(error), ".")), phrase("Give one like https://wiki.example.com."))),
        ) from None


def names_taken(found: Settings) -> set[str]:
    """Of routes, refused ones among them."""
    return {*found.by_name, *(entry.name for entry in found.refused if entry.is_route)}


def write(path: Path, change: Change) -> None:
    """Make the change; the app, where one runs, knows of it afterwards. Raises `SettingsError`."""
    asyncio.run(SettingsWriter(path).make(change))
    of_app({"v": 1, "do": RequestKind.REREAD.value, "config": str(path)}, str(path))
