"""How a sign-in ended, shown on the page that its browser ends on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session
from pomtray.core.errors import PomtrayError
from pomtray.signin import words
from pomtray.signin.callback.listener import Listener
from pomtray.signin.confirming import Confirming


async def shown(
    listener: Listener[Any], route: Route, signing_in: Awaitable[Session], confirming: Confirming
) -> Session:
    """What `signing_in` gives or raises, once `listener` says so too; `confirming` is that sign-in's."""
    try:
        session = await signing_in
    except PomtrayError as error:
        listener.show(words.failure(route, error.problem))
        raise
    except asyncio.CancelledError:
        listener.show(words.failure(route, words.GIVEN_UP))
        raise
    listener.show(words.success(route, session))
    confirming.watch(listener, session)
    return session
