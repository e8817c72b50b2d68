"""An answer that stands is read back as it was kept, by this user and the vault's key alone."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from pomtray.desktop.vault import standing, standing_files
from pomtray.desktop.vault.sealed_file import new_key
from pomtray.desktop.vault.standing import StandingAnswer
from pomtray.desktop.vault.store import VaultStore
from tests.desktop.vault.secret_service import FakeKeyring

KEY = new_key()


def an_answer(question: str = "header\napp") -> StandingAnswer:
    return StandingAnswer(
        question=question, answer="Authorization: Pomerium canary", since=1, until=2, place="/a b/ü", settings="5e",
        vault="7a", generation=3, scheme="https", host="auth.test", port=443, is_here=1,
        request="GET / HTTP/1.1\r\n\r\n", body="b0", trusted="/certs/\n/b.pem",
    )  # fmt: skip


def values(answer: StandingAnswer | None) -> list[object]:
    return [getattr(answer, name) for name in StandingAnswer.__slots__]


def where(vault: Path, question: str = "header\napp") -> Path:
    return Path(standing.place(str(vault), question, standing_files.digest))


def test_it_is_read_as_it_was_kept(tmp_path: Path) -> None:
    standing_files.keep(tmp_path / "vault", an_answer(), KEY)
    place = where(tmp_path / "vault")
    assert [*tmp_path.iterdir()] == [place]
    assert place.stat().st_mode & 0o777 == 0o600
    content = standing.sealed(str(place))
    assert content is not None
    assert b"canary" not in content
    assert values(standing.opened(content, KEY)) == values(an_answer())
    assert standing.opened(content, new_key()) is None
    assert standing.opened(content, b"no key") is None
    assert "canary" not in repr(an_answer())


@pytest.mark.parametrize("content", [b"", b"pomtray-answer-1", b"pomtray-answer-2" + b"\0" * 15, b"\xff", bytes(16)])
def test_what_is_not_ours_is_none(content: bytes) -> None:
    assert standing.opened(Fernet(KEY).encrypt(content), KEY) is None
    assert standing.opened(content, KEY) is None


def test_what_cannot_be_told_apart_is_not_kept(tmp_path: Path) -> None:
    standing_files.keep(tmp_path / "vault", an_answer("header\n\0app"), KEY)
    answer = an_answer()
    answer.place = "/\udcff.toml"
    standing_files.keep(tmp_path / "vault", answer, KEY)
    assert [*tmp_path.iterdir()] == []


def test_only_a_file_of_this_user_alone_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, link, fifo, large = (tmp_path / name for name in ("file", "link", "fifo", "large"))
    file.write_bytes(b"x")
    file.chmod(0o600)
    link.symlink_to(file)
    os.mkfifo(fifo, 0o600)
    large.write_bytes(bytes(256 * 1024))
    large.chmod(0o600)
    assert standing.sealed(str(file)) == b"x"
    assert [standing.sealed(str(place)) for place in (link, fifo, large, tmp_path, tmp_path / "no")] == [None] * 5
    file.chmod(0o640)
    assert standing.sealed(str(file)) is None
    file.chmod(0o600)
    monkeypatch.setattr(os, "getuid", lambda: file.stat().st_uid + 1)
    assert standing.sealed(str(file)) is None


def test_one_that_was_in_vain_stays_away_for_a_while(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    place = where(vault)
    with pytest.raises(FileNotFoundError):
        standing.spoil(str(place))
    standing_files.keep(vault, an_answer(), KEY)
    standing.spoil(str(place))
    assert place.read_bytes() == b""
    assert standing.sealed(str(place)) is None
    standing_files.keep(vault, an_answer(), KEY)
    assert place.read_bytes() == b""
    for age in (601, -60):
        os.utime(place, (place.stat().st_atime, time.time() - age))
        standing_files.keep(vault, an_answer(), KEY)
        assert place.read_bytes() != b"", age
        standing.spoil(str(place))
    standing_files.drop(vault)
    assert not place.exists()


def a_store(folder: Path, keyring: FakeKeyring) -> VaultStore:
    return VaultStore(folder / "vault", "sessions", keyring, lambda _, new: new)


def test_the_store_keeps_it_for_what_is_stored_until_anything_is_saved(tmp_path: Path) -> None:
    keyring = FakeKeyring()
    store = a_store(tmp_path, keyring)
    store.stand(b"one", an_answer())
    assert not where(tmp_path / "vault").exists(), "nothing is stored"
    store.save(b"one")
    assert store.peek() == b"one"
    store.stand(b"another", an_answer())
    assert not where(tmp_path / "vault").exists()
    store.stand(b"one", an_answer())
    content = standing.sealed(str(where(tmp_path / "vault")))
    assert content is not None
    kept = standing.opened(content, keyring.entries["sessions"].split(":")[1].encode())
    assert kept is not None
    assert (kept.vault, kept.generation) == (hashlib.sha256((tmp_path / "vault").read_bytes()).hexdigest(), 1)
    a_store(tmp_path, keyring).save(b"one")
    assert not where(tmp_path / "vault").exists(), "whoever saves takes it away"


def test_without_the_key_nothing_is_kept(tmp_path: Path) -> None:
    keyring = FakeKeyring()
    a_store(tmp_path, keyring).save(b"one")
    other = a_store(tmp_path, keyring)
    other.stand(b"one", an_answer())
    assert not where(tmp_path / "vault").exists()


def test_what_cannot_be_taken_away_hinders_no_save(tmp_path: Path) -> None:
    keyring = FakeKeyring()
    store = a_store(tmp_path, keyring)
    store.save(b"one")
    where(tmp_path / "vault").mkdir()
    (tmp_path / "vault.stands-z").touch()
    store.save(b"two")
    assert store.peek() == b"two"
    assert not (tmp_path / "vault.stands-z").exists()
