"""Another machine's socket is asked where it can be trusted, and this machine is never used in its place."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pomtray.__main__ import main
from pomtray.cli import asking, completion, elsewhere, quick
from pomtray.cli.parser import parser

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not say who listens")
COMMANDS = sorted(next(action for action in parser()._actions if action.dest == "command").choices or [])


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the other machine's socket is named to be. A home without anything of pomtray's."""
    with tempfile.TemporaryDirectory() as name:
        monkeypatch.setenv("HOME", name)
        monkeypatch.setenv("XDG_RUNTIME_DIR", name)
        monkeypatch.setenv(quick.ELSEWHERE, f"{name}/there.ask")
        yield Path(name, "there.ask")


@contextmanager
def other_machine(place: Path, answer: bytes) -> Iterator[list[bytes]]:
    asked: list[bytes] = []
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(place))
        place.chmod(0o600)
        server.listen()

        def serve() -> None:
            client, _ = server.accept()
            with client:
                asked.append(client.recv(4096))
                client.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield asked
        thread.join(10)


def test_it_is_asked_without_the_settings_of_this_machine(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with other_machine(place, b'{"v":1,"ok":{"text":"Authorization: x","machine":"laptop"}}\n') as asked:
        assert main(["header", "app"]) == 0
    assert capsys.readouterr().out == "Authorization: x\n"
    assert b'"config"' not in asked[0]


def test_who_says_no_is_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with other_machine(place, b'{"v":1,"error":{"exit":3,"title":"Locked","text":"So says laptop."}}\n'):
        assert main(["header", "app"]) == 3
    assert capsys.readouterr() == ("", "pomtray: Locked. So says laptop.\n")


def _nothing(place: Path) -> None:
    pass


def _file(place: Path) -> None:
    place.touch()


def _link(place: Path) -> None:
    place.symlink_to("/dev/null")


def _no_listener(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(place))
    place.chmod(0o600)


def _open_to_others(place: Path) -> None:
    _no_listener(place)
    place.chmod(0o660)


def _in_an_open_folder(place: Path) -> None:
    _no_listener(place)
    place.parent.chmod(0o755)


def _of_somebody_else(place: Path) -> None:
    if os.getuid():
        pytest.skip("it takes root to give a file away")
    _no_listener(place)
    os.chown(place, 12345, -1)


@pytest.mark.parametrize(
    ("lies_there", "says"),
    [
        (_nothing, "is not there"),
        (_file, "is no socket"),
        (_link, "is no socket"),
        (_no_listener, "Nobody answers"),
        (_open_to_others, "is not yours alone"),
        (_in_an_open_folder, "is not yours alone"),
        (_of_somebody_else, "is not yours alone"),
    ],
)
def test_what_is_not_trusted_is_not_asked(
    place: Path, capsys: pytest.CaptureFixture[str], lies_there: Callable[[Path], None], says: str
) -> None:
    lies_there(place)
    assert main(["header", "app"]) == 5
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert "or unset POMTRAY_SOCKET" in err


def test_one_that_ends_meanwhile_is_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with other_machine(place, b""):
        assert main(["token", "app"]) == 5
    assert "Nobody answers" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_asked_there_or_says_that_it_is_not(command: str) -> None:
    sets = (elsewhere._ASKED, elsewhere._HERE)
    assert sum(command in each for each in sets) + elsewhere.refused(command) == 1


@pytest.mark.parametrize("arguments", [["login", "app"], ["lock"], ["forget", "--yes"], ["export"]])
def test_nothing_of_this_machine_is_used_in_its_place(
    place: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(arguments) == 64
    assert f"does not lead to `pomtray {arguments[0]}`" in capsys.readouterr().err
    assert [*place.parent.iterdir()] == []


@pytest.mark.parametrize(
    "arguments",
    [["get", "--dst", "https://app.example"], ["tcp", "db"], ["proxy", "app"], ["mcp", "app"], ["header", "app"]],
)
def test_what_is_asked_there_is_not_answered_here(
    place: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(arguments) == 5
    captured = capsys.readouterr()
    assert (captured.out, f"{place} is not there" in captured.err) == ("", True)
    assert [*place.parent.iterdir()] == []


def test_settings_that_are_named_are_those_of_this_machine(place: Path) -> None:
    assert quick.elsewhere(Path("/x.toml")) == ""
    with pytest.raises(asking.No) as no:
        asking.ask({"do": "status"}, Path("/x.toml"))
    assert no.value.title == "No settings file"


def test_names_of_routes_are_completed_from_there(place: Path) -> None:
    assert completion.route_names("") == []
    with other_machine(place, b'{"v":1,"ok":{"routes":[{"name":"app"},{"name":"wiki"}],"machine":"laptop"}}\n'):
        assert completion.route_names("") == ["app", "wiki"]
    assert completion.route_names(str(place.parent / "none.toml")) == []
