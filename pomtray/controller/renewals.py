"""Silent renewals: what a provider rotates is in the vault before what came with it is used."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from pomtray.controller.client_secrets import ClientSecrets
from pomtray.controller.defects import problem_of
from pomtray.controller.ports import Ports
from pomtray.core.effects import Renew
from pomtray.core.errors import GrantEnded, GrantRefused, Unreachable
from pomtray.core.events import Event, RenewalFailed, Rotated
from pomtray.core.model import Model
from pomtray.core.secret import Secret

_log = logging.getLogger(__name__)
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


def renewal_failed(effect: Renew, at: datetime, error: Exception) -> Event:
    """What kind of failure it was decides whether it is tried again."""
    problem = problem_of(error)
    _log.info("renewal of %s failed: %s", effect.route.name, problem.short())
    retry_for = error.retry_for if isinstance(error, Unreachable) else None
    over, refused = isinstance(error, GrantEnded), isinstance(error, GrantRefused)
    return RenewalFailed(at, effect.login, effect.session.id, problem, over, refused, retry_for)
