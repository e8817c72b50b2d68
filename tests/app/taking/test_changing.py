"""What a person adds is written, signed in to once it is known, and taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pomtray.app.taking.changing import Changing, Parts
from pomtray.core import events as happened
from pomtray.core.domain.origin import Origin
from pomtray.core.errors import Problem
from pomtray.core.intent import Action, AppAction, DeletePlainText, ImportFrom, LookUp, Rewrite, RouteIntent
from pomtray.core.plain import unmarked
from pomtray.core.settings.change import AddRoutes, RemoveRoute
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import ImportableRoutes
from pomtray.core.settings.recognised import Recognised
from pomtray.desktop.settings import settings
from tests.core.built import NOW

APP = Origin.parse("https://app.example")
WIKI = Origin.parse("https://wiki.example")
ADD = Rewrite(AddRoutes(({"name": "App", "url": str(APP)},)), "App was added.", sign_in="App")


class Surroundings:
    """The client, the window and the program, as far as they are needed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.said: list[object] = []
        self.happened: list[object] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.answering = asyncio.Event()
        self.asked: list[Origin] = []
        self.changing = Changing(
            Parts(
                client=self._client,  # type: ignore[arg-type]
                window=lambda: self,  # type: ignore[arg-type, return-value]
                settings=lambda: settings.read(path),
                happen=lambda event: self.happened.append(replace(event, at=NOW)),
                reread=self._reread,
                intent=self.said.append,
                troubled=self.said.append,
                spawn=self._spawn,
            ),
            path,
        )

    adding = offers = property(lambda self: self)

    async def _client(self) -> Surroundings:
        return self

    def choose(self, found: ImportableRoutes) -> None:
        self.said.append(found)

    def deleted(self, *, is_so: bool) -> None:
        self.said.append(is_so)

    async def recognise(self, origin: Origin) -> Recognised:
        self.asked.append(origin)
        await self.answering.wait()
        return Recognised(origin, None)

    def show_recognised(self, found: Recognised) -> None:
        self.said.append(found)

    def show_changed(self, done: str) -> None:
        self.said.append(done)

    def show_refused(self, problem: Problem) -> None:
        self.said.append(problem.title)

    def _reread(self) -> None:
        self.changing.settings_read(settings.read(self.path))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(asyncio.get_running_loop().create_task(work))

    async def take(self, intent: object) -> list[object]:
        assert self.changing.take(intent)
        await asyncio.gather(*self.tasks)
        said, self.said[:] = list(self.said), []
        return said


@pytest.fixture
async def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "pomtray.toml"
    path.write_text("# mine\n")
    return Surroundings(path)


async def test_what_is_added_is_signed_in_to_once_it_is_known(world: Surroundings) -> None:
    assert await world.take(ADD) == ["App was added.", RouteIntent(Action.SIGN_IN, "App")]
    world.changing.settings_read(settings.read(world.path))
    assert world.said == []


async def test_it_is_taken_back_once(world: Surroundings) -> None:
    await world.take(ADD)
    assert await world.take(AppAction.UNDO) == [""]
    assert world.path.read_text() == "# mine\n"
    assert await world.take(AppAction.UNDO) == []
    assert world.happened == [happened.ChangeUndone(NOW)]


async def test_what_cannot_be_written_is_told_and_signs_in_to_nothing(world: Surroundings) -> None:
    told = await world.take(Rewrite(RemoveRoute("App"), "App was removed.", sign_in="App"))
    assert isinstance(told[0], Problem)
    assert told[1] == "The settings file was not changed"
    await world.take(Rewrite(ADD.change, "App was added."))
    assert world.said == []


async def test_what_a_file_names_and_no_route_has_is_offered(world: Surroundings) -> None:
    file = world.path.with_name("config.yaml")
    file.write_text("routes:\n- from: https://app.example\n- from: https://wiki.example\n  name: Wiki\n")
    await world.take(ADD)
    assert await world.take(ImportFrom(str(file))) == [ImportableRoutes((Offer("https://wiki.example", "Wiki"),))]
    file.write_text("routes:\n- from: https://app.example\n")
    told = await world.take(ImportFrom(str(file)))
    assert isinstance(told[0], Problem)
    assert told[0].title == "Nothing is new"
    told = await world.take(ImportFrom(str(world.path.with_name("none"))))
    assert isinstance(told[0], Problem)
    assert told[0].title == "Nothing was imported"


def left(world: Surroundings, name: str) -> Path:
    """A session that pomerium-cli has left."""
    file = world.path.parent / "cache/pomerium-cli/jwts" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("eyJ…")
    return file


async def test_what_is_refused_and_what_lies_about_in_plain_text_is_told(world: Surroundings) -> None:
    file, session = world.path.with_name("config.yaml"), left(world, "1.jwt")
    file.write_text("routes:\n- from: https://app.example\n- name: Mail\n")
    await world.take(ADD)
    (found,) = await world.take(ImportFrom(str(file)))
    assert isinstance(found, ImportableRoutes)
    assert ([one.name for one in found.refused], found.plain_text) == (["Mail"], (str(session),))


async def test_what_lies_about_is_deleted_and_nothing_else(world: Surroundings) -> None:
    session, later = left(world, "1.jwt"), left(world, "2.jwt")
    assert await world.take(DeletePlainText((str(session), str(world.path)))) == [True]
    assert world.happened == [happened.PlainTextDeleted(NOW, 1)]
    assert (session.exists(), later.exists(), world.path.exists()) == (False, True, True)


async def test_what_cannot_be_deleted_is_told(world: Surroundings) -> None:
    session = left(world, "1.jwt").with_name("2.jwt")
    session.mkdir()
    told = await world.take(DeletePlainText((str(session),)))
    assert isinstance(told[0], Problem)
    assert str(session) in unmarked(told[0].sentence)
    assert told[1] is False


async def test_only_the_last_address_is_of_interest(world: Surroundings) -> None:
    assert world.changing.take(LookUp(APP))
    await asyncio.sleep(0)
    assert world.changing.take(LookUp(WIKI))
    await asyncio.sleep(0)
    world.answering.set()
    while not world.said:
        await asyncio.sleep(0)
    assert world.said == [Recognised(WIKI, None)]
    world.answering.clear()
    world.changing.take(LookUp(APP))
    await asyncio.sleep(0)
    world.changing.take(LookUp(None))
    world.answering.set()
    await world.changing.close()
    assert world.said == [Recognised(WIKI, None)]


async def test_all_else_is_somebody_elses(world: Surroundings) -> None:
    assert not world.changing.take(AppAction.QUIT)
