"""The vault on a keyring in memory and on a real gnome-keyring."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Awaitable, Iterator
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from pomtray.desktop.files.file_lock import FileLock
from pomtray.desktop.vault import keyring_key, sealed_file
from pomtray.desktop.vault.keyring_key import KeyringPort, SystemKeyring, VaultKey, is_refused
from pomtray.desktop.vault.local_vault import vault_place
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble
from pomtray.desktop.vault.vault import Vault
from tests.desktop.vault.full_disk import room_for
from tests.desktop.vault.secret_service import FakeKeyring, SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]

ENTRY = "sessions"
SAMPLES = Path(__file__).parents[2] / "samples"
SECRET = b"eyJhbGciOiJFUzI1NiJ9.very-secret-payload.signature"


def together(stored: bytes, new: bytes) -> bytes:
    return stored + b"+" + new


def unreadable(stored: bytes, new: bytes) -> bytes:
    raise ValueError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "sessions.vault"


@pytest.fixture
def fake() -> Iterator[FakeKeyring]:
    keyring = FakeKeyring()
    yield keyring
    keyring.answers.set()


@pytest.fixture(params=["fake", "gnome-keyring"])
def keyring(request: pytest.FixtureRequest) -> KeyringPort:
    if request.param == "fake":
        fake: FakeKeyring = request.getfixturevalue("fake")
        return fake
    request.getfixturevalue("secret_service")
    return SystemKeyring()


def opened(path: Path, keyring: KeyringPort, deadline_for: float = 20.0) -> Vault:
    return Vault(path, ENTRY, merge=together, keyring=keyring, deadline_for=deadline_for)


async def trouble_of(awaitable: Awaitable[object]) -> Trouble:
    with pytest.raises(VaultTrouble) as caught:
        await awaitable
    assert caught.value.problem.title
    assert caught.value.problem.action
    return caught.value.kind


class TestKeyringContract:
    """What the vault relies on, asked of both."""

    def test_what_was_never_stored_is_none(self, keyring: KeyringPort) -> None:
        assert keyring.get(ENTRY) is None
        assert keyring.get(ENTRY) is None

    def test_gives_back_what_it_was_given_last(self, keyring: KeyringPort) -> None:
        keyring.set(ENTRY, "first")
        keyring.set(ENTRY, "second")
        assert keyring.get(ENTRY) == "second"

    def test_entries_are_apart(self, keyring: KeyringPort) -> None:
        keyring.set(ENTRY, "one")
        keyring.set("sessions-2", "two")
        assert keyring.get(ENTRY) == "one"

    def test_forgets_an_entry_and_only_that(self, keyring: KeyringPort) -> None:
        keyring.set(ENTRY, "one")
        keyring.set("sessions-2", "two")
        keyring.forget(ENTRY)
        keyring.forget("never stored")
        assert (keyring.get(ENTRY), keyring.get("sessions-2")) == (None, "two")

    def test_has_a_name(self, keyring: KeyringPort) -> None:
        assert keyring.name().isprintable()

    def test_locked_is_told_apart(self, keyring: KeyringPort, request: pytest.FixtureRequest) -> None:
        keyring.set(ENTRY, "one")
        locks = keyring if isinstance(keyring, FakeKeyring) else request.getfixturevalue("secret_service")
        locks.lock()
        with pytest.raises(VaultTrouble) as caught:
            keyring.get(ENTRY)
        assert caught.value.kind is Trouble.LOCKED


class TestVault:
    async def test_nothing_stored_is_none(self, path: Path, keyring: KeyringPort) -> None:
        assert await opened(path, keyring).load() is None

    async def test_the_next_run_reads_what_the_last_one_saved(self, path: Path, keyring: KeyringPort) -> None:
        vault = opened(path, keyring)
        assert await vault.load() is None
        await vault.save(b"one")
        await vault.save(SECRET)
        assert await opened(path, keyring).load() == SECRET

    async def test_saving_before_loading_unites(self, path: Path, keyring: KeyringPort) -> None:
        await opened(path, keyring).save(b"old")
        vault = opened(path, keyring)
        await vault.save(b"new")
        assert vault.unseen
        assert await vault.load() == b"old+new"
        assert not vault.unseen
        await vault.save(b"only this")
        assert await opened(path, keyring).load() == b"only this"

    async def test_another_programs_save_is_united_too(self, path: Path, keyring: KeyringPort) -> None:
        one, two = opened(path, keyring), opened(path, keyring)
        await one.load()
        await two.load()
        await one.save(b"one")
        await two.save(b"two")
        assert await opened(path, keyring).load() == b"one+two"

    async def test_the_file_is_for_this_user_and_hides_its_content(self, path: Path, keyring: KeyringPort) -> None:
        path.parent.mkdir(mode=0o755)
        await opened(path, keyring).save(SECRET)
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert all(SECRET not in file.read_bytes() for file in path.parent.iterdir())

    async def test_a_restored_old_file_is_told_and_kept(self, path: Path, keyring: KeyringPort) -> None:
        vault = opened(path, keyring)
        await vault.save(b"first")
        backup = path.read_bytes()
        await vault.save(b"second")
        path.write_bytes(backup)
        again = opened(path, keyring)
        assert await trouble_of(again.load()) is Trouble.OLD
        assert await again.load() is None
        await again.save(b"third")
        assert path.with_name("sessions.vault.old-1").read_bytes() == backup
        assert await opened(path, keyring).load() == b"third"

    async def test_what_was_united_twice_before_a_load_is_united_with_all(self, path: Path, fake: FakeKeyring) -> None:
        await opened(path, fake).save(b"old")
        vault = opened(path, fake)
        await vault.save(b"new")
        await vault.save(b"newer")
        assert await vault.load() == b"old+new+newer"

    @pytest.mark.parametrize("generations", [(2, 2), (1, 2), (2, 1)], ids=["whole", "a crash before the key", "old"])
    async def test_each_save_has_a_generation_of_its_own(
        self, path: Path, fake: FakeKeyring, generations: tuple[int, int]
    ) -> None:
        """Those of the keyring and of the file, before."""
        vault = opened(path, fake)
        files = []
        for text in (b"first", b"second"):
            await vault.save(text)
            files.append(path.read_bytes())
        key = VaultKey.decode(fake.entries[ENTRY])
        assert key.generation == 2
        fake.entries[ENTRY] = VaultKey(key.key, generations[0]).encode()
        path.write_bytes(files[generations[1] - 1])
        await opened(path, fake).save(b"third")
        assert VaultKey.decode(fake.entries[ENTRY]).generation == 3
        sealed = sealed_file.read(path)
        assert sealed
        assert sealed.open(key.key).generation == 3

    @pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "foreign"])
    async def test_a_damaged_file_is_told_and_kept(self, path: Path, fake: FakeKeyring, damage: str) -> None:
        await opened(path, fake).save(b"first")
        whole = path.read_bytes()
        flipped = bytes([*whole[:-20], whole[-20] ^ 1, *whole[-19:]])
        bad = {"cut": whole[:-7], "flipped": flipped, "emptied": b"", "foreign": b"\x00\xff" * 50}[damage]
        path.write_bytes(bad)
        vault = opened(path, fake)
        assert await trouble_of(vault.load()) is Trouble.CORRUPT
        assert await vault.load() is None
        await vault.save(b"second")
        path.write_bytes(b"again")
        await vault.save(b"third")
        asides = sorted(path.parent.glob("*.unreadable-*"))
        assert [file.read_bytes() for file in asides] == [bad, b"again"]
        assert await opened(path, fake).load() == b"third"

    @pytest.mark.parametrize("what", ["file", "key", "content"])
    async def test_what_a_newer_pomtray_wrote_is_left_alone(self, path: Path, fake: FakeKeyring, what: str) -> None:
        await opened(path, fake).save(b"first")
        match what:
            case "file":
                path.write_bytes(path.read_bytes().replace(b"vault 1\n", b"vault 2\n", 1))
            case "key":
                fake.entries[ENTRY] = "2:" + fake.entries[ENTRY]
        before, entry = path.read_bytes(), fake.entries[ENTRY]
        merge = unreadable if what == "content" else together
        vault = Vault(path, ENTRY, merge=merge, keyring=fake, deadline_for=20)
        if what != "content":
            assert await trouble_of(vault.load()) is Trouble.NEWER
        assert await trouble_of(vault.save(b"second")) is Trouble.NEWER
        assert (path.read_bytes(), fake.entries[ENTRY]) == (before, entry)
        assert {file.name for file in path.parent.iterdir()} == {"sessions.vault", "sessions.vault.lock"}

    async def test_the_file_and_the_key_of_each_version_are_read(self, path: Path, fake: FakeKeyring) -> None:
        """Their own bytes: what is written now may change, these do not."""
        for sealed in SAMPLES.glob("sealed-*.vault"):
            sealed_file.prepare_folder(path.parent)
            path.write_bytes(sealed.read_bytes())
            fake.entries[ENTRY] = sealed.with_suffix(".key").read_text().strip()
            assert await opened(path, fake).load() == (SAMPLES / "vault-2.json").read_bytes()

    async def test_a_lost_key_is_told_and_the_file_kept(self, path: Path, fake: FakeKeyring) -> None:
        await opened(path, fake).save(b"first")
        fake.entries.clear()
        assert await trouble_of(opened(path, fake).load()) is Trouble.CORRUPT
        await opened(path, fake).save(b"second")
        assert len(list(path.parent.glob("*.unreadable-1"))) == 1

    async def test_what_cannot_be_opened_stays_in_its_place_until_there_is_a_key_for_what_replaces_it(
        self, path: Path, fake: FakeKeyring
    ) -> None:
        await opened(path, fake).save(b"first")
        before = path.read_bytes()
        fake.entries.clear()
        fake.forgets = True
        assert await trouble_of(opened(path, fake).save(b"second")) is Trouble.LYING
        assert path.read_bytes() == before
        assert not list(path.parent.glob("*.unreadable-*"))

    async def test_a_key_removed_while_we_run_is_put_back(self, path: Path, fake: FakeKeyring) -> None:
        vault = opened(path, fake)
        await vault.save(b"first")
        fake.entries.clear()
        await vault.save(b"second")
        assert await opened(path, fake).load() == b"second"

    @pytest.mark.parametrize("has_an_entry", [False, True])
    async def test_another_keyrings_file_is_left_alone(
        self, path: Path, fake: FakeKeyring, *, has_an_entry: bool
    ) -> None:
        await opened(path, fake).save(b"first")
        before = path.read_bytes()
        other = FakeKeyring(title="another")
        if has_an_entry:
            other.entries[ENTRY] = VaultKey(sealed_file.new_key(), 9).encode()
        vault = opened(path, other)
        assert await trouble_of(vault.load()) is Trouble.OTHER
        assert await trouble_of(vault.save(b"second")) is Trouble.OTHER
        assert path.read_bytes() == before

    async def test_a_key_is_kept_before_anything_is_sealed_with_it(
        self, path: Path, fake: FakeKeyring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept: list[tuple[int, bool]] = []
        keep = fake.set

        def noting(entry: str, value: str) -> None:
            kept.append((VaultKey.decode(value).generation, path.exists()))
            keep(entry, value)

        monkeypatch.setattr(fake, "set", noting)
        vault = opened(path, fake)
        await vault.save(b"first")
        await vault.save(b"second")
        assert kept == [(0, False), (1, True), (2, True)]

    async def test_a_keyring_that_forgets_is_found_out_and_nothing_is_written(
        self, path: Path, fake: FakeKeyring
    ) -> None:
        fake.forgets = True
        assert await trouble_of(opened(path, fake).save(SECRET)) is Trouble.LYING
        assert not path.exists()

    async def test_an_entry_we_never_wrote_is_no_key(self, path: Path, fake: FakeKeyring) -> None:
        fake.entries[ENTRY] = "something else"
        assert await trouble_of(opened(path, fake).save(SECRET)) is Trouble.LYING

    async def test_the_keyring_is_left_alone_until_there_is_something_to_keep(
        self, path: Path, fake: FakeKeyring
    ) -> None:
        fake.lock()
        vault = opened(path, fake)
        assert await vault.load() is None
        assert not fake.calls
        assert await trouble_of(vault.save(b"first")) is Trouble.LOCKED
        assert fake.calls == ["get"]
        assert await vault.load() is None

    @pytest.mark.parametrize("trouble", [Trouble.LOCKED, Trouble.MISSING])
    async def test_saved_later_once_the_keyring_is_back(self, path: Path, fake: FakeKeyring, trouble: Trouble) -> None:
        await opened(path, fake).save(b"old")
        before = path.read_bytes()
        fake.trouble = trouble
        vault = opened(path, fake)
        assert await trouble_of(vault.load()) is trouble
        assert await trouble_of(vault.save(b"new")) is trouble
        assert path.read_bytes() == before
        fake.trouble = None
        await vault.save(b"newer")
        assert await vault.load() == b"old+newer"

    async def test_a_folder_that_cannot_be_made_is_told(self, tmp_path: Path, fake: FakeKeyring) -> None:
        (tmp_path / "file").write_text("")
        vault = opened(tmp_path / "file" / "sessions.vault", fake)
        assert await trouble_of(vault.save(b"one")) is Trouble.DISK

    async def test_a_file_that_cannot_be_read_is_left_alone(self, path: Path, fake: FakeKeyring) -> None:
        path.mkdir(parents=True)
        assert await trouble_of(opened(path, fake).load()) is Trouble.DISK
        assert await trouble_of(opened(path, fake).save(b"one")) is Trouble.DISK

    @pytest.mark.parametrize("what", ["a FIFO", "a circle", "below a file"])
    async def test_what_is_no_file_is_told_at_once_and_no_keyring_is_asked(
        self, path: Path, fake: FakeKeyring, what: str
    ) -> None:
        match what:
            case "a FIFO":
                path.parent.mkdir()
                os.mkfifo(path)
            case "a circle":
                path.parent.mkdir()
                path.symlink_to(path)
            case _:
                path.parent.write_text("")
        with pytest.raises(VaultTrouble) as caught:
            await opened(path, fake).load()
        assert caught.value.kind is Trouble.DISK
        assert str(path) in caught.value.problem.sentence
        assert ": " in caught.value.problem.title
        assert fake.calls == []

    async def test_where_no_lock_can_be_had_it_is_read_all_the_same(self, path: Path, fake: FakeKeyring) -> None:
        await opened(path, fake).save(b"one")
        lock = path.with_name(f"{path.name}.lock")
        lock.unlink()
        lock.mkdir()
        vault = opened(path, fake)
        assert await vault.load() == b"one"
        assert await trouble_of(vault.probe()) is Trouble.DISK
        assert await trouble_of(vault.save(b"two")) is Trouble.DISK
        lock.rmdir()
        await vault.probe()
        await vault.save(b"three")
        assert await opened(path, fake).load() == b"three"

    async def test_probing_asks_no_keyring_and_saves_nothing(self, path: Path, fake: FakeKeyring) -> None:
        await opened(path, fake).probe()
        assert fake.calls == []
        assert not path.exists()

    async def test_a_full_disk_is_found_out_before_there_is_anything_to_save(
        self, path: Path, fake: FakeKeyring
    ) -> None:
        with room_for(100):
            assert await trouble_of(opened(path, fake).probe()) is Trouble.DISK
        assert not path.exists()

    async def test_forgotten_nothing_of_it_is_left(self, path: Path, keyring: KeyringPort) -> None:
        vault = opened(path, keyring)
        await vault.save(SECRET)
        await vault.decline()
        path.with_name(f"{path.name}.unreadable-1").touch()
        other = path.with_name("sessions-2.vault")
        other.touch()
        await vault.forget()
        assert list(path.parent.iterdir()) == [other]
        assert keyring.get(ENTRY) is None
        await vault.forget()
        await vault.close()

    async def test_what_cannot_be_taken_away_is_told_and_the_key_stays(self, path: Path, fake: FakeKeyring) -> None:
        vault = opened(path, fake)
        await vault.save(SECRET)
        path.with_name(f"{path.name}.unreadable-1").mkdir()
        assert await trouble_of(vault.forget()) is Trouble.DISK
        assert ENTRY in fake.entries

    async def test_what_is_saved_after_that_has_another_key(self, path: Path, fake: FakeKeyring) -> None:
        vault = opened(path, fake)
        await vault.save(b"one")
        before = VaultKey.decode(fake.entries[ENTRY]).key
        await vault.forget()
        await vault.save(b"two")
        assert VaultKey.decode(fake.entries[ENTRY]).key != before
        assert await vault.load() == b"two"

    async def test_what_another_program_began_after_that_is_not_lost(self, path: Path, fake: FakeKeyring) -> None:
        """Its generations begin anew: they may be lower than ours, or the same by chance."""
        vault = opened(path, fake)
        await vault.save(b"old")
        await vault.forget()
        await opened(path, fake).save(b"theirs")
        await vault.save(b"ours")
        assert await opened(path, fake).load() == b"theirs+ours"

    async def test_what_another_program_forgot_and_began_anew_is_not_lost(self, path: Path, fake: FakeKeyring) -> None:
        vault, other = opened(path, fake), opened(path, fake)
        for text in (b"one", b"two", b"three"):
            await vault.save(text)
        await other.forget()
        await other.save(b"theirs")
        await vault.save(b"ours")
        assert await opened(path, fake).load() == b"theirs+ours"


class TestAnotherProcess:
    """The vault of a process that ended before it could say what came of a save."""

    async def left_behind(self, path: Path, fake: FakeKeyring) -> Vault:
        """A new process's vault, for a caller who has seen "one" and who knows that "two" was tried."""
        ended = opened(path, fake)
        await ended.save(b"one")
        vault = opened(path, fake)
        vault.resume(ended.seen, [hashlib.sha256(text).digest() for text in (b"two", b"two and a half")])
        return vault

    @pytest.mark.parametrize("was_saved", [True, False])
    async def test_what_the_caller_tried_to_save_is_its_own(
        self, path: Path, fake: FakeKeyring, *, was_saved: bool
    ) -> None:
        vault = await self.left_behind(path, fake)
        if was_saved:
            other = opened(path, fake)
            await other.load()
            await other.save(b"two")
        await vault.save(b"three")
        assert not vault.unseen
        assert await opened(path, fake).load() == b"three"

    async def test_what_another_program_saved_meanwhile_is_united(self, path: Path, fake: FakeKeyring) -> None:
        vault = await self.left_behind(path, fake)
        other = opened(path, fake)
        await other.load()
        await other.save(b"theirs")
        await vault.save(b"three")
        assert vault.unseen
        assert await opened(path, fake).load() == b"theirs+three"


