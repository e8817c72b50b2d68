"""The quick way to the running app: it asks as everybody does, and imports next to nothing."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pomtray.__main__ import main
from pomtray.cli import asking, quick
from pomtray.cli.parser import parser
from pomtray.core.requests.request import done_line
from pomtray.desktop.files import places
from pomtray.desktop.sockets.socket_place import ask_addresses as addresses

_ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other platforms have other folders")

LISTED = """
import sys
before = set(sys.modules)
from pomtray.__main__ import main
status = main(sys.argv[1:])
print(status, *sorted(set(sys.modules) - before), file=sys.stderr)
"""


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "run").mkdir(mode=0o700)
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            monkeypatch.delenv(variable, raising=False)
        monkeypatch.setenv("HOME", name)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(home / "run"))
        yield home


@contextmanager
def app(home: Path, *answers: bytes) -> Iterator[list[bytes]]:
    """Answers one request after the other."""
    (place, *_) = addresses(places.settings_file(), places.data_folder())
    asked: list[bytes] = []
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(place)
        server.listen()

        def serve() -> None:
            for answer in answers:
                client, _ = server.accept()
                with client:
                    asked.append(client.recv(4096))
                    client.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield asked
        thread.join()


def test_it_finds_the_app_where_it_listens(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (None, "relative", str(home / "elsewhere")):
        if folder is not None:
            monkeypatch.setenv("XDG_CONFIG_HOME", folder)
        places_now = places.settings_file() if folder != "relative" else home / ".config/pomtray/pomtray.toml"
        assert quick.default_settings() == str(places_now)
        assert quick.runtime_address(quick.default_settings()) == addresses(places_now, home)[0]
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/x" * 40)
    assert quick.runtime_address("/a") == ""


@pytest.mark.parametrize("command", ["header", "kube-credential"])
def test_the_answer_is_printed_and_little_is_imported(home: Path, command: str) -> None:
    answer = b'{"v":1,"ok":{"text":"Authorization: Pomerium abc"}}\n' if command == "header" else full()
    with app(home, answer) as asked:
        ended = subprocess.run(
            [sys.executable, "-c", LISTED, command, "app"],
            capture_output=True,
            text=True,
            check=True,
            cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
        )
    assert "Pomerium" in ended.stdout
    status, *modules = ended.stderr.split()
    assert status == "0"
    assert set(modules) <= {
        "pomtray", "pomtray.__main__", "pomtray.cli", "pomtray.cli.quick", "__future__", "_socket", "_sha256", "_sha2",
    }  # fmt: skip
    wanted = '"as":"header"' if command == "header" else '"as":"full","form":"bearer"'
    assert asked == [f'{{"v":1,"do":"credential","route":"app",{wanted}}}\n'.encode()]


def full(**members: object) -> bytes:
    """An answer as the app writes it."""
    end = {"expires_at": "2026-11-26T22:00:00Z", "expected_until": "2026-11-26T22:00:00Z"}
    credential = {"header": ["Authorization", "Bearer Pomerium-abc"], "token": "abc"}
    return done_line({"route": "app", "url": "https://app", **credential, **end, "note": "", **members})


@pytest.mark.parametrize("version", ["v1", "v1beta1", ""])
@pytest.mark.parametrize(
    ("members", "token"),
    [
        ({}, "Pomerium-abc"),
        ({"header": ["Authorization", "Bearer abc"]}, "abc"),
        ({"header": ["Authorization", "Bearer Pomerium-abc"]}, "Pomerium-abc"),
        ({"expires_at": None}, "Pomerium-abc"),
    ],
)
def test_kubectl_gets_what_the_whole_command_line_would_give_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], version: str,
    members: dict[str, object], token: str,
) -> None:  # fmt: skip
    group = "client.authentication.k8s.io"
    if version:
        info = {"kind": "ExecCredential", "apiVersion": f"{group}/{version}", "spec": {"interactive": False}}
        monkeypatch.setenv("KUBERNETES_EXEC_INFO", json.dumps(info, separators=(",", ":")))
    with app(home, full(**members), full(**members)) as asked:
        assert quick.main(["kube-credential", "https://app.corp.example"]) == 0
        quickly = capfd.readouterr().out
        assert main(["--config", str(places.settings_file()), "kube-credential", "app"]) == 0
        assert capfd.readouterr().out == quickly
    said = json.loads(quickly)
    assert said["apiVersion"] == f"{group}/{version or 'v1'}"
    assert said["status"]["token"] == token
    assert ("expirationTimestamp" in said["status"]) is ("expires_at" not in members)
    assert asked[0] == b'{"v":1,"do":"credential","route":"https://app.corp.example","as":"full","form":"bearer"}\n'
    assert json.loads(asked[1])["form"] == "bearer", "it is asked for in the form in which it is handed on"


def test_kubectl_that_waits_for_the_person_asks_once(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with app(home, b'{"v":1,"tell":"kubectl waits for your yes"}\n' + full(note="Only 1 m is left.")) as asked:
        assert quick.main(["kube-credential", "app"]) == 0
    out, err = capfd.readouterr()
    assert len(asked) == 1
    assert json.loads(out)["status"]["token"] == "Pomerium-abc"
    assert err == "kubectl waits for your yes\npomtray: Only 1 m is left.\n"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        full(note="Only 1 m is left."),
        full(header=["X-Pomerium-Authorization", "abc"]),
        full(person="\\"),
        full(more={"header": ["Authorization", "Bearer other"]}),
        b'{"v":1,"error":{"exit":2,"title":"Sign-in needed","text":"Do."}}\n',
    ],
)
def test_kubectls_unusual_answers_are_left_to_the_whole_command_line(
    home: Path, answer: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with app(home, answer):
        assert quick.main(["kube-credential", "app"]) is None
    assert capfd.readouterr().out == ""


def test_another_kubectl_is_left_to_the_whole_command_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for info in ("{}", '{"apiVersion":"client.authentication.k8s.io/v9"}', "x"):
        monkeypatch.setenv("KUBERNETES_EXEC_INFO", info)
        with app(home, full()):
            assert quick.main(["kube-credential", "app"]) is None
        next((home / "run").iterdir()).unlink()
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b'{"v":1,"tell":"app: checking"}\n{"v":1,"error":{"exit":2,"title":"Sign-in needed","text":"Do."}}\n',
        b'{"v":1,"tell":"app: checking"}\n',
        b'{"v":1,"ok":{"text":"x","note":"Only 1 m is left."}}\n',
        b'{"v":1,"ok":{"text":"\\u0041"}}\n',
        b'{"v":1,"error":{"exit":2,"title":"Sign-in needed","text":"Do."}}\n',
    ],
)
def test_what_is_unusual_is_left_to_the_whole_command_line(
    home: Path, answer: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    with app(home, answer):
        assert quick.main(["header", "app"]) is None
    assert capsys.readouterr().out == ""


def test_who_waits_for_the_person_asks_once(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another question would be the second one that the person is asked."""
    told = b'{"v":1,"tell":"tool waits for your yes"}\n'
    with app(home, told + b'{"v":1,"ok":{"text":"x","note":"Only 1 m is left."}}\n') as asked:
        assert quick.main(["header", "app"]) == 0
    assert len(asked) == 1
    assert capsys.readouterr() == ("x\n", "tool waits for your yes\npomtray: Only 1 m is left.\n")
    next((home / "run").iterdir()).unlink()
    with app(home, told + b'{"v":1,"error":{"exit":4,"title":"Not allowed","text":"No."}}\n'):
        assert quick.main(["header", "app"]) == 4
    assert capsys.readouterr() == ("", "tool waits for your yes\npomtray: Not allowed. No.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["header"],
        ["status", "app"],
        ["header", "--help"],
        ["header", "a", "b"],
        ["header", 'a"'],
        ["header", "a\\"],
    ],
)
def test_it_asks_nothing_but_what_is_plain(home: Path, arguments: list[str]) -> None:
    assert quick.main(arguments) is None


