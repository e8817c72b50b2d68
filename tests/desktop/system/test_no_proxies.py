"""That no proxy is set is said only where it is plain."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pomtray.desktop.system import no_proxies

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems are not looked at")


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desktop without programs of its own."""
    for name in [*os.environ]:
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{tmp_path}/other")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "XFCE")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "system"))
    for folder in ("bin", "config", "system"):
        (tmp_path / folder).mkdir()


def gsettings(folder: Path, script: str) -> None:
    program = folder / "bin/gsettings"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)


def test_without_any_settings_there_is_none() -> None:
    assert not no_proxies.are_set()


@pytest.mark.parametrize("name", ["https_proxy", "HTTP_PROXY", "all_proxy", "NO_PROXY"])
def test_the_environment_may_name_one(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "http://proxy.test:3128")
    assert no_proxies.are_set()


@pytest.mark.parametrize(
    ("script", "are_set"),
    [
        ("""[ "$*" = "get org.gnome.system.proxy mode" ] && echo "'none'" """, False),
        ("""echo "'manual'" """, True),
        ("""echo "'auto'" """, True),
        ("""echo "No such schema" >&2; exit 1""", False),
        ("""echo "'none'"; echo more""", True),
        ("""yes "'none'" """, True),
        ("""[ -z "$POMTRAY_SOCKET" ] && echo "'none'" || echo "'auto'" """, False),
    ],
)
def test_gnomes_mode_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, *, are_set: bool
) -> None:
    monkeypatch.setenv("POMTRAY_SOCKET", "/elsewhere")
    gsettings(tmp_path, script.replace("yes ", f"exec {_found('yes')} "))
    assert no_proxies.are_set() is are_set


def test_one_that_says_nothing_in_time_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(no_proxies, "_PATIENCE", 100)
    gsettings(tmp_path, f"exec {_found('sleep')} 60")
    assert no_proxies.are_set()


def test_one_that_cannot_be_run_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "bin/gsettings").write_bytes(b"\0")
    (tmp_path / "bin/gsettings").chmod(0o700)
    assert no_proxies.are_set()


@pytest.mark.parametrize(
    ("text", "are_set"),
    [
        ("", False),
        ("[Proxy Settings]\nProxyType=0\n", False),
        ("[Proxy Settings]\n ProxyType=0\nhttpProxy=http://proxy.test 3128\n", False),
        ("[Proxy Settings]\nProxyType=1\n", True),
        ("[Proxy Settings][$i]\nProxyType[$i]=2\n", True),
        ("[Proxy Settings]\nProxyType=0\nProxyType=4\n", True),
    ],
)
@pytest.mark.parametrize("folder", ["config", "system"])
def test_plasmas_files_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, text: str, *, are_set: bool
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    gsettings(tmp_path, "echo \"'auto'\"")
    (tmp_path / folder / "kioslaverc").write_text(text)
    assert no_proxies.are_set() is are_set


def test_what_of_plasma_cannot_be_read_is_not_guessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:KDE")
    (tmp_path / "config/kioslaverc").mkdir()
    assert no_proxies.are_set()


def _found(program: str) -> str:
    return next(str(place) for place in (Path("/bin") / program, Path("/usr/bin") / program) if place.exists())
