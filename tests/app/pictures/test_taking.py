"""Every view in every state is drawn, from nothing but the demo's routes."""

from __future__ import annotations

import os
import subprocess
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from pomtray.app.pictures import taking
from pomtray.app.pictures.scenes import SCENES, shown
from pomtray.app.pictures.states import STATES
from pomtray.cli.parser import parser
from pomtray.core.view.badge import Badge
from pomtray.ui.icons.icons import Icons
from tests.ui.conftest import OFFSCREEN

pytestmark = pytest.mark.qt_log_ignore(*OFFSCREEN, extend=True)
_WINDOW_OF = {
    "details",
    "details-programs",
    "details-failed",
    "search",
    "adding",
    "adding-more",
    "offers",
    "doubt",
    "undo",
}


def test_each_state_that_a_row_can_have_is_among_them() -> None:
    drawn = {row.badge for state in STATES.values() for row in state().snapshot.rows}
    assert drawn == set(Badge)


def test_a_state_is_the_same_each_time() -> None:
    assert all(state().snapshot == state().snapshot for state in STATES.values())


@pytest.mark.parametrize("name", SCENES)
def test_each_view_opens_and_something_is_on_it(qtbot: QtBot, name: str) -> None:
    window, view = shown(SCENES[name], Icons())
    assert view.isVisible()
    assert (view is window) is (name.startswith("list-") or name in _WINDOW_OF)
    image = taking.image(view, 1)
    colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(colours) > 8, "it is not blank"
    view.hide()
    window.hide()
    window.deleteLater()


def test_light_and_dark_at_either_scale(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenes, looks = ("list-day", "about"), ("light", "dark")
    monkeypatch.setattr(taking, "SCENES", {name: SCENES[name] for name in scenes})
    before, open_before = qapp.palette(), _dialogs()
    taking.take_all(qapp, tmp_path)
    names = {f"{scene}-{look}-{scale}x.png" for scene in scenes for look in looks for scale in (1, 2)}
    assert {file.name for file in tmp_path.iterdir()} == names
    small, large = (QImage(str(tmp_path / f"list-day-dark-{scale}x.png")) for scale in (1, 2))
    assert large.size() == small.size() * 2
    pictures = [QImage(str(tmp_path / f"list-day-{look}-1x.png")) for look in looks]
    light, dark = (picture.pixelColor(2, 2).lightness() for picture in pictures)
    assert light > dark + 100
    assert qapp.palette() == before
    assert _dialogs() <= open_before


def _dialogs() -> set[QWidget]:
    return {it for it in QApplication.topLevelWidgets() if isinstance(it, QDialog) and it.isVisible()}


def test_a_folder_that_cannot_be_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    options = parser().parse_args(["window", "--screenshot", str(tmp_path / "file" / "folder")])
    assert taking.main(options) == 1
    assert "Not a directory" in capsys.readouterr().err


def test_what_it_is_called_by() -> None:
    options = parser().parse_args(["window", "--screenshot", "folder"])
    assert (options.command, options.screenshot) == ("window", Path("folder"))
    options = parser().parse_args(["window"])
    assert (options.window, options.screenshot) == (True, None)


def test_it_says_nothing_and_takes_the_windows_down(tmp_path: Path) -> None:
    """As a command: what Qt says of windows on no screen is of no use to anybody."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    command = [sys.executable, "-m", "pomtray", "window", "--screenshot", str(tmp_path)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(list(tmp_path.iterdir())) == 4 * len(SCENES)
