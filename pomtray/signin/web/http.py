"""Requests to Pomerium and to providers: no cookies kept, no redirects followed, bounded, every failure in words.

The one boundary where httpx's exceptions become `core.errors` (docs of httpx: `httpx.RequestError` and below).
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from copy import copy
from dataclasses import replace
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlencode

import httpcore
import httpx

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Provider
from pomtray.core.domain.route import HeaderForm, Route, Settings
from pomtray.core.domain.session import Credential, Session
from pomtray.core.errors import Refused, Unreachable
from pomtray.core.network.no_proxy import SkippedEntry
from pomtray.core.network.proxy import Proxies, of_environment
from pomtray.core.network.tls import Tls
from pomtray.core.secret import Secret
from pomtray.signin.web import failures
from pomtray.signin.web.answer import JSON, LARGEST, Answer
from pomtray.signin.web.connection import SYSTEM, Connections
from pomtray.signin.web.door import asking_headers
from pomtray.signin.web.failures import RequestTarget
from pomtray.signin.web.reading import bound_head, read

FORM: Final = "application/x-www-form-urlencoded"
ANSWER_FOR: Final = 20.0
"""Seconds for one question, from the name's resolution to the last byte."""
_PATIENT: Final = httpx.Timeout(10.0, read=None, write=None).as_dict()
"""For what is passed on: whoever asked decides how long to wait."""
RawHeaders = list[tuple[bytes, bytes]]
Watch = Callable[[str, Mapping[str, Any]], Coroutine[Any, Any, None]]
"""Gets what a connection comes to (docs of httpcore, "Request Extensions"). What it raises ends the question."""
_log = logging.getLogger(__name__)

for _name in ("httpx", "httpcore"):
    # NOTE: below WARNING they write addresses and headers, and those hold credentials.
    logging.getLogger(_name).setLevel(logging.WARNING)


