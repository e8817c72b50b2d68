"""What a Pomerium's portal lists that it did not list before, lists no more, or calls otherwise."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pomtray.core.domain.known_pomerium import is_listed, listed_origin
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.portal import Portal
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Person
from pomtray.core.light_dataclass import dataclass
from pomtray.core.network.tunnel import is_tunnel
from pomtray.core.plain import isolated, plain
from pomtray.core.settings.change import ChangeRoute, Several
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import address_of
from pomtray.core.text import joined, phrase

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class News:
    """Held against what it listed for the same person before; that is none where it was another or nobody."""

    gone: frozenset[str] = frozenset()
    """Addresses that it lists no more."""
    renamed: tuple[tuple[str, str], ...] = ()
    """Routes whose name is the one that it gave them, and the one that it gives them now."""


def portal_of(person: Person, listed: Sequence[Offer]) -> Portal:
    return Portal(person.user, {offer.address: plain(offer.name, _LONGEST) for offer in listed})


def news(before: Portal | None, now: Portal, routes: Sequence[Route]) -> News:
    """What has changed for the person. A route's name that a person wrote is theirs."""
    if before is None or before.user != now.user:
        return News()
    listed = frozenset(listed_origin(address) for address in now.names if not is_tunnel(address))
    missing = before.names.keys() - now.names.keys()
    gone = frozenset(address for address in missing if is_tunnel(address) or not _is_listed(address, listed))
    return News(gone, tuple(_renamed(before, now, routes)))


def followed(renamed: Sequence[tuple[str, str]]) -> Several:
    """The settings with the names that it gives them now."""
    return Several(tuple(ChangeRoute(before, {"name": after}) for before, after in renamed))


def gone_routes(gone: Collection[str], routes: Sequence[Route]) -> tuple[str, ...]:
    """Names of the routes that are listed no more, in the order of the settings."""
    return tuple(route.name for route in routes if address_of(route) in gone) if gone else ()


def said_of_names(renamed: Sequence[tuple[str, str]]) -> str:
    """That they were followed."""
    named = [
        phrase("“{before}” is “{after}” now", before=isolated(before), after=isolated(after))
        for before, after in renamed[:2]
    ]
    names, more = joined(", ", named), len(renamed) - len(named)
    if more > 0:
        return phrase("Renamed as at their Pomerium: {names}, and {count} more.", names=names, count=more)
    return phrase("Renamed as at their Pomerium: {names}.", names=names)


def _renamed(before: Portal, now: Portal, routes: Sequence[Route]) -> list[tuple[str, str]]:
    """NOTE: none gets the name of another."""
    taken, found = {route.name for route in routes}, []
    for route in routes:
        was, name = before.names.get(address_of(route), ""), now.names.get(address_of(route), "")
        if was and name and was == route.name != name and name not in taken:
            taken.add(name)
            found.append((route.name, name))
    return found


def _is_listed(address: str, listed: Collection[Origin]) -> bool:
    try:
        return is_listed(listed_origin(address), listed)
    except ValueError:
        return True