class TestAsking:
    async def test_nobody_is_asked_by_loading_or_saving(self, path: Path, fake: FakeKeyring) -> None:
        await opened(path, fake).save(b"zero")
        vault = opened(path, fake)
        fake.lock()
        for _ in range(3):
            assert await trouble_of(vault.load()) is Trouble.LOCKED
            assert await trouble_of(vault.save(b"one")) is Trouble.LOCKED
        assert "unlock" not in fake.calls

    @pytest.mark.parametrize("kind", [Trouble.LOCKED, Trouble.ABSENT])
    async def test_what_it_would_take_is_known_before(self, path: Path, fake: FakeKeyring, kind: Trouble) -> None:
        vault = opened(path, fake)
        assert await vault.obstacle() is None
        fake.trouble = kind
        assert await vault.obstacle() == VaultTrouble(kind).problem
        await vault.unlock()
        assert await vault.obstacle() is None
        await vault.save(b"one")
        assert await opened(path, fake).load() == b"one"

    async def test_where_asking_would_not_help_that_is_told(self, path: Path, fake: FakeKeyring) -> None:
        fake.trouble = Trouble.MISSING
        assert await trouble_of(opened(path, fake).obstacle()) is Trouble.MISSING

    @pytest.mark.parametrize("how", ["before the prompt", "in the prompt"])
    async def test_a_no_is_kept_until_the_person_tries_again(self, path: Path, fake: FakeKeyring, how: str) -> None:
        await opened(path, fake).save(b"zero")
        vault = opened(path, fake)
        fake.lock()
        fake.declines = True
        if how == "in the prompt":
            assert await trouble_of(vault.unlock()) is Trouble.DECLINED
        else:
            await vault.decline()
        assert path.with_name("sessions.vault.declined").stat().st_mode & 0o777 == 0o600
        fake.calls.clear()
        for run in (vault, opened(path, fake)):
            assert await run.obstacle() is None
            assert await trouble_of(run.load()) is Trouble.DECLINED
            assert await trouble_of(run.save(b"one")) is Trouble.DECLINED
        assert "unlock" not in fake.calls
        fake.declines = False
        await vault.ask_again()
        assert await vault.obstacle() is not None
        await vault.unlock()
        assert await opened(path, fake).load() == b"zero"
        fake.lock()
        assert await vault.obstacle() is not None

    async def test_after_a_no_another_trouble_is_told_as_that(self, path: Path, fake: FakeKeyring) -> None:
        vault = opened(path, fake)
        await vault.decline()
        fake.trouble = Trouble.MISSING
        assert await trouble_of(vault.save(b"one")) is Trouble.MISSING

    async def test_who_never_said_no_may_try_again_too(self, path: Path, fake: FakeKeyring) -> None:
        vault = opened(path, fake)
        await vault.ask_again()
        await vault.save(b"one")
        await vault.ask_again()
        assert await vault.load() == b"one"

    async def test_a_no_counts_only_where_somebody_would_be_asked(self, path: Path, fake: FakeKeyring) -> None:
        vault = opened(path, fake)
        await vault.decline()
        await vault.save(b"one")
        assert await opened(path, fake).load() == b"one"

    async def test_what_is_wanted_meanwhile_says_that_the_person_is_asked(self, path: Path, fake: FakeKeyring) -> None:
        await opened(path, fake).save(b"zero")
        vault = opened(path, fake, deadline_for=0.05)
        fake.lock()
        fake.answers.clear()
        unlocking = asyncio.create_task(vault.unlock())
        await asyncio.to_thread(fake.asked.wait, 10)
        assert await trouble_of(vault.load()) is Trouble.ASKING
        assert await trouble_of(vault.save(b"one")) is Trouble.ASKING
        assert await vault.obstacle() is None
        fake.answers.set()
        await unlocking
        await vault.settled()
        assert await opened(path, fake).load() == b"zero+one"

    async def test_taken_back_it_is_a_no(self, path: Path, fake: FakeKeyring) -> None:
        vault = opened(path, fake)
        fake.lock()
        fake.answers.clear()
        unlocking = asyncio.create_task(vault.unlock())
        await asyncio.to_thread(fake.asked.wait, 10)
        vault.cancel()
        assert await trouble_of(unlocking) is Trouble.DECLINED
        assert await trouble_of(vault.save(b"one")) is Trouble.DECLINED

    async def test_whoever_stops_waiting_has_said_nothing(self, path: Path, fake: FakeKeyring) -> None:
        vault = opened(path, fake)
        fake.lock()
        fake.answers.clear()
        unlocking = asyncio.create_task(vault.unlock())
        await asyncio.to_thread(fake.asked.wait, 10)
        unlocking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await unlocking
        assert await vault.obstacle() is not None

    async def test_a_no_that_cannot_be_kept_is_told(self, path: Path, fake: FakeKeyring) -> None:
        path.with_name("sessions.vault.declined").mkdir(parents=True)
        assert await trouble_of(opened(path, fake).ask_again()) is Trouble.DISK
        path.parent.chmod(0o700)
        other = path.parent / "file"
        other.write_text("")
        assert await trouble_of(opened(other / "sessions.vault", fake).decline()) is Trouble.DISK


