"""Asking for the tunnel of a TCP route (`pomerium.md` §10): as the sessions' own requests go, and as bytes will."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx

from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Credential
from pomtray.core.errors import Problem, Unreachable
from pomtray.core.network.header import header
from pomtray.core.network.tunnel import Tunnel
from pomtray.core.text import phrase
from pomtray.signin.web.answer import JSON, LARGEST, Answer
from pomtray.signin.web.http import Web
from pomtray.signin.web.reading import read

_OPENED_FOR: Final = 30.0
"""Seconds for the Pomerium to open a tunnel: it connects to what is behind it first."""


async def ask(web: Web, route: Route, tunnel: Tunnel, credential: Credential | None) -> Answer:
    """What its Pomerium answers to the credential in the route's form, or to none; an opened tunnel is closed at once.

    Raises as `connected` does.
    """
    shown = header(route.header, credential) if credential else None
    async with connected(web, route, tunnel, shown) as response:
        return await read(route.origin, response, LARGEST, errors_only=True)


@asynccontextmanager
async def connected(
    web: Web, route: Route, tunnel: Tunnel, shown: tuple[str, str] | None
) -> AsyncIterator[httpx.Response]:
    """The answer to CONNECT, before its body. shown: the header that carries the credential.

    Raises `Unreachable` where none comes in time, `Refused` where it is not to be read.
    """
    headers = [("Host", tunnel.target), ("Accept", JSON), *([shown] if shown else ())]
    raw = [(key.encode("ascii"), text.encode("ascii")) for key, text in headers]
    target = tunnel.target.encode("ascii")
    try:
        async with asyncio.timeout(_OPENED_FOR) as patience:
            async with web.exchange(tunnel.through, "CONNECT", target, raw) as response:
                if response.is_success:
                    patience.reschedule(None)
                yield response
    except TimeoutError:
        raise Unreachable(_late(route, tunnel)) from None


def _late(route: Route, tunnel: Tunnel) -> Problem:
    return Problem(
        phrase("No answer in time"),
        phrase(
            "{origin} did not open the tunnel to {target} in time.",
            origin=route.origin.authority,
            target=tunnel.target,
        ),
        phrase("Check that what is behind the route runs, or ask the administrator."),
        "route",
    )
