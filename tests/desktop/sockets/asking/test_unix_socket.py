"""The commands' socket: closed to others, and there again whatever is done to it."""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from pomtray.cli import quick
from pomtray.core.errors import Unavailable
from pomtray.desktop.sockets.asking import unix_socket
from pomtray.desktop.sockets.asking.unix_socket import AskSocket
from pomtray.desktop.sockets.socket_place import ask_addresses as addresses
from tests.desktop.sockets.asking.test_clients import STATUS, answer, folder, listening

__all__ = ["folder"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such sockets")


async def answers(address: str, line: bytes) -> list[dict[str, object]]:
    reader, writer = await asyncio.open_unix_connection(address)
    answer = b""
    with suppress(ConnectionError):
        writer.write(line)
        answer = await reader.read()
    writer.close()
    return [json.loads(each) for each in answer.splitlines()]


async def test_a_request_is_answered_and_what_is_on_the_way_comes_first(folder: Path) -> None:
    async with listening(folder) as address:
        assert stat.S_IMODE(Path(address).stat().st_mode) == 0o600
        assert await answers(address, b'{"v":1,"do":"open","route":"app"}\n') == [
            {"v": 1, "tell": "on the way"},
            {"v": 1, "ok": {"route": "app"}},
        ]
    assert not os.path.lexists(address)


async def test_ten_thousand_malformed_requests_change_nothing(folder: Path) -> None:
    """Each is answered by one line or none; the program is there afterwards."""
    chance = random.Random(15)  # noqa: S311 a test's chance
    async with listening(folder) as address:
        for _ in range(100):
            await asyncio.gather(*(_malformed(address, chance) for _ in range(100)))
        assert (await answers(address, STATUS))[-1] == {"v": 1, "ok": {"route": ""}}


async def _malformed(address: str, chance: random.Random) -> None:
    kind = chance.randrange(5)
    line = bytearray(STATUS)
    if kind == 0:
        line = bytearray(chance.randbytes(chance.randrange(1, 200)) + b"\n")
    elif kind == 1:
        line[chance.randrange(len(line) - 1)] = chance.randrange(11, 256)
    elif kind == 2:
        line = bytearray(b'{"v":1,"do":"status","route":' + b"[" * chance.randrange(1, 500) + b"\n")
    elif kind == 3:
        line = bytearray(b"x" * 40_000)
    else:
        line = line[: chance.randrange(len(line))]
    reader, writer = await asyncio.open_unix_connection(address)
    with suppress(ConnectionError, BrokenPipeError):
        writer.write(bytes(line))
        if writer.can_write_eof():
            writer.write_eof()
        for each in (await reader.read()).splitlines():
            json.loads(each)
    writer.close()


async def test_what_a_killed_program_has_left_is_taken_over(folder: Path) -> None:
    (address, *_) = addresses(folder / "pomtray.toml", folder / "data")
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(address)
    assert quick.connect(address) is None
    async with listening(folder) as same:
        assert same == address
        assert "ok" in (await answers(address, STATUS))[-1]


async def test_one_that_is_listened_at_is_left_alone(folder: Path) -> None:
    async with listening(folder) as address:
        (folder / "data").mkdir(mode=0o700)
        second = AskSocket(folder / "pomtray.toml", folder / "data", answer)
        second.listen()  # where the data is
        assert "ok" in (await answers(address, STATUS))[-1]
        await second.close()
        assert "ok" in (await answers(address, STATUS))[-1]


async def test_one_that_is_gone_is_made_again(folder: Path) -> None:
    server = AskSocket(folder / "pomtray.toml", folder / "data", answer)
    server.listen()
    (address, *_) = addresses(folder / "pomtray.toml", folder / "data")
    Path(address).unlink()
    server.listen()
    assert "ok" in (await answers(address, STATUS))[-1]
    await server.close()


async def test_without_a_private_folder_there_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.chmod(0o755)
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(folder / "nowhere"))
    with pytest.raises(Unavailable):
        AskSocket(folder / "pomtray.toml", folder / "data", answer).listen()


async def test_another_user_is_answered_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(folder) as address:
        monkeypatch.setattr(unix_socket, "is_own", lambda _: False)
        assert await answers(address, STATUS) == []


def test_a_client_asks_nobody_elses_program(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = str(folder / "x.ask")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(place)
        server.listen()
        connection = quick.connect(place)
        assert connection
        connection.close()
        folder.chmod(0o750)
        assert quick.connect(place) is None
        folder.chmod(0o700)
        monkeypatch.setattr(quick, "_is_own", lambda _: False)
        assert quick.connect(place) is None


def test_both_sides_know_who_the_other_is() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    with ours, theirs:
        assert unix_socket.is_own(ours)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody says which program asks")
async def test_a_program_is_found_by_its_process(folder: Path) -> None:
    async with listening(folder) as address:
        code = (
            "import socket, sys\n"
            "ask = socket.socket(socket.AF_UNIX)\n"
            "ask.connect(sys.argv[1])\n"
            'ask.sendall(b\'{"v":1,"do":"open","route":"who"}\\n\')\n'
            "print(ask.recv(4096).decode())\n"
        )
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, address, stdout=pipe)
        out, _ = await process.communicate()
        assert json.loads(out)["ok"] == {"path": os.path.realpath(sys.executable)}
