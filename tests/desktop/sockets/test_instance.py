"""One program for one settings file, with starts that are honest, late, dead or hostile."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from pytestqt.qtbot import QtBot

from pomtray.core.errors import Unavailable
from pomtray.desktop.settings.mark import mark_of
from pomtray.desktop.sockets.instance import Instance
from pomtray.desktop.sockets.second_start import addresses
from pomtray.desktop.sockets.show_socket import ShowSocket

SECOND = """
import sys
from pathlib import Path
from pomtray.desktop.sockets.instance import Instance
second = Instance(Path(sys.argv[1]), Path(sys.argv[2]))
print(second.acquire(), second.send_show())
heavy = {"PySide6", "asyncio", "keyring", "httpx", "platformdirs"} & set(sys.modules)
print(*heavy)
"""
HOLDS = """
import sys
from pathlib import Path
from pomtray.desktop.sockets.instance import Instance
from PySide6.QtCore import QCoreApplication
app = QCoreApplication([])
first = Instance(Path(sys.argv[1]), Path(sys.argv[2]))
print(first.acquire(), first.listen(print, print, print), flush=True)
app.exec()
"""


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A short path: sockets take no long one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        monkeypatch.setenv("XDG_RUNTIME_DIR", name)
        yield folder


class Shown:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def made(folder: Path, qtbot: QtBot) -> Iterator[Callable[[str], Instance]]:
    every: list[Instance] = []

    def make(config: str = "pomtray.toml") -> Instance:
        every.append(Instance(folder / config, folder / "data"))
        return every[-1]

    yield make
    for instance in every:
        instance.release()


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def first(made: Callable[..., Instance], shown: Shown) -> Instance:
    first = made()
    assert first.acquire()
    first.listen(shown, unlikely, unlikely)
    return first


def unlikely() -> None:
    raise AssertionError("the socket is there")


def start_second(folder: Path, qtbot: QtBot, **environment: str) -> list[str]:
    argv = [sys.executable, "-c", SECOND, str(folder / "pomtray.toml"), str(folder / "data")]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=os.environ | environment) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
        assert second.stdout
        return second.stdout.read().splitlines()


def connected(first: Instance, say: bytes = b"") -> socket.socket:
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(10)
    client.connect(first._address)
    with suppress(BrokenPipeError):
        client.sendall(say)
    return client


def test_a_second_start_brings_up_the_first_and_loads_nothing_heavy(
    first: Instance, shown: Shown, folder: Path, qtbot: QtBot
) -> None:
    assert start_second(folder, qtbot) == ["False True", ""]
    assert shown.times == 1
    assert start_second(folder, qtbot) == ["False True", ""]
    assert shown.times == 2


def test_another_start_can_ask_for_the_search(made: Callable[..., Instance], shown: Shown, qtbot: QtBot) -> None:
    first = made()
    assert first.acquire()
    first.listen(unlikely, unlikely, shown)
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(made().send_show, search=True)
        qtbot.waitUntil(asked.done)
    assert asked.result()
    assert shown.times == 1


def test_another_settings_file_is_another_program(first: Instance, made: Callable[[str], Instance]) -> None:
    assert made("other.toml").acquire()
    assert not made("pomtray.toml").acquire()


def test_after_release_the_next_one_is_first(first: Instance, made: Callable[..., Instance], shown: Shown) -> None:
    first.release()
    following = made()
    assert following.acquire()
    following.listen(shown, unlikely, unlikely)


def test_what_a_killed_program_leaves_is_in_nobodys_way(
    folder: Path, made: Callable[..., Instance], shown: Shown, qtbot: QtBot
) -> None:
    argv = [sys.executable, "-c", HOLDS, str(folder / "pomtray.toml"), str(folder / "data")]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout
        assert killed.stdout.readline() == "True None\n"
        assert not made().acquire()
        killed.send_signal(signal.SIGKILL)
    following = made()
    assert Path(addresses(following._mark, folder / "data")[0]).exists()
    assert not following.send_show()
    assert following.acquire()
    following.listen(shown, unlikely, unlikely)
    assert start_second(folder, qtbot)[0] == "False True"


def test_nobody_there_is_no(made: Callable[..., Instance]) -> None:
    assert not made().send_show()


def test_the_socket_is_for_this_user_only(first: Instance) -> None:
    found = Path(first._address).lstat()
    assert stat.S_ISSOCK(found.st_mode)
    assert not found.st_mode & 0o077


def test_the_right_to_come_to_the_front_is_handed_on(
    first: Instance, shown: Shown, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
    assert start_second(folder, qtbot, XDG_ACTIVATION_TOKEN="a-token_TIME123") == ["False True", ""]
    assert shown.times == 1
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "a-token_TIME123"
    assert start_second(folder, qtbot, XDG_ACTIVATION_TOKEN="no token") == ["False True", ""]
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "a-token_TIME123"


def test_a_first_program_that_knows_one_word_only_is_told_that(folder: Path, qtbot: QtBot) -> None:
    """As pomtray 0.1 did."""
    heard: list[bytes] = []
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(addresses(mark_of(folder / "pomtray.toml"), folder / "data")[0])
        server.listen()

        def serve() -> None:
            for _ in range(2):
                client, _ = server.accept()
                with client:
                    heard.append(client.recv(100))
                    if heard[-1] == b"show\n":
                        client.sendall(b"shown\n")

        serving = Thread(target=serve, daemon=True)
        serving.start()
        assert start_second(folder, qtbot, XDG_ACTIVATION_TOKEN="a-token") == ["True True", ""]
        serving.join(10)
    assert heard == [b"show a-token\n", b"show\n"]


@pytest.mark.parametrize("word", [b"hide\n", b"show\nshow\n", b"x" * 100_000, b"\x00\xff\xfe\xfd\xfc"])
def test_other_words_are_cut_off(first: Instance, shown: Shown, qtbot: QtBot, word: bytes) -> None:
    answers: list[bytes] = []

    def ask() -> None:
        with suppress(OSError), connected(first, word) as client:
            answers.append(client.recv(10))
        answers.append(b"")

    asking = Thread(target=ask)
    asking.start()
    qtbot.waitUntil(lambda: not asking.is_alive(), timeout=10_000)
    assert answers[0] == b""
    assert shown.times == 0


def test_silent_clients_neither_block_nor_stay(first: Instance, shown: Shown, folder: Path, qtbot: QtBot) -> None:
    silent = [connected(first, b"sh") for _ in range(8)]
    assert start_second(folder, qtbot)[0] == "False True"
    for client in silent:
        client.settimeout(0)

    def are_cut_off() -> None:
        for client in silent:
            with suppress(ConnectionResetError):
                assert client.recv(1) == b""

    def ended() -> bool:
        try:
            are_cut_off()
        except BlockingIOError:
            return False
        return True

    qtbot.waitUntil(ended, timeout=10_000)
    for client in silent:
        client.close()


def test_a_crowd_is_cut_off(first: Instance, folder: Path, qtbot: QtBot) -> None:
    crowd: list[socket.socket] = []
    for _ in range(100):
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(0)
        with suppress(BlockingIOError):
            client.connect(first._address)
        crowd.append(client)
        qtbot.wait(0)
    assert isinstance(first._server, ShowSocket)
    assert len(first._server.clients) < 30
    for client in crowd:
        client.close()
    assert start_second(folder, qtbot)[0] == "False True"


def test_without_a_runtime_folder_another_private_one_is_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch, made: Callable[..., Instance], shown: Shown, qtbot: QtBot
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    first = made()
    assert first.acquire()
    first.listen(shown, unlikely, unlikely)
    assert Path(first._address).parent == folder / "data"
    first._data_folder = folder / ("d" * 80)
    first.release()
    first.listen(shown, unlikely, unlikely)
    own = Path(first._address).parent
    assert own == folder / f"pomtray-{os.getuid()}"
    assert own.stat().st_mode & 0o777 == 0o700
    assert start_second(folder, qtbot)[0] == "True True"
    first.release()
    own.chmod(0o777)
    with pytest.raises(Unavailable, match="not a folder of this user's alone"):
        first.listen(shown, unlikely, unlikely)
    assert not made().send_show()


def test_no_place_for_a_socket_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, made: Callable[..., Instance], shown: Shown
) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", no_folder)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder / ("r" * 80)))
    first = made()
    first._data_folder = folder / ("d" * 80)
    with pytest.raises(Unavailable, match="No socket: File name too long"):
        first.listen(shown, unlikely, unlikely)
    assert not first.send_show()


def no_folder() -> str:
    raise FileNotFoundError("no usable temporary directory")


def test_a_socket_in_the_second_place_is_found_when_the_first_is_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, made: Callable[..., Instance], shown: Shown, qtbot: QtBot
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
    first = made()
    assert first.acquire()
    first.listen(shown, unlikely, unlikely)
    assert Path(first._address).parent == folder / "data"
    (folder / "run").mkdir(mode=0o700)
    assert start_second(folder, qtbot)[0] == "False True"


@pytest.mark.parametrize("lost", ["socket", "folder"])
def test_a_lost_socket_is_told_and_had_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, made: Callable[..., Instance], shown: Shown, qtbot: QtBot, lost: str
) -> None:
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    first, told = made(), Shown()
    assert first.acquire()
    first.listen(shown, told, unlikely)
    for times in (1, 2):
        first.listen(shown, told, unlikely)
        place = Path(first._address)
        place.unlink()
        if lost == "folder" and place.parent == runtime:
            runtime.rmdir()
        qtbot.waitUntil(lambda times=times: told.times >= times)  # type: ignore[misc]
        first.listen(shown, told, unlikely)
    assert start_second(folder, qtbot)[0] == "False True"


def in_the_way(place: Path, what: str) -> None:
    match what:
        case "file":
            place.write_text("")
        case "circle":
            place.symlink_to(place)
        case "nothing":
            place.symlink_to("nothing")


@pytest.mark.parametrize(
    ("what", "reason"),
    [("file", "Not a directory"), ("circle", "Too many levels of symbolic links"), ("nothing", "No such file")],
)
def test_a_lock_that_cannot_be_had_is_told(folder: Path, made: Callable[..., Instance], what: str, reason: str) -> None:
    in_the_way(folder / "data", what)
    first = made()
    for attempt in (first.acquire, first.claim):
        with pytest.raises(Unavailable, match=f"A second start may not be noticed: {reason}") as told:
            attempt()
        assert str(folder / "data") in told.value.problem.sentence
        assert told.value.problem.action
    (folder / "data").unlink()
    first.claim()
    assert not made().acquire()


def test_settings_in_a_circle_have_an_instance_too(folder: Path, made: Callable[..., Instance]) -> None:
    (folder / "circle.toml").symlink_to("circle.toml")
    assert made("circle.toml").acquire()
    assert made("\udcff.toml").acquire(), "a name that is no UTF-8"


def test_two_programs_that_could_not_know_of_each_other_are_told(made: Callable[..., Instance]) -> None:
    first, second = made(), made()
    first.claim()
    with pytest.raises(Unavailable, match="Two pomtrays run"):
        second.claim()
    first.release()
    second.claim()


def test_a_lock_whose_file_is_gone_is_had_again(folder: Path, made: Callable[..., Instance]) -> None:
    first = made()
    first.claim()
    first._lock_file.unlink()
    first.claim()
    assert first._lock_file.exists()
    assert not made().acquire()
