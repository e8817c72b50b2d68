"""The way to a server as steps of a report: its name, the proxy before it, the connection, and where that ended."""

from __future__ import annotations

import asyncio
import socket
from typing import Final

from pomtray.core.domain.origin import Origin
from pomtray.core.errors import Problem
from pomtray.core.report import About, Step, note, well, wrong
from pomtray.core.text import phrase
from pomtray.signin.web import failures
from pomtray.signin.web.failures import RequestTarget
from pomtray.signin.web.server_certificate import CertificateWatch

_NAME_FOR: Final = 10.0
"""Seconds."""
_OF_THE_WAY: Final = {About.NAME, About.PROXY, About.CONNECTION, About.ENCRYPTION, About.CERTIFICATE}


async def name(asked: RequestTarget) -> Step | None:
    """What its name leads to; None where there is no name to be looked up."""
    host = asked.origin.host
    if asked.origin.has_address:
        return None
    if asked.proxy is not None:
        return well(About.NAME, phrase("{host} is looked up by the proxy, not here.", host=host))
    try:
        async with asyncio.timeout(_NAME_FOR):
            loop = asyncio.get_running_loop()
            found = await loop.getaddrinfo(host, asked.origin.port, type=socket.SOCK_STREAM)
    except OSError as error:
        return wrong(About.NAME, failures.explain(error, asked))
    addresses = dict.fromkeys(str(entry[4][0]) for entry in found)
    return well(About.NAME, phrase("{host} is {addresses}.", host=host, addresses=", ".join(addresses)))


def proxy(asked: RequestTarget) -> Step:
    """Through which it is asked, or that it is not."""
    if asked.proxy is not None:
        return well(
            About.PROXY,
            phrase("Asked through {proxy} of {source}.", proxy=asked.proxy.authority, source=asked.proxy.source),
        )
    if asked.automatic:
        return note(About.PROXY, asked.hint())
    return well(About.PROXY, phrase("None: it is asked directly."))


def connected(asked: RequestTarget) -> str:
    """What a connection that was made proves."""
    if asked.proxy:
        return phrase("The proxy {proxy} takes connections.", proxy=asked.proxy.authority)
    return phrase("{host} takes connections.", host=asked.origin.authority)


def place(watching: CertificateWatch, problem: Problem, origin: Origin) -> About:
    """Where on the way it ended: as the failure tells, else where the connection had come to."""
    if problem.step in _OF_THE_WAY - {About.CONNECTION}:
        return About(problem.step)
    if not watching.connected:
        return About.CONNECTION
    return About.POMERIUM if watching.encrypted or origin.scheme == "http" else About.ENCRYPTION
