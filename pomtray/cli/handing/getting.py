"""`pomtray get --dst URL`: sign in if needed, ask the address, print what it answers."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any, Final

from pomtray.cli import quick
from pomtray.cli.asking import No, note, settings_path, tell
from pomtray.cli.handing.credentials import credential
from pomtray.cli.handing.unconfigured import settings_for
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route, Settings
from pomtray.core.domain.session import Credential
from pomtray.core.network.header import form_of
from pomtray.core.network.tunnel import is_tunnel
from pomtray.core.requests.request import Exit, no_pages, route_meant
from pomtray.core.text import phrase
from pomtray.desktop.settings import settings
from pomtray.desktop.system.proxies import DesktopProxies
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.http import Web

_LARGEST: Final = 64 * 1024 * 1024
_ERRORS: Final = 400


def get(options: argparse.Namespace) -> int:
    """Ends with 0 where the answer is one below 400; the answer's body is printed in any case."""
    _read_options(options)
    found = credential(options, options.dst)
    configured, route = _settings_and_route(options, found)
    origin = Origin.parse(options.dst)
    answer = asyncio.run(_asked(options, found, configured, route))
    sys.stdout.buffer.write(answer.body)
    if answer.status >= _ERRORS:
        note(phrase("{host} answered {status}.", host=origin.authority, status=answer.status))
        return Exit.FAILED
    return 0


def _read_options(options: argparse.Namespace) -> None:
    options.dst = options.dst or options.pomerium_url
    if not options.dst:
        raise No(Exit.USAGE, phrase("Which address?"), phrase("Name it by --dst."))
    options.dst = options.dst if "://" in options.dst else f"https://{options.dst}"
    if is_tunnel(options.dst):
        problem = no_pages(options.dst)
        raise No(Exit.USAGE, problem.title, problem.text())
    options.config = settings_for(options) or options.config
    options.no_browser = options.no_browser or options.code is not None


async def _asked(options: argparse.Namespace, found: dict[str, Any], configured: Settings, route: Route) -> Answer:
    held = Credential(found["token"])
    path = options.dst.partition("://")[2].partition("#")[0].partition("/")[2]
    web = Web(lambda: configured, DesktopProxies(lambda problem: tell(problem.text())).current)
    async with web.of(route) as door:
        return await door.get(
            Origin.parse(options.dst),
            f"/{path}",
            credential=held,
            form=form_of(found["header"], held),
            accept="*/*",
            largest=_LARGEST,
        )


def _settings_and_route(options: argparse.Namespace, found: dict[str, Any]) -> tuple[Settings, Route]:
    """NOTE: where another machine was asked, it has said which route that is."""
    if quick.elsewhere(options.config):
        return Settings(), Route(found["route"], found["origin"])
    configured = settings.read(Path(settings_path(options.config)))
    return configured, route_meant(configured, options.dst)
