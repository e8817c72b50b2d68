"""A server that gives set answers, right and wrong ones, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from pomtray.core.domain.origin import Origin
from tests.controller.world import settled

SAMPLES = Path(__file__).parents[1] / "samples"

LOGIN = "/.pomerium/api/v1/login"
Headers = Iterable[tuple[str, str]]


@contextmanager
def nobody() -> Iterator[Origin]:
    """Where nobody listens. The port is held meanwhile: another test's server could be given it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield Origin.parse(f"http://127.0.0.1:{held.getsockname()[1]}")


def reply(status: int, body: bytes | str = b"", headers: Headers = (), content_type: str = "text/html") -> bytes:
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    lines += ["Connection: close", "Date: Sat, 21 Nov 2026 09:00:00 GMT", "X-Request-Id: request-7"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def as_json(status: int, value: object, headers: Headers = ()) -> bytes:
    return reply(status, json.dumps(value), headers, "application/json")


def user_page(name: str = "user-page.json") -> bytes:
    data = json.dumps(json.loads((SAMPLES / name).read_text()), separators=(",", ":"))
    return reply(200, f"<html><script>\n      window.POMERIUM_DATA = {data};\n    </script></html>")


UNAUTHENTICATED = as_json(401, {"error": "Unauthenticated", "request_id": "request-7"})
FORBIDDEN = as_json(403, {"error": "Forbidden", "request_id": "request-7"})
NO_ROUTE = reply(
    404,
    b'{\n  "requestId": "request-7",\n  "status": "404",\n  "statusText": "route_not_found"\n}',
    content_type="application/json",
)
USER = reply(200, (SAMPLES / "user.json").read_bytes(), content_type="application/json; charset=utf-8")


class Answering:
    """`answers` by path without query; anything else is 404. An answer is sent byte for byte; None: silence."""

    def __init__(self, answers: dict[str, bytes | None] | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.answers = answers or {}
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0, ssl=self._tls)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        await settled()  # who was let in last is there, and a handshake that its client has given up is over
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def origin(self) -> Origin:
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        return Origin("https" if self._tls else "http", "127.0.0.1", port)

    @property
    def paths(self) -> list[str]:
        return [head.split(b" ", 2)[1].decode() for head in self.heads]

    def header(self, name: str, index: int = -1) -> str | None:
        for line in self.heads[index].decode().split("\r\n")[1:]:
            key, _, value = line.partition(": ")
            if key.lower() == name:
                return value
        return None

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._say(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _say(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        length = self.header("content-length")
        self.bodies.append(await reader.readexactly(int(length or 0)))
        path = self.paths[-1].partition("?")[0]
        answer = self.answers.get(path, reply(404, "Not Found", content_type="text/plain"))
        if answer is None:
            await asyncio.Event().wait()
            return
        writer.write(answer)
        await writer.drain()


class Login(dict[str, bytes | None]):
    """A login API: what it answers depends on what it was asked."""

    def __init__(self, server: Answering, authenticate: Origin, idp_id: str = "") -> None:
        super().__init__({"/.pomerium/user": USER})
        self.server, self.authenticate, self.idp_id = server, authenticate, idp_id

    def get(self, path: str, default: Any = None) -> Any:
        if path != LOGIN:
            return super().get(path, default)
        redirect = parse_qs(urlsplit(self.server.paths[-1]).query)["pomerium_redirect_uri"][0]
        url = f"{self.authenticate}/.pomerium/sign_in?pomerium_redirect_uri={redirect}"
        url += f"&pomerium_idp_id={self.idp_id}" if self.idp_id else ""
        return reply(200, url, content_type="text/plain")
