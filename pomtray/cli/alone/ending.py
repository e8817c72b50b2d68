"""Every session in the vault ended at its server, by the rules of "Sign out everywhere", without a tray."""

from __future__ import annotations

import asyncio
import contextlib
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pomtray.cli.alone.without_desktop import NoClipboard, no_worker, nobody, now, serves_nothing, unlock
from pomtray.cli.telling import sentences
from pomtray.controller import Controller, Ports
from pomtray.controller.ports import Secrets
from pomtray.core import events as happened
from pomtray.core.domain.lock import LOCKED
from pomtray.core.domain.login import session_of
from pomtray.core.domain.remembered import Revocation
from pomtray.core.domain.route import Route, Settings
from pomtray.core.domain.session import RevocationResult, Session, Verdict
from pomtray.core.errors import Part, Problem, SettingsError
from pomtray.core.model import Model
from pomtray.core.secret import Secret
from pomtray.core.text import phrase
from pomtray.core.view.notice import Notice, until_text
from pomtray.core.view.snapshot import Snapshot
from pomtray.desktop import client_secret
from pomtray.desktop.settings import settings
from pomtray.desktop.system.proxies import DesktopProxies
from pomtray.desktop.vault.vault import Vault
from pomtray.signin.client import Client
from pomtray.signin.pomerium.domains import in_one_domain
from pomtray.signin.web.http import Web

_PATIENCE: Final = 20.0
"""Seconds for all servers."""


@dataclass(frozen=True, slots=True)
class Ended:
    """left: what could not be ended, a line each. sure: of all else the servers have confirmed that it ended."""

    left: tuple[str, ...] = ()
    sure: bool = True


async def end_sessions(path: Path, vault: Vault, tell: Callable[[str], None], *, asks: bool) -> Ended:
    """What came of asking each server. asks: somebody is there whom the keyring may ask."""
    ending = _Ending(vault, tell, asks=asks)
    return await ending.run(await asyncio.to_thread(_settings, path, tell))


def _settings(path: Path, tell: Callable[[str], None]) -> Settings:
    """As the file has them; without it the vault alone says where the sessions are from."""
    try:
        found = settings.read_if_there(path)
    except SettingsError as error:
        tell(error.problem.text())
        return Settings()
    for entry in found.refused:
        tell(entry.problem.sentence)
    return replace(found, refused=())  # nobody mends it meanwhile: nothing waits for that


class _Ending:
    """One controller with nothing around it but the vault and the network."""

    def __init__(self, vault: Vault, tell: Callable[[str], None], *, asks: bool) -> None:
        self._vault = vault
        self._asks = asks
        self._tell = tell
        self._told: set[str] = set()
        self._sure = True
        self._changed = asyncio.Event()
        self._controller = Controller(self._ports(), Model())

    async def run(self, found: Settings) -> Ended:
        """See `end_sessions`."""
        self._controller.happen(happened.SettingsRead(now(), found))
        try:
            if self._asks:
                await unlock(self._vault, self._tell)
            await self._controller.start()
            if not self._controller.model.vault_open:
                return Ended(tuple(self._unopened()))
            self._controller.happen(happened.SignOutAllRequested(now(), gone=True))
            await self._until_asked()
            left = (*map(self._left, self._controller.model.remembered.revocations), *self._unknown())
            return Ended(left, self._sure)
        finally:
            await self._controller.close()

    async def _until_asked(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while any(not item.unreached for item in self._controller.model.remembered.revocations):
                    self._changed.clear()
                    await self._changed.wait()

    def _unopened(self) -> Iterator[str]:
        problem = self._controller.model.troubles.get(Part.VAULT)
        yield phrase("The sessions cannot be opened, so none of them was ended at its server.")
        if self._controller.model.lock.is_shut:
            yield LOCKED.text()
        if problem is not None:
            yield problem.text()

    def _unknown(self) -> Iterator[str]:
        """Sessions that nobody was asked to end: neither settings nor vault say through which route."""
        for login in self._controller.model.logins.values():
            session = session_of(login.state)
            if session is not None:
                yield phrase(
                    "Not ended at {issuer}: it is not known which route it was got for.",
                    issuer=session.issuer.authority,
                )

    def _left(self, item: Revocation) -> str:
        session, names = item.session, ", ".join((item.route.shown, *item.along))
        lives = until_text(session, now(), self._controller.model.clock)
        return phrase(
            "Not ended at {issuer}: the session of {person} for {names}; {lives}.",
            issuer=session.issuer.authority,
            person=session.person.label(),
            names=names,
            lives=lives,
        )

    def _ports(self) -> Ports:
        return Ports(
            client=self._client,
            vault=self._vault,
            clipboard=NoClipboard(),
            open_page=self._open_page,
            serve=serves_nothing,
            let_go=no_worker,
            fetch_secret=lambda place: client_secret.fetch(place, self._current().secret_variables),
            is_present=nobody,
            notify=self._notify,
            publish=self._publish,
            arm=lambda _: None,
            now=now,
        )

    async def _client(self) -> Client:
        web = Web(self._current, DesktopProxies(self._say).current, self._phrase)
        return _Asked(self._current, in_one_domain, web, unsure=self._unsure)

    def _unsure(self) -> None:
        self._sure = False

    def _current(self) -> Settings:
        return self._controller.model.settings

    def _phrase(self, name: str) -> Secret | None:
        return self._controller.model.remembered.secrets.get(name)

    def _say(self, problem: Problem) -> None:
        self._tell(problem.text())

    async def _open_page(self, url: str, _browser: tuple[str, ...]) -> None:
        self._tell(phrase("To end it in the browser: {url}", url=url))
        if self._asks:
            await asyncio.to_thread(webbrowser.open, url)

    def _publish(self, _snapshot: Snapshot) -> None:
        self._changed.set()

    def _notify(self, notices: Mapping[str, Notice]) -> None:
        """What servers have said to a sign-out; who said nothing is told of at the end."""
        silent = {f"sign-out:{item.route.name}" for item in self._controller.model.remembered.revocations}
        for key, notice in notices.items():
            if key.startswith("sign-out:") and key not in silent | self._told:
                self._told.add(key)
                self._tell(sentences(notice.title, notice.text))


@dataclass(slots=True)
class _Asked(Client):
    """`unsure` is called when a server answered, and did not confirm the end."""

    unsure: Callable[[], None] = lambda: None

    async def revoke(self, session: Session, route: Route, secrets: Secrets) -> RevocationResult:
        undone = await Client.revoke(self, session, route, secrets)  # NOTE: super() does not know a class with slots
        if undone.verdict is Verdict.LIVE:
            self.unsure()
        return undone
