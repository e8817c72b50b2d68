"""Keys pressed on a real X server, which gives each to one program."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.buses import display, running

__all__ = ["display"]
PROGRAM = """
import asyncio, sys
from PySide6.QtCore import QCoreApplication
from qasync import QEventLoop
from pomtray.core.shortcut import Shortcut
from pomtray.desktop.shortcut import GlobalShortcut

async def main():
    key = GlobalShortcut(lambda: print("pressed", flush=True))
    print(*await key.want(Shortcut.parse(sys.argv[1])), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await key.close()
    print(*await key.want(None), flush=True)

application = QCoreApplication([])
loop = QEventLoop(application)
with loop:
    loop.run_until_complete(main())
"""


@pytest.fixture
def environment(display: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "WAYLAND_DISPLAY"}
    return kept | {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "offscreen",
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }


def started(environment: dict[str, str], key: str) -> Iterator[subprocess.Popen[bytes]]:
    argv = [sys.executable, "-c", PROGRAM, key]
    with running(argv, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        yield program


def line(program: subprocess.Popen[bytes]) -> str:
    assert program.stdout
    return program.stdout.readline().decode().strip()


def press(environment: dict[str, str], *keys: str) -> None:
    subprocess.run(["xdotool", "key", *keys], env=environment, check=True, timeout=30)


@pytest.fixture
def program(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    yield from started(environment, "Ctrl+Alt+P")


def test_the_key_is_heard_wherever_the_keyboard_is_also_with_caps_lock(
    program: subprocess.Popen[bytes], environment: dict[str, str]
) -> None:
    assert line(program) == "on Ctrl+Alt+P"
    press(environment, "ctrl+alt+p")
    assert line(program) == "pressed"
    press(environment, "alt+p", "p", "Caps_Lock", "ctrl+alt+p", "Caps_Lock")
    assert line(program) == "pressed"
    assert program.stdin
    program.stdin.close()
    assert line(program) == "off", "nothing else was heard"


def test_what_another_program_has_is_told(program: subprocess.Popen[bytes], environment: dict[str, str]) -> None:
    assert line(program) == "on Ctrl+Alt+P"
    for second in started(environment, "Ctrl+Alt+P"):
        assert line(second) == "taken Ctrl+Alt+P"
    for second in started(environment, "Ctrl+Alt+O"):
        assert line(second) == "on Ctrl+Alt+O"


def test_after_another_layout_it_is_the_same_letter(
    program: subprocess.Popen[bytes], environment: dict[str, str]
) -> None:
    assert line(program) == "on Ctrl+Alt+P"
    subprocess.run(["xmodmap", "-e", "keycode 33 = o O", "-e", "keycode 32 = p P"], env=environment, check=True)
    press(environment, "ctrl+alt+p")
    assert line(program) == "pressed"


def test_no_press_is_missed_while_the_rest_of_the_layout_changes(
    program: subprocess.Popen[bytes], environment: dict[str, str]
) -> None:
    assert line(program) == "on Ctrl+Alt+P"
    changes = 'i=0; while [ $i -lt 800 ]; do xmodmap -e "keycode 200 = F2$((i % 2))"; i=$((i + 1)); done'
    with running(["sh", "-c", changes], env=environment) as changing:
        presses = 0
        while changing.poll() is None:
            press(environment, "ctrl+alt+p")
            presses += 1
    assert program.stdin
    program.stdin.close()
    heard = [line(program) for _ in range(presses + 1)]
    assert heard == ["pressed"] * presses + ["off"]


def test_without_an_x_server_the_portal_is_asked(environment: dict[str, str]) -> None:
    for program in started(environment | {"DISPLAY": ":987"}, "Ctrl+Alt+P"):
        assert line(program) == "none"
