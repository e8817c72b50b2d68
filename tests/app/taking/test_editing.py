"""The settings file opens in the person's editor, or in ours at the line that is meant."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any

import pytest

from pomtray.app.taking import editing
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.intent import Action, AppAction, CheckEntry, CheckText, EditEntry, LookUp, ReadText, RouteIntent
from pomtray.core.settings.entry.draft import Draft
from pomtray.core.settings.text import TextCheck
from pomtray.desktop.processes import editor
from pomtray.desktop.settings import settings

TEXT = "# mine\n[[routes]]\nname = 'Bad'\n"


class Ground:
    """The window and the program, as far as they are needed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen: list[object] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.editing = editing.Editing(
            editing.Parts(
                window=self._window,  # type: ignore[arg-type]
                settings=lambda: settings.read(path),
                troubled=lambda problem: self.seen.append(problem.title),
                spawn=self._spawn,
            ),
            path,
        )

    arranger = property(lambda self: self)

    def open_entry(self, draft: Draft, browsers: object) -> None:
        self.seen.append(draft)

    def show_faults(self, keys: object, faults: Mapping[str, str]) -> None:
        self.seen.append(sorted(faults))

    def take(self, intent: object) -> bool:
        self.seen.append(intent)
        return True

    def edit_text(self, text: str, line: int) -> None:
        self.seen.append((text, line))

    def show_checked(self, text: str, checked: TextCheck) -> None:
        self.seen.append((text, checked.counts))

    async def _window(self) -> Ground:
        return self

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(asyncio.get_running_loop().create_task(work))

    async def asked(self, intent: object) -> list[object]:
        assert self.editing.take(intent)
        await asyncio.gather(*self.tasks)
        seen, self.seen[:] = list(self.seen), []
        return seen


@pytest.fixture
async def ground(tmp_path: Path) -> Ground:
    path = tmp_path / "pomtray.toml"
    path.write_text(TEXT)
    return Ground(path)


async def test_our_editor_opens_at_the_refused_entry(ground: Ground) -> None:
    assert await ground.asked(RouteIntent(Action.EDIT_HERE, "Bad")) == [(TEXT, 2)]
    assert await ground.asked(AppAction.EDIT_SETTINGS) == [(TEXT, 1)]
    assert await ground.asked(ReadText()) == [(TEXT, 0)]
    assert await ground.asked(CheckText("x = 'y")) == [("x = 'y", False)]
    assert not ground.editing.take(LookUp(None))


async def test_what_is_bad_is_mended_by_its_form_and_checked(ground: Ground) -> None:
    (draft,) = await ground.asked(RouteIntent(Action.MEND, "Bad"))
    assert isinstance(draft, Draft)
    assert (draft.table, draft.number, draft.keys) == ("routes", 0, {"name": "Bad"})
    assert await ground.asked(CheckEntry(draft.keys)) == [["url"]]
    assert await ground.asked(EditEntry("routes", "Bad")) == [draft]
    assert await ground.asked(EditEntry("routes", "Gone")) == ["The entry cannot be opened"]


async def test_what_has_no_form_is_mended_in_the_text(ground: Ground) -> None:
    ground.path.write_text("[[roots]]\nname = 'X'\n[preferences]\nicon = 3\n")
    assert await ground.asked(RouteIntent(Action.MEND, "icon")) == [AppAction.PREFERENCES]
    assert await ground.asked(RouteIntent(Action.MEND, "X")) == [(ground.path.read_text(), 1)]
    assert await ground.asked(RouteIntent(Action.MEND, "gone")) == [(ground.path.read_text(), 1)]


async def test_a_file_that_cannot_be_read_is_told(ground: Ground) -> None:
    ground.path.write_bytes(b"\xff")
    assert await ground.asked(AppAction.EDIT_SETTINGS) == ["Settings refused"]


@pytest.mark.parametrize("intent", [AppAction.SETTINGS_FILE, RouteIntent(Action.OPEN_FILE, "Bad")])
async def test_ours_opens_where_the_desktop_has_none(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, intent: object
) -> None:
    opened: list[Path] = []

    async def opens(path: Path, withheld: object) -> None:
        opened.append(path)

    async def fails(path: Path, withheld: object) -> None:
        raise PomtrayError(Problem("The file could not be opened", "No editor."))

    async def is_there(path: Path) -> bool | None:
        return there

    there: bool | None = True
    monkeypatch.setattr(editor, "is_there", is_there)
    monkeypatch.setattr(editing, "open_file", opens)
    assert await ground.asked(intent) == []
    assert opened == [ground.path]
    monkeypatch.setattr(editing, "open_file", fails)
    shown = (TEXT, 1 if intent is AppAction.SETTINGS_FILE else 2)
    assert await ground.asked(intent) == ["The file could not be opened", shown]
    there, opened[:] = False, []
    monkeypatch.setattr(editing, "open_file", opens)
    assert await ground.asked(intent) == [shown], "a launcher would say that it succeeded"
    assert opened == []
    there = None
    assert await ground.asked(intent) == []
    assert opened == [ground.path], "who does not know tries"