class TestHanging:
    async def test_later_calls_wait_for_the_first_one(self, path: Path, fake: FakeKeyring) -> None:
        await opened(path, fake).save(b"old")
        fake.calls.clear()
        fake.answers.clear()
        vault = opened(path, fake, deadline_for=0.05)
        for call in (vault.load(), vault.load(), vault.save(b"one"), vault.save(b"two")):
            assert await trouble_of(call) is Trouble.SLOW
        assert fake.calls == ["get"]
        fake.answers.set()
        await vault.settled()
        assert await opened(path, fake).load() == b"old+two"

    async def test_an_answer_that_came_late_is_given_to_the_next_load(self, path: Path, fake: FakeKeyring) -> None:
        await opened(path, fake).save(b"old")
        fake.calls.clear()
        fake.answers.clear()
        vault = opened(path, fake, deadline_for=0.05)
        assert await trouble_of(vault.load()) is Trouble.SLOW
        fake.answers.set()
        await vault.settled()
        assert await vault.load() == b"old"
        assert fake.calls == ["get"]

    async def test_a_load_that_still_waits_is_not_begun_again_by_a_save(self, path: Path, fake: FakeKeyring) -> None:
        await opened(path, fake).save(b"old")
        fake.answers.clear()
        vault = opened(path, fake, deadline_for=0.05)
        for call in (vault.save(b"one"), vault.load(), vault.save(b"two")):
            assert await trouble_of(call) is Trouble.SLOW
        fake.answers.set()
        await vault.settled()
        asked = len(fake.calls)
        assert await vault.load() == b"old+one+two"
        assert len(fake.calls) == asked

    async def test_saves_that_wait_become_one(self, path: Path, fake: FakeKeyring) -> None:
        vault = opened(path, fake)
        await asyncio.gather(*(vault.save(str(number).encode()) for number in range(50)))
        assert await opened(path, fake).load() == b"49"
        assert fake.calls.count("set") < 10

    async def test_a_lock_held_elsewhere_is_waited_for(self, path: Path, fake: FakeKeyring) -> None:
        await opened(path, fake).save(b"old")
        lock = FileLock(path.with_name("sessions.vault.lock"))
        assert lock.acquire(wait=False)
        vault = opened(path, fake, deadline_for=0.05)
        assert await trouble_of(vault.save(b"new")) is Trouble.SLOW
        lock.release()
        await vault.settled()
        assert await opened(path, fake).load() == b"old+new"

    async def test_what_another_program_saves_right_now_is_waited_for(self, path: Path, fake: FakeKeyring) -> None:
        """Between its key and its file neither fits the other: read then, a good file would be set aside."""
        await opened(path, fake).save(b"one")
        entry = fake.entries.pop(ENTRY)
        lock = FileLock(path.with_name("sessions.vault.lock"))
        assert lock.acquire(wait=False)
        vault = opened(path, fake, deadline_for=0.05)
        assert await trouble_of(vault.load()) is Trouble.SLOW
        fake.entries[ENTRY] = entry
        lock.release()
        await vault.settled()
        assert await vault.load() == b"one"

    async def test_closing_leaves_nothing_waiting(self, path: Path, fake: FakeKeyring) -> None:
        path.parent.mkdir()
        path.touch()
        fake.answers.clear()
        vault = opened(path, fake, deadline_for=0.05)
        assert await trouble_of(vault.load()) is Trouble.SLOW
        await vault.close()
        assert len(asyncio.all_tasks()) == 1

    def test_a_hanging_keyring_does_not_keep_the_program_from_ending(self, tmp_path: Path) -> None:
        code = (
            "import asyncio, time, sys; from pathlib import Path; from pomtray.desktop.vault.vault import Vault\n"
            "class Hanging:\n"
            "    waits = False\n"
            "    def name(self): return 'hanging'\n"
            "    def get(self, entry): time.sleep(600)\n"
            "async def main():\n"
            "    vault = Vault(Path(sys.argv[1]), 'e', merge=max, keyring=Hanging(), deadline_for=0.05)\n"
            "    try: await vault.load()\n"
            "    except Exception as error: print(error.kind)\n"
            "asyncio.run(main())\n"
        )
        argv = [sys.executable, "-c", code, str(tmp_path / "vault")]
        (tmp_path / "vault").touch()
        ended = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=True)
        assert (ended.stdout, ended.stderr) == ("slow\n", "")


