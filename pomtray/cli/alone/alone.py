"""A request answered without the app: by the same rules, over a controller of the command's own.

Who reads and renews sessions holds the turn, so that no refresh token is used twice; who waits for a person does not,
but then only one command at a time opens a page, and the others find what came of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

from pomtray.cli import asking
from pomtray.cli.alone.person import AtTerminal
from pomtray.cli.alone.without_desktop import NoClipboard, no_worker, nobody, now, unlock, wall_clock
from pomtray.controller import Controller, Ports
from pomtray.controller.requests import Requests, until
from pomtray.core import effects as todo
from pomtray.core import events as happened
from pomtray.core.domain.login import Login, session_of
from pomtray.core.domain.route import Route, Settings
from pomtray.core.domain.session import Session
from pomtray.core.domain.stored import merge
from pomtray.core.errors import Part, PomtrayError, Problem
from pomtray.core.model import Model
from pomtray.core.request import Declined, Do, Exit, Request, declined_line, done_line, read_request, route_meant
from pomtray.core.secret import Secret
from pomtray.core.view.notice import Notice
from pomtray.core.view.snapshot import Snapshot
from pomtray.desktop import client_secret
from pomtray.desktop.files import places
from pomtray.desktop.processes.launching import open_in_browser
from pomtray.desktop.settings import settings
from pomtray.desktop.system.proxies import DesktopProxies
from pomtray.desktop.vault.turn import SIGNING_IN, Turn
from pomtray.desktop.vault.vault import Vault, vault_place
from pomtray.signin.client import Client
from pomtray.signin.pomerium.domains import in_one_domain
from pomtray.signin.provider.hooks import Keeper
from pomtray.signin.web.http import Web

_TURN_FOR: Final = 60.0
_PERSONS_TURN_FOR: Final = 900.0
"""Seconds, for the sign-in that somebody else has begun."""
_SHARES_FOR: Final = timedelta(seconds=5)
_KEYRING_FOR: Final = 20.0
_KEEP: Final = {Do.LOGIN, Do.RENEW}
"""What is asked for so that there is a session for later."""


def answer(said: dict[str, object], path: Path) -> dict[str, Any]:
    """The last line of the answer, as the app would give it."""
    places.settle_environment()
    logging.getLogger("pomtray").addHandler(logging.NullHandler())  # what went wrong is told here
    try:
        request = read_request(json.dumps(said).encode())
        with asyncio.Runner() as runner:
            line = done_line(runner.run(_Alone(path, said).answer(request)))
    except Declined as declined:
        line = declined_line(declined)
    except ValueError as error:
        line = declined_line(Declined(Exit.USAGE, Problem("Not understood", f"That cannot be asked: {error}.")))
    except _AppRuns as found:
        return found.answer
    except OSError as error:
        sentence = f"{error.filename or path}: {error.strerror}."
        problem = Problem("Sessions cannot be read", sentence, "Check its permissions and the free space.")
        line = declined_line(Declined(Exit.LOCKED, problem))
    last: dict[str, Any] = json.loads(line)
    return last


class _AppRuns(Exception):
    """The app has been started meanwhile, and has answered."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__()
        self.answer = answer


class _Alone:
    def __init__(self, path: Path, said: dict[str, object]) -> None:
        self._path = path
        self._said = said
        self._settings = _read(path)
        self._turn = Turn(path, places.data_folder())
        self._signing_in = Turn(path, places.data_folder(), SIGNING_IN)

    async def answer(self, request: Request) -> dict[str, object]:
        """The answer's content. Raises `Declined`, `_AppRuns` and `OSError`."""
        try:
            if request.do is Do.STATUS:
                return await self._once(request)
            if request.do is not Do.RENEW:
                with contextlib.suppress(_Waits):
                    return await self._in_turn(request, patient=False)
            await self._take(self._signing_in, _PERSONS_TURN_FOR)
            answered = await self._in_turn(request, patient=True)
            await asyncio.to_thread(self._tell_app)
            return answered
        finally:
            self._turn.give_back()
            self._signing_in.give_back()

    def _tell_app(self) -> None:
        """It may have been started while the person signed in."""
        path = str(self._path)
        asking.of_app({"v": 1, "do": Do.REREAD.value, "config": path}, path)

    async def _in_turn(self, request: Request, *, patient: bool) -> dict[str, object]:
        """patient: for the person. Raises `_Waits` where it takes one, and they are not to be waited for yet."""
        await self._take(self._turn, _TURN_FOR)
        try:
            return await self._once(replace(request, waits=request.waits and patient))
        except Declined as declined:
            if declined.status is Exit.SIGN_IN_NEEDED and request.waits and not patient:
                raise _Waits from None
            raise
        finally:
            self._turn.give_back()

    async def _take(self, turn: Turn, patience: float) -> None:
        path = str(self._path)
        if await turn.take(patience, unless=lambda: asking.runs(path)):
            return
        found = await asyncio.to_thread(asking.of_app, self._said, path)
        if found is None:
            problem = Problem("Another pomtray is at work", "It has not come to an end.", "Try again in a moment.")
            raise Declined(Exit.UNREACHABLE, problem)
        raise _AppRuns(found)

    async def _once(self, request: Request) -> dict[str, object]:
        async with _Ground(self._path, self._settings, request) as ground:
            return await ground.answer(self._turn.give_back)


class _Waits(Exception):
    """It takes a person, and another command may have asked them already."""


