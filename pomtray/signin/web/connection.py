"""How one connects: whom one trusts, who one is, and through which proxy. No cookies, and nothing of the environment.

The proxies of the environment are read by `core/network/proxy`; httpx would read them, and ~/.netrc, in its own way.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import math
import ssl
from collections.abc import AsyncIterator, Callable
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Final

import httpcore
import httpx

from pomtray import __version__
from pomtray.core.errors import Problem, Unreachable
from pomtray.core.light_dataclass import dataclass
from pomtray.core.network.proxy import Proxy
from pomtray.core.network.tls import Tls, passphrase_name
from pomtray.core.secret import Secret
from pomtray.signin.web import client_certificate
from pomtray.signin.web.socks import SocksBackend
from pomtray.signin.web.trust import stores, trust_also, trusting, trusts_nobody

SYSTEM: Final = Tls()
_LOOK_AGAIN: Final = 1.0
"""Seconds after which it is looked again whether a file has changed: questions come in bursts."""
_STEP: Final = httpx.Timeout(10.0)

# WORKAROUND: the first request would load it, and hold the event loop for that; here a thread does it.
importlib.import_module("anyio._backends._asyncio")

# WORKAROUND: the whole head of an answer is parsed at once, and httpx has no setting for its size: of the 164 KiB that
# are read by default, 40,000 headers take 0.2 s. Of what servers send, 24 KiB is more than most proxies take.
httpcore.AsyncHTTP11Connection.READ_NUM_BYTES = 8 * 1024
httpcore.AsyncHTTP11Connection.MAX_INCOMPLETE_EVENT_SIZE = 16 * 1024


class _NoCookies(CookieJar):
    """Takes none: a `_pomerium` cookie would win over every header (`pomerium.md` §3)."""

    def extract_cookies(self, *_: object) -> None:
        pass


@dataclass(frozen=True, slots=True)
class _Use:
    """What a client is for: another one is made for each."""

    tls: Tls
    proxy: Proxy | None
    everywhere: Tls
    """What counts for an https proxy."""


class _Client:
    """A client, and what it was made from: replaced when that has changed, closed when nobody uses it any more."""

    def __init__(self, client: httpx.AsyncClient, made_from: tuple[object, ...], store: Problem | None) -> None:
        self.client = client
        self.made_from = made_from
        self.store = store
        self.uses = 0
        self.replaced = False
        self.looked_at = -math.inf


class Connections:
    """Clients, one for each trust, certificate and proxy; made anew where a file or a passphrase has changed.

    passphrase: by `passphrase_name`, of a client certificate's key; None where nobody has given it.
    """

    def __init__(self, passphrase: Callable[[str], Secret | None]) -> None:
        self._passphrase = passphrase
        self._clients: dict[_Use, _Client] = {}
        self._making = asyncio.Lock()

    def anew(self) -> Connections:
        """The same, with no connection made yet."""
        return Connections(self._passphrase)

    def passphrase(self, tls: Tls) -> Secret | None:
        return self._passphrase(passphrase_name(tls.locked_file)) if tls.certificate else None

    @contextlib.asynccontextmanager
    async def client(
        self, tls: Tls, proxy: Proxy | None, everywhere: Tls = SYSTEM
    ) -> AsyncIterator[tuple[httpx.AsyncClient, Problem | None]]:
        """A client, and why the system's authorities cannot be used, where that is so.

        everywhere: what counts for an https proxy too. Raises `Unreachable` where a file cannot be used.
        """
        use = _Use(tls, proxy, everywhere if proxy and proxy.scheme == "https" else SYSTEM)
        its = self._fresh(use) or await self._looked_at(use)
        try:
            yield its.client, its.store
        except Exception:
            its.looked_at = -math.inf  # whatever it was, somebody may mend it in a file
            raise
        finally:
            its.uses -= 1
            if its.replaced and not its.uses:
                await its.client.aclose()

    async def close(self) -> None:
        clients, self._clients = list(self._clients.values()), {}
        for its in clients:
            await its.client.aclose()

    def _fresh(self, use: _Use) -> _Client | None:
        """The client, taken for a question, where it was just looked whether it is still right."""
        its = self._clients.get(use)
        is_fresh = its is not None and asyncio.get_running_loop().time() - its.looked_at < _LOOK_AGAIN
        if its is None or not is_fresh or its.made_from[0] != self.passphrase(use.tls):
            return None
        its.uses += 1
        return its

    async def _looked_at(self, use: _Use) -> _Client:
        """The same after a look, made anew where it is not right any more."""
        async with self._making:
            if (its := self._fresh(use)) is not None:
                return its
            before, made_from = (
                self._clients.get(use),
                (self.passphrase(use.tls), *await asyncio.to_thread(_written, use)),
            )
            its = before if before and before.made_from == made_from else await self._made(use, made_from)
            its.uses += 1
            its.looked_at = asyncio.get_running_loop().time()
            self._clients[use] = its
        if before is not None and before is not its:
            before.replaced = True
            if not before.uses:
                await before.client.aclose()
        return its

    async def _made(self, use: _Use, made_from: tuple[object, ...]) -> _Client:
        context, store = await asyncio.to_thread(_context, use.tls, self.passphrase(use.tls))
        client = httpx.AsyncClient(
            transport=await transport(context, use.proxy, use.everywhere),
            headers={"User-Agent": f"pomtray/{__version__}"},
            cookies=_NoCookies(),
            timeout=_STEP,
            follow_redirects=False,
            trust_env=False,
        )
        return _Client(client, made_from, store)


def _written(use: _Use) -> tuple[object, ...]:
    """Which files they are and when they were written: they are replaced while the program runs."""
    own = (*use.tls.authorities, use.tls.certificate, use.tls.key, *use.everywhere.authorities)
    return tuple(map(_version, (*(Path(file) for file in own if file), *stores())))


def _version(file: Path) -> tuple[str, int, int, int] | None:
    """NOTE: the time alone may be older than before, where a package brings the file."""
    try:
        found = file.stat()
    except (OSError, ValueError):
        return None
    return str(file), found.st_ino, found.st_size, found.st_mtime_ns


async def is_locked(tls: Tls, passphrase: Secret | None) -> bool:
    """Whether the client certificate's key wants another passphrase. Raises `Unreachable` where it cannot be used."""
    try:
        await asyncio.to_thread(client_certificate.load, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), tls, passphrase)
    except client_certificate.KeyLocked:
        return True
    return False


