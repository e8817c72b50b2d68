"""Servers asked, for the program at the other end: the calls of the port `SignInClient`."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pomtray.core.domain.provider import Method
from pomtray.core.domain.route import Route, Settings
from pomtray.core.errors import Problem
from pomtray.core.secret import Secret
from pomtray.core.uncollected import uncollected
from pomtray.pair import messages as say
from pomtray.pair.channel import Channel
from pomtray.pair.peer import Peer
from pomtray.worker.hooks import RemoteHooks

if TYPE_CHECKING:
    from pomtray.signin.callback.listeners import Listeners
    from pomtray.signin.client import Client
    from pomtray.signin.routes.checking import CheckResult


class Asking:
    """One client, made when first needed. channel: for sockets. demo: this computer counts as one domain."""

    def __init__(self, peer: Peer, channel: Channel | None, *, demo: bool) -> None:
        self.standing = say.WorkerConfig()
        self._peer = peer
        self._channel = channel
        self._demo = demo
        self._listeners: Listeners | None = None
        self._client: Client | None = None
        self._making = asyncio.Lock()

    @property
    def stays_for(self) -> timedelta | None:
        """As long as a port that the program does not hold too answers that a sign-in's address is dead."""
        kept_for = self._listeners.kept_for if self._listeners is not None else 0.0
        return timedelta(seconds=kept_for) if kept_for else None

    def answer_on(self, kept: say.KeptPort) -> None:
        """A sign-in of an earlier worker is over, and its port is still needed."""
        from pomtray.worker.ports import read  # noqa: PLC0415 when there is one

        if self._channel is not None:
            sockets, seconds = self._channel.take(), kept.left.total_seconds()
            self._ports().resume(sockets, seconds, read(kept.state), self._doubted)

    async def perform(self, call: Any, number: int) -> object:
        """Raises `PomtrayError`."""
        client = await self._made()
        hooks = RemoteHooks(self._peer, number)
        try:
            return await self._performed(client, call, hooks, number)
        finally:
            hooks.close()

    async def _performed(self, client: Client, call: Any, hooks: RemoteHooks, number: int) -> object:
        match call:
            case say.Warm():
                await self._load_sign_ins({route.method for route in self.standing.settings.routes})
                return None
            case say.SignIn():
                await self._get_ready(client, call.wish.route)
                return await client.sign_in(call.wish, call.preferences, hooks, call)
            case say.Renew(session, route):
                return await client.renew(session, route, hooks)
            case say.Verify(session, routes):

                def lives(checked: CheckResult) -> None:
                    self._peer.tell(say.SessionConfirmed(_word(checked)), about=number)

                return _word(await client.verify(session, routes, lives))
            case say.Revoke(session, route):
                return await client.revoke(session, route, hooks)
            case say.Examine(route, held):
                return await client.examine(
                    route,
                    held,
                    lambda step: self._peer.tell(say.StepDone(step), about=number),
                    lambda checked: self._peer.tell(say.SessionChecked(_word(checked)), about=number),
                )
            case _:
                return await _answered(client, call)

    async def _made(self) -> Client:
        async with self._making:
            if self._client is None:
                self._client = await self._new()
            return self._client

    async def _new(self) -> Client:
        """Its import takes a while, and the program may ask meanwhile whether we are there."""
        await asyncio.to_thread(_loaded, ())
        from pomtray.desktop.system.proxies import DesktopProxies  # noqa: PLC0415 as the client
        from pomtray.signin.client import Client  # noqa: PLC0415 when the first request is due
        from pomtray.signin.pomerium.domains import in_one_domain, in_one_domain_or_on_loopback  # noqa: PLC0415
        from pomtray.signin.web.http import Web  # noqa: PLC0415 as the client

        domains = in_one_domain_or_on_loopback if self._demo else in_one_domain
        web = Web(self._settings, DesktopProxies(self._notice).current, self._phrase)
        return Client(self._settings, domains, web)

    async def _get_ready(self, client: Client, route: Route) -> None:
        """Loading and reading whom the system trusts take 20 ms each, and the latter leaves the interpreter free."""
        await asyncio.gather(self._load_sign_ins({route.method}), client.ready(route))
        client.listeners = self._ports()

    async def _load_sign_ins(self, methods: Collection[Method]) -> None:
        """As the client."""
        await asyncio.to_thread(_loaded, methods)

    def _ports(self) -> Listeners:
        from pomtray.desktop.language import catalogue, language  # noqa: PLC0415 as the client
        from pomtray.signin.callback import answer_page  # noqa: PLC0415 as the client
        from pomtray.signin.callback.listeners import Listeners  # noqa: PLC0415 as the client
        from pomtray.worker.ports import PortHolder  # noqa: PLC0415 as the client

        if self._listeners is None:
            answer_page.use(catalogue(language()))  # of whoever signs in: they see it in their browser
            self._listeners = Listeners(PortHolder(self._peer, self._channel) if self._channel is not None else None)
        return self._listeners

    def _doubted(self, session: str) -> None:
        self._peer.tell(say.SignInDoubted(session))

    def _settings(self) -> Settings:
        return self.standing.settings

    def _phrase(self, name: str) -> Secret | None:
        return self.standing.passphrases.get(name)

    def _notice(self, problem: Problem) -> None:
        self._peer.tell(say.ProxyProblem(problem))


def _loaded(methods: Collection[Method]) -> None:
    """The client, and what sign-ins by `methods` need."""
    with uncollected():
        from pomtray.signin.client import load_sign_ins  # noqa: PLC0415 when the first request is due

        load_sign_ins(methods)


async def _answered(client: Client, call: Any) -> object:
    """What is asked of nobody but servers."""
    match call:
        case say.Share(session, routes, groups):
            opened = await client.share(session, routes, groups)
            return say.OpenedRoutes(opened.origins, opened.listed, opened.problem)
        case say.TryRoute(session, route):
            trial = await client.try_route(session, route)
            return say.Trial(trial.title, trial.text, _word(trial.checked) if trial.checked else None)
        case say.List(session):
            return await client.listed(session)
        case say.Recognise(origin):
            return await client.recognise(origin)
        case _:
            raise LookupError


def _word(checked: CheckResult) -> say.CheckResult:
    said = (checked.verdict, checked.person, checked.end, checked.problem, checked.skew, checked.heard)
    return say.CheckResult(*said, checked.request_id)
