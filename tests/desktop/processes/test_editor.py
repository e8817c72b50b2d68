"""Whether a text would come up anywhere, by a real `xdg-mime` and entries of this test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pomtray.desktop.processes import editor

pytestmark = pytest.mark.skipif(shutil.which("xdg-mime") is None, reason="xdg-utils are not there")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop that has what the test gives it, and nothing else."""
    programs, home = tmp_path / "bin", tmp_path / "home"
    programs.mkdir()
    (home / ".local/share/applications").mkdir(parents=True)
    for name in ("xdg-open", "myedit"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "share"))
    for name in (
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "XDG_CONFIG_DIRS",
        "XDG_CURRENT_DESKTOP",
        "DESKTOP_SESSION",
        "DISPLAY",
    ):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "pomtray.toml").write_text("# here\n")
    return home


def associate(home: Path, keys: str, kind: str = "text/plain", name: str = "mine.desktop") -> None:
    applications = home / ".local/share/applications"
    (applications / name).write_text(f"[Desktop Entry]\nType=Application\nName=Mine\nMimeType={kind};\n{keys}\n")
    (home / ".config").mkdir(exist_ok=True)
    (home / ".config/mimeapps.list").write_text(f"[Default Applications]\n{kind}={name}\n")
    (applications / "mimeapps.list").write_text(f"[Default Applications]\n{kind}={name}\n")


async def test_none_is_set(home: Path) -> None:
    assert await editor.is_there(home.parent / "pomtray.toml") is False


async def test_one_is_set(home: Path) -> None:
    associate(home, "Exec=myedit %F")
    assert await editor.is_there(home.parent / "pomtray.toml") is True


async def test_one_is_set_that_is_gone(home: Path) -> None:
    associate(home, "Exec=myedit %F")
    (home / ".local/share/applications/mine.desktop").unlink()
    assert await editor.is_there(home.parent / "pomtray.toml") is False


@pytest.mark.parametrize("keys", ["Exec=nosuchedit %F", "Exec=", "", "Exec='unclosed"])
async def test_one_is_set_that_starts_nothing(home: Path, keys: str) -> None:
    associate(home, keys)
    assert await editor.is_there(home.parent / "pomtray.toml") is False


@pytest.mark.parametrize(("desktop", "found"), [("", False), ("sway", False), ("ubuntu:GNOME", True), ("KDE", True)])
async def test_what_wants_a_terminal_is_seen_where_the_desktop_brings_one(
    home: Path, monkeypatch: pytest.MonkeyPatch, desktop: str, *, found: bool
) -> None:
    associate(home, "Exec=myedit %F\nTerminal=true")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    assert await editor.is_there(home.parent / "pomtray.toml") is found


async def test_nothing_is_said_where_there_are_no_such_tools(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(home))
    assert await editor.is_there(home.parent / "pomtray.toml") is None
