"""A client that sends exactly the bytes it is given."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    """What came back until the server closed; status 0 where nothing did."""

    status: int
    headers: dict[str, str]
    body: bytes
    raw: bytes


async def send(port: int, *pieces: bytes, half_close: bool = False) -> Reply:
    """Send the pieces as segments of their own, then read to the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        if half_close:
            writer.write_eof()
        return parsed(await reader.read())
    except ConnectionResetError:
        return parsed(b"")
    finally:
        writer.transport.abort()


def parsed(raw: bytes) -> Reply:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Reply(int(first.split()[1]) if first else 0, headers, body, raw)