class _Ground:
    """A controller with nothing around it but the vault, the network and a terminal, for one request."""

    def __init__(self, path: Path, found: Settings, request: Request) -> None:
        file, entry = vault_place(path, places.settings_file(), places.data_folder())
        self._vault = Vault(file, entry, merge=merge, deadline_for=_KEYRING_FOR)
        self._request = request
        self._unsaved: Problem | None = None
        """Why nothing was renewed: what came of it could not have been kept."""
        self._signs_in = False
        self._controller = Controller(self._ports(), Model(clock=wall_clock()), self._performs)
        self._controller.happen(happened.SettingsRead(now(), found))
        self._terminal = AtTerminal(self._controller, now)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._controller.close()
        await self._vault.close()
        self._terminal.close()

    async def answer(self, before_sign_in: Callable[[], None]) -> dict[str, object]:
        """See `Requests.answer`."""
        if self._request.do is not Do.STATUS:
            route_meant(self._current(), self._request.route) if not self._request.every else None
            await self._unlock()
        if self._request.do in _KEEP:
            await self._look_at_keyring()
        await self._controller.start()
        try:
            requests = Requests(self._controller, now, partial(self._before_sign_in, before_sign_in))
            answered = await requests.answer(self._request, asking.told)
        except Declined:
            if self._unsaved is not None:
                raise Declined(Exit.LOCKED, self._unsaved) from None
            raise
        # Which other routes a new session opens is found out, so that nobody signs in to each.
        await until(self._controller, lambda: not self._controller.model.sharing, _SHARES_FOR)
        await self._controller.saved()
        self._check_kept()
        if self._trouble is not None and self._request.do is not Do.STATUS:
            asking.tell(f"pomtray: {self._trouble.text()}")
        return answered

    async def _look_at_keyring(self) -> None:
        """Raises `Declined` before anybody signs in for nothing."""
        try:
            problem = await self._vault.obstacle()
        except PomtrayError as error:
            problem = error.problem
        if problem is not None:
            raise Declined(Exit.LOCKED, problem)

    def _before_sign_in(self, then: Callable[[], None]) -> None:
        self._signs_in = True
        self._check_kept()
        then()

    def _check_kept(self) -> None:
        """Raises `Declined` for a sign-in whose session nobody but this command would have."""
        if self._trouble is not None and self._signs_in and self._request.do in _KEEP:
            raise Declined(Exit.LOCKED, self._trouble)

    @property
    def _trouble(self) -> Problem | None:
        return self._controller.model.troubles.get(Part.VAULT)

    async def _unlock(self) -> None:
        """Have the keyring ask, where there is somebody at a terminal: they are told why first."""
        if self._terminal.is_there:
            await unlock(self._vault, asking.tell)

    def _performs(self, effect: todo.Effect) -> bool:
        """What the request is about, and nothing else: other sessions are other programs' business."""
        login = self._login()
        match effect:
            case todo.Verify(session=session):
                held = session_of(login.state) if login is not None else None
                return session.grant is None and held is not None and held.id == session.id
            case todo.Renew(login=wanted) | todo.Share(login=wanted) | todo.BeginSignIn(login=wanted):
                return login is not None and wanted == login.id
            case todo.Revoke():
                return self._request.do is Do.LOGOUT
            case todo.PutOnClipboard() | todo.ClearClipboard() | todo.LookForPerson() | todo.TryRoute():
                return False
            case _:
                return True

    def _login(self) -> Login | None:
        try:
            route = route_meant(self._current(), self._request.route)
        except Declined:
            return None
        return self._controller.model.login_of(route)

    def _ports(self) -> Ports:
        return Ports(
            client=self._client,
            vault=self._vault,
            clipboard=NoClipboard(),
            open_page=lambda url, browser: open_in_browser(url, browser, self._current().secret_variables),
            let_go=no_worker,
            fetch_secret=lambda place: client_secret.fetch(place, self._current().secret_variables),
            is_present=nobody,
            notify=_nothing,
            publish=self._publish,
            arm=lambda _: None,
            now=now,
        )

    def _publish(self, snapshot: Snapshot) -> None:
        terminal = getattr(self, "_terminal", None)
        if terminal is not None:
            terminal.see(snapshot)

    async def _client(self) -> Client:
        web = Web(self._current, DesktopProxies(_say).current, self._phrase)
        return _Careful(self._current, in_one_domain, web, before_renewal=self._can_keep)

    async def _can_keep(self) -> None:
        """NOTE: else the refresh token would be used, and the one that comes in its place lost with this command."""
        try:
            await self._vault.probe()
        except PomtrayError as error:
            self._unsaved = error.problem
            raise

    def _current(self) -> Settings:
        return self._controller.model.settings

    def _phrase(self, name: str) -> Secret | None:
        return self._controller.model.remembered.secrets.get(name)


async def _nothing_first() -> None:
    """Before a renewal."""


@dataclass(slots=True)
class _Careful(Client):
    before_renewal: Callable[[], Awaitable[None]] = _nothing_first

    async def renew(self, session: Session, route: Route, keeper: Keeper) -> Session:
        await self.before_renewal()
        return await Client.renew(self, session, route, keeper)  # NOTE: super() does not know a class with slots


def _read(path: Path) -> Settings:
    if not path.exists():
        problem = Problem("No settings file", f"There is no {path}.", "Start pomtray once, or name one by --config.")
        raise Declined(Exit.USAGE, problem)
    try:
        return settings.read(path)
    except PomtrayError as error:
        raise Declined(Exit.USAGE, error.problem) from None


def _say(problem: Problem) -> None:
    asking.tell(f"pomtray: {problem.text()}")


def _nothing(_: Mapping[str, Notice]) -> None:
    """What notices would say is in the answer, or told on the way."""
