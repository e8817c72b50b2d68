"""What the demo's tray program starts with."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta

import httpx
import pytest

from pomtray.app.running import _demo
from pomtray.core.domain.provider import InVault
from pomtray.core.domain.stored import load, load_remembered
from pomtray.desktop.settings.settings import parse
from pomtray.desktop.vault.memory import MemoryVault


@pytest.fixture
def options() -> Namespace:
    return Namespace(session_for=timedelta(minutes=3), no_routes_api=False)


async def test_the_demos_vault_holds_the_secrets_that_its_settings_ask_for(options: Namespace) -> None:
    async with _demo(options) as kept:
        settings = parse(kept.settings.read_text(encoding="utf-8"), kept.settings)
        assert isinstance(kept.vault, MemoryVault)
        content = await kept.vault.load()
    assert content is not None
    wanted = {provider.name for provider in settings.providers if provider.client_secret == InVault()}
    assert wanted == {"demo machine"}
    assert set(load_remembered(content).secrets) == wanted
    assert load(content) == {}


async def test_the_demo_leaves_nothing_behind(options: Namespace) -> None:
    async with _demo(options) as kept:
        path = kept.settings
        url = next(route.url for route in parse(path.read_text(encoding="utf-8"), path).routes if route.name == "app")
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"{url}/ping")).status_code == 200
            folder = path.parent
    assert not folder.exists()
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"{url}/ping")
