"""What a person adds and changes: an address is looked up, the settings file is written, and the last change undone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pomtray.app.telling import told
from pomtray.core import events as happened
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Settings
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.intent import Action, AppAction, DeletePlainText, ImportFrom, LookUp, Rewrite, RouteIntent, SaveText
from pomtray.core.light_dataclass import dataclass
from pomtray.core.settings.recognised import Recognised
from pomtray.core.text import phrase
from pomtray.desktop.system import clock

if TYPE_CHECKING:
    from pomtray.controller.ports import SignInClient
    from pomtray.core.settings.change import Patch
    from pomtray.desktop.settings.writer import SettingsWriter
    from pomtray.ui.window.window import Window


class LookUps:
    """One question at a time: whoever asks another does not want the answer to the one before."""

    def __init__(self, client: Callable[[], Awaitable[SignInClient]], tell: Callable[[Recognised], None]) -> None:
        self._client = client
        self._tell = tell
        self._task: asyncio.Task[None] | None = None

    def ask(self, origin: Origin | None) -> None:
        """None: nothing is of interest any more."""
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.get_running_loop().create_task(self._look_up(origin)) if origin else None

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _look_up(self, origin: Origin) -> None:
        client = await self._client()
        self._tell(await client.recognise(origin))


class Changing:
    """Takes the intents that are about the settings file, and signs in to what was added once that is known."""

    def __init__(self, parts: Parts, path: Path) -> None:
        """path: the settings file's."""
        self._parts = parts
        self._path = path
        self._made: SettingsWriter | None = None
        self._look_ups = LookUps(parts.client, self._recognised)
        self._last: Patch | None = None
        self._awaited = ""

    def take(self, intent: object) -> bool:
        """False where `intent` is about something else."""
        match intent:
            case LookUp(origin):
                self._look_ups.ask(origin)
            case ImportFrom(path):
                self._parts.spawn(self._import(Path(path)))
            case DeletePlainText(paths):
                self._parts.spawn(self._delete(paths))
            case Rewrite():
                self._parts.spawn(self._make(intent))
            case SaveText(before, text):
                self._parts.spawn(self._save(before, text))
            case AppAction.UNDO:
                self._parts.spawn(self._undo())
            case _:
                return False
        return True

    def settings_read(self, settings: Settings) -> None:
        """The routes are known now that were just written."""
        if any(route.name == self._awaited for route in settings.routes):
            name, self._awaited = self._awaited, ""
            self._parts.intent(RouteIntent(Action.SIGN_IN, name))

    async def close(self) -> None:
        await self._look_ups.close()

    def _writer(self) -> SettingsWriter:
        from pomtray.desktop.settings.writer import SettingsWriter  # noqa: PLC0415 when the first change is due

        self._made = self._made or SettingsWriter(self._path)
        return self._made

    def _recognised(self, found: Recognised) -> None:
        self._parts.window().adding.show_recognised(told(found))

    async def _make(self, wish: Rewrite) -> None:
        self._awaited = wish.sign_in
        try:
            self._last = await self._writer().make(wish.change)
        except PomtrayError as error:
            self._awaited = ""
            self._refused(error.problem)
        else:
            self._done(wish.done)

    async def _save(self, before: str, text: str) -> None:
        try:
            self._last = await self._writer().replace(before, text)
        except PomtrayError as error:
            self._refused(error.problem)
        else:
            self._done(phrase("The settings file was saved."))

    async def _undo(self) -> None:
        """Take the last change back."""
        last, self._last, self._awaited = self._last, None, ""
        if last is None:
            return
        try:
            await self._writer().undo(last)
        except PomtrayError as error:
            self._refused(error.problem)
        else:
            self._parts.happen(happened.ChangeUndone(clock.now()))
            self._done("")

    async def _import(self, path: Path) -> None:
        """Let the person choose among what the file names and no route has; say what else is in the way."""
        from pomtray.core.settings.offers import importable_routes  # noqa: PLC0415 seldom needed
        from pomtray.desktop.settings.importing import left_in_plain_text, named_in  # noqa: PLC0415

        try:
            named = await asyncio.to_thread(named_in, path)
        except PomtrayError as error:
            self._parts.troubled(error.problem)
            return
        plain = tuple(map(str, await asyncio.to_thread(left_in_plain_text)))
        found = importable_routes(named, self._parts.settings().routes, plain)
        if found.says_anything:
            self._parts.window().offers.choose(told(found))
        else:
            self._parts.troubled(
                Problem(phrase("Nothing is new"), phrase("All routes that the file names are here already."))
            )

    async def _delete(self, paths: tuple[str, ...]) -> None:
        from pomtray.desktop.settings.importing import delete_plain_text  # noqa: PLC0415 seldom needed

        try:
            count = await asyncio.to_thread(delete_plain_text, paths)
        except PomtrayError as error:
            self._parts.troubled(error.problem)
            self._parts.window().offers.deleted(is_so=False)
        else:
            self._parts.happen(happened.PlainTextDeleted(clock.now(), count))
            self._parts.window().offers.deleted(is_so=True)

    def _done(self, said: str) -> None:
        """said: what can be undone now, "" for nothing."""
        self._parts.window().show_changed(said)
        self._parts.reread()

    def _refused(self, problem: Problem) -> None:
        self._parts.troubled(problem)
        self._parts.window().show_refused(problem)


@dataclass(frozen=True, slots=True)
class Parts:
    """What changing needs of the program."""

    client: Callable[[], Awaitable[SignInClient]]
    window: Callable[[], Window]
    settings: Callable[[], Settings]
    happen: Callable[[happened.Event], None]
    reread: Callable[[], None]
    """Take up the settings file as it is now."""
    intent: Callable[[object], None]
    troubled: Callable[[Problem], None]
    spawn: Callable[[Coroutine[Any, Any, None]], None]
