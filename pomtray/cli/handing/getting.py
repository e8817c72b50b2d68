"""`pomtray get --dst URL`: sign in if needed, ask the address, print what it answers."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Final

from pomtray.cli.asking import No, note, settings_path, tell
from pomtray.cli.handing.credentials import credential
from pomtray.cli.handing.unconfigured import settings_for
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.session import Credential
from pomtray.core.request import Exit, route_meant
from pomtray.core.text import phrase
from pomtray.desktop.settings import settings
from pomtray.desktop.system.proxies import DesktopProxies
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.http import Web

_LARGEST: Final = 64 * 1024 * 1024
_ERRORS: Final = 400


def get(options: argparse.Namespace) -> int:
    """Ends with 0 where the answer is one below 400; the answer's body is printed in any case."""
    options.dst = options.dst or options.pomerium_url
    if not options.dst:
        raise No(Exit.USAGE, phrase("Which address?"), phrase("Name it by --dst."))
    options.config = settings_for(options) or options.config
    options.no_browser = options.no_browser or options.code is not None
    found = credential(options, options.dst)
    configured = settings.read(Path(settings_path(options.config)))
    route = route_meant(configured, options.dst)
    origin = Origin.parse(options.dst)
    path = options.dst.partition("://")[2].partition("#")[0].partition("/")[2]

    async def ask() -> Answer:
        web = Web(lambda: configured, DesktopProxies(lambda problem: tell(problem.text())).current)
        async with web.of(route) as door:
            return await door.get(
                origin,
                f"/{path}",
                credential=Credential(found["token"]),
                form=route.header,
                accept="*/*",
                largest=_LARGEST,
            )

    answer = asyncio.run(ask())
    sys.stdout.buffer.write(answer.body)
    if answer.status >= _ERRORS:
        note(phrase("{host} answered {status}.", host=origin.authority, status=answer.status))
        return Exit.FAILED
    return 0
