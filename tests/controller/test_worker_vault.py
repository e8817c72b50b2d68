"""The port `Vault` performed by a worker, and what of it outlives the worker; `tests/worker` has real ones."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from pomtray.controller.worker_vault import WorkerVault
from pomtray.core.errors import Problem, VaultError
from pomtray.pair import vault_messages as of_vault
from pomtray.pair.peer import PeerGone

PROBLEM = Problem("The keyring is locked", "It did not answer.")


class Played:
    """The worker: gives the answers in their order, an exception is raised."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.calls: list[object] = []
        self.news: list[object] = []

    async def call(self, call: object, hearing: object = None) -> Any:
        assert hearing is None
        self.calls.append(call)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def tell(self, news: object) -> None:
        self.news.append(news)


class Here:
    """The vault as far as this process looks at it."""

    def __init__(self, *, there: bool = True) -> None:
        self.there = there
        self.calls: list[str] = []

    async def is_there(self) -> bool:
        return self.there

    async def probe(self) -> None:
        self.calls.append("probe")

    async def is_locked(self) -> bool:
        return False

    async def mark_locked(self) -> None:
        self.calls.append("mark_locked")

    async def mark_open(self) -> None:
        self.calls.append("mark_open")

    async def close(self) -> None:
        self.calls.append("close")


def vault(worker: Played, here: Here | None = None) -> WorkerVault:
    return WorkerVault(worker, "/data/sessions.vault", "sessions", here or Here())


def tried(*saved: bytes) -> frozenset[bytes]:
    return frozenset(hashlib.sha256(data).digest() for data in saved)


async def test_what_is_loaded_is_known_to_the_next_worker() -> None:
    worker = Played(of_vault.Loaded(b"content", 7))
    found = vault(worker)
    assert found.place == of_vault.VaultPlace("/data/sessions.vault", "sessions", None, frozenset())
    assert await found.load() == b"content"
    assert worker.calls == [of_vault.Load()]
    assert found.place == of_vault.VaultPlace("/data/sessions.vault", "sessions", 7, frozenset())


async def test_no_worker_is_asked_for_a_vault_that_is_not_there() -> None:
    worker = Played()
    found = vault(worker, Here(there=False))
    assert await found.load() is None
    assert not worker.calls
    assert found.place.seen == 0


async def test_what_was_saved_is_known_by_its_generation() -> None:
    worker = Played(of_vault.Saved(8))
    found = vault(worker)
    await found.save(b"new")
    assert worker.calls == [of_vault.Save(b"new")]
    assert (found.place.seen, found.place.tried) == (8, frozenset())


async def test_what_may_have_been_saved_is_known_until_one_save_is() -> None:
    worker = Played(PeerGone(), PeerGone(), VaultError(PROBLEM), of_vault.Saved(9))
    found = vault(worker)
    for data in (b"first", b"second"):
        with pytest.raises(VaultError):
            await found.save(data)
    assert (found.place.seen, found.place.tried) == (None, tried(b"first", b"second"))
    await found.save(b"third")
    assert (found.place.seen, found.place.tried) == (9, frozenset())


async def test_a_save_that_comes_to_its_end_late_is_known_too() -> None:
    found = vault(Played(VaultError(PROBLEM)))
    with pytest.raises(VaultError):
        await found.save(b"slow")
    found.saved(of_vault.Saved(3))
    assert (found.place.seen, found.place.tried) == (3, frozenset())


CALLS: dict[str, tuple[object, object]] = {
    "obstacle": (of_vault.FindObstacle(), PROBLEM),
    "ask_again": (of_vault.AskAgain(), None),
    "decline": (of_vault.Decline(), None),
    "unlock": (of_vault.Unlock(), None),
}


@pytest.mark.parametrize("name", CALLS)
async def test_each_call_is_performed_by_the_worker(name: str) -> None:
    call, answer = CALLS[name]
    worker = Played(answer)
    assert await getattr(vault(worker), name)() == answer
    assert worker.calls == [call]


@pytest.mark.parametrize("name", [name for name in CALLS if name != "unlock"])
async def test_the_next_worker_makes_good_the_end_of_one_but_not_of_two(name: str) -> None:
    call, answer = CALLS[name]
    worker = Played(PeerGone(), answer, PeerGone(), PeerGone(), answer)
    found = vault(worker)
    assert await getattr(found, name)() == answer
    with pytest.raises(VaultError) as no:
        await getattr(found, name)()
    assert "ended twice" in no.value.problem.sentence
    assert worker.calls == [call] * 4


async def test_a_person_is_not_asked_twice_because_a_worker_ended() -> None:
    worker = Played(PeerGone(), None)
    with pytest.raises(VaultError):
        await vault(worker).unlock()
    assert worker.calls == [of_vault.Unlock()]


async def test_a_prompt_is_taken_back_by_the_worker_that_asks() -> None:
    worker = Played()
    vault(worker).cancel()
    assert worker.news == [of_vault.CancelPrompt()]
    assert not worker.calls


async def test_what_needs_no_keyring_is_looked_at_here() -> None:
    worker, here = Played(), Here()
    found = vault(worker, here)
    await found.probe()
    await found.close()
    assert here.calls == ["probe", "close"]
    assert not worker.calls
