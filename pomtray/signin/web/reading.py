"""What httpx receives, read within bounds, and without what it does in quadratic time."""

from __future__ import annotations

import asyncio
import zlib
from typing import Final

import httpx

from pomtray.core.domain.origin import Origin
from pomtray.core.errors import Refused
from pomtray.signin.web import failures
from pomtray.signin.web.answer import HEADERS, PIECES, Answer, answer_of

_AT_ONCE: Final = 64
"""Pieces taken before others have their turn: many may have come together."""


async def read(origin: Origin, response: httpx.Response, largest: int, *, errors_only: bool) -> Answer:
    """What came; `errors_only` as in `Web.get`. Raises `Refused` where it is too large or not to be read."""
    bound_head(origin, response)
    if errors_only:
        fine = response.status_code < httpx.codes.BAD_REQUEST
        body = b"" if fine else await _body(origin, response, largest, cut=True)
    else:
        body = await _body(origin, response, largest, cut=False)
    return answer_of(response.status_code, response.headers.multi_items(), body)


def bound_head(origin: Origin, response: httpx.Response) -> None:
    """Raises `Refused` where it has more lines than anybody looks through without holding others up."""
    if len(response.headers.raw) > HEADERS:
        raise Refused(failures.too_large(origin), response.status_code)


async def _body(origin: Origin, response: httpx.Response, largest: int, *, cut: bool) -> bytes:
    """At most `largest` bytes; the rest is cut or refused. Some proxies pack what nobody asked them to."""
    unpack = zlib.decompressobj(wbits=31) if response.headers.get("content-encoding", "").lower() == "gzip" else None
    body, pieces = bytearray(), 0
    async for raw in response.aiter_raw():
        try:
            body += unpack.decompress(raw, largest + 1) if unpack else raw
        except zlib.error:
            raise Refused(failures.unreadable_body(origin), response.status_code) from None
        pieces += 1
        if len(body) > largest or pieces > PIECES:
            if cut:
                break
            raise Refused(failures.too_large(origin), response.status_code)
        if pieces % _AT_ONCE == 0:
            await asyncio.sleep(0)
    return bytes(body[:largest])
