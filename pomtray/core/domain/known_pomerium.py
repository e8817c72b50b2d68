"""What is known for good of one Pomerium: what it listed, and what the person allowed (`pomerium.md` §9 rule 2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import Final

from pomtray.core.domain.login import Doubt
from pomtray.core.domain.origin import Origin
from pomtray.core.light_dataclass import dataclass

_MOST: Final = 4000
"""Listed origins that are kept: what one answer may hold, twice."""
_ANY: Final = "*."
_PLACE: Final = attrgetter("scheme", "host", "port")
"""Of an origin, in their order: compared without a call of ours for each two of thousands."""


@dataclass(frozen=True, slots=True)
class KnownPomerium:
    """Kept by authenticate host, in the vault; it outlives sign-out, restart and every session."""

    listed: frozenset[Origin] = frozenset()
    """What its routes API listed, asked with a live session of its own. A host may begin with `*.`."""
    allowed: frozenset[tuple[Origin, Doubt]] = frozenset()
    """Routes that the person let have a session of it, and in spite of what."""

    def lists(self, route: Origin) -> bool:
        return is_listed(route, self.listed)

    def allows(self, route: Origin, doubt: Doubt) -> bool:
        """A yes counts for this very doubt, not for another one about the same route."""
        return (route, doubt) in self.allowed

    def with_listed(self, origins: Collection[Origin]) -> KnownPomerium:
        """What is listed now comes first where there is too much to keep."""
        if self.listed.issuperset(origins):
            return self
        kept = list(dict.fromkeys((*sorted(origins, key=_PLACE), *sorted(self.listed, key=_PLACE))))[:_MOST]
        return replace(self, listed=frozenset(kept))

    def with_allowed(self, route: Origin, doubt: Doubt) -> KnownPomerium:
        return replace(self, allowed=self.allowed | {(route, doubt)})


UNKNOWN: Final = KnownPomerium()


@lru_cache(maxsize=_MOST)
def listed_origin(text: str) -> Origin:
    """The origin that a routes API names; `https://*.DOMAIN` is one too. Raises `ValueError` for all else.

    NOTE: kept, as a thousand sessions may be answered with the same list.
    """
    scheme, separator, rest = text.partition("://")
    if not rest.startswith(_ANY):
        return Origin.parse(text)
    domain = Origin.parse(f"{scheme}{separator}{rest.removeprefix(_ANY)}")
    return replace(domain, host=f"{_ANY}{domain.host}")


def is_listed(route: Origin, listed: Collection[Origin]) -> bool:
    """Whether `listed` has `route`, or a `*.DOMAIN` that is one label above it (§9 rule 1b)."""
    return route in listed or replace(route, host=_ANY + route.host.partition(".")[2]) in listed


def united(old: KnownPomerium, new: KnownPomerium) -> KnownPomerium:
    """What either knows."""
    return replace(new.with_listed(new.listed | old.listed), allowed=old.allowed | new.allowed)
