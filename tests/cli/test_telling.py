"""Whatever a command says to a person is told in the terminal's language; what programs read stays as it is."""

from __future__ import annotations

import argparse
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pomtray import __version__
from pomtray.__main__ import main
from pomtray.cli import asking, commands, sessions, telling
from pomtray.cli.asking import read_frame
from pomtray.cli.parser import parser
from pomtray.cli.quick import ELSEWHERE
from pomtray.cli.telling import sentences
from pomtray.core.errors import Problem
from pomtray.core.requests.request import Declined, Exit, declined_line, done_line
from pomtray.core.text import Text, phrase
from pomtray.desktop.language import catalogue
from tests.texts.pseudo import Pseudo, unmarked

SETTINGS = """
[[routes]]
name = "wiki"
url = "https://wiki.pom.test"

[[routes]]
name = "sshd"
url = "tcp+https://sshd.pom.test:22"
"""
ANSWER: dict[str, object] = {
    "routes": [
        {
            "name": "wiki", "url": "https://wiki.pom.test", "method": "api", "tags": [], "state": phrase("signed in"),
            "signed_in": True, "person": "alice", "left": phrase("{hours} h", hours=3), "note": "",
        },
    ],
    "trouble": [{"title": phrase("No log"), "text": phrase("It is full.")}],
}  # fmt: skip


@pytest.fixture
def pseudo() -> Iterator[Pseudo]:
    found = Pseudo()
    telling.use(found)
    yield found
    telling.use(None)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", ELSEWHERE):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setattr(sys, "stdin", io.StringIO("protocol=https\nhost=wiki.pom.test\n"))
    monkeypatch.setattr("pomtray.cli.alone.person.own_terminal", lambda: None)
    (tmp_path / "run").mkdir(mode=0o700)
    (tmp_path / "taken").write_text("x")
    (tmp_path / "pomtray.toml").write_text(SETTINGS)
    return tmp_path


