"""What a shell completes: from a parser with every kind of argument, and from the program's."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pomtray.__main__ import main
from pomtray.cli.completion import Answer, Typed, complete, route_names, script
from pomtray.cli.parser import parser as program_parser

ROOT = Path(__file__).parents[2]


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="pomtray")
    made.add_argument("--config", metavar="FILE")
    made.add_argument("--look", choices=("dark", "light"))
    commands = made.add_subparsers(dest="command")
    token = commands.add_parser("token", help="print a token")
    token.add_argument("route", metavar="ROUTE_OR_URL")
    token.add_argument("--min-valid", metavar="TIME", help="at least 50%% left")
    how = token.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true")
    how.add_argument("--plain", action="store_true")
    token.add_argument("--secret", help=argparse.SUPPRESS)
    run = commands.add_parser("exec", help="start a program")
    run.add_argument("route", metavar="ROUTE")
    run.add_argument("program", nargs=argparse.REMAINDER, metavar="PROGRAM")
    commands.add_parser("hidden")
    return made


def asked(*words: str) -> Answer:
    return complete(parser(), ("pomtray", *words), lambda config, _: [f"Wiki{config}", "Reports"])


def names(*words: str) -> list[str]:
    return [word for word, _ in asked(*words).words]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("",), ["token", "exec"]),
        (("to",), ["token"]),
        (("-",), ["--help", "--config", "--look"]),
        (("--config", "x", ""), ["token", "exec"]),
        (("--config=x", "tok"), ["token"]),
        (("token", ""), ["Wiki", "Reports"]),
        (("--config", "token", "token", "W"), ["Wikitoken"]),
        (("--config=a", "token", "W"), ["Wikia"]),
        (("token", "Wiki", ""), ["--help", "--min-valid", "--json", "--plain"]),
        (("token", "--json", "Wiki", "--"), ["--help", "--min-valid"]),
        (("token", "--min-valid", ""), []),
        (("token", "--unknown", "R"), ["Reports"]),
        (("token", "--", "R"), ["Reports"]),
        (("token", "--", "Wiki", ""), []),
        (("exec", "R"), ["Reports"]),
        (("nonsense", ""), ["token", "exec"]),
    ],
)
def test_words(words: tuple[str, ...], wanted: list[str]) -> None:
    assert names(*words) == wanted


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("--config", "pom"), "files"),
        (("--config=pom",), "files"),
        (("exec", "Wiki", "l"), "commands"),
        (("exec", "Wiki", "--", "l"), "commands"),
        (("exec", "Wiki", "ls", "-"), "files"),
        (("exec", "Wiki", "ls", "--color", ""), "files"),
    ],
)
def test_what_a_shell_finds_by_itself(words: tuple[str, ...], kind: str) -> None:
    assert asked(*words).kind == kind


def test_help_is_told_as_a_person_reads_it() -> None:
    assert ("--min-valid", "at least 50% left") in asked("token", "--min").words
    assert asked("tok").words == (("token", "print a token"),)


def test_every_command_of_the_program_is_completed_with_its_help() -> None:
    found = complete(program_parser(), ("pomtray", ""), lambda *_: []).words
    assert {name for name, _ in found} >= {"demo", "desktop", "forget", "completion"}
    assert all(told for _, told in found)


@pytest.mark.parametrize(
    ("line", "piece", "word", "put"),
    [
        ("pomtray token W", "W", "Wiki & notes", r"Wiki\ \&\ notes"),
        ("pomtray token ", "", "Wiki & notes", r"Wiki\ \&\ notes"),
        (r"pomtray token Wiki\ ", r"Wiki\ ", "Wiki & notes", r"Wiki\ \&\ notes"),
        ('pomtray token "Wiki ', "Wiki ", "Wiki & $x", r"Wiki & \$x"),
        ("pomtray token 'Wiki ", "Wiki ", "Wiki's $x", r"Wiki'\''s $x"),
        ("pomtray token api:", "", "api:v2", "v2"),
        ("pomtray token http://a", "//a", "http://api", "//api"),
        ("pomtray demo --person=a", "a", "alice", "alice"),
        ("pomtray demo --pers", "--pers", "--person", "--person"),
        ("pomtray token Gr", "Gr", "Größe", "Größe"),
    ],
)
def test_what_bash_puts_on_its_line(line: str, piece: str, word: str, put: str) -> None:
    assert Typed.read(line, piece).quoted(word) == put


def test_what_is_typed_in_bash_is_read_without_its_quotes() -> None:
    assert Typed.read(r"pomtray token Wiki\ ", r"Wiki\ ").words == ("pomtray", "token", "Wiki ")
    assert Typed.read("pomtray token 'it is", "it is").words[-1] == "it is"
    assert Typed.read("pomtray token back\\", "back\\").words[-1] == "back"


@pytest.mark.parametrize("text", ["[[routes", "routes = 3", "routes = [1]\n", "\xff", "x = " + "[" * 5000])
def test_settings_that_cannot_be_read_complete_nothing(tmp_path: Path, text: str) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(text.encode("latin-1"))
    assert route_names(str(file)) == []
    assert route_names(str(tmp_path)) == []
    assert route_names(str(tmp_path / "none")) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_the_settings_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert route_names(str(tmp_path / "pipe")) == []


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ("tcp", ["db"]),
        *((name, ["wiki"]) for name in ("proxy", "mcp", "kube-config", "kube-credential", "curl", "open")),
        *((name, ["wiki", "db"]) for name in ("login", "logout", "renew", "doctor", "header")),
    ],
)
def test_a_command_gets_the_routes_that_it_can_do_something_with(
    tmp_path: Path, command: str, wanted: list[str]
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        '[[routes]]\nname = "wiki"\nurl = "https://wiki.test"\n[[routes]]\nname = "db"\nurl = "TCP+https://db.test:1"\n'
    )
    found = complete(program_parser(), ("pomtray", "--config", str(file), command, ""), route_names)
    assert [name for name, _ in found.words] == wanted


def test_names_of_routes_cannot_break_the_answer(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[[routes]]\nname = "a\\nwords"\n[[routes]]\nname = "b\\tc"\n[[routes]]\nname = "fine"\n')
    assert route_names(str(file)) == ["fine"]


def test_the_program_prints_what_a_shell_reads(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "zsh"]) == 0
    assert capsys.readouterr().out == script("zsh")
    assert script("zsh").startswith("#compdef pomtray\n")


def test_asking_is_quick_for_it_loads_little() -> None:
    code = "import sys; from pomtray.__main__ import main; main(['__complete', 'zsh']); print(*sys.modules)"
    sent = b"pomtray\0token\0\0"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, input=sent, capture_output=True, check=True)
    loaded = set(done.stdout.decode().split())
    assert not loaded & {"asyncio", "PySide6", "httpx", "keyring", "tomlkit", "ssl"}
