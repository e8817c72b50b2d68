"""Where files belong when the environment says nothing, or nonsense."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from pomtray.desktop.files import places

XDG = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*XDG, "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)


def every() -> list[Path]:
    return [places.settings_file(), places.data_folder(), places.log_file()]


def test_full_paths_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    places.settle_environment()
    assert every() == [
        tmp_path / ".config/pomtray/pomtray.toml",
        tmp_path / "data/pomtray",
        tmp_path / ".local/state/pomtray/log/pomtray.log",
    ]


@pytest.mark.parametrize("home", ["", "here", "~nobody-of-that-name"])
def test_relative_ones_do_not(monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    monkeypatch.setenv("HOME", home)
    for name in XDG:
        monkeypatch.setenv(name, "here")
    places.settle_environment()
    home_of_the_account = Path(pwd.getpwuid(os.getuid()).pw_dir)
    assert all(place.is_relative_to(home_of_the_account) for place in every())


def test_without_any_home_nothing_is_made_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "here")
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    places.settle_environment()
    for place in every():
        with pytest.raises(NotADirectoryError):
            place.parent.mkdir(parents=True)


def nobody(_: int) -> None:
    raise KeyError("no such user")


def test_a_relative_path_in_a_removed_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    assert places.absolute(Path("pomtray.toml")) == gone / "pomtray.toml"
    gone.rmdir()
    assert places.absolute(tmp_path / "pomtray.toml") == tmp_path / "pomtray.toml"
    lost = places.absolute(Path("pomtray.toml"))
    assert lost.is_absolute()
    assert lost.name == "pomtray.toml"
    with pytest.raises(NotADirectoryError):
        lost.read_text()


def test_the_desktop_file_is_found_where_the_specification_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own, first, second = (tmp_path / name for name in ("own", "first", "second"))
    monkeypatch.setenv("XDG_DATA_HOME", str(own))
    monkeypatch.setenv("XDG_DATA_DIRS", f"here:{first}:{second}")
    monkeypatch.chdir(tmp_path)
    files = [folder / "applications/pomtray.desktop" for folder in (tmp_path / "here", second, first, own)]
    found = []
    for file in files:
        file.parent.mkdir(parents=True)
        file.touch()
        found.append(places.desktop_file())
    assert found == [None, *files[1:]], "a relative folder does not count, and the person's own comes first"
    first.joinpath("applications/pomtray.desktop").unlink()
    own.joinpath("applications/pomtray.desktop").unlink()
    own.joinpath("applications/pomtray.desktop").mkdir()
    assert places.desktop_file() == files[1], "a folder of that name is none"
