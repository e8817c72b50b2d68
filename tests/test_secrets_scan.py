"""The search for secrets finds what it should."""

from __future__ import annotations

from pathlib import Path

import jwt
import pytest

from tests.secrets_scan import SecretsScan

_TOKEN = jwt.encode({"sub": "alice"}, "k" * 32)


@pytest.fixture
def scan() -> SecretsScan:
    scan = SecretsScan()
    scan.remember(_TOKEN)
    return scan


def test_a_file_with_a_part_of_the_token_is_found(scan: SecretsScan) -> None:
    # Not under this run's own folder: the real scan would find it there too.
    scan.offer("log", "… " + _TOKEN.split(".")[2])
    scan.search([])
    assert scan.found == ["log"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_is_found(scan: SecretsScan, encoding: str) -> None:
    scan.offer("profile", f"x{_TOKEN}".encode(encoding))
    scan.search([])
    assert scan.found == ["profile"]


def test_a_secret_inside_of_another_is_found_alone_and_within(scan: SecretsScan) -> None:
    inner = scan.remember("0123456789abcdef")
    outer = scan.remember(f"<<{inner}>>")
    assert scan.holds_secret(f"…{inner}…".encode())
    assert scan.holds_secret(f"…{outer}…".encode())
    assert not scan.holds_secret(inner[1:].encode())


def test_file_names_and_contents_are_searched_but_allowed_ones_not(tmp_path: Path) -> None:
    scan = SecretsScan()
    secret = scan.remember("a-secret-of-this-test-alone")
    (tmp_path / secret).touch()
    (tmp_path / f"folder-{secret}").mkdir()
    (tmp_path / "link").symlink_to(f"nowhere-{secret}")
    (tmp_path / "inside").write_text(f"x{secret}y")
    (tmp_path / "History").write_text(secret)
    scan.allow_files(r"/History$")
    scan.search([tmp_path])
    names = [secret, f"folder-{secret}", "link", "inside"]
    assert sorted(scan.found) == sorted(str(tmp_path / name) for name in names)


def test_nothing_is_found_where_nothing_is(scan: SecretsScan, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("Credential(…)")
    scan.offer("argv", "pomtray --config x")
    scan.search([tmp_path])
    assert scan.found == []
