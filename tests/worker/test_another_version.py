"""A worker of another version than the program's, whose files an update has replaced: it does nothing, and says why."""

from __future__ import annotations

import asyncio

import pytest

from pomtray.controller.worker_client import WorkerClient
from pomtray.core.domain.stored import dump
from pomtray.core.errors import Unreachable, VaultError
from tests.core.built import APP, a_session
from tests.worker.conftest import Workers


async def test_it_does_nothing_and_says_why(workers: Workers) -> None:
    await workers.vault.save(dump({}))
    before = await workers.stored()
    workers.last.kill()
    workers.version = "0.0.0"
    with pytest.raises(VaultError, match="updated") as vault:
        await workers.vault.save(dump({}))
    assert "start it again" in vault.value.problem.action
    with pytest.raises(Unreachable, match="updated"):
        await WorkerClient(workers.supervisor).verify(a_session(), [APP], lambda _: None)
    assert await workers.stored() == before


async def test_who_only_looks_hears_nothing(workers: Workers) -> None:
    workers.version = "0.0.0"
    workers.supervisor.warm()
    await asyncio.wait_for(workers.supervisor._warming or asyncio.sleep(0), 30)
    assert len(workers.started) == 1
