"""Silent renewals: what a provider rotates is in the vault before what came with it is used."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from pomtray.controller.client_secrets import ClientSecrets
from pomtray.controller.ports import Ports
from pomtray.core.effects import Renew
from pomtray.core.events import Event, Rotated
from pomtray.core.model import Model
from pomtray.core.secret import Secret

_KEEP_FOR = 5.0
"""Seconds to wait for the vault. A vault that cannot be written keeps nobody from working: it is told elsewhere."""


class RunningRenewal(ClientSecrets):
    """One renewal's way to secrets and vault."""

    def __init__(
        self,
        effect: Renew,
        ports: Ports,
        happen: Callable[[Event], None],
        model: Callable[[], Model],
        saved: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(ports, happen, model)
        self._effect = effect
        self._saved = saved

    async def keep(self, refresh: Secret) -> None:
        self._happen(Rotated(self._ports.now(), self._effect.login, self._effect.session.id, refresh))
        try:
            async with asyncio.timeout(_KEEP_FOR):
                await self._saved()
        except TimeoutError:
            return
