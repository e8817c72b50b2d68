"""How a connection ends: the client has its answer whatever it still sends, and the port can be had again."""

from __future__ import annotations

import asyncio
import socket

import pytest

from pomtray.serve import server as serving
from pomtray.serve.http import Limits, Request, Response
from pomtray.serve.server import Server
from tests.raw_http import send

_ASKED = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
_TOO_LARGE = b"GET /" + b"a" * 4096 + b" HTTP/1.1\r\nHost: a\r\n\r\n"


async def _send_without_end(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(_ASKED * 100)
        await writer.drain()
        await asyncio.sleep(0.001)


async def answer(_: Request) -> Response:
    return Response(200, (), b"the answer")


async def test_a_client_that_still_sends_reads_its_answer() -> None:
    async with Server(answer, limits=Limits(head_bytes=1024)) as server:
        for _ in range(5):
            assert (await send(server.port, _TOO_LARGE, *[b"x" * 50_000] * 10)).status == 431


async def test_an_answer_ends_before_the_client_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_LINGER_FOR", 60.0)
    async with Server(answer) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(_ASKED)
        async with asyncio.timeout(20):
            assert (await reader.read()).endswith(b"the answer")
        writer.transport.abort()


@pytest.mark.parametrize(("name", "bound"), [("_LINGER_FOR", 0.05), ("_LINGER_BYTES", 1000)])
async def test_one_that_never_stops_sending_is_cut_off(
    monkeypatch: pytest.MonkeyPatch, name: str, bound: float
) -> None:
    monkeypatch.setattr(serving, "_LINGER_FOR", 60.0)
    monkeypatch.setattr(serving, "_LINGER_BYTES", 2**40)
    monkeypatch.setattr(serving, name, bound)
    async with Server(answer, limits=Limits(head_bytes=1024)) as server:
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        with pytest.raises(ConnectionError):
            await asyncio.wait_for(_send_without_end(writer), 20)
        writer.transport.abort()


async def test_a_port_can_be_had_again_right_after_its_answers() -> None:
    async with Server(answer) as server:
        replies = [await send(server.port, _ASKED) for _ in range(3)]
    assert [reply.status for reply in replies] == [200] * 3
    async with Server(answer, port=server.port) as again:
        assert (await send(again.port, _ASKED)).status == 200


async def test_a_server_that_could_not_start_leaves_nothing_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        server = Server(answer, port=other.getsockname()[1])
        with pytest.raises(OSError, match="in use"):
            await server.start()
        await server.close()


async def test_closing_ends_every_task_without_a_complaint() -> None:
    complaints: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    server = Server(answer)
    await server.start()
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET / HT")
    await writer.drain()
    await asyncio.sleep(0.01)
    assert len(asyncio.all_tasks()) > 1
    await server.close()
    assert len(asyncio.all_tasks()) == 1
    await asyncio.sleep(0)
    assert complaints == []
    writer.transport.abort()


async def test_the_other_loopback_address() -> None:
    async with Server(answer, host="::1") as server:
        reader, writer = await asyncio.open_connection("::1", server.port)
        writer.write(_ASKED)
        assert (await reader.read()).startswith(b"HTTP/1.1 200 OK")
        writer.transport.abort()


async def test_what_tls_still_holds_goes_out_before_the_connection_is_cut() -> None:
    """There no end can be sent alone: closing sends it, and is waited for."""
    said: list[str] = []

    class Writer:
        def can_write_eof(self) -> bool:
            return False

        def close(self) -> None:
            said.append("close")

        async def wait_closed(self) -> None:
            said.append("closed")

    await serving._linger(asyncio.StreamReader(), Writer())  # type: ignore[arg-type]
    assert said == ["close", "closed"]
