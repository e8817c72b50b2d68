"""Whether a route and an authenticate host lie in one domain that is somebody's own (`pomerium.md` §9 rule 2a)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Final

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.sharing import parent_domain

_NAMES_OF_ADDRESSES: Final = frozenset({"nip.io", "sslip.io", "traefik.me"})
_SHARED: Final = _NAMES_OF_ADDRESSES | {"pomerium.app", "pomerium.io"}
"""Not on Mozilla's list, and everybody has hosts under them: Pomerium's hosted service, and names for any address."""
_REGION: Final = re.compile(r"[a-z0-9-]+\.cloudapp\.azure\.com\Z")
"""Neither are these: each virtual machine of a region has a name there."""
_MAY_BE_ADDRESS: Final = re.compile(r"[0-9]|--|(?:^|[.-])[a-f]{8}(?:[.-]|\Z)")
"""Of what stands first such a name is made, decimal or hexadecimal: below one's own address there are all others."""

Domains = Callable[[Origin, Origin], Awaitable[bool]]
"""Whether the route, the first of the two, is in the authenticate host's own domain."""


async def in_one_domain(route: Origin, authenticate: Origin) -> bool:
    """By Mozilla's Public Suffix List: two customers of one registry, or of one hoster, have no domain in common.

    Nor have a hoster and its customers, whose hosts lie below its own (`evil.s3.amazonaws.com`).
    """
    parent = parent_domain(route, authenticate)
    if not parent or parent in _SHARED or _REGION.match(parent) or _is_of_another_address(parent, route.host):
        return False
    return await asyncio.to_thread(_is_somebodys, parent, route.host)


async def in_one_domain_or_on_loopback(route: Origin, authenticate: Origin) -> bool:
    """The same where this computer counts as one domain: for the demo's own settings and no others."""
    return (route.is_loopback and authenticate.is_loopback) or await in_one_domain(route, authenticate)


def _is_of_another_address(parent: str, host: str) -> bool:
    service = ".".join(parent.split(".")[-2:])
    return service in _NAMES_OF_ADDRESSES and bool(_MAY_BE_ADDRESS.search(host.removesuffix(parent)))


@lru_cache(maxsize=256)
def _is_somebodys(parent: str, host: str) -> bool:
    """Whether `host`, which lies under `parent`, belongs to who has that.

    NOTE: what was found is kept, the list is not: a sign-in asks twice, and a check each time where nothing is listed.
    """
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 10,000 rules for a question that is seldom asked

    # An unknown top-level domain is a public suffix of one label (publicsuffix.org "Algorithm", rule "*").
    suffixes = PublicSuffixList()
    owned = suffixes.privatesuffix(parent)
    return owned is not None and owned == suffixes.privatesuffix(host)
