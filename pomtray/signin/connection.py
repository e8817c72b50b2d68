"""How one connects: whom one trusts, and through which proxy. No cookies, and nothing of the environment.

The proxies of the environment are read by `core/proxy`; httpx would read them, and ~/.netrc, in its own way.
"""

from __future__ import annotations

import asyncio
import ssl
from http.cookiejar import CookieJar
from typing import Final

import httpcore
import httpx
import truststore

from pomtray import __version__
from pomtray.core.errors import Unreachable
from pomtray.core.proxy import Proxy
from pomtray.signin import failures
from pomtray.signin.socks import SocksBackend

_STEP: Final = httpx.Timeout(10.0)

# WORKAROUND: the whole head of an answer is parsed at once, and httpx has no setting for its size: of the 164 KiB that
# are read by default, 40,000 headers take 0.2 s.
httpcore.AsyncHTTP11Connection.READ_NUM_BYTES = 16 * 1024
httpcore.AsyncHTTP11Connection.MAX_INCOMPLETE_EVENT_SIZE = 32 * 1024


class _NoCookies(CookieJar):
    """Takes none: a `_pomerium` cookie would win over every header (`pomerium.md` §3)."""

    def extract_cookies(self, *_: object) -> None:
        pass


async def new_client(ca: str, proxy: Proxy | None) -> httpx.AsyncClient:
    """Raises `Unreachable` where the CA file cannot be used."""
    context = await asyncio.to_thread(_context, ca)
    transport = await _transport(context, proxy)
    return httpx.AsyncClient(
        transport=transport,
        headers={"User-Agent": f"pomtray/{__version__}"},
        cookies=_NoCookies(),
        timeout=_STEP,
        follow_redirects=False,
        trust_env=False,
    )


async def _transport(context: ssl.SSLContext, proxy: Proxy | None) -> httpx.AsyncHTTPTransport:
    if proxy is None:
        return httpx.AsyncHTTPTransport(verify=context)
    if proxy.scheme == "socks5h":
        transport = httpx.AsyncHTTPTransport(verify=context)
        # WORKAROUND: httpx has no other way to connect in one's own way.
        transport._pool = httpcore.AsyncConnectionPool(ssl_context=context, network_backend=SocksBackend(proxy))  # noqa: SLF001
        return transport
    auth = (proxy.user, proxy.password.reveal() if proxy.password else "") if proxy.user else None
    own = await asyncio.to_thread(_context, "") if proxy.scheme == "https" else None
    spoken_to = httpx.Proxy(f"{proxy.scheme}://{proxy.authority}", auth=auth, ssl_context=own)
    return httpx.AsyncHTTPTransport(verify=context, proxy=spoken_to)


def _context(ca: str) -> ssl.SSLContext:
    """The system's trust, and that of the file `ca` where one is given."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca:
        try:
            context.load_verify_locations(cafile=ca)
        except (OSError, ssl.SSLError) as error:
            raise Unreachable(failures.unreadable_ca(ca, error)) from error
    return context
