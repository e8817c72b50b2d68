"""What carries, in processes of their own: `service FOLDER` is a route over TLS, `KIND FOLDER PORT` leads to it.

KIND is `proxy` or `tcp`: the two commands as they carry, with a session of a vault that this process holds.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from pomtray.cli.forwarding.kept import Kept
from pomtray.core.domain.login import Login, LoginId, SignedIn
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Check, Credential, End, EndSource, Person, Session, Verdict
from pomtray.core.domain.stored import dump
from pomtray.desktop.vault.vault import Vault
from pomtray.forward.proxy import LocalProxy
from pomtray.forward.tunnel import Tunnels
from pomtray.signin.web.http import Web
from tests.signin.authorities import Authority

TOKEN = "a" * 700
TARGET = "db.corp.example:5432"
SIZE = 12
"""Bytes by which one asks for bytes."""
_PIECE = b"0123456789abcdef" * 4096
_END = End(None, EndSource.UNKNOWN)


async def service(folder: Path) -> None:
    """Gives as many bytes as it is asked for: in an answer's body, or after CONNECT."""
    server = await asyncio.start_server(_answer, "127.0.0.1", 0, ssl=Authority(folder).server())
    _say(server.sockets[0].getsockname()[1])
    await asyncio.Event().wait()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            method, target, _ = head.split(b" ", 2)
            if f"Pomerium {TOKEN}".encode() not in head:
                return
            if method == b"CONNECT":
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
                while True:
                    await _give(writer, int(await reader.readexactly(SIZE)))
            count = int(target.rpartition(b"?")[2])
            writer.write(b"HTTP/1.1 200 OK\r\nx-envoy-upstream-service-time: 1\r\nContent-Length: %d\r\n\r\n" % count)
            await _give(writer, count)


async def _give(writer: asyncio.StreamWriter, count: int) -> None:
    for start in range(0, count, len(_PIECE)):
        writer.write(_PIECE[: count - start])
        await writer.drain()


class _Held:
    """A vault that is open."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def load(self) -> bytes:
        return self._content

    async def close(self) -> None:
        pass


async def carry(kind: str, folder: Path, port: int) -> None:
    address = f"https://127.0.0.1:{port}"
    route = Route("db", f"tcp+{address}/{TARGET}" if kind == "tcp" else address, ca=str(folder / "corp-ca.pem"))
    vault, file = _Held(dump({LoginId("db"): _login(route)})), folder / f"{kind}.vault"
    file.touch()
    kept = Kept(lambda: cast("Vault", vault), file, route, folder / "none.toml")
    async with Web() as web:
        if kind == "tcp":
            await Tunnels(web, route, kept).serve("127.0.0.1", 0, _say)
        else:
            await LocalProxy(web, route, kept).serve("127.0.0.1", 0, lambda place: _say(place.port, place.secret))


def _login(route: Route) -> Login:
    now, issuer = datetime.now(UTC), Origin.parse("https://authenticate.corp.example")
    person, credential = Person("alice", "alice@example.com"), Credential(TOKEN)
    session = Session(
        "session", credential, issuer, "", person, now, _END, Check(Verdict.LIVE, now), frozenset({route.origin})
    )
    return Login(LoginId("db"), frozenset({route.origin}), SignedIn(session), person)


def _say(*words: object) -> None:
    sys.stdout.write(f"{' '.join(map(str, words))}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    kind, folder, *port = sys.argv[1:]
    asyncio.run(service(Path(folder)) if kind == "service" else carry(kind, Path(folder), int(port[0])))
