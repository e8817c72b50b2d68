"""Routes that somebody could add: what a Pomerium lists for the person, or what another program's file names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pomtray.core.domain.login import is_live, session_of
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session
from pomtray.core.light_dataclass import dataclass
from pomtray.core.network.tunnel import is_tunnel, tunnel
from pomtray.core.plain import plain
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.pasted import name_for, pasted, unique

if TYPE_CHECKING:
    from pomtray.core.model.value import Model
    from pomtray.core.settings.change import Keys, Value

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class NotTaken:
    """What a file names, and pomtray cannot sign in to. Its address is not quoted."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class ImportableRoutes:
    """What a file names that is no route yet, and what else there is to know of the program that wrote it."""

    offers: tuple[Offer, ...]
    refused: tuple[NotTaken, ...] = ()
    plain_text: tuple[str, ...] = ()
    """Paths of files in which pomerium-cli keeps sessions unencrypted."""
    gone: tuple[str, ...] = ()
    """Names of routes that their Pomerium lists no more."""

    @property
    def says_anything(self) -> bool:
        return bool(self.offers or self.refused or self.plain_text)


def importable_routes(
    named: Sequence[Offer | NotTaken], routes: Iterable[Route], plain_text: tuple[str, ...] = ()
) -> ImportableRoutes:
    """What of all that is `named` none of `routes` is."""
    offers = unknown((one for one in named if isinstance(one, Offer)), routes)
    return ImportableRoutes(offers, tuple(one for one in named if isinstance(one, NotTaken)), plain_text)


def address_of(route: Route) -> str:
    """What tells a route from another: its origin; for a TCP route the tunnel's whole address."""
    return str(route.tunnel or route.origin)


def unknown(offers: Iterable[Offer], routes: Iterable[Route]) -> tuple[Offer, ...]:
    """Those whose address none of `routes` has, each once, by name.

    A tunnel to what a TCP route leads to is that route's, whoever opens it.
    """
    fresh = {(offer.address, offer.url): offer for offer in offers if "*" not in offer.address}
    there, targets = set[str](), set[str]()
    for route in routes if fresh else ():
        there.add(address_of(route))
        targets |= {route.tunnel.target} if route.tunnel else set()
    new = (offer for offer in fresh.values() if offer.address not in there)
    left = (offer for offer in new if not (targets and _target(offer.address) in targets))
    return tuple(sorted(left, key=lambda offer: (offer.name.casefold(), offer.address)))


def _target(address: str) -> str:
    return tunnel(address).target if is_tunnel(address) else ""


def entries(offers: Iterable[Offer], taken: Collection[str]) -> tuple[Keys, ...]:
    """What is written for them; names that another route has get a number."""
    names, written = set(taken), []
    for offer in offers:
        name = unique(plain(offer.name, _LONGEST) or name_for(pasted(offer.address).host, names), names)
        names.add(name)
        keys: dict[str, Value] = {"name": name, "url": offer.url or offer.address}
        written.append(keys | ({"tags": offer.tags} if offer.tags else {}))
    return tuple(written)


def askable(model: Model, now: datetime) -> tuple[Session, ...]:
    """Sessions with which a Pomerium tells what is the person's: those that its authenticate host vouches for.

    NOTE: a list that a route's own host gives counts for nothing (`pomerium.md` §9 rule 1b).
    """
    held = (session_of(login.state) for login in model.logins.values())
    return tuple(
        session
        for session in held
        if session and session.grant is None and session.vouched_by is None and is_live(session, now)
    )
