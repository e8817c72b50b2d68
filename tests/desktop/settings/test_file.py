"""A settings file that changes while the program runs, by every way editors save."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QThread, QTimer
from pytestqt.qtbot import QtBot

from pomtray.core.domain.route import Settings
from pomtray.core.plain import isolated
from pomtray.desktop.settings import file as settings_file
from pomtray.desktop.settings.example import example
from pomtray.desktop.settings.file import SettingsFile
from pomtray.desktop.settings.settings import read

GOOD = '[[routes]]\nname = "{}"\nurl = "https://a.example"\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "pomtray.toml"
    path.write_text(GOOD.format("first"))
    return path


@pytest.fixture
def file(path: Path, qtbot: QtBot) -> SettingsFile:
    file = SettingsFile(path)
    with qtbot.waitSignal(file.changed):
        file.start()
    return file


def in_place(path: Path, text: str) -> None:
    path.write_text(text)


def replaced(path: Path, text: str) -> None:
    fresh = path.with_suffix(".tmp")
    fresh.write_text(text)
    fresh.replace(path)


def removed_and_made_anew(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text)


def backed_up(path: Path, text: str) -> None:
    path.rename(path.with_suffix(".toml~"))
    path.write_text(text)


def names(settings: Settings) -> list[str]:
    return [route.name for route in settings.routes]


def test_starts_with_what_is_there(file: SettingsFile) -> None:
    assert names(file.current) == ["first"]


@pytest.mark.parametrize("save", [in_place, replaced, removed_and_made_anew, backed_up])
def test_a_saved_change_is_taken_up_each_time(
    file: SettingsFile, path: Path, qtbot: QtBot, save: Callable[[Path, str], None]
) -> None:
    for name in ("second", "third"):
        with qtbot.waitSignal(file.changed) as changed:
            save(path, GOOD.format(name))
        assert changed.args
        assert names(changed.args[0]) == names(file.current) == [name]


def test_a_bad_file_is_told_once_and_the_last_good_one_stays(file: SettingsFile, path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(file.refused) as refused:
        path.write_text("routes = ")
    assert refused.args
    assert refused.args[0].sentence.startswith("Line 1: the value behind =")
    assert refused.args[0].action == "The last good settings stay in force. Correct the file and save it."
    assert names(file.current) == ["first"]
    with qtbot.waitSignal(file._told.outcome), qtbot.assertNotEmitted(file.refused):
        file.take_up()
    with qtbot.waitSignal(file.changed):
        path.write_text(GOOD.format("first"))


def test_of_what_never_could_be_read_nothing_is_said_to_stay(path: Path, qtbot: QtBot) -> None:
    path.write_text("routes = ")
    file = SettingsFile(path)
    with qtbot.waitSignal(file.refused) as refused:
        file.start()
    assert refused.args
    assert refused.args[0].action == "Correct the file and save it."
    with qtbot.waitSignal(file.refused) as gone:
        path.unlink()
    assert gone.args
    assert gone.args[0].action == "Put the file back, or save it again."


def test_a_bad_entry_is_told_with_the_rest_and_looked_at_again(file: SettingsFile, path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(file.changed) as changed:
        path.write_text(GOOD.format("first") + '[[routes]]\nname = "B"\nurl = "https://b"\nca = "later.pem"\n')
    assert changed.args
    assert [entry.name for entry in changed.args[0].refused] == ["B"]
    assert names(file.current) == ["first"]
    (path.parent / "elsewhere").mkdir()
    with qtbot.waitSignal(file._told.outcome), qtbot.assertNotEmitted(file.changed):
        file.retry()
    (path.parent / "later.pem").touch()
    with qtbot.waitSignal(file.changed):
        file.retry()
    assert names(file.current) == ["first", "B"]


def test_a_removed_file_is_told_and_found_when_it_is_back(file: SettingsFile, path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(file.refused) as refused:
        path.unlink()
    assert refused.args
    assert refused.args[0].title == "The settings file is gone"
    assert refused.args[0].sentence == f"{isolated(str(path))} was deleted, moved or renamed."
    assert refused.args[0].action.startswith("The routes stay until pomtray ends;")
    assert names(file.current) == ["first"], "what was read last stays in force"
    with qtbot.waitSignal(file.changed):
        path.write_text(GOOD.format("back"))
    assert names(file.current) == ["back"]


def test_a_save_that_changes_nothing_is_silent(file: SettingsFile, path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(file._told.outcome), qtbot.assertNotEmitted(file.changed):
        path.write_text("# a comment\n" + GOOD.format("first"))


def test_a_folder_that_is_made_later(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "later" / "deeper" / "pomtray.toml"
    (tmp_path / "later").write_text("")
    file = SettingsFile(path)
    with qtbot.waitSignal(file.refused):
        file.start()
    with qtbot.waitSignal(file.changed):
        (tmp_path / "later").unlink()
        path.parent.mkdir(parents=True)
        path.write_text(GOOD.format("late"))
    assert names(file.current) == ["late"]


def test_the_first_start_writes_an_example_as_soon_as_it_can(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "later" / "pomtray.toml"
    (tmp_path / "later").symlink_to("nothing")
    file = SettingsFile(path)
    with qtbot.waitSignal(file.refused) as refused, qtbot.assertNotEmitted(file.written):
        file.start()
    assert refused.args
    assert refused.args[0].title == "Settings not written: No such file or directory"
    with qtbot.waitSignal(file.written):
        (tmp_path / "nothing").mkdir()
        file.retry()
    assert path.read_text() == example()
    with qtbot.waitSignal(file.refused), qtbot.assertNotEmitted(file.written):
        path.unlink()
        file.take_up()
    assert not path.exists(), "whoever removes it has a reason"


def test_what_is_well_is_not_read_again(file: SettingsFile, path: Path, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(file.changed):
        path.write_text(GOOD.format("second"))
        file.retry()


@pytest.mark.parametrize(
    ("target", "reason"), [("pomtray.toml", "Too many levels of symbolic links"), ("nothing", "No such file")]
)
def test_a_link_that_leads_nowhere_is_told_and_stays(tmp_path: Path, qtbot: QtBot, target: str, reason: str) -> None:
    path = tmp_path / "pomtray.toml"
    path.symlink_to(target)
    file = SettingsFile(path)
    with qtbot.waitSignal(file.refused) as refused:
        file.start()
    assert refused.args
    assert refused.args[0].title.startswith(f"Settings cannot be read: {reason}")
    assert str(path) in refused.args[0].sentence
    assert path.is_symlink()
    with qtbot.waitSignal(file.changed):
        replaced(path, GOOD.format("mended"))


def test_a_links_target_is_watched(tmp_path: Path, path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    link = folder / "pomtray.toml"
    link.symlink_to(path)
    file = SettingsFile(link)
    with qtbot.waitSignal(file.changed):
        file.start()
    with qtbot.waitSignal(file.changed):
        replaced(path, GOOD.format("through the link"))
    assert names(file.current) == ["through the link"]


class Slow:
    """`settings.read` that waits until it is let go, and counts."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.go = threading.Semaphore(0)
        self.at_once = self.most = self.count = 0

    def __call__(self, path: Path) -> Settings:
        self.count += 1
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.begun.release()
        self.go.acquire(timeout=10)
        self.at_once -= 1
        return read(path)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    made = Slow()
    monkeypatch.setattr(settings_file, "read", made)
    yield made
    made.go.release(100)


