"""Ending a session at the Pomerium that issued it (`pomerium.md` §5, and §9 rule 8)."""

from __future__ import annotations

from typing import Final

from pomtray.core.domain.origin import Origin, split
from pomtray.core.domain.session import Session, Undone, Verdict
from pomtray.core.errors import Refused, Unreachable
from pomtray.core.protocol.sign_in_url import LONGEST
from pomtray.signin.pomerium.pomerium import who
from pomtray.signin.web.http import Web

_PATH: Final = "/.pomerium/sign_out"
_COOKIE: Final = "_pomerium_authenticate"
"""`cookie_name` + `_authenticate`, with the default name."""


async def revoke(web: Web, session: Session, route: Origin) -> Undone:
    """End `session` through the host of `route`, then ask who vouches for it: ENDED, still LIVE, or UNREACHABLE.

    Not for use while another attempt on that Pomerium is pending: the browser's session is the same one.
    """
    try:
        signed = await web.get(route, _PATH, accept="text/html")
        target = _signed_target(signed.headers.get("location", ""), session.issuer)
        if not target:
            return Undone(Verdict.LIVE)
        # Its `Location` goes to the provider with an id_token in it: neither followed nor kept.
        await web.get(session.issuer, target, accept="text/html", cookie=(_COOKIE, session.credential))
    except (Unreachable, Refused) as error:
        return Undone(Verdict.UNREACHABLE, problem=error.problem)
    word = await who(web, session.vouching_host, session.credential)
    return Undone(word.verdict, problem=word.problem)


def _signed_target(location: str, issuer: Origin) -> str:
    """Path and query to ask `issuer` for, "" unless `location` is its sign-out and nothing else."""
    try:
        parts, origin = split(location), Origin.parse(location)
    except ValueError:
        return ""
    if len(location) > LONGEST or origin != issuer or parts.path != _PATH or parts.fragment:
        return ""
    return f"{_PATH}?{parts.query}"