def parsers(made: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield made
    for action in made._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def test_every_help_is_marked(pseudo: Pseudo) -> None:
    """Names apart: of options, of what they take, and of what can be chosen."""
    del pseudo
    for command in parsers(parser()):
        usage, *texts = re.split(r"\n\n", command.format_help())
        assert usage.startswith("⟦usage: ⟧pomtray")
        for text in texts:
            names = {word for action in command._actions for word in _names(action)}
            left = unmarked(" ".join(text.split()), names)
            assert left == [], f"{command.prog}: {text}"


def _names(action: argparse.Action) -> Iterator[str]:
    yield from action.option_strings
    yield from map(str, action.choices or ())
    yield str(action.metavar or action.dest.upper())


REFUSALS: dict[str, tuple[list[str], int]] = {
    "no route given": (["login"], 64),
    "no such command": (["logni"], 64),
    "no such option": (["status", "--colour"], 64),
    "no value": (["add", "wiki.pom.test", "--name"], 64),
    "one or the other": (["--window", "--hidden", "status"], 64),
    "no time": (["header", "wiki", "--min-valid", "soon"], 64),
    "which route": (["logout"], 64),
    "which address": (["get"], 64),
    "a secret as an argument": (["get", "--dst", "https://a.test", "--client-secret", "x"], 64),
    "half a provider": (["get", "--dst", "https://a.test", "--client-id", "x"], 64),
    "no address for get": (["--config", "HOME/missing", "get", "--dst", "a b"], 64),
    "which program": (["exec", "wiki"], 64),
    "no such program": (["exec", "wiki", "--", "nowhere-at-all"], 127),
    "no settings": (["--config", "HOME/missing", "header", "wiki"], 64),
    "another kubectl": (["kube-credential", "wiki"], 64),
    "no such route for kubectl": (["--config", "HOME/pomtray.toml", "kube-config", "nowhere"], 64),
    "an old git": (["git-credential", "get"], 0),
    "no address to add": (["add", "not an address"], 64),
    "there is that route": (["--config", "HOME/pomtray.toml", "add", "wiki.pom.test", "--no-sign-in"], 0),
    "what is there already": (["--config", "HOME/pomtray.toml", "import", "--dry-run", "HOME/pomtray.toml"], 0),
    "not written over": (["--config", "HOME/pomtray.toml", "export", "HOME/taken"], 1),
    "nobody to ask": (["forget"], 64),
    "no such route for tcp": (["--config", "HOME/pomtray.toml", "tcp", "nowhere"], 64),
    "no routes for tcp": (["--config", "HOME/missing", "tcp", "nowhere"], 64),
    "no TCP route": (["--config", "HOME/pomtray.toml", "tcp", "wiki"], 64),
    "a TCP route": (["--config", "HOME/pomtray.toml", "proxy", "sshd"], 64),
    "both ends": (["tcp", "wiki", "-", "--listen", "1"], 64),
    "not on loopback": (["proxy", "wiki", "--listen", "192.0.2.1:80"], 64),
    "no path": (["--config", "HOME/pomtray.toml", "mcp", "wiki", "--path", "mcp"], 64),
    "no settings, no keyring": (["doctor"], 1),
    "no such demo route": (["demo", "--no-tray", "--no-browser", "--route", "nowhere"], 64),
}
DATA = {
    "status",
    "pomtray", "wiki.pom.test", "wiki", "sshd.pom.test", "tcp+https", "https", "sshd", "a.test", "login", "logni",
    "--colour", "--min-valid", "TIME", "ROUTE", "COMMAND", "--window", "--hidden", "--name", "NAME", "nowhere-at-all",
    "nowhere", "soon", "POMTRAY_CLIENT_SECRET", "--openid-configuration", "--pomerium-client-id", "--listen",
    "--pomerium-token-url", "client.authentication.k8s.io/v1", "beta1", "header", "--dst", "exec", "mcp", "tcp", "add",
}  # fmt: skip
NAMES = {
    "no settings, no keyring": [
        __version__,
        sys.version.split()[0],
        "Python",
        sys.platform,
        "gnome-keyring",
        ".config",
        ".toml",
        "/etc/ssl",
        "certs",
        "ca-certificates",
        "crt",
        ".local",
        "share",
    ],
    "no such command": [
        *commands.NAMES,
        "tcp",
        "forward",
        "proxy",
        "window",
        "demo",
        "desktop",
        "forget",
        "completion",
    ],
    "no such demo route": [
        "exchange",
        "identity-token",
        "access-token",
        "machine",
        "api",
        "other-idp",
        "denied",
        "app",
    ],
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_every_refusal_is_marked(
    refusal: str, pseudo: Pseudo, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del pseudo
    monkeypatch.setenv("KUBERNETES_EXEC_INFO", '{"apiVersion": "v0"}')
    arguments, status = REFUSALS[refusal]
    assert _run([argument.replace("HOME", str(home)) for argument in arguments]) == status
    printed = capsys.readouterr()
    said = re.sub(r"(?m)^⟦usage: ⟧.*\n( +.*\n)*", "", printed.out + printed.err)
    assert "⟦" in said
    assert unmarked(said, {*DATA, *NAMES.get(refusal, ()), str(home), "missing", "taken"}) == [], said


def _run(arguments: list[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)


def _app_answers(monkeypatch: pytest.MonkeyPatch, line: bytes) -> None:
    monkeypatch.setattr(asking, "of_app", lambda *_: read_frame(line))


def test_what_the_app_answers_is_told(
    pseudo: Pseudo, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del pseudo, home
    _app_answers(monkeypatch, done_line(ANSWER))
    assert main(["status"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "wiki  ⟦signed in⟧  ⟦⟨3⟩ h⟧  alice\n"
    assert printed.err == "pomtray: ⟦No log⟧. ⟦It is full.⟧\n"
    no = Declined(Exit.LOCKED, Problem(phrase("Locked"), phrase("It is locked."), phrase("Unlock it.")))
    _app_answers(monkeypatch, declined_line(no))
    assert main(["status"]) == 3
    assert capsys.readouterr().err == "pomtray: ⟦Locked⟧. ⟦It is locked.⟧ ⟦Unlock it.⟧\n"


def test_programs_read_english(
    pseudo: Pseudo, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del pseudo, home
    _app_answers(monkeypatch, done_line(ANSWER))
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == ANSWER


def test_an_app_of_another_version_is_told_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    """It has a text with another name in it."""
    telling.use(catalogue("de"))
    try:
        frame = {"text": "Forgotten.", "more": "x was added to y."}
        texts = {
            "text": ["Forgotten.", "Forgotten.", {}],
            "more": ["x was added to y.", "{name} was added to {path}.", {"what": "x"}],
        }
        found: dict[str, Any] = read_frame(json.dumps({**frame, "texts": texts}).encode())
        assert [type(text) for text in found.values()] == [Text, Text]
        sessions.print_table([list(found.values())])
    finally:
        telling.use(None)
    assert capsys.readouterr().out == "Vergessen.  x was added to y.\n"


@pytest.mark.parametrize(("language", "yes", "no"), [("de", "y yes j JA", "n nein ij"), ("en", "y Yes", "j ja n")])
def test_a_yes_is_one_in_the_language_or_in_english(language: str, yes: str, no: str) -> None:
    telling.use(catalogue(language))
    try:
        assert all(map(telling.is_yes, yes.split()))
        assert not any(map(telling.is_yes, [*no.split(), ""]))
    finally:
        telling.use(None)


def test_argparse_has_the_same_values_in_german() -> None:
    german = catalogue("de")
    assert german is not None
    fields = re.compile(r"%(?:\(\w+\))?[rs]")
    for key, words in german.patterns.items():
        if fields.search(key):
            assert sorted(fields.findall(str(words))) == sorted(fields.findall(key))


def test_a_terminal_in_german(home: Path) -> None:
    settings = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "", "HOME": str(home), "LC_ALL": "de_AT.UTF-8"}
    ended = subprocess.run(
        [sys.executable, "-m", "pomtray", "logout"], capture_output=True, encoding="utf-8", check=False, env=settings
    )
    assert ended.stderr == "pomtray: Welche Route? Nennen Sie eine, oder alle mit --all.\n"
    ended = subprocess.run(
        [sys.executable, "-m", "pomtray", "login"], capture_output=True, encoding="utf-8", check=False, env=settings
    )
    assert ended.stderr.startswith("Aufruf: pomtray login ")
    assert ended.stderr.endswith("pomtray login: es fehlt: ROUTE\n")


def test_a_title_that_asks_is_a_sentence_already() -> None:
    assert sentences("Which program?", "Name it.") == "Which program? Name it."
    assert sentences("Not found", "Look.") == "Not found. Look."
