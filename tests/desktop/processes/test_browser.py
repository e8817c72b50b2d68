"""The browser: launchers that are real programs, found as real ones are."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from pomtray.core.errors import PomtrayError, SignInError
from pomtray.desktop.processes import launching
from pomtray.desktop.processes.browser import open_file, open_url

URL = "http://127.0.0.1:4711/start/a;b&c=$(id)%20d"


class Launchers:
    """A folder of launchers, first on PATH; each writes what it was given and ends as told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str, then: str = "exit 0") -> Path:
        program, given = self.folder / name, self.folder / f"{name}.given"
        program.write_text(
            f'#!/bin/sh\nprintf "%s\\n" "$@" > {given}.part\nenv > {given}.env\nmv {given}.part {given}\n{then}\n'
        )
        program.chmod(0o755)
        return program

    def given(self, name: str) -> list[str] | None:
        given = self.folder / f"{name}.given"
        return given.read_text().splitlines() if given.exists() else None


@pytest.fixture
def launchers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Launchers:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("BROWSER", raising=False)
    return Launchers(tmp_path)


async def test_the_routes_own_command_first(launchers: Launchers, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("own", "chosen", "xdg-open"):
        launchers.add(name)
    monkeypatch.setenv("BROWSER", "chosen")
    await open_url(URL, ("own", "--profile", "a b", "{url}", "--last"))
    assert launchers.given("own") == ["--profile", "a b", URL, "--last"]
    assert launchers.given("chosen") is launchers.given("xdg-open") is None


async def test_then_what_the_person_set(launchers: Launchers, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("chosen", "xdg-open"):
        launchers.add(name)
    monkeypatch.setenv("BROWSER", "chosen --new-window %s --last")
    await open_url(URL)
    assert launchers.given("chosen") == ["--new-window", URL, "--last"]
    assert launchers.given("xdg-open") is None


async def test_a_list_is_tried_in_turn(launchers: Launchers, monkeypatch: pytest.MonkeyPatch) -> None:
    launchers.add("fails", "exit 1")
    launchers.add("works")
    monkeypatch.setenv("BROWSER", "not-there:fails:'unclosed::works")
    await open_url(URL)
    assert launchers.given("fails") == launchers.given("works") == [URL]


async def test_then_the_desktops_default(launchers: Launchers) -> None:
    launchers.add("xdg-open")
    await open_url(URL)
    assert launchers.given("xdg-open") == [URL]


@pytest.mark.parametrize("status", [1, 3, 4])
async def test_a_launcher_that_fails_is_told(launchers: Launchers, status: int) -> None:
    launchers.add("xdg-open", f"exit {status}")
    with pytest.raises(SignInError) as caught:
        await open_url(URL)
    assert caught.value.problem.step == "browser"
    assert f"xdg-open failed with status {status}" in caught.value.problem.sentence
    assert "127.0.0.1" not in str(caught.value)


async def test_a_command_that_is_not_there_is_told(launchers: Launchers) -> None:
    launchers.add("xdg-open")
    with pytest.raises(SignInError, match="no-such-browser cannot be started"):
        await open_url(URL, ("/nowhere/no-such-browser", "{url}"))
    assert launchers.given("xdg-open") is None


@pytest.mark.qt_log_ignore("does not support QPlatformServices::openUrl")
async def test_no_launcher_at_all_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: object) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("BROWSER", raising=False)
    with pytest.raises(SignInError, match="No browser was found"):
        await open_url(URL)


@pytest.mark.parametrize("url", ["--help", "file:///etc/passwd", "javascript:alert(1)", ""])
async def test_only_web_addresses(launchers: Launchers, url: str) -> None:
    launchers.add("xdg-open")
    with pytest.raises(SignInError):
        await open_url(url)
    assert launchers.given("xdg-open") is None


async def test_a_browser_that_goes_on_running_is_left_running_and_then_reaped(
    launchers: Launchers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(launching, "_PATIENCE", 0.0)
    gate, number = tmp_path / "gate", tmp_path / "number"
    os.mkfifo(gate)
    os.mkfifo(number)
    launchers.add("slow", f"echo $$ $(ps -o sid= -p $$) > {number}; read line < {gate}")
    await open_url(URL, ("slow", "{url}"))
    process, session = (await asyncio.to_thread(number.read_text)).split()
    assert session == process != str(os.getsid(0))
    await asyncio.to_thread(gate.write_text, "end\n")
    async with asyncio.timeout(10):
        while Path("/proc", process).exists():  # a zombie would stay
            await asyncio.sleep(0.01)


async def test_our_own_settings_are_not_handed_on(launchers: Launchers, monkeypatch: pytest.MonkeyPatch) -> None:
    launchers.add("xdg-open")
    monkeypatch.setenv("POMTRAY_ANYTHING", "ours")
    monkeypatch.setenv("THEIRS", "kept")
    await open_url(URL)
    environment = (launchers.folder / "xdg-open.given.env").read_text()
    assert "THEIRS=kept" in environment
    assert "POMTRAY" not in environment


@pytest.mark.parametrize("way", ["own", "chosen", "xdg-open", "a file"])
async def test_no_secret_is_handed_on(
    launchers: Launchers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str
) -> None:
    name = "xdg-open" if way == "a file" else way
    launchers.add(name)
    monkeypatch.setenv("IDP_SECRET", "hunter2")
    monkeypatch.setenv("THEIRS", "kept")
    if way == "chosen":
        monkeypatch.setenv("BROWSER", "chosen")
    if way == "a file":
        await open_file(tmp_path, {"IDP_SECRET"})
    else:
        await open_url(URL, ("own",) if way == "own" else (), {"IDP_SECRET"})
    environment = (launchers.folder / f"{name}.given.env").read_text()
    assert ("THEIRS=kept" in environment, "IDP_SECRET" in environment) == (True, False)


async def test_a_file_goes_to_the_desktop_not_to_the_browser(
    launchers: Launchers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    launchers.add("chosen")
    launchers.add("xdg-open")
    monkeypatch.setenv("BROWSER", "chosen")
    (tmp_path / "a b.toml").write_text("")
    await open_file(tmp_path / "a b.toml")
    assert launchers.given("xdg-open") == [f"file://{tmp_path}/a%20b.toml"]
    assert launchers.given("chosen") is None
    launchers.add("xdg-open", "exit 3")
    with pytest.raises(PomtrayError, match=r"a b\.toml: xdg-open failed") as caught:
        await open_file(tmp_path / "a b.toml")
    assert not isinstance(caught.value, SignInError)


async def test_of_a_file_that_is_gone_the_folder_is_opened(launchers: Launchers, tmp_path: Path) -> None:
    launchers.add("xdg-open")
    await open_file(tmp_path / "gone.toml")
    assert launchers.given("xdg-open") == [f"file://{tmp_path}"]
