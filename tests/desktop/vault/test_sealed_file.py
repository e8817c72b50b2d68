"""The vault's file: whole or not at all, on the disk before it is said to be, and for this user only."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pomtray.desktop.vault import sealed_file
from pomtray.desktop.vault.sealed_file import Opened, Sealed
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble
from tests.desktop.vault.full_disk import room_for

KEY = sealed_file.new_key()
SECRET = b"eyJhbGciOiJFUzI1NiJ9.very-secret-payload.signature"


def sealed(data: bytes = SECRET, generation: int = 7) -> Sealed:
    return Sealed.make("a keyring", KEY, Opened(generation, data))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions.vault"


def test_what_was_written_is_read(path: Path) -> None:
    assert sealed_file.read(path) is None
    sealed_file.write(path, sealed())
    found = sealed_file.read(path)
    assert found is not None
    assert found.keyring == "a keyring"
    assert found.open(KEY) == Opened(7, SECRET)


@pytest.mark.parametrize("keyring", ["Schlüsselbund", "鍵"])
def test_a_keyring_may_have_any_name(path: Path, keyring: str) -> None:
    sealed_file.write(path, Sealed.make(keyring, KEY, Opened(1, SECRET)))
    found = sealed_file.read(path)
    assert found is not None
    assert found.keyring == keyring


def test_a_keyrings_name_that_is_no_text_is_nobodys(path: Path) -> None:
    path.write_bytes(b"pomtray vault 1\nkey\xffring\ntoken")
    found = sealed_file.read(path)
    assert found is not None
    assert "\ufffd" in found.keyring


def test_only_the_key_that_sealed_it_opens_it() -> None:
    with pytest.raises(VaultTrouble) as caught:
        sealed().open(sealed_file.new_key())
    assert caught.value.kind is Trouble.CORRUPT


def test_no_repr_shows_what_is_in_it() -> None:
    assert "token" not in repr(sealed())
    assert repr(Opened(7, SECRET)) == "Opened(generation=7)"


@pytest.mark.parametrize("generation", [0, 1, 255, 256, 2**63])
def test_every_generation_comes_back(generation: int) -> None:
    assert sealed(b"", generation).open(KEY) == Opened(generation, b"")


def test_a_save_is_on_the_disk_when_it_is_said_to_be(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file before it takes the old one's place, and the folder, which says that it has, after."""
    sealed_file.write(path, sealed(b"the old one"))
    before = path.read_bytes()
    synced: list[tuple[str, bytes, bytes]] = []
    sync = os.fsync

    def noting(descriptor: int) -> None:
        sync(descriptor)
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        fresh = path.with_name("sessions.vault.new")
        assert os.path.samestat(os.fstat(descriptor), path.parent.stat() if is_folder else fresh.stat())
        synced.append(("folder" if is_folder else "file", path.read_bytes(), b"" if is_folder else fresh.read_bytes()))

    monkeypatch.setattr(os, "fsync", noting)
    sealed_file.write(path, sealed())
    after = path.read_bytes()
    assert synced == [("file", before, after), ("folder", after, b"")]


def test_no_descriptor_stays_open(path: Path) -> None:
    open_now = Path("/proc/self/fd")
    before = len(list(open_now.iterdir()))
    for _ in range(3):
        sealed_file.write(path, sealed())
        sealed_file.read(path)
    assert len(list(open_now.iterdir())) == before


def test_a_file_is_for_this_user_from_its_first_byte(path: Path) -> None:
    mask = os.umask(0)
    try:
        sealed_file.write(path, sealed())
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_a_crash_left_is_no_hindrance_and_is_not_written_to(path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"theirs")
    path.with_name("sessions.vault.new").symlink_to(elsewhere)
    sealed_file.write(path, sealed())
    assert elsewhere.read_bytes() == b"theirs"
    assert not path.is_symlink()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["elsewhere", "sessions.vault"]


