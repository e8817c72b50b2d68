"""Connections through a SOCKS 5 proxy (RFC 1928, with a password RFC 1929); names go to it as they are.

NOTE: httpcore has its own, which leaves the connection open where the proxy refuses, waits for each word of it without
a limit, and fails with assertions where it speaks something else.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any, Final

import httpcore

from pomtray.core.network.proxy import Proxy
from pomtray.core.text import phrase

WANTS_PASSWORD: Final = "wants a name and a password"  # noqa: S105 a sentence, not a secret
NO_SOCKS: Final = "does not speak SOCKS 5"
HUNG_UP: Final = phrase("it hung up")
REFUSALS: Final = {
    2: phrase("not allowed by its rules"),
    3: phrase("network unreachable"),
    4: phrase("host unreachable"),
    5: phrase("connection refused"),
    6: phrase("too many hops"),
}
"""RFC 1928 §6."""
_VERSION, _CONNECT = 5, 1
_OPEN, _PASSWORD = 0, 2
_IPV4, _NAME, _IPV6 = 1, 3, 4


class SocksBackend(httpcore.AsyncNetworkBackend):
    """What httpcore connects with. Raises `httpcore.ProxyError` with one of the texts above."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 httpcore's form
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._network.connect_tcp(
            self._proxy.host, self._proxy.port, timeout, local_address, socket_options
        )
        try:
            await _introduce(stream, self._proxy, timeout)
            await stream.write(bytes((_VERSION, _CONNECT, 0)) + _address(host) + port.to_bytes(2), timeout)
            await _taken(stream, timeout)
        except BaseException:
            await stream.aclose()
            raise
        return stream

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)


async def _introduce(stream: httpcore.AsyncNetworkStream, proxy: Proxy, within: float | None) -> None:
    ways = bytes((_OPEN, _PASSWORD) if proxy.user else (_OPEN,))
    await stream.write(bytes((_VERSION, len(ways))) + ways, within)
    version, way = await _read(stream, 2, within)
    if version != _VERSION:
        raise httpcore.ProxyError(NO_SOCKS)
    if way == _PASSWORD and proxy.user:
        password = proxy.password.reveal() if proxy.password else ""
        await stream.write(b"\1" + _counted(proxy.user.encode()) + _counted(password.encode()), within)
        _, way = await _read(stream, 2, within, WANTS_PASSWORD)  # 0 where they are taken
    if way != _OPEN:
        raise httpcore.ProxyError(WANTS_PASSWORD)


async def _taken(stream: httpcore.AsyncNetworkStream, within: float | None) -> None:
    """Read the answer and its address, which ends where what the server says begins."""
    version, status, _, kind = await _read(stream, 4, within, HUNG_UP)
    if version != _VERSION:
        raise httpcore.ProxyError(NO_SOCKS)
    if status:
        raise httpcore.ProxyError(REFUSALS.get(status, f"code {status}"))
    lengths = {_IPV4: 4, _IPV6: 16}
    length = lengths[kind] if kind in lengths else (await _read(stream, 1, within))[0]
    await _read(stream, length + 2, within)


async def _read(
    stream: httpcore.AsyncNetworkStream, length: int, within: float | None, without_a_word: str = NO_SOCKS
) -> bytes:
    """So many bytes. without_a_word: what it means where the proxy hangs up instead, as many do that refuse."""
    read = b""
    while len(read) < length:
        part = await stream.read(length - len(read), within)
        if not part:
            raise httpcore.ProxyError(NO_SOCKS if read else without_a_word)
        read += part
    return read


def _address(host: str) -> bytes:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return bytes((_NAME,)) + _counted(host.encode())
    return bytes((_IPV4 if address.version == 4 else _IPV6,)) + address.packed  # noqa: PLR2004 IP's version


def _counted(text: bytes) -> bytes:
    """NOTE: what is longer than SOCKS can say is cut, and then refused by the proxy."""
    return bytes((len(text[:255]),)) + text[:255]
