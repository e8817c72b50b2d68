"""Qt's clipboard on a real X server, and xclip, which sees what the contract does not ask of every desktop."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from pomtray.desktop.clipboard import formats
from pomtray.desktop.clipboard.fingerprint import Ours
from pomtray.desktop.clipboard.qt import QtClipboard
from tests.desktop.clipboard import desktops
from tests.desktop.clipboard.desktops import Desktop, started_on

SECRET = "not-a-real-secret-Aé"
A_MINUTE = timedelta(minutes=1)


async def test_what_was_put_is_read_back(qapp: object) -> None:
    assert await QtClipboard().put(SECRET, A_MINUTE)
    assert QGuiApplication.clipboard().text() == SECRET


async def test_what_cannot_be_read_back_was_not_put(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pomtray.desktop.clipboard.qt.read", lambda: "theirs")
    assert not await QtClipboard().put(SECRET, A_MINUTE)


async def test_somebody_who_puts_it_back_is_overcome(qapp: object) -> None:
    """A clipboard manager that restores what goes, once."""
    ours, clipboard = Ours().adding(SECRET), QGuiApplication.clipboard()
    await QtClipboard().put(SECRET, A_MINUTE)
    restored = []

    def restore() -> None:
        if not clipboard.text() and not restored:
            restored.append(True)
            clipboard.setText(SECRET)

    clipboard.dataChanged.connect(restore)
    try:
        assert await QtClipboard().clear(ours)
    finally:
        clipboard.dataChanged.disconnect(restore)
    assert restored
    assert clipboard.text() == ""


async def test_somebody_who_always_puts_it_back_is_told(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pomtray.desktop.clipboard.qt.read", lambda: SECRET)
    assert not await QtClipboard().clear(Ours().adding(SECRET))


async def test_on_wayland_a_window_without_focus_clears_nothing(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    await QtClipboard().put(SECRET, A_MINUTE)
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "wayland-egl")
    monkeypatch.setattr(QGuiApplication, "focusWindow", lambda: None)
    assert not await QtClipboard().clear(Ours().adding(SECRET))
    assert QGuiApplication.clipboard().text() == SECRET


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        ("linux", ["x-kde-passwordManagerHint"]),
        ("darwin", ["org.nspasteboard.ConcealedType"]),
        (
            "win32",
            [
                f'application/x-qt-windows-mime;value="{name}"'
                for name in (
                    "ExcludeClipboardContentFromMonitorProcessing",
                    "CanIncludeInClipboardHistory",
                    "CanUploadToCloudClipboard",
                )
            ],
        ),
    ],
)
def test_each_platform_has_its_own_marks(platform: str, names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert list(formats.marks()) == names


@pytest.fixture(scope="module")
def x11(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    with desktops.x11(tmp_path_factory.mktemp("x11")) as desktop:
        yield desktop


def test_it_is_not_in_the_selection(x11: Desktop, tmp_path: Path) -> None:
    with started_on(x11, tmp_path / "left") as program:
        program.do(f"put {SECRET}")
        argv = ["xclip", "-selection", "primary", "-o"]
        primary = subprocess.run(argv, env=x11.environment, capture_output=True, timeout=20, check=False)
        assert primary.stdout == b""


def test_at_the_end_of_the_session_it_goes_at_once(x11: Desktop, tmp_path: Path) -> None:
    with started_on(x11, tmp_path / "left") as program:
        program.do(f"put {SECRET}")
        program.do("let-go")
        assert x11.other.paste() == ""


def test_at_the_end_of_the_session_somebody_elses_text_stays(x11: Desktop, tmp_path: Path) -> None:
    with started_on(x11, tmp_path / "left") as program:
        program.do(f"put {SECRET}")
        x11.other.copy("theirs")
        program.do("let-go")
        assert x11.other.paste() == "theirs"