def test_where_nothing_can_be_printed_the_whole_command_line_says_why(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(number: int, data: bytes) -> int:
        del number, data
        raise OSError(errno.ENOSPC, "No space left on device")

    with app(home, done_line({"text": "Authorization: Pomerium x"})):
        monkeypatch.setattr(os, "write", full)
        assert quick.main(["header", "app"]) is None


def test_without_an_app_it_has_no_answer(home: Path) -> None:
    assert quick.main(["header", "app"]) is None


def test_a_no_is_raised_and_what_comes_before_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    no = b'{"v":1,"tell":"app: \\u001b[31mchecking"}\n{"v":1,"error":{"exit":4,"title":"Not allowed","text":"No."}}\n'
    with app(home, no) as asked, pytest.raises(asking.No) as raised:
        asking.ask({"do": "credential", "route": "app"}, None)
    assert (raised.value.status, raised.value.title) == (4, "Not allowed")
    assert capsys.readouterr().err == "app: [31mchecking\n"
    assert b'"config":' in asked[0]


def test_whoever_came_by_ssh_is_told_the_way_back(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://authenticate.pom.test/?pomerium_redirect_uri=http%3A%2F%2F127.0.0.1%3A40123%2Fabc"
    assert asking._forwarding(url) == ""
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.1 22")
    monkeypatch.setenv("USER", "alice")
    assert asking._forwarding(url) == "ssh -L 40123:127.0.0.1:40123 alice@192.0.2.1"
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 50000 2001:db8::1 2222")
    monkeypatch.setattr(asking, "own_name", lambda: "")
    assert asking._forwarding(url) == "ssh -L 40123:127.0.0.1:40123 -p 2222 2001:db8::1"
    assert asking._forwarding("https://authenticate.pom.test/") == ""
    assert asking._forwarding("https://a.test/?redirect_uri=http://h:99999999/") == ""


@pytest.mark.parametrize("command", ["header", "token", "kube-credential"])
def test_its_options_are_those_of_the_whole_command_line(command: str) -> None:
    given = [command, "https://app.corp.example/x?y=z"]
    found, whole = quick.options(given), vars(parser().parse_args(given))
    assert found is not None
    assert vars(found).items() <= whole.items()
    left = {name: value for name, value in whole.items() if name not in vars(found)}
    assert not any(left.values()), "what is not there counts as false"


@pytest.mark.parametrize("given", [[], ["header"], ["header", "--help"], ["header", "app", "x"], ["status", "app"]])
def test_all_else_is_read_with_the_whole_command_line(given: list[str]) -> None:
    assert quick.options(given) is None
