"""What few need, and what is loaded only when they do."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from pomtray.core.errors import Problem
from pomtray.core.provider import FromCommand, InEnvironment
from pomtray.core.route import Settings
from pomtray.core.secret import Secret

if TYPE_CHECKING:
    from pomtray.controller.ports import SignInClient
    from pomtray.desktop.idle import IdleWatch


async def fetch_secret(place: InEnvironment | FromCommand, withheld: Collection[str]) -> Secret:
    from pomtray.desktop.client_secret import fetch  # noqa: PLC0415 see above

    return await fetch(place, withheld)


async def client(
    settings: Callable[[], Settings],
    passphrase: Callable[[str], Secret | None],
    troubled: Callable[[Problem], None],
    *,
    demo: bool,
) -> SignInClient:
    """The HTTP client; its import takes a while, so a thread does it. `demo`: this computer counts as one domain."""
    await asyncio.to_thread(importlib.import_module, "pomtray.signin.client")
    from pomtray.desktop.proxies import DesktopProxies  # noqa: PLC0415 as the client
    from pomtray.signin.client import Client  # noqa: PLC0415 when the first request is due
    from pomtray.signin.domains import in_one_domain, in_one_domain_or_on_loopback  # noqa: PLC0415
    from pomtray.signin.http import Web  # noqa: PLC0415 as the client

    domains = in_one_domain_or_on_loopback if demo else in_one_domain
    return Client(settings, domains, Web(settings, DesktopProxies(troubled).current, passphrase))


class PersonWatch:
    """Whether somebody is at the screen; some desktops tell only who has listened for a while."""

    def __init__(self) -> None:
        self._idle: IdleWatch | None = None

    async def listen(self) -> None:
        """Begin to; harmless where that goes on already."""
        from pomtray.desktop.idle import IdleWatch  # noqa: PLC0415 see above

        self._idle = self._idle or IdleWatch()
        await self._idle.start()

    async def is_present(self) -> bool:
        from pomtray.desktop.presence import is_present  # noqa: PLC0415 asked at the end of a session only

        return await is_present(heard=self._idle.idle_for() if self._idle else None)

    async def close(self) -> None:
        if self._idle is not None:
            await self._idle.close()