SAVES = """
import asyncio, json, sys
from pathlib import Path
from pomtray.desktop.vault.vault import Vault

async def main():
    vault = Vault(Path(sys.argv[1]), "sessions", merge=lambda old, new: new, deadline_for=30)
    number = json.loads(await vault.load() or b"0")
    print("loaded", number, flush=True)
    while True:
        number += 1
        await vault.save(json.dumps(number).encode())
        print("saved", number, flush=True)

asyncio.run(main())
"""


async def test_kill_9_loses_nothing_that_was_said_to_be_saved(secret_service: SecretService, path: Path) -> None:
    """A program that does nothing but save is killed at random moments, again and again."""
    said = 0
    for round_ in range(8):
        program = subprocess.Popen(
            [sys.executable, "-c", SAVES, str(path)], stdout=subprocess.PIPE, text=True, env=secret_service.environment
        )
        assert program.stdout
        loaded = int(program.stdout.readline().split()[1])
        assert loaded >= said
        for _ in range(1 + round_ % 3):
            said = int(program.stdout.readline().split()[1])
        await asyncio.sleep(0.013 * round_)  # the moment is the test
        program.kill()
        rest = program.stdout.read().split("\n")
        program.wait(10)
        program.stdout.close()
        said = max([said, *(int(line.split()[1]) for line in rest[:-1])])
    assert said > 8
    assert json.loads(await opened(path, SystemKeyring()).load() or b"0") in {said, said + 1}
    assert not [file.name for file in path.parent.iterdir() if "unreadable" in file.name or "old" in file.name]


