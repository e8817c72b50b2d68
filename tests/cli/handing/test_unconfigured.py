"""Settings that a command makes for itself, for an address that the person's own do not have."""

from __future__ import annotations

import errno
from argparse import Namespace
from pathlib import Path

import pytest

from pomtray.cli.asking import No
from pomtray.cli.handing.unconfigured import settings_for
from pomtray.cli.parser import parser

GOOD = '[[routes]]\nname = "app"\nurl = "https://app.example"\n'
BAD = '[[routes]]\nname = "db"\nurl = "https://db.example"\nca = "none.pem"\n'


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "config/pomtray").mkdir(parents=True)
    return tmp_path


def options(dst: str) -> Namespace:
    return parser().parse_args(["get", "--dst", dst])


def test_none_are_made_for_what_may_be_refused_in_the_persons_own(home: Path) -> None:
    """It would be asked without the authority, the browser and the provider that are written down for it."""
    own = home / "config/pomtray/pomtray.toml"
    own.write_text(GOOD + BAD)
    assert settings_for(options("https://app.example/x")) is None
    with pytest.raises(No) as no:
        settings_for(options("https://db.example/x"))
    assert "pomtray doctor" in no.value.text
    own.write_text(GOOD)
    made = settings_for(options("https://db.example/x"))
    assert made
    assert made.is_relative_to(home / "data")


def test_what_a_full_disk_leaves_of_them_does_not_count(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "config/pomtray/pomtray.toml").write_text(GOOD)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("pomtray.desktop.files.fresh_file._fill", full)
        with pytest.raises(No) as no:
            settings_for(options("https://db.example/x"))
    assert (no.value.status, no.value.title) == (3, "Sessions cannot be read")
    assert "No space left on device. Check its permissions" in no.value.text
    assert not [*home.glob("data/pomtray/get-*.toml")]
    made = settings_for(options("https://db.example/x"))
    assert made
    whole = made.read_bytes()
    made.write_bytes(b"")
    assert settings_for(options("https://db.example/x")) == made
    assert (made.read_bytes(), made.stat().st_mode & 0o777) == (whole, 0o600)
