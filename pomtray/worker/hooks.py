"""What a sign-in, a renewal and a sign-out need of whoever wished them: asked over the pair."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from pomtray.core.domain.login import Question, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Provider
from pomtray.core.domain.session import Session
from pomtray.core.errors import Problem
from pomtray.core.secret import Secret
from pomtray.pair import messages as say
from pomtray.pair.peer import Peer


class RemoteHooks:
    """`signin.client.Hooks` of the program's call `number`. Cancelling loses nothing that the person pasted."""

    def __init__(self, peer: Peer, number: int) -> None:
        self._peer = peer
        self._number = number
        self._paste: asyncio.Task[str] | None = None

    def close(self) -> None:
        """The call is over."""
        if self._paste is not None:
            self._paste.cancel()

    def stage(self, stage: Stage, host: str = "") -> None:
        self._tell(say.ReachedStage(stage, host))

    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        await self._ask(say.OpenBrowser(start_url, sign_in_url))

    async def ask(self, question: Question) -> bool:
        return bool(await self._ask(say.Ask(question)))

    async def pasted(self) -> str:
        """NOTE: one question stands for all: a paste that comes while nobody waits is the next one's."""
        if self._paste is None:
            self._paste = asyncio.get_running_loop().create_task(self._pasted())
        text = await asyncio.shield(self._paste)
        self._paste = None
        return text

    def refused(self, problem: Problem) -> None:
        self._tell(say.PasteRefused(problem))

    def doubted(self, session: Session) -> None:
        self._peer.tell(say.SignInDoubted(session.id))  # the call is over by then

    async def may_end(self, session: Session) -> bool:
        return bool(await self._ask(say.MayEnd(session)))

    def ended(self, session: Session) -> None:
        self._tell(say.SessionEnded(session))

    def listed(self, authenticate: Origin, origins: frozenset[Origin]) -> None:
        self._tell(say.RoutesListed(authenticate, origins))

    def device_code(self, user_code: str, verification_uri: str, complete: str, expires_at: datetime) -> None:
        self._tell(say.DeviceCode(user_code, verification_uri, complete, expires_at))

    async def secret(self, provider: Provider) -> Secret:
        found: Secret = await self._ask(say.ClientSecret(provider))
        return found

    def secret_refused(self, provider: Provider) -> None:
        self._tell(say.SecretRefused(provider))

    async def keep(self, refresh: Secret) -> None:
        await self._ask(say.KeepRefreshToken(refresh))

    async def passphrase(self, file: str, *, again: bool) -> Secret:
        found: Secret = await self._ask(say.Passphrase(file, again))
        return found

    async def _pasted(self) -> str:
        return str(await self._ask(say.AwaitPaste()))

    async def _ask(self, call: object) -> Any:
        return await self._peer.call(call, about=self._number)

    def _tell(self, news: object) -> None:
        self._peer.tell(news, about=self._number)