class Web:
    """The program's one door to the network; an async context manager.

    What is asked for a route or a provider has its trust and its certificate, and they serve nobody else's questions
    (`pomerium.md` §9 rule 11): `of` gives the door for those. `[preferences] ca` counts for all.
    """

    def __init__(
        self,
        settings: Callable[[], Settings] = Settings,
        proxies: Callable[[], Awaitable[Proxies]] | None = None,
        passphrase: Callable[[str], Secret | None] = lambda _: None,
    ) -> None:
        """What holds at the moment; proxies: without it, what the environment says. passphrase: as `Connections`."""
        self.connections = Connections(passphrase)
        self._settings = settings
        self._proxies = proxies or _of_environment
        self._passed_over: set[SkippedEntry] = set()
        self._asker: Route | Provider | None = None
        self._watch: Watch | None = None

    def of(self, asker: Route | Provider | None) -> Self:
        """See `Door.of`."""
        door = copy(self)
        door._asker = asker  # noqa: SLF001 its own kind
        return door

    @property
    def asker(self) -> Route | Provider | None:
        """For whom this door asks."""
        return self._asker

    @property
    def whole(self) -> Web:
        """See `Door.whole`."""
        return self

    def watched(self, watch: Watch) -> Web:
        """A door with connections of its own, each made anew while `watch` looks on; to be closed by itself."""
        door = copy(self)
        door.connections = self.connections.anew()
        door._watch = watch  # noqa: SLF001 its own kind
        return door

    def of_session(self, session: Session, otherwise: Route | Provider | None = None) -> Web:
        """The door for what `session` asks: that of the route that it was got for.

        otherwise: whose it is where that route is not configured any more.
        """
        origins = (session.got_for,) if session.got_for else session.may_go_to
        return self.of(next((route for route in self._settings().routes if route.origin in origins), otherwise))

    @property
    def tls(self) -> Tls:
        own = self._asker.tls if self._asker else SYSTEM
        return own.trusting(self._settings().preferences.ca)

    @property
    def everywhere(self) -> Tls:
        """What counts for an https proxy too."""
        return SYSTEM.trusting(self._settings().preferences.ca)

    async def get(
        self,
        origin: Origin,
        path: str,
        *,
        credential: Credential | None = None,
        form: HeaderForm = HeaderForm.POMERIUM,
        accept: str = JSON,
        cookie: tuple[str, Credential] | None = None,
        errors_only: bool = False,
        largest: int = LARGEST,
    ) -> Answer:
        """See `Door.get`. `cookie` is for revocation only."""
        headers = asking_headers(credential, form, accept)
        if cookie is not None:
            headers["Cookie"] = f"{cookie[0]}={cookie[1].reveal()}"
        return await self._ask("GET", origin, path, headers, errors_only=errors_only, largest=largest)

    async def post(
        self,
        origin: Origin,
        path: str,
        fields: Sequence[tuple[str, str]],
        *,
        as_json: bool = False,
        authorization: Secret | None = None,
    ) -> Answer:
        """Post `fields` to `origin` as a form, or as a JSON object; `authorization` is the header's whole value.

        Raises as `get` does.
        """
        headers = {"Accept": JSON, "Accept-Encoding": "identity", "Content-Type": JSON if as_json else FORM}
        if authorization is not None:
            headers["Authorization"] = authorization.reveal()
        content = json.dumps(dict(fields)) if as_json else urlencode(fields)
        return await self._ask("POST", origin, path, headers, content.encode())

    async def _ask(
        self,
        method: str,
        origin: Origin,
        path: str,
        headers: Mapping[str, str],
        content: bytes | None = None,
        *,
        errors_only: bool = False,
        largest: int = LARGEST,
    ) -> Answer:
        url, asked = f"{origin}{path}", RequestTarget(origin, self._asker)
        extensions = {"trace": self._watch} if self._watch else {}
        try:
            async with asyncio.timeout(ANSWER_FOR):
                asked = await self.way(origin)
                async with self.connections.client(self.tls, asked.proxy, self.everywhere) as (client, store):
                    asked = replace(asked, store=store)
                    async with client.stream(
                        method, url, headers=headers, content=content, extensions=extensions
                    ) as response:
                        return await read(origin, response, largest, errors_only=errors_only)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            # NOTE: no cause is kept, it holds the request and its headers.
            raise Unreachable(failures.explain(error, asked)) from None

    @asynccontextmanager
    async def exchange(
        self,
        origin: Origin,
        method: str,
        target: bytes,
        headers: RawHeaders,
        content: AsyncIterable[bytes] | None = None,
    ) -> AsyncIterator[httpx.Response]:
        """Pass one request on as it is, and give the answer before its body, for as long as that takes.

        After CONNECT and Upgrade `extensions["network_stream"]` is the connection itself.
        Raises `Unreachable` where none comes, also while the body is read in the `async with`, `Refused` where its head
        has too many lines.
        """
        asked = RequestTarget(origin, self._asker)
        try:
            asked = await self.way(origin)
            watched = {"trace": self._watch} if self._watch else {}
            extensions = {"target": target, "timeout": _PATIENT, **watched}
            request = httpx.Request(method, f"{origin}/", headers=headers, content=content, extensions=extensions)
            async with self.connections.client(self.tls, asked.proxy, self.everywhere) as (client, store):
                asked = replace(asked, store=store)
                async with aclosing(await client.send(request, stream=True)) as response:
                    bound_head(origin, response)
                    yield response
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpcore.NetworkError, OSError) as error:
            # NOTE: no cause is kept, it holds the request and its headers.
            raise Unreachable(failures.explain(error, asked)) from None

    async def way(self, origin: Origin) -> RequestTarget:
        """By which way `origin` is asked; raises `Unreachable` where the proxy that it needs cannot be used."""
        if origin.is_loopback:
            return RequestTarget(origin, self._asker)
        proxies = await self._proxies()
        for unread in set(proxies.unread) - self._passed_over:
            _log.info("%s: %s is passed over: %s", unread.source, unread.entry, unread.reason)
        self._passed_over.update(proxies.unread)
        return RequestTarget(origin, self._asker, proxies.for_origin(origin), proxies.automatic)

    async def ready(self, origin: Origin) -> None:
        """Have what asks `origin` made before the first question. What hinders that is told by the question."""
        with suppress(Unreachable):
            asked = await self.way(origin)
            async with self.connections.client(self.tls, asked.proxy, self.everywhere):
                pass

    async def close(self) -> None:
        await self.connections.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


async def reach(web: Web, origin: Origin, path: str = "/") -> None:
    """Find out, before a person signs in, whether `origin` can be asked afterwards. Raises `Unreachable`.

    What it answers says nothing; that it is reached, and shows a certificate that is trusted, does.
    """
    with suppress(Refused):
        await web.get(origin, path, errors_only=True)


async def _of_environment() -> Proxies:
    return of_environment(os.environ)
