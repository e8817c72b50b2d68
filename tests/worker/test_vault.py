"""The vault through workers that come and go: nothing is lost, nothing comes back."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path

import pytest

from pomtray.core.domain.login import Login, SignedIn
from pomtray.core.domain.remembered import Remembered, Revocation
from pomtray.core.domain.stored import dump, load, load_remembered
from pomtray.core.errors import VaultError
from pomtray.desktop.vault.vault import Vault
from pomtray.pair import messages as say
from pomtray.pair import vault_messages as of_vault
from tests.core.built import ALICE, APP, APP_ID, WIKI, WIKI_ID, a_session
from tests.worker.conftest import Workers

SIGNED_IN = dump({APP_ID: Login(APP_ID, frozenset({APP.origin}), SignedIn(a_session()), ALICE)})
SIGNED_OUT = dump({APP_ID: Login(APP_ID, frozenset({APP.origin}), last_person=ALICE)})
ELSEWHERE = dump({WIKI_ID: Login(WIKI_ID, frozenset({WIKI.origin}), SignedIn(a_session("other")), ALICE)})
TO_REVOKE = dump({}, Remembered((Revocation(APP, a_session()),)))


async def somebody_waits(gate: Path) -> int:
    """The other end of the FIFO, once the worker's keyring waits there."""
    async with asyncio.timeout(30):
        while True:
            with contextlib.suppress(OSError):
                return os.open(gate, os.O_WRONLY | os.O_NONBLOCK)
            await asyncio.sleep(0.01)


def open_up(gate: Path, end: int) -> None:
    """Nobody waits there any more."""
    gate.rename(gate.with_name("over"))
    os.close(end)


async def test_a_vault_that_was_never_saved_starts_no_worker(workers: Workers) -> None:
    assert await workers.vault.load() is None
    await workers.vault.probe()
    assert not workers.started


async def test_what_one_worker_saved_another_reads(workers: Workers) -> None:
    await workers.vault.save(SIGNED_IN)
    workers.last.kill()
    assert await workers.vault.load() == SIGNED_IN
    assert len(workers.started) == 2


async def test_what_was_taken_away_does_not_come_back_with_the_next_worker(workers: Workers) -> None:
    """It knows by its predecessor what this program has seen: nothing is to be united."""
    await workers.vault.load()
    await workers.vault.save(TO_REVOKE)
    workers.last.kill()
    await workers.vault.save(SIGNED_OUT)
    assert await workers.stored() == SIGNED_OUT


async def test_a_save_that_was_cut_off_after_it_was_done_is_ones_own(workers: Workers) -> None:
    await workers.vault.load()
    await workers.vault.save(SIGNED_IN)
    heard = workers.vault.saved
    workers.vault.saved = lambda saved: None  # type: ignore[method-assign]  # as if it were killed before it said so
    await workers.vault.save(TO_REVOKE)
    workers.vault.saved = heard  # type: ignore[method-assign]
    workers.last.kill()
    await workers.vault.save(SIGNED_OUT)
    assert await workers.stored() == SIGNED_OUT


async def test_what_another_program_saved_is_united(workers: Workers) -> None:
    await workers.vault.load()
    await workers.vault.save(SIGNED_IN)
    other = Vault(workers.folder / "data/sessions.vault", "sessions", merge=lambda _, new: new)
    await other.save(ELSEWHERE)
    await other.close()
    workers.last.kill()
    await workers.vault.save(SIGNED_OUT)
    assert load(await workers.stored() or b"").keys() == {APP_ID, WIKI_ID}


async def test_a_locked_file_is_told_in_words(workers: Workers, keyring_folder: Path) -> None:
    await workers.vault.save(SIGNED_IN)
    (keyring_folder / "sessions").unlink()
    workers.last.kill()
    with pytest.raises(VaultError) as told:
        await workers.vault.load()
    assert told.value.problem.title == "Saved sessions cannot be read"


async def test_two_workers_that_end_in_a_row_are_an_error_in_words(workers: Workers) -> None:
    async def ends(*_: object) -> object:
        process = await start()
        process.kill()
        return process

    start = workers.supervisor._start
    workers.supervisor._start = ends  # type: ignore[assignment]
    with pytest.raises(VaultError) as told:
        await workers.vault.save(SIGNED_IN)
    assert "ended twice" in told.value.problem.sentence
    workers.supervisor._start = start


async def test_a_save_that_was_too_slow_is_known_once_it_is_done(workers: Workers, keyring_folder: Path) -> None:
    await workers.vault.save(SIGNED_IN)
    gate = keyring_folder / "hangs"
    os.mkfifo(gate)
    with pytest.raises(VaultError):
        await workers.vault.save(TO_REVOKE)
    left = await workers.supervisor.call(say.AskWhetherIdle())
    assert left.stays_for
    open_up(gate, await somebody_waits(gate))
    async with asyncio.timeout(20):
        while not any(isinstance(news, of_vault.Saved) for news in workers.news):
            await asyncio.sleep(0.01)
    assert await workers.stored() == TO_REVOKE
    workers.last.kill()
    await workers.vault.save(SIGNED_OUT)
    assert not load_remembered(await workers.stored() or b"").revocations


async def test_what_is_being_saved_is_saved_though_the_program_ends(workers: Workers, keyring_folder: Path) -> None:
    await workers.vault.save(SIGNED_IN)
    gate = keyring_folder / "hangs"
    os.mkfifo(gate)
    saving = asyncio.create_task(workers.vault.save(TO_REVOKE))
    waits = await somebody_waits(gate)
    closing = asyncio.create_task(workers.supervisor.close())
    await asyncio.sleep(0)
    open_up(gate, waits)
    await closing
    with pytest.raises(VaultError):
        await saving
    assert await workers.stored() == TO_REVOKE
