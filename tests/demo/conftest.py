from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from pomtray.demo.browser import PageFollower
from pomtray.demo.options import PLANS, DemoOptions, RoutePlan
from pomtray.demo.world import Demo
from pomtray.serve.server import Server
from tests.demo.playground import Clock, Listener, World


@pytest.fixture
async def world() -> AsyncIterator[World]:
    clock = Clock()
    listener = Listener()
    options = DemoOptions(clock=clock)
    async with (
        Demo(options, (*PLANS, RoutePlan("gone", kind="missing"))) as demo,
        Server(listener) as server,
        httpx.AsyncClient(trust_env=False) as client,
        PageFollower() as browser,
    ):
        yield World(demo, clock, client, browser, listener, f"http://127.0.0.1:{server.port}")
