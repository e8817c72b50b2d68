"""How one connects: whom one trusts, who one is, and through which proxy. No cookies, and nothing of the environment.

The proxies of the environment are read by `core/proxy`; httpx would read them, and ~/.netrc, in its own way.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Final

import httpcore
import httpx

from pomtray import __version__
from pomtray.core.errors import Unreachable
from pomtray.core.proxy import Proxy
from pomtray.core.secret import Secret
from pomtray.core.tls import Tls, passphrase_name
from pomtray.signin import client_certificate, failures
from pomtray.signin.socks import SocksBackend
from pomtray.signin.trust import system_store, trusting

SYSTEM: Final = Tls()
_STEP: Final = httpx.Timeout(10.0)

# WORKAROUND: the whole head of an answer is parsed at once, and httpx has no setting for its size: of the 164 KiB that
# are read by default, 40,000 headers take 0.2 s.
httpcore.AsyncHTTP11Connection.READ_NUM_BYTES = 16 * 1024
httpcore.AsyncHTTP11Connection.MAX_INCOMPLETE_EVENT_SIZE = 32 * 1024


class _NoCookies(CookieJar):
    """Takes none: a `_pomerium` cookie would win over every header (`pomerium.md` §3)."""

    def extract_cookies(self, *_: object) -> None:
        pass


class Connections:
    """Clients, one for each trust, certificate and proxy; made anew where a file has changed.

    passphrase: by `passphrase_name`, of a client certificate's key; None where nobody has given it.
    """

    def __init__(self, passphrase: Callable[[str], Secret | None]) -> None:
        self._passphrase = passphrase
        self._clients: dict[tuple[Tls, tuple[int, ...], Proxy | None], httpx.AsyncClient] = {}
        self._making = asyncio.Lock()

    def passphrase(self, tls: Tls) -> Secret | None:
        return self._passphrase(passphrase_name(tls.locked_file)) if tls.certificate else None

    async def client(self, tls: Tls, proxy: Proxy | None, everywhere: Tls = SYSTEM) -> httpx.AsyncClient:
        """everywhere: what counts for an https proxy too. Raises `Unreachable` where a file cannot be used."""
        written = await asyncio.to_thread(_written, tls)
        key = (tls, written, proxy)
        async with self._making:
            if key not in self._clients:
                self._clients[key] = await self._made(tls, proxy, everywhere)
        return self._clients[key]

    async def close(self) -> None:
        clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            await client.aclose()

    async def _made(self, tls: Tls, proxy: Proxy | None, everywhere: Tls) -> httpx.AsyncClient:
        context = await asyncio.to_thread(_context, tls, self.passphrase(tls))
        return httpx.AsyncClient(
            transport=await _transport(context, proxy, everywhere),
            headers={"User-Agent": f"pomtray/{__version__}"},
            cookies=_NoCookies(),
            timeout=_STEP,
            follow_redirects=False,
            trust_env=False,
        )


def _written(tls: Tls) -> tuple[int, ...]:
    """When the files were written: authorities and certificates are replaced while the program runs."""
    files = (*tls.authorities, *filter(None, (tls.certificate, tls.key)))
    return tuple(_written_at(file) for file in (*files, str(system_store() or "")))


def _written_at(file: str) -> int:
    try:
        return Path(file).stat().st_mtime_ns
    except (OSError, ValueError):
        return 0


async def is_locked(tls: Tls, passphrase: Secret | None) -> bool:
    """Whether the client certificate's key wants another passphrase. Raises `Unreachable` where it cannot be used."""
    try:
        await asyncio.to_thread(client_certificate.load, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), tls, passphrase)
    except client_certificate.Locked:
        return True
    return False


async def _transport(context: ssl.SSLContext, proxy: Proxy | None, everywhere: Tls) -> httpx.AsyncHTTPTransport:
    if proxy is None:
        return httpx.AsyncHTTPTransport(verify=context)
    if proxy.scheme == "socks5h":
        transport = httpx.AsyncHTTPTransport(verify=context)
        # WORKAROUND: httpx has no other way to connect in one's own way.
        transport._pool = httpcore.AsyncConnectionPool(ssl_context=context, network_backend=SocksBackend(proxy))  # noqa: SLF001
        return transport
    auth = (proxy.user, proxy.password.reveal() if proxy.password else "") if proxy.user else None
    own = await asyncio.to_thread(_context, everywhere, None) if proxy.scheme == "https" else None
    spoken_to = httpx.Proxy(f"{proxy.scheme}://{proxy.authority}", auth=auth, ssl_context=own)
    return httpx.AsyncHTTPTransport(verify=context, proxy=spoken_to)


def _context(tls: Tls, passphrase: Secret | None) -> ssl.SSLContext:
    """The system's trust and that of `tls`, and its client certificate."""
    context = trusting()
    for ca in tls.authorities:
        try:
            context.load_verify_locations(cafile=ca)
        except (OSError, ssl.SSLError) as error:
            raise Unreachable(failures.unreadable_ca(ca, error)) from error
    if tls.certificate:
        try:
            client_certificate.load(context, tls, passphrase)
        except client_certificate.Locked:
            raise Unreachable(client_certificate.locked(tls)) from None
    return context
