"""Requests of other programs while they are being answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Final

from pomtray.controller.requests.answering import Requests
from pomtray.core.requests.request import CredentialForm, Request, RequestKind
from tests.controller.world import World

HEADER: Final = Request(RequestKind.CREDENTIAL, "app", wanted=CredentialForm.HEADER)
LOGIN: Final = Request(RequestKind.LOGIN, "app", waits=True)
RENEW: Final = Request(RequestKind.RENEW, "app", waits=True)


def asking(world: World, request: Request = HEADER, *, command: bool = False) -> tuple[Awaitable[object], list[str]]:
    """An answer that is on its way, and what is told until it is there. command: asked by one that has no tray."""
    told: list[str] = []
    before = (lambda: told.append("PAGE")) if command else None

    def tell(text: str, scan: str = "") -> None:
        told.extend([text, f"SCAN {scan}"] if scan else [text])

    answer = Requests(world.controller, lambda: world.now, before).answer(request, tell)
    return asyncio.create_task(answer), told
