from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pomtray.core.browsers import BrowserChoice
from pomtray.desktop import browsers

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="they are looked for on Linux and the BSDs")
INI = "[Profile0]\nName=work\n[Profile1]\nName=own\n"
STATE = '{"profile": {"info_cache": {"Default": {"name": "Ada"}, "Profile 1": {"name": "Work"}}}}'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("firefox", "google-chrome", "flatpak"):
        (programs / name).write_text("#!/bin/true\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(text)


def test_those_that_are_here_with_their_profiles(home: Path) -> None:
    put(home / ".mozilla/firefox/profiles.ini", INI)
    put(home / ".config/google-chrome/Local State", STATE)
    put(home / ".var/app/org.chromium.Chromium/config/chromium/Local State", STATE)
    chromium = ("flatpak", "run", "org.chromium.Chromium")
    assert browsers.found() == (
        BrowserChoice("Firefox: work", ("firefox", "-P", "work", "{url}")),
        BrowserChoice("Firefox: own", ("firefox", "-P", "own", "{url}")),
        BrowserChoice("Google Chrome: Ada", ("google-chrome", "--profile-directory=Default", "{url}")),
        BrowserChoice("Google Chrome: Work", ("google-chrome", "--profile-directory=Profile 1", "{url}")),
        BrowserChoice("Chromium (Flatpak): Ada", (*chromium, "--profile-directory=Default", "{url}")),
        BrowserChoice("Chromium (Flatpak): Work", (*chromium, "--profile-directory=Profile 1", "{url}")),
    )


def test_a_list_that_cannot_be_read_is_passed_over(home: Path) -> None:
    put(home / ".config/google-chrome/Local State", " " * 4 * 1024 * 1024 + STATE)
    (home / ".mozilla/firefox").mkdir(parents=True)
    os.mkfifo(home / ".mozilla/firefox/profiles.ini")
    plain = (BrowserChoice("Firefox", ("firefox", "{url}")), BrowserChoice("Google Chrome", ("google-chrome", "{url}")))
    assert browsers.found() == plain
