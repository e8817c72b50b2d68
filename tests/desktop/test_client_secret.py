"""Client secrets from the environment and from commands, and what is said where there is none."""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from pomtray.core.domain.provider import FromCommand, InEnvironment
from pomtray.core.errors import SignInError
from pomtray.desktop import client_secret
from pomtray.desktop.client_secret import fetch

VALUE = "hunter2 \u00fc"
PROGRAM = Path(sys.executable).name


def python(code: str) -> FromCommand:
    return FromCommand((sys.executable, "-I", "-c", code))


async def test_from_the_environment_at_the_time_of_use(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (VALUE, "another"):
        monkeypatch.setenv("IDP_SECRET", value)
        assert (await fetch(InEnvironment("IDP_SECRET"))).reveal() == value


@pytest.mark.parametrize("value", ["", None])
async def test_a_variable_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("IDP_SECRET", raising=False)
    if value is not None:
        monkeypatch.setenv("IDP_SECRET", value)
    problem = await refusal(InEnvironment("IDP_SECRET"))
    assert "variable IDP_SECRET is not set" in problem
    assert "Set IDP_SECRET where pomtray is started" in problem


async def test_a_variable_that_holds_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDP_SECRET", "hunter2" * 10_000)
    assert "What the environment variable IDP_SECRET holds is" in await refusal(InEnvironment("IDP_SECRET"))


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("hunter2\\n", "hunter2"),
        ("hunter2", "hunter2"),
        ("hunter2\\r\\n", "hunter2"),
        ("hunter2\\n\\n", "hunter2"),
        (" hunter2 \\n", " hunter2 "),
        ("\\n-----BEGIN X-----\\nabc\\n", "\n-----BEGIN X-----\nabc"),
        ("-----BEGIN X-----\\nabc\\n-----END X-----\\n", "-----BEGIN X-----\nabc\n-----END X-----"),
    ],
)
async def test_what_a_command_prints_less_the_lines_end(printed: str, meant: str) -> None:
    secret = await fetch(python(f"import sys; sys.stdout.buffer.write(b'{printed}')"))
    assert secret.reveal() == meant


async def test_of_several_lines_the_first_where_the_settings_say_so() -> None:
    place = replace(python("print('hunter2\\nuser: alice\\nurl: x')"), first_line=True)
    assert (await fetch(place)).reveal() == "hunter2"
    assert "is empty" in await refusal(replace(python("print('\\nhunter2')"), first_line=True))


async def test_several_lines_are_told_with_the_way_out() -> None:
    problem = await refusal(python("print('hunter2\\nuser: alice\\n')"))
    assert "printed 2 lines" in problem
    assert "`first_line = true`" in problem


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
async def test_a_line_end_in_the_environment_is_none_of_the_secret(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    monkeypatch.setenv("IDP_SECRET", f"hunter2{end}")
    assert (await fetch(InEnvironment("IDP_SECRET"))).reveal() == "hunter2"


async def test_text_is_utf_8() -> None:
    assert (await fetch(python(f"import sys; sys.stdout.buffer.write({VALUE!r}.encode())"))).reveal() == VALUE


async def test_a_command_gets_its_arguments_as_they_are_and_no_input() -> None:
    code = "import sys; print(sys.argv[1:], sys.stdin.read() == '')"
    secret = await fetch(FromCommand((sys.executable, "-I", "-c", code, "$HOME; *", "a b")))
    assert secret.reveal() == "['$HOME; *', 'a b'] True"


async def test_a_command_gets_the_environment_less_what_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POMTRAY_OTHER_SECRET", "hunter2")
    monkeypatch.setenv("PASSWORD_STORE_DIR", "store")
    code = "import os; print(os.environ.get('POMTRAY_OTHER_SECRET'), os.environ['PASSWORD_STORE_DIR'])"
    assert (await fetch(python(code))).reveal() == "None store"


async def test_a_command_does_not_get_the_secrets_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDP_SECRET", "hunter2")
    monkeypatch.setenv("IDP_SECRET_FILE", "kept")
    code = "import os; print(os.environ.get('IDP_SECRET'), os.environ['IDP_SECRET_FILE'])"
    assert (await fetch(python(code), {"IDP_SECRET", "NOT_SET"})).reveal() == "None kept"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys; sys.stderr.write('hunter2'); print('hunter2'); sys.exit(3)", "failed with status 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "failed with status -15"),
        ("", "printed nothing"),
        ("print()", "printed nothing"),
        ("print('hunter2' * 10_000)", "printed more than 64 KiB"),
        ("print('hunter2' * 5_000)", "is empty, too long or holds NUL"),
        ("print('hunter2\\0')", "is empty, too long or holds NUL"),
        ("import sys; sys.stdout.buffer.write(b'hunter2\\xff')", "printed something that is not text in UTF-8"),
    ],
)
async def test_a_command_without_a_secret_is_named_with_the_reason(
    code: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    problem = await refusal(python(code))
    assert said in problem
    assert f"{PROGRAM} " in problem
    assert "in a terminal" in problem
    assert "hunter2" not in caplog.text


@pytest.mark.parametrize("argv", [("pomtray-no-such-program", "hunter2"), ("/", "hunter2"), ("a\0b", "hunter2")])
async def test_a_command_that_cannot_be_started(argv: tuple[str, ...]) -> None:
    assert "cannot be started" in await refusal(FromCommand(argv))


async def test_a_slow_command_is_ended_with_its_children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(client_secret, "_PATIENCE", 1.0)
    note = tmp_path / "pid"
    assert "gave no answer within 1 seconds" in await refusal(python(parent_of_a_sleeper(note)))
    await ended(int(note.read_text()))


async def test_a_command_that_nobody_waits_for_any_more_is_ended(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    task = asyncio.create_task(fetch(python(parent_of_a_sleeper(note))))
    while not (note.exists() and note.read_text()):
        assert not task.done(), task
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await ended(int(note.read_text()))


def parent_of_a_sleeper(note: Path) -> str:
    child = "[sys.executable, '-I', '-c', 'import time; time.sleep(600)']"
    return (
        f"import subprocess, sys; p = subprocess.Popen({child}); open({str(note)!r}, 'w').write(str(p.pid)); p.wait()"
    )


async def ended(pid: int) -> None:
    """Returns when the sleeper is gone, or a zombie that is not collected yet; its number may be another's by then."""
    with suppress(ProcessLookupError, FileNotFoundError):
        while b"time.sleep(600)" in Path(f"/proc/{pid}/cmdline").read_bytes():
            await asyncio.sleep(0.01)


async def refusal(place: InEnvironment | FromCommand) -> str:
    """What is said; the secret is in nothing that a traceback or a log could show."""
    with pytest.raises(SignInError) as caught:
        await fetch(place)
    error: BaseException | None = caught.value
    while error is not None:
        assert "hunter2" not in repr(error) + str(error)
        assert not isinstance(error, UnicodeDecodeError)
        error = error.__cause__ or error.__context__
    assert caught.value.problem.step == "token"
    return caught.value.problem.text()