class TestSystemKeyring:
    def test_without_a_service_it_is_missing(self, private_bus: str) -> None:
        with pytest.raises(VaultTrouble) as caught:
            SystemKeyring().get(ENTRY)
        assert caught.value.kind is Trouble.MISSING

    def test_one_that_starts_later_is_found(self, private_bus: str, tmp_path: Path) -> None:
        keyring = SystemKeyring()
        with pytest.raises(VaultTrouble):
            keyring.get(ENTRY)
        with SecretService(private_bus, tmp_path).running():
            keyring.set(ENTRY, "one")
            assert keyring.get(ENTRY) == "one"

    def test_one_that_goes_away_is_missing(self, private_bus: str, tmp_path: Path) -> None:
        keyring = SystemKeyring()
        with SecretService(private_bus, tmp_path).running():
            keyring.set(ENTRY, "one")
        with pytest.raises(VaultTrouble) as caught:
            keyring.get(ENTRY)
        assert caught.value.kind is Trouble.MISSING

    @pytest.mark.parametrize("name", ["null", "fail"])
    def test_a_configured_one_that_keeps_nothing_is_refused(
        self, private_bus: str, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"keyring.backends.{name}.Keyring")
        with pytest.raises(VaultTrouble) as caught:
            SystemKeyring().set(ENTRY, "one")
        assert caught.value.kind is Trouble.MISSING

    def test_refused_by_name_heirs_included(self) -> None:
        kept_by_nobody: list[KeyringBackend] = [kind() for kind in (null.Keyring, fail.Keyring)]
        plaintext = type("PlaintextKeyring", (), {"__module__": "keyrings.alt.file"})
        heir = type("Nice", (plaintext,), {"__module__": "nice"})
        other = type("MyPlainTextStore", (), {"__module__": "some.package"})
        assert all(is_refused(one) for one in (*kept_by_nobody, plaintext(), heir(), other()))
        assert not is_refused(FakeKeyring())

    def test_of_a_chain_only_the_best_part_that_keeps_secrets_is_used(self, monkeypatch: pytest.MonkeyPatch) -> None:
        good = type("Good", (FakeKeyring,), {"priority": 1})()
        plaintext = type("PlaintextKeyring", (FakeKeyring,), {"priority": 9, "__module__": "keyrings.alt.file"})()
        chain = type("ChainerBackend", (), {"__module__": "keyring.backends.chainer", "priority": 10})
        monkeypatch.setattr("keyring.core.load_env", chain)
        kinds = [lambda: plaintext, lambda: good, chain]
        monkeypatch.setattr(KeyringBackend, "get_viable_backends", lambda: kinds)
        assert keyring_key._choose() is good
        monkeypatch.setattr(KeyringBackend, "get_viable_backends", lambda: kinds[:1])
        with pytest.raises(VaultTrouble):
            keyring_key._choose()


