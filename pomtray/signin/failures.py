"""What the network's failures mean, in words. No text of httpx is shown: it may quote what was sent."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import httpx

from pomtray.core.errors import Problem
from pomtray.core.origin import Origin
from pomtray.core.plain import plain
from pomtray.core.proxy import Proxy, by_script
from pomtray.signin import proxy_words


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, and by which way."""

    origin: Origin
    proxy: Proxy | None = None
    automatic: str = ""
    """Who wants a PAC file to choose the proxy, so that none was used; "" where nobody does."""

    def hint(self) -> str:
        """What to look at where something stands between, or should; "" where nothing does."""
        if self.proxy is not None:
            return proxy_words.hint(self.origin, self.proxy)
        return by_script(self.automatic).text() if self.automatic else ""


def explain(error: BaseException, asked: Asked) -> Problem:
    """Name resolution, refused connection, TLS, proxy or time-out: which of them, and what helps."""
    chain = list(_chain(error))
    if asked.proxy is not None and (problem := proxy_words.explain(chain, asked.origin, asked.proxy)) is not None:
        return problem
    for kind, told in _KINDS:
        cause = next((link for link in chain if isinstance(link, kind)), None)
        if cause is not None:
            return told(cause, asked)
    return Problem(
        "The connection broke",
        f"{asked.origin.authority} did not send an answer that can be read.",
        asked.hint() or "Try again; if it stays so, check the address in the settings.",
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and its causes; several addresses tried give a group (RFC 8305)."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        link = waiting.pop(0)
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting += [link.__cause__, link.__context__]
        if isinstance(link, BaseExceptionGroup):
            waiting += link.exceptions


def _name_unknown(_: BaseException, asked: Asked) -> Problem:
    return Problem(
        "The name is not known",
        f"{asked.origin.host} has no address here (DNS).",
        asked.hint() or "Check the address in the settings and the network: some names exist inside a VPN only.",
    )


def _certificate(error: BaseException, asked: Asked) -> Problem:
    reason = plain(getattr(error, "verify_message", "")) or "it is not trusted"
    return Problem(
        "The certificate is not trusted",
        f"{asked.origin.authority} showed a certificate that is refused: {reason}.",
        "If it is your organisation's own, add its CA to the system's trust store, "
        "or to the route or provider with this very address as `ca` in the settings.",
    )


def _tls(error: BaseException, asked: Asked) -> Problem:
    reason = plain(getattr(error, "reason", "") or "", 60).replace("_", " ").lower() or "no reason given"
    return Problem(
        "No encrypted connection",
        f"{asked.origin.authority} does not speak TLS as expected ({reason}).",
        asked.hint() or "Check scheme and port of the address in the settings.",
    )


def _refused(_: BaseException, asked: Asked) -> Problem:
    return Problem(
        "The connection was refused",
        f"Nothing answers at {asked.origin.authority}.",
        asked.hint() or "Check host and port of the address in the settings, and that the server runs.",
    )


def _late(_: BaseException, asked: Asked) -> Problem:
    return Problem(
        "No answer in time",
        f"{asked.origin.authority} did not answer in time.",
        asked.hint() or "Check the network; some servers answer inside a VPN only.",
    )


_KINDS: Final = (
    (httpx.TimeoutException, _late),
    (TimeoutError, _late),
    (socket.gaierror, _name_unknown),
    (ssl.SSLCertVerificationError, _certificate),
    (ssl.SSLError, _tls),
    (ConnectionRefusedError, _refused),
)
"""First match wins: a handshake out of time, and a certificate, are SSL errors too."""


def unreadable_ca(path: str, error: OSError) -> Problem:
    reason = "there is no such file" if isinstance(error, FileNotFoundError) else "it cannot be read as PEM"
    return Problem(
        "The CA file cannot be used",
        f"{plain(path)}: {reason}.",
        "Give the path of a PEM file as `ca`.",
    )


def too_large(origin: Origin) -> Problem:
    return Problem(
        "The answer is too large",
        f"{origin.authority} sent more than a Pomerium or an identity provider ever does.",
        "Check the address in the settings: it must be that of a service behind Pomerium, or of a provider.",
    )


def unreadable_body(origin: Origin) -> Problem:
    return Problem(
        "The answer cannot be read",
        f"{origin.authority} sent a compressed answer that does not unpack.",
        "Try again; if it stays so, something between changes the answers.",
    )
