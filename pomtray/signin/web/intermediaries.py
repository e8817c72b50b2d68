"""What stands between us and a server, by the answer that it gives in the server's place.

A network's own sign-in page (RFC 6585 §6), an access gateway or a firewall. None of them is told by the answer's status
alone: a Pomerium behind one passes its own answers through, with the other's name in `Server`.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from pomtray.core.domain.origin import Origin
from pomtray.core.plain import plain
from pomtray.core.text import phrase
from pomtray.signin.web.answer import JSON, Answer

_NETWORK_SIGN_IN: Final = 511
_TURNED_AWAY: Final = frozenset({401, 403, 406, 407})
_MAY_BE_TROUBLE: Final = frozenset({429, 503})
"""A firewall's only where it says so."""
_OK: Final = 200
_INTERCEPTED: Final = "x-pomerium-intercepted-response"
_SAY_SO: Final = frozenset({"cf-mitigated", "x-amzn-waf-action"})
"""Headers of firewalls only: of a question for a person, which may come with the status of success."""
_PAGES: Final = frozenset({"text/html", "application/xhtml+xml", ""})
"""Kinds of a web page; some portals name none."""
_FRONTS: Final = {
    "akamaighost": "Akamai",
    "awselb": phrase("an AWS load balancer"),
    "big-ip": "F5 BIG-IP",
    "bigip": "F5 BIG-IP",
    "cloudflare": "Cloudflare",
    "cloudfront": phrase("Amazon CloudFront"),
    "imperva": "Imperva",
    "microsoft-azure-application-gateway": phrase("an Azure application gateway"),
    "squid": "Squid",
    "sucuri": "Sucuri",
    "zscaler": "Zscaler",
}
"""By what `Server` begins with."""
_CODE: Final = re.compile(rb"error code: ([0-9]{4})\b")
_LOOKED_AT: Final = 2048


class Intermediary(NamedTuple):
    """In words: the meaning goes on "it answered 403: …"."""

    title: str
    meaning: str
    action: str


def intermediary_of(origin: Origin, answer: Answer) -> Intermediary | None:
    """What an answer that is not the server's own tells; None where nothing seems to stand between."""
    if answer.status == _NETWORK_SIGN_IN:
        return _network(origin, phrase("the network that this computer is in wants a sign-in of its own"))
    if is_firewalls(answer):
        return _firewall(answer)
    if answer.redirects and (elsewhere := _elsewhere(origin, answer)):
        return _gateway(origin, elsewhere)
    if answer.status == _OK and answer.content_type in _PAGES and _begins(answer.body) == b"<":
        return _network(
            origin, phrase("a web page came in place of an answer, as networks and gateways send for a sign-in")
        )
    return None


def is_firewalls(answer: Answer) -> bool:
    """Whether something in front of the server refused us in its place."""
    if answer.content_type == JSON or _INTERCEPTED in answer.headers:
        return False
    if _SAY_SO & answer.headers.keys():
        return True
    has_code = bool(_code(answer))
    return (answer.status in _TURNED_AWAY and (has_code or bool(_front(answer)))) or (
        answer.status in _MAY_BE_TROUBLE and has_code
    )


def look_there(origin: Origin) -> str:
    """What a person can do where something seems to stand between."""
    return phrase(
        "Open {origin} in the browser: where a network or a gateway wants a sign-in there, do that and try again.",
        origin=origin,
    )


def _network(origin: Origin, meaning: str) -> Intermediary:
    return Intermediary(phrase("A web page stands between"), meaning, look_there(origin))


def _gateway(origin: Origin, elsewhere: str) -> Intermediary:
    return Intermediary(
        phrase("{elsewhere} stands between", elsewhere=elsewhere),
        phrase(
            "it sends this program to {elsewhere}, as access gateways and networks do for a sign-in of their own",
            elsewhere=elsewhere,
        ),
        phrase(
            "Open {origin} in the browser and see what comes. Where a gateway stands there for good, its "
            "administrator has to let /.pomerium/ and /.well-known/ through.",
            origin=origin,
        ),
    )


def _firewall(answer: Answer) -> Intermediary:
    code, front = _code(answer), _front(answer) or phrase("A firewall")
    return Intermediary(
        phrase("Something stands in front of the server"),
        phrase(
            "{front} in front of it refused this program (error code {code}), or wants a sign-in of its own",
            front=front,
            code=code,
        )
        if code
        else phrase("{front} in front of it refused this program, or wants a sign-in of its own", front=front),
        phrase(
            "Ask the administrator to let pomtray through there: it names itself in User-Agent. Or try from "
            "another network."
        ),
    )


def _begins(body: bytes) -> bytes:
    return body.removeprefix(codecs.BOM_UTF8).lstrip()[:1]


def _code(answer: Answer) -> str:
    """Cloudflare's: 1010 is a refusal of the program itself."""
    found = _CODE.search(answer.body[:_LOOKED_AT])
    return found[1].decode() if found else ""


def _front(answer: Answer) -> str:
    server = answer.headers.get("server", "").lower()
    return next((name for begin, name in _FRONTS.items() if server.startswith(begin)), "")


def _elsewhere(origin: Origin, answer: Answer) -> str:
    """The other host that a redirect names, and no more of it: the rest of a `Location` may be secret."""
    try:
        host = urlsplit(answer.headers.get("location", "")).hostname
    except ValueError:
        return ""
    return "" if host == origin.host else plain(host, 80)
