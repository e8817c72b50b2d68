"""What holds for the clipboard on every desktop, as another program there sees it.

Mutter does not always give another program what is there, and so runs where `POMTRAY_TEST_DESKTOPS` names it:
`mutter,mutter-without-xwayland`. What is not installed is skipped.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desktop.clipboard import desktops
from tests.desktop.clipboard.desktops import Desktop, Program, started_on

SECRET = "not-a-real-secret-Aé"
_ALWAYS = {"x11": desktops.x11, "sway": desktops.sway, "kwin": desktops.kwin}
_ASKED_FOR = {
    "mutter": desktops.mutter,
    "mutter-without-xwayland": desktops.mutter_without_xwayland,
}


@pytest.fixture(scope="module", params=[*_ALWAYS, *_ASKED_FOR])
def desktop(request: pytest.FixtureRequest) -> Iterator[Desktop]:
    name = request.param
    if name in _ASKED_FOR and name not in os.environ.get("POMTRAY_TEST_DESKTOPS", "").split(","):
        pytest.skip(f"{name} runs where POMTRAY_TEST_DESKTOPS names it")
    # Not in pytest's own folder: that is for nobody else, and sway runs as nobody.
    with tempfile.TemporaryDirectory(prefix="pomtray-desktop-") as folder:
        Path(folder).chmod(0o755)
        with (_ALWAYS | _ASKED_FOR)[name](Path(folder)) as started:
            yield started


@pytest.fixture
def start(desktop: Desktop, tmp_path: Path) -> Iterator[Callable[[], Program]]:
    """Start the program; all starts share the file that tells what a crash has left."""
    with contextlib.ExitStack() as stack:

        def one_more() -> Program:
            return stack.enter_context(started_on(desktop, tmp_path / "left"))

        yield one_more


@pytest.fixture
def program(start: Callable[[], Program]) -> Program:
    return start()


def test_others_can_paste_it_and_managers_are_asked_not_to_keep_it(desktop: Desktop, program: Program) -> None:
    assert program.do(f"put {SECRET}") == "done"
    assert desktop.other.paste() == SECRET
    types = desktop.other.types()
    assert "x-kde-passwordManagerHint" in types
    assert not [name for name in types if "Exclude" in name or "nspasteboard" in name]
    program.do("quit")


def test_it_is_gone_once_it_is_cleared(desktop: Desktop, program: Program) -> None:
    program.do(f"put {SECRET}")
    assert program.do("clear") == "done"
    assert desktop.other.paste() == ""
    program.do("quit")
    assert program.process.wait(20) == 0


def test_the_last_one_counts(desktop: Desktop, program: Program) -> None:
    program.do(f"put {SECRET}")
    assert program.do("put another") == "done"
    assert desktop.other.paste() == "another"
    assert program.do("put another") == "done"
    assert desktop.other.paste() == "another"
    assert program.do("clear") == "done"
    assert desktop.other.paste() == ""
    program.do("quit")


def test_it_can_be_put_again(desktop: Desktop, program: Program) -> None:
    program.do(f"put {SECRET}")
    program.do("clear")
    assert program.do(f"put {SECRET}") == "done"
    assert desktop.other.paste() == SECRET
    program.do("quit")


def test_somebody_elses_text_stays(desktop: Desktop, program: Program) -> None:
    program.do(f"put {SECRET}")
    desktop.other.copy("theirs")
    assert program.do("clear") == "done"
    assert desktop.other.paste() == "theirs"
    program.do("quit")
    assert desktop.other.paste() == "theirs"


def test_ours_goes_also_where_another_program_keeps_it(desktop: Desktop, program: Program) -> None:
    program.do(f"put {SECRET}")
    desktop.other.copy("theirs")
    desktop.other.copy(SECRET)
    assert program.do("clear") == "done"
    assert desktop.other.paste() == ""
    program.do("quit")


def test_the_program_ends_and_leaves_nothing(desktop: Desktop, program: Program) -> None:
    program.do(f"put {SECRET}")
    program.do("quit")
    assert program.process.wait(20) == 0
    assert desktop.other.paste() == ""


def test_what_a_killed_program_left_is_taken_away_at_the_next_start(
    desktop: Desktop, start: Callable[[], Program], tmp_path: Path
) -> None:
    program = start()
    program.do(f"put {SECRET}")
    left = tmp_path / "left"
    assert left.stat().st_mode & 0o777 == 0o600
    assert SECRET.encode() not in left.read_bytes()
    program.kill()
    if desktop.other.paste() != SECRET:
        desktop.other.copy(SECRET)  # as a clipboard manager does
    after = start()
    assert after.do("start") == "done"
    assert desktop.other.paste() != SECRET
    assert not left.exists()
    after.do("quit")


def test_a_start_takes_nothing_away_that_is_not_ours(desktop: Desktop, start: Callable[[], Program]) -> None:
    program = start()
    program.do(f"put {SECRET}")
    program.kill()
    desktop.other.copy("theirs")
    after = start()
    assert after.do("start") == "done"
    assert desktop.other.paste() == "theirs"
    after.do("quit")