def test_qt_goes_on_while_the_file_is_read(path: Path, slow: Slow, qtbot: QtBot) -> None:
    file, told_in = SettingsFile(path), []
    file.changed.connect(lambda _: told_in.append(QThread.currentThread()))
    file.start()
    assert slow.begun.acquire(timeout=10)
    timer = QTimer(singleShot=True, interval=0)
    with qtbot.waitSignal(timer.timeout), qtbot.assertNotEmitted(file.changed):
        timer.start()
    with qtbot.waitSignal(file.changed):
        slow.go.release()
    assert told_in == [QCoreApplication.instance().thread()]


def test_changes_in_quick_succession_are_one_reading_more(path: Path, slow: Slow, qtbot: QtBot) -> None:
    file = SettingsFile(path)
    file.start()
    assert slow.begun.acquire(timeout=10)
    for _ in range(5):
        file.take_up()
    path.write_text(GOOD.format("newer"))
    with qtbot.waitSignal(file._told.outcome):
        slow.go.release()
    assert slow.begun.acquire(timeout=10)
    slow.go.release(100)
    qtbot.waitUntil(lambda: names(file.current) == ["newer"])
    assert slow.most == 1
    assert slow.count <= 3  # the last one is for the watcher's own look at the change


def test_nothing_is_said_after_the_end(path: Path, slow: Slow, qtbot: QtBot) -> None:
    file = SettingsFile(path)
    file.start()
    assert slow.begun.acquire(timeout=10)
    file.close()
    with qtbot.waitSignal(file._told.outcome), qtbot.assertNotEmitted(file.changed):
        slow.go.release()
    file.take_up()
    assert slow.count == 1


def test_it_may_go_while_the_file_is_read(path: Path, slow: Slow, qtbot: QtBot) -> None:
    file = SettingsFile(path)
    told = file._told
    file.start()
    assert slow.begun.acquire(timeout=10)
    del file
    gc.collect()
    with qtbot.waitSignal(told.outcome):
        slow.go.release()


@pytest.mark.allow_log("reading the settings failed: ZeroDivisionError")
def test_a_reading_that_fails_is_told_and_the_next_one_counts(
    path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = SettingsFile(path)
    with monkeypatch.context() as failing:
        failing.setattr(settings_file, "read", lambda _: 1 / 0)
        with qtbot.waitSignal(file.refused):
            file.start()
    with qtbot.waitSignal(file.changed):
        file.take_up()
