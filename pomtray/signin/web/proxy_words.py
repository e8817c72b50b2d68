"""What a proxy's failures mean, in words. Its address may hold a password, so host and port are all that is shown."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import httpx

from pomtray.core.domain.origin import Origin
from pomtray.core.errors import Problem
from pomtray.core.network.proxy import Proxy, is_variable
from pomtray.core.plain import plain
from pomtray.core.report import About
from pomtray.core.text import phrase
from pomtray.signin.web import socks

_PASSWORD_STATUSES: Final = ("407", "401")
"""RFC 9110 §15.5.8; tinyproxy says 401 to a wrong one."""
_OF_SOCKS: Final = {str(text): text for text in (*socks.REFUSALS.values(), socks.HUNG_UP)}
"""NOTE: of what an error is raised with, httpx keeps the English alone."""
_STATUS: Final = re.compile(r"[1-5][0-9]{2}\b")


def hint(origin: Origin, proxy: Proxy) -> str:
    """What to check where a proxy stood between."""
    return phrase(
        "It was asked through the proxy {proxy} of {source}: check that, or {leave_out}.",
        proxy=proxy.authority,
        source=proxy.source,
        leave_out=_leave_out(origin, proxy),
    )


def explain(chain: Sequence[BaseException], origin: Origin, proxy: Proxy) -> Problem | None:
    """What went wrong at the proxy itself; None where it was not the proxy."""
    found = _at_proxy(chain, origin, proxy)
    return replace(found, step=About.PROXY) if found else None


def _at_proxy(chain: Sequence[BaseException], origin: Origin, proxy: Proxy) -> Problem | None:
    for error in chain:
        if isinstance(error, httpx.ProxyError):
            return _refused(str(error), origin, proxy)
    if any(isinstance(error, socket.gaierror) for error in chain):
        return _unreachable(
            phrase("The name of the proxy is not known"), phrase("it has no address here (DNS)"), origin, proxy
        )
    if any(isinstance(error, ConnectionRefusedError) for error in chain):
        return _unreachable(phrase("The proxy does not answer"), phrase("nothing answers there"), origin, proxy)
    if any(isinstance(error, httpx.ConnectTimeout) for error in chain):
        return _unreachable(phrase("The proxy does not answer"), phrase("it did not answer in time"), origin, proxy)
    return None


def _refused(said: str, origin: Origin, proxy: Proxy) -> Problem:
    """`said`: httpcore's text, which begins with the proxy's status, or one of `socks`."""
    status = _STATUS.match(said)
    if said == socks.WANTS_PASSWORD or (status and status[0] in _PASSWORD_STATUSES):
        return _wants_password(proxy)
    if said == socks.NO_SOCKS:
        return _unspoken(proxy)
    told = phrase("it answered {status}", status=status[0]) if status else _OF_SOCKS.get(said, plain(said, 60))
    return Problem(
        phrase("The proxy refused"),
        phrase(
            "{proxy} did not let us through to {origin}: {told}.",
            proxy=_proxy_name(proxy),
            origin=origin.authority,
            told=told,
        ),
        phrase(
            "Ask who runs the proxy, check {source}, or {leave_out}.",
            source=proxy.source,
            leave_out=_leave_out(origin, proxy),
        ),
    )


def _wants_password(proxy: Proxy) -> Problem:
    sentence = (
        phrase("{proxy} does not take the name and the password that it was given.", proxy=_proxy_name(proxy))
        if proxy.user
        else phrase("{proxy} wants a name and a password.", proxy=_proxy_name(proxy))
    )
    return Problem(
        phrase("The proxy wants a password"),
        sentence,
        phrase(
            "Put them into {source}: SCHEME://NAME:PASSWORD@HOST:PORT, other signs than letters and digits as %XX.",
            source=proxy.source,
        ),
    )


def _unreachable(title: str, reason: str, origin: Origin, proxy: Proxy) -> Problem:
    action = phrase(
        "Check {source} and the network, or {leave_out}.", source=proxy.source, leave_out=_leave_out(origin, proxy)
    )
    return Problem(
        title, phrase("{proxy} cannot be reached: {reason}.", proxy=_proxy_name(proxy), reason=reason), action
    )


def _unspoken(proxy: Proxy) -> Problem:
    return Problem(
        phrase("The proxy does not speak SOCKS 5"),
        phrase("{proxy} gave an answer that is none of SOCKS 5.", proxy=_proxy_name(proxy)),
        phrase("Check {source}: an HTTP proxy is written http://HOST:PORT.", source=proxy.source),
    )


def _proxy_name(proxy: Proxy) -> str:
    return phrase("The proxy {proxy} of {source}", proxy=proxy.authority, source=proxy.source)


def _leave_out(origin: Origin, proxy: Proxy) -> str:
    if is_variable(proxy.source):
        return phrase("add {host} to NO_PROXY", host=origin.host)
    return phrase("add {host} to the hosts that need no proxy there", host=origin.host)
