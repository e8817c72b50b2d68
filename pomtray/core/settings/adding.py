"""What becomes of an address that a person adds, in the window or by a command."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from pomtray.core.domain.route import Route
from pomtray.core.settings.change import Value
from pomtray.core.settings.offers import address_of
from pomtray.core.settings.pasted import Pasted, name_for, tags_for, unique


def route_at(read: Pasted, routes: Iterable[Route]) -> Route | None:
    """The one that has this address already; of an MCP endpoint its path too."""
    there = (route for route in routes if address_of(route) == read.address)
    return next((route for route in there if read.path in {"", route.path}), None)


def proposed_tags(read: Pasted, routes: Iterable[Route]) -> tuple[str, ...]:
    """Those that all routes of the same domain have."""
    return tags_for(read.host, [(route.origin.host, route.tags) for route in routes])


def new_route(read: Pasted, name: str, tags: Sequence[str], taken: Collection[str]) -> tuple[str, dict[str, Value]]:
    """Its name, and what is written for it. name: "" for one made of the host. taken: the names that routes have."""
    fresh = unique(name.strip() or name_for(read.host, taken), taken)
    kept = tuple(kept for tag in tags if (kept := tag.strip()))
    keys: dict[str, Value] = {"name": fresh, "url": read.url}
    return fresh, keys | ({"tags": kept} if kept else {})
