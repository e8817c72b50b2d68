"""The controller, the demo's servers, a browser, and a real worker between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from pomtray.controller.worker_client import WorkerClient
from pomtray.core import events as happened
from pomtray.core.domain.remembered import Remembered
from pomtray.core.domain.stored import dump
from pomtray.demo.browser import PageFollower
from pomtray.demo.settings_text import client_secrets, settings_text
from pomtray.demo.world import Demo
from pomtray.desktop.settings.settings import parse
from pomtray.pair import messages as say
from tests.controller.test_with_demo import Ground
from tests.controller.world import LiveWorld
from tests.worker.conftest import Workers

_VAULT = ("load", "obstacle", "ask_again", "unlock", "decline", "cancel", "probe", "save")


@asynccontextmanager
async def playing(workers: Workers, *names: str) -> AsyncIterator[Ground]:
    """Those routes of the demo, configured; `workers` ask its servers and keep the vault."""
    async with Demo() as demo, PageFollower() as browser:
        settings = parse(settings_text(demo), Path("demo.toml"))
        routes = [route for route in settings.routes if route.name in names]
        world = LiveWorld(*routes, providers=settings.providers, now=datetime.now(UTC))
        workers.standing = say.WorkerConfig(world.settings)
        world.real = WorkerClient(workers.supervisor)
        for name in _VAULT:
            setattr(world.vault, name, getattr(workers.vault, name))
        await workers.vault.save(dump({}, Remembered(secrets=client_secrets(demo))))
        ground = Ground(demo, world)
        workers.doubted = lambda session: world.controller.happen(happened.SignInDoubted(world.now, session))
        world.browse = lambda url: ground.pages.append(asyncio.create_task(browser.open(url)))
        await world.controller.start()
        try:
            yield ground
        finally:
            await asyncio.gather(*ground.pages, return_exceptions=True)
            await world.controller.close()
