"""A controller of a command's own, with nothing around it but the vault, the network and a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from socket import socket
from typing import Final, Self

from pomtray.cli import asking
from pomtray.cli.alone.performed import performs
from pomtray.cli.alone.person import AtTerminal
from pomtray.cli.alone.without_desktop import NoClipboard, no_worker, nobody, now, serves_nothing, unlock, wall_clock
from pomtray.cli.own_vault import own_vault
from pomtray.cli.telling import sentences
from pomtray.controller import Controller, Ports
from pomtray.controller.requests.answering import Requests
from pomtray.controller.requests.running_controller import until
from pomtray.core import effects as todo
from pomtray.core import events as happened
from pomtray.core.domain.route import Preferences, Route, Settings
from pomtray.core.domain.session import Session
from pomtray.core.errors import Part, PomtrayError, Problem
from pomtray.core.model import Model
from pomtray.core.requests.request import Declined, Exit, Request, RequestKind, route_meant
from pomtray.core.secret import Secret
from pomtray.core.view.notice import Notice
from pomtray.core.view.snapshot import Snapshot
from pomtray.desktop import client_secret
from pomtray.desktop.language import catalogue, language
from pomtray.desktop.processes.launching import open_in_browser
from pomtray.desktop.system.proxies import DesktopProxies
from pomtray.desktop.vault.trouble import VaultTrouble
from pomtray.signin.client import Client, Hooks
from pomtray.signin.pomerium.domains import in_one_domain
from pomtray.signin.pomerium.hooks import SignInContext
from pomtray.signin.provider.hooks import RefreshTokenKeeper
from pomtray.signin.web.http import Web

_SHARES_FOR: Final = timedelta(seconds=5)
_KEYRING_FOR: Final = 20.0
_LOCK_LOOKED_FOR_EVERY: Final = 1.0
_KEEP: Final = {RequestKind.LOGIN, RequestKind.RENEW}
"""What is asked for so that there is a session for later."""


class Ground:
    """For one request. hindered: why nothing may be renewed, though what is there may be handed out."""

    def __init__(self, path: Path, found: Settings, request: Request, hindered: VaultTrouble | None = None) -> None:
        self._vault = own_vault(path, _KEYRING_FOR)
        self._request = request
        self._hindered = hindered
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
        if self._request.do is not RequestKind.STATUS:
            route_meant(self._current(), self._request.route) if not self._request.every else None
            await self._unlock()
        if self._request.do in _KEEP and not await self._vault.is_locked():
            await self._look_at_keyring()
        await self._controller.start()
        locking = asyncio.create_task(self._locks_too())
        try:
            requests = Requests(self._controller, now, partial(self._before_sign_in, before_sign_in))
            answered = await requests.answer(self._request, asking.told)
        except Declined:
            if self._unsaved is not None:
                raise Declined(Exit.LOCKED, self._unsaved) from None
            await self._shared()
            raise
        finally:
            locking.cancel()
        await self._shared()
        await self._controller.saved()
        self._check_kept()
        if self._trouble is not None and self._request.do is not RequestKind.STATUS:
            asking.note(sentences(self._trouble.title, self._trouble.text()))
        return answered

    async def _shared(self) -> None:
        """Which other routes a new session opens is found out, so that nobody signs in to each."""
        await until(self._controller, lambda: not self._controller.model.sharing, _SHARES_FOR)

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
        hindered = self._hindered.problem if self._hindered is not None else None
        return self._controller.model.troubles.get(Part.VAULT, hindered)

    async def _unlock(self) -> None:
        """Have the keyring ask, where there is somebody at a terminal: they are told why first."""
        if self._terminal.is_there and not await self._vault.is_locked():
            await unlock(self._vault, asking.tell)

    async def _locks_too(self) -> None:
        """Another command locks while this one waits for a person: it gives up, as the app does."""
        while True:  # asyncio has no event for a file that comes
            await asyncio.sleep(_LOCK_LOOKED_FOR_EVERY)
            if await self._vault.is_locked():
                self._controller.happen(happened.LockRequested(now()))
                return

    def _performs(self, effect: todo.Effect) -> bool:
        return performs(self._controller.model, self._request, effect)

    def _ports(self) -> Ports:
        return Ports(
            client=self._client,
            vault=self._vault,
            clipboard=NoClipboard(),
            open_page=lambda url, browser: open_in_browser(url, browser, self._current().secret_variables),
            serve=serves_nothing,
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
        return _Careful(self._current, in_one_domain, web, heir=self._leave, before_renewal=self._can_keep)

    def _leave(self, sockets: Sequence[socket], seconds: float) -> None:
        """Who has given up a sign-in may still finish it in the browser: nobody else may be there then."""
        from pomtray.desktop.processes import port_keeper  # noqa: PLC0415 seldom needed
        from pomtray.serve.exchange import as_sent  # noqa: PLC0415 as above
        from pomtray.signin.callback.finished import refused  # noqa: PLC0415 as above

        port_keeper.keep(sockets, seconds, as_sent(refused(410)), self._current().secret_variables)

    async def _can_keep(self) -> None:
        """NOTE: else the refresh token would be used, and the one that comes in its place lost with this command."""
        try:
            if self._hindered is not None:
                raise self._hindered
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

    async def sign_in(
        self, wish: todo.BeginSignIn, preferences: Preferences, hooks: Hooks, known: SignInContext
    ) -> Session:
        from pomtray.signin.callback import answer_page  # noqa: PLC0415 only a sign-in shows the page

        answer_page.use(catalogue(language()))
        return await Client.sign_in(self, wish, preferences, hooks, known)  # NOTE: as in `renew`

    async def renew(self, session: Session, route: Route, keeper: RefreshTokenKeeper) -> Session:
        await self.before_renewal()
        return await Client.renew(self, session, route, keeper)  # NOTE: super() does not know a class with slots


def _say(problem: Problem) -> None:
    asking.note(problem.text())


def _nothing(_: Mapping[str, Notice]) -> None:
    """What notices would say is in the answer, or told on the way."""