def test_each_settings_file_has_its_own_vault(tmp_path: Path) -> None:
    usual = tmp_path / "pomtray.toml"
    places = [vault_place(tmp_path / name, usual, tmp_path) for name in ("pomtray.toml", "a.toml", "b.toml")]
    assert places[0] == (tmp_path / "sessions.vault", "sessions")
    assert len({path for path, _ in places}) == len({entry for _, entry in places}) == 3
    (tmp_path / "link.toml").symlink_to(usual)
    assert vault_place(tmp_path / "link.toml", usual, tmp_path) == places[0]


def test_the_vault_of_a_settings_file_is_found_by_every_later_version(tmp_path: Path) -> None:
    place = tmp_path / "sessions-39ed35d6ea81f218.vault"
    assert vault_place(Path("/etc/pomtray.toml"), tmp_path / "pomtray.toml", tmp_path) == (place, place.stem)


async def test_no_repr_error_or_log_shows_a_secret(
    path: Path, fake: FakeKeyring, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0
    vault = opened(path, fake)
    await vault.save(SECRET)
    again = opened(path, fake)
    assert await again.load() == SECRET
    key = VaultKey.decode(fake.entries[ENTRY])
    read = sealed_file.read(path)
    assert read
    shown = [repr(key), repr(read), repr(read.open(key.key)), repr(vars(vault)), repr(vars(again)), caplog.text]
    fake.forgets = True
    fake.entries.clear()
    with pytest.raises(VaultTrouble) as caught:
        await opened(path, fake).save(SECRET)
    shown += [repr(caught.value), str(caught.value), repr(caught.value.__cause__), repr(caught.value.__context__)]
    shown += [repr(task) for task in gc.get_objects() if isinstance(task, asyncio.Future)]
    assert caplog.text
    for text in shown:
        assert SECRET.decode() not in text
        assert key.key.decode() not in text
