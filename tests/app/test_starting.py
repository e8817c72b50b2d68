"""The real program without a desktop: it starts with what there is, says what there is not, and ends when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pomtray.desktop.sockets.instance import Instance

_ROOT = Path(__file__).parents[2]
_PATIENCE = 30.0
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """No bus, no runtime folder, and a home of its own."""
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "PYTHONPATH": str(_ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={tmp_path}/nobody",
    }


@pytest.fixture
def start(env: dict[str, str]) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, line: str = 'exec "$@"') -> subprocess.Popen[str]:
        argv = ("sh", "-c", line, "sh", sys.executable, "-m", "pomtray", *arguments)
        started.append(subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
        return started[-1]

    yield begin
    for program in started:
        program.kill()
        program.communicate()


def log(env: dict[str, str]) -> Path:
    return Path(env["HOME"]) / ".local/state/pomtray/log/pomtray.log"


def wait_for(look: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not look():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def ended(program: subprocess.Popen[str]) -> str:
    """What it said until it ended well."""
    program.send_signal(signal.SIGTERM)
    said, _ = program.communicate(timeout=_PATIENCE)
    assert program.returncode == 0, said
    assert "Traceback" not in said
    return said


AT = """
import os, signal, sys
def heard(event, arguments):
    if event == "import" and arguments[0] == os.environ["END_AT"]:
        os.kill(os.getpid(), signal.SIGTERM)
sys.addaudithook(heard)
"""


@pytest.mark.parametrize(
    "moment", ["pomtray.app.running", "pomtray.desktop.shell.notifier", "pomtray.ui.window.window"]
)
def test_told_to_end_while_it_starts(start: Start, env: dict[str, str], moment: str) -> None:
    sites = Path(env["HOME"]) / "sites"
    sites.mkdir()
    (sites / "sitecustomize.py").write_text(AT)
    env |= {"PYTHONPATH": f"{sites}:{_ROOT}", "END_AT": moment}
    program = start()
    said, _ = program.communicate(timeout=_PATIENCE)
    assert program.returncode == 0, said
    assert "Traceback" not in said


def test_without_any_bus(start: Start, env: dict[str, str]) -> None:
    program = start()
    wait_for((Path(env["HOME"]) / ".config/pomtray/pomtray.toml").exists)
    assert ended(program) == ""
    assert "started" in log(env).read_text()


def test_what_qt_has_to_say_is_in_the_log_and_not_on_the_terminal(start: Start, env: dict[str, str]) -> None:
    program = start("--window")
    wait_for((Path(env["HOME"]) / ".config/pomtray/pomtray.toml").exists)
    assert ended(program) == ""
    assert "WARNING qt: " in log(env).read_text()


def test_without_a_display_it_says_so(start: Start, env: dict[str, str]) -> None:
    env |= {"QT_QPA_PLATFORM": "xcb"}
    said, _ = start().communicate(timeout=_PATIENCE)
    assert "could not connect to display" in said
    assert "no Qt platform plugin could be initialized" in said


def test_where_there_is_no_screen_at_all_the_commands_are_named(start: Start, env: dict[str, str]) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        env.pop(name, None)
    program = start()
    said, _ = program.communicate(timeout=_PATIENCE)
    assert program.returncode == 1
    assert said == ("pomtray: There is no screen here to show itself on. Its commands do without one: pomtray --help\n")


@pytest.mark.parametrize("how", ["<&- >&- 2>&-", ">/dev/full 2>&1"])
def test_without_streams(start: Start, env: dict[str, str], how: str) -> None:
    log(env).mkdir(parents=True)  # so that warnings go to the standard error stream
    program = start(line=f'exec "$@" {how}')
    settings = Path(env["HOME"]) / ".config/pomtray/pomtray.toml"
    wait_for(settings.exists)
    streams = [Path(f"/proc/{program.pid}/fd/{number}").resolve() for number in (1, 2)]
    assert all(stream.is_char_device() for stream in streams), "no file of ours has the number of a stream"
    ended(program)


def test_what_cannot_be_logged_is_said_on_the_terminal(start: Start, env: dict[str, str]) -> None:
    log(env).mkdir(parents=True)
    program = start()
    assert program.stdout
    said = ""
    while "No log" not in said:
        said = program.stdout.readline()
        assert said, "it ended"
    assert "No log: It is not a file" in said
    assert str(log(env)) in said
    ended(program)


def test_a_second_start_that_gets_no_answer_says_so(start: Start, env: dict[str, str]) -> None:
    data = Path(env["HOME"]) / ".local/share/pomtray"
    data.mkdir(parents=True, mode=0o700)
    silent = Instance(Path(env["HOME"]) / ".config/pomtray/pomtray.toml", data)
    assert silent.acquire()
    said, _ = start().communicate(timeout=_PATIENCE)
    silent.release()
    assert said.endswith(
        "pomtray: Another pomtray runs with these settings: It does not answer. End it, then start this one.\n"
    )


def test_a_demo_without_a_temporary_folder_says_so(start: Start, env: dict[str, str]) -> None:
    program = start("demo", line='ulimit -f 0; cd /; exec "$@"')
    said, _ = program.communicate(timeout=_PATIENCE)
    assert program.returncode == 1
    assert "pomtray: The demo cannot start: No usable temporary directory found" in said
    assert "Traceback" not in said