def test_what_takes_its_place_meanwhile_is_not_written_to(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the removal of what was left and the making of the new file."""
    elsewhere = tmp_path / "elsewhere"
    path.with_name("sessions.vault.new").symlink_to(elsewhere)
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    with pytest.raises(VaultTrouble):
        sealed_file.write(path, sealed())
    assert not elsewhere.exists()


def test_a_file_that_may_not_be_read_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By root everything may."""

    def refuse(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    sealed_file.write(path, sealed())
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(VaultTrouble, match="Permission denied") as caught:
        sealed_file.read(path)
    assert caught.value.kind is Trouble.DISK


@pytest.mark.parametrize(
    "content", [b"", b"pomtray vault 1", b"pomtray vault 1\nkeyring", b"pomtray vault x\nk\ntoken", b"2\nk\ntoken"]
)
def test_what_is_not_ours_is_corrupt(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(VaultTrouble) as caught:
        sealed_file.read(path)
    assert caught.value.kind is Trouble.CORRUPT


def test_the_biggest_file_is_read_and_a_bigger_one_is_corrupt(path: Path) -> None:
    start = b"pomtray vault 1\nkeyring\n"
    with path.open("wb") as file:
        file.write(start)
        file.truncate(64 * 1024 * 1024)
    assert sealed_file.read(path) is not None
    with path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(VaultTrouble):
        sealed_file.read(path)


@pytest.mark.parametrize("size", [0, 20_000], ids=["the first", "one more"])
def test_a_save_is_rehearsed_with_room_for_a_session_more(path: Path, size: int) -> None:
    """Whatever comes of it, the file is as it was and nothing lies beside it."""
    before = [path] if size else []
    for file in before:
        file.write_bytes(bytes(size))
    with room_for(size + 8192):
        sealed_file.rehearse(path)
    assert list(path.parent.iterdir()) == before
    with room_for(size + 8191), pytest.raises(VaultTrouble) as caught:
        sealed_file.rehearse(path)
    assert caught.value.kind is Trouble.DISK
    assert list(path.parent.iterdir()) == before
    assert all(file.read_bytes() == bytes(size) for file in before)


def test_what_stands_in_a_rehearsals_way_is_told(path: Path) -> None:
    path.with_name("sessions.vault.new").mkdir()
    with pytest.raises(VaultTrouble) as caught:
        sealed_file.rehearse(path)
    assert caught.value.kind is Trouble.DISK


def test_a_full_disk_leaves_the_file_as_it_was(path: Path) -> None:
    sealed_file.write(path, sealed(b"the old one"))
    before = path.read_bytes()
    with room_for(len(before) + 100), pytest.raises(VaultTrouble) as caught:
        sealed_file.write(path, sealed(bytes(1000)))
    assert caught.value.kind is Trouble.DISK
    assert path.read_bytes() == before


def test_a_folder_is_made_with_all_above_it_and_for_this_user_only(tmp_path: Path) -> None:
    folder = tmp_path / "share" / "of" / "pomtray"
    sealed_file.prepare_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    sealed_file.prepare_folder(folder)


@pytest.mark.parametrize("mode", [0o700, 0o500])
def test_a_folder_that_is_closed_stays_as_it_is(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode)
    sealed_file.prepare_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == mode


@pytest.mark.parametrize("open_to", [0o040, 0o020, 0o010, 0o004, 0o002, 0o001])
def test_a_folder_that_others_may_look_into_is_closed(tmp_path: Path, open_to: int) -> None:
    tmp_path.chmod(0o700 | open_to)
    sealed_file.prepare_folder(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_what_is_set_aside_takes_the_first_free_number(path: Path) -> None:
    for content in (b"one", b"two", b"three"):
        path.write_bytes(content)
        sealed_file.set_aside(path, "old")
        assert not path.exists()
    kept = [path.with_name(f"sessions.vault.old-{number}").read_bytes() for number in (1, 2, 3)]
    assert kept == [b"one", b"two", b"three"]


@pytest.mark.parametrize("call", ["write", "read", "prepare_folder", "set_aside"])
def test_what_the_disk_does_not_let_is_told_with_the_path(tmp_path: Path, call: str) -> None:
    (tmp_path / "file").touch()
    below = tmp_path / "file" / "sessions.vault"
    arguments = {"write": (below, sealed()), "set_aside": (below, "old")}.get(call, (below,))
    with pytest.raises(VaultTrouble) as caught:
        getattr(sealed_file, call)(*arguments)
    assert caught.value.kind is Trouble.DISK
    assert str(tmp_path / "file") in caught.value.problem.sentence
