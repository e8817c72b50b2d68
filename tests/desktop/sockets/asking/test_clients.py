"""Where commands ask, at a socket or at Windows' pipe: it is patient with nobody, and unmoved by whatever is sent."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest

from pomtray.cli import quick
from pomtray.core.domain.program import Program
from pomtray.core.errors import Problem, Unavailable
from pomtray.core.requests.request import Declined, Exit, Request
from pomtray.desktop.sockets.asking import clients
from pomtray.desktop.sockets.socket_place import Connection, ask_addresses
from tests.controller.world import until

if sys.platform == "win32":
    from pomtray.desktop.sockets.asking.pipe import AskPipe as Listener
else:
    from pomtray.desktop.sockets.asking.unix_socket import AskSocket as Listener

STATUS = b'{"v":1,"do":"status"}\n'
pytestmark = pytest.mark.parametrize(
    "kind",
    [
        pytest.param("socket", marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows has the pipe")),
        pytest.param("pipe", marks=pytest.mark.skipif(sys.platform != "win32", reason="only Windows has such pipes")),
    ],
)


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A short path: sockets take no long one."""
    with tempfile.TemporaryDirectory() as name:
        monkeypatch.setenv("XDG_RUNTIME_DIR", name)
        yield Path(name)


async def answer(
    request: Request, tell: Callable[[str], None], who: Callable[[], Awaitable[Program]]
) -> dict[str, object]:
    match request.route:
        case "no":
            raise Declined(Exit.NOT_ALLOWED, Problem("No", "It is not allowed."))
        case "broken":
            raise RuntimeError("secret of the defect")
        case "never":
            await asyncio.Event().wait()
        case "long":
            return {"route": "x" * 1_000_000}
        case "who":
            return {"path": (await who()).path}
        case _:
            tell("on the way")
    return {"route": request.route}


@asynccontextmanager
async def listening(folder: Path) -> AsyncIterator[str]:
    server = Listener(folder / "pomtray.toml", folder / "data", answer)
    server.listen()
    try:
        yield ask_addresses(folder / "pomtray.toml", folder / "data")[0]
    finally:
        await server.close()


def connected(address: str) -> Connection:
    connection = quick.connect(address)
    assert connection is not None
    connection.settimeout(20)
    return connection


def _raw_answer(address: str, line: bytes) -> bytes:
    connection = connected(address)
    answer = b""
    try:
        with suppress(ConnectionError):
            connection.sendall(line)
            while piece := connection.recv(65536):
                answer += piece
    finally:
        connection.close()
    return answer


async def said(address: str, line: bytes) -> list[dict[str, object]]:
    """As a command asks: blocking, and so in a thread."""
    return [json.loads(each) for each in (await asyncio.to_thread(_raw_answer, address, line)).splitlines()]


async def test_a_request_is_answered_and_what_is_on_the_way_comes_first(kind: str, folder: Path) -> None:
    async with listening(folder) as address:
        assert await said(address, b'{"v":1,"do":"open","route":"app"}\n') == [
            {"v": 1, "tell": "on the way"},
            {"v": 1, "ok": {"route": "app"}},
        ]
    assert quick.connect(address) is None


async def test_a_long_answer_comes_whole_to_who_reads_it_late(kind: str, folder: Path) -> None:
    async with listening(folder) as address:
        connection = await asyncio.to_thread(connected, address)
        await asyncio.to_thread(connection.sendall, b'{"v":1,"do":"open","route":"long"}\n')
        await asyncio.sleep(0.3)
        came = b""
        while piece := await asyncio.to_thread(connection.recv, 1000):
            came += piece
        connection.close()
        assert json.loads(came)["ok"]["route"] == "x" * 1_000_000


async def test_a_no_says_why_and_a_defect_says_nothing_of_itself(kind: str, folder: Path) -> None:
    async with listening(folder) as address:
        (no,) = await said(address, b'{"v":1,"do":"open","route":"no"}\n')
        assert no["error"] == {"exit": 4, "title": "No", "text": "It is not allowed."}
        (no,) = await said(address, b'{"v":1,"do":"open","route":"broken"}\n')
        assert no["error"] == {
            "exit": 1,
            "title": "pomtray could not answer",
            "text": "Something went wrong in pomtray. Its log says more.",
        }


async def test_the_program_of_other_settings_answers_nothing(kind: str, folder: Path) -> None:
    async with listening(folder) as address:
        (no,) = await said(address, b'{"v":1,"do":"status","config":"/elsewhere.toml"}\n')
        assert "another settings file" in str(no)
        config = str(folder / "pomtray.toml")
        (yes,) = (await said(address, json.dumps({"v": 1, "do": "status", "config": config}).encode() + b"\n"))[1:]
        assert "ok" in yes


