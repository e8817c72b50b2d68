"""A sign-in on another device: the person types a code in there (RFC 8628)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from pomtray.core.errors import Refused, Unreachable
from pomtray.core.protocol.oauth import Tokens
from pomtray.signin.provider import words
from pomtray.signin.provider.callback import authorization_errors
from pomtray.signin.provider.endpoints.token_endpoint import PollState
from pomtray.signin.provider.hooks import Hooks
from pomtray.signin.provider.providers import Client

_SLOWER_BY: Final = timedelta(seconds=5)
_SLOWEST: Final = timedelta(seconds=60)

Pause = Callable[[float], Awaitable[None]]


async def by_device(client: Client, hooks: Hooks, pause: Pause) -> Tokens:
    """Show the code and wait until the person has decided. Raises `PomtrayError`; cancelling ends the wait.

    `pause` waits for so many seconds.
    """
    async with client.told(hooks) as endpoint:
        device = await endpoint.start_device()
        expires_at = client.providers.now() + device.lasts_for
        hooks.device_code(device.user_code, device.verification_uri, device.verification_uri_complete, expires_at)
        every = device.interval_for
        while True:
            await pause(every.total_seconds())
            _check_time(client, expires_at)
            try:
                answer = await endpoint.poll(device.code)
            except Refused as error:
                raise authorization_errors.declined_elsewhere(error) from error
            except Unreachable:
                # §3.5: a provider in trouble is asked less and less often; the person may have decided already.
                every = min(every * 2, max(every, _SLOWEST))
                continue
            if not isinstance(answer, PollState):
                return answer
            if answer is PollState.SLOW_DOWN:
                every += _SLOWER_BY


def _check_time(client: Client, expires_at: datetime) -> None:
    if client.providers.now() >= expires_at:
        raise words.device_late(client.provider)