async def transport(context: ssl.SSLContext, proxy: Proxy | None, everywhere: Tls) -> httpx.AsyncHTTPTransport:
    """What connects by that way. everywhere: what counts for an https proxy."""
    if proxy is None:
        return httpx.AsyncHTTPTransport(verify=context)
    if proxy.scheme == "socks5h":
        made = httpx.AsyncHTTPTransport(verify=context)
        # WORKAROUND: httpx has no other way to connect in one's own way.
        made._pool = httpcore.AsyncConnectionPool(ssl_context=context, network_backend=SocksBackend(proxy))  # noqa: SLF001
        return made
    password = proxy.password.reveal() if proxy.password else ""
    auth = (proxy.user, password) if proxy.user or password else None
    own = (await asyncio.to_thread(_context, everywhere, None))[0] if proxy.scheme == "https" else None
    spoken_to = httpx.Proxy(f"{proxy.scheme}://{proxy.authority}", auth=auth, ssl_context=own)
    return httpx.AsyncHTTPTransport(verify=context, proxy=spoken_to)


def _context(tls: Tls, passphrase: Secret | None) -> tuple[ssl.SSLContext, Problem | None]:
    """The system's trust and that of `tls`, and its client certificate; and why the system's cannot be used."""
    context = trusting()
    store = trusts_nobody(context)
    trust_also(context, tls.authorities)
    if tls.certificate:
        try:
            client_certificate.load(context, tls, passphrase)
        except client_certificate.KeyLocked:
            raise Unreachable(client_certificate.locked(tls)) from None
    return context, store