async def test_many_ask_at_once(kind: str, folder: Path) -> None:
    async with listening(folder) as address:
        for answers in await asyncio.gather(*(said(address, STATUS) for _ in range(100))):
            assert answers[-1] == {"v": 1, "ok": {"route": ""}}


async def test_a_thousand_malformed_requests_change_nothing(kind: str, folder: Path) -> None:
    """Each is answered by one line or none; the program is there afterwards."""
    chance = random.Random(15)  # noqa: S311 a test's chance
    async with listening(folder) as address:
        for _ in range(20):
            await asyncio.gather(*(said(address, malformed(chance)) for _ in range(50)))
        assert (await said(address, STATUS))[-1] == {"v": 1, "ok": {"route": ""}}


def malformed(chance: random.Random) -> bytes:
    line = bytearray(STATUS)
    match chance.randrange(4):
        case 0:
            return chance.randbytes(chance.randrange(1, 200)) + b"\n"
        case 1:
            line[chance.randrange(len(line) - 1)] = chance.randrange(11, 256)
            return bytes(line)
        case 2:
            return b'{"v":1,"do":"status","route":' + b"[" * chance.randrange(1, 500) + b"\n"
        case _:
            return b"x" * 40_000


async def test_one_that_says_nothing_is_cut_off(kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "_ASKED_WITHIN", 0.05)
    async with listening(folder) as address:
        assert await said(address, b"{") == []


async def test_who_waits_too_long_gives_up(kind: str, folder: Path) -> None:
    async with listening(folder) as address:
        connection = connected(address)
        connection.sendall(b'{"v":1,"do":"open","route":"never"}\n')
        connection.settimeout(0.1)
        with pytest.raises(TimeoutError):
            await asyncio.to_thread(connection.recv, 1000)
        connection.close()


def asking(before: set[asyncio.Task[Any]]) -> bool:
    """Whether a command waits that did not wait before."""
    return any(task.get_name() == "a command asks" for task in asyncio.all_tasks() - before)


async def test_who_goes_before_the_answer_wants_none(kind: str, folder: Path) -> None:
    before = asyncio.all_tasks()
    async with listening(folder) as address:
        connection = await asyncio.to_thread(connected, address)
        connection.sendall(b'{"v":1,"do":"open","route":"never"}\n')
        await until(lambda: asking(before))
        connection.close()
        await until(lambda: not asking(before))


async def test_one_that_waits_keeps_nobody_from_ending(kind: str, folder: Path) -> None:
    before = asyncio.all_tasks()
    async with listening(folder) as address:
        connection = await asyncio.to_thread(connected, address)
        connection.sendall(b'{"v":1,"do":"open","route":"never"}\n')
        await until(lambda: asking(before))
    assert await asyncio.to_thread(connection.recv, 1000) == b""
    connection.close()


async def test_listening_again_is_harmless_and_possible_after_an_end(kind: str, folder: Path) -> None:
    server = Listener(folder / "pomtray.toml", folder / "data", answer)
    (address, *_) = ask_addresses(folder / "pomtray.toml", folder / "data")
    for _ in range(2):
        server.listen()
        server.listen()
        assert (await said(address, STATUS))[-1] == {"v": 1, "ok": {"route": ""}}
        await server.close()
    assert quick.connect(address) is None


async def test_one_that_is_listened_at_is_left_alone(kind: str, folder: Path) -> None:
    async with listening(folder) as address:
        second = Listener(folder / "pomtray.toml", folder / "data", answer)
        with pytest.raises(Unavailable) if sys.platform == "win32" else nullcontext():  # a socket may lie elsewhere
            second.listen()
        assert "ok" in (await said(address, STATUS))[-1]
        await second.close()
        assert "ok" in (await said(address, STATUS))[-1]


async def test_nobody_is_asked_whose_socket_or_pipe_is_another_users(
    kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(folder) as address:
        with monkeypatch.context() as patched:
            if sys.platform == "win32":
                from pomtray.desktop.sockets import windows_pipe  # noqa: PLC0415 Windows alone has it

                patched.setattr(windows_pipe, "user", lambda: "S-1-5-21-1-2-3-1001")
            else:
                patched.setattr(quick, "_is_own", lambda _: False)
            assert await asyncio.to_thread(quick.connect, address) is None
        assert "ok" in (await said(address, STATUS))[-1]
