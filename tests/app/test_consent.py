"""Real programs ask at the real socket, and the person is asked about each of them."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pomtray.app.asked import Asked
from pomtray.core import events as happened
from pomtray.core.domain.consent import ConsentAnswer
from pomtray.core.domain.login import Phase
from pomtray.core.domain.route import Preferences
from pomtray.core.domain.session import End, EndSource
from pomtray.core.intent import Action
from pomtray.core.view.programs import ProgramQuestion
from pomtray.desktop.system import clock
from tests.controller.world import World, a_session, until

_ROOT = Path(__file__).parents[2]
_PATIENCE = 30.0
_LASTS = timedelta(hours=14)
_TOKEN = "eyJ.secret.1"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody says which program asks")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A short path: sockets take no long one."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "run").mkdir(mode=0o700)
        monkeypatch.setenv("XDG_RUNTIME_DIR", f"{name}/run")
        monkeypatch.setenv("PYTHONPATH", str(_ROOT))
        monkeypatch.setenv("HOME", name)
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            monkeypatch.delenv(variable, raising=False)
        yield Path(name)


@asynccontextmanager
async def asked(home: Path) -> AsyncIterator[World]:
    """An app that asks about programs, with `app` signed in to. Its clock is the real one: the socket has no other."""
    now = clock.now()
    world = World(preferences=Preferences(ask_programs=True), now=now)
    world.client.result = replace(a_session(1, now), signed_in_at=now, end=End(now + _LASTS, EndSource.SERVER))
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.ACTIVE)
    config = home / ".config/pomtray/pomtray.toml"

    async def reread() -> None:
        return

    door = Asked(world.controller, config, home / "data", reread)
    door.listen()
    try:
        yield world
    finally:
        await door.close()
        await world.controller.close()


def a_program(home: Path, name: str) -> Path:
    """One that runs what it is told to, and stays until that ends."""
    found = shutil.which("timeout")
    assert found is not None
    copy = home / name
    shutil.copy(found, copy)
    return copy


async def start(*argv: str | Path) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        *map(str, argv), stdout=pipe, stderr=pipe, stdin=asyncio.subprocess.DEVNULL
    )


def command(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "pomtray", *arguments)


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, str, str]:
    async with asyncio.timeout(_PATIENCE):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def question(world: World, count: int = 1) -> ProgramQuestion:
    """The first of so many."""
    async with asyncio.timeout(_PATIENCE):
        while len(world.controller.snapshot().programs) < count:
            await asyncio.sleep(0.01)
    return world.controller.snapshot().programs[0]


async def nothing_asked(world: World) -> None:
    async with asyncio.timeout(_PATIENCE):
        while world.controller.model.programs.questions:
            await asyncio.sleep(0.01)


def notices(world: World) -> list[str]:
    return [key for key in world.notices if key.startswith("program:")]


def answer(world: World, said: ConsentAnswer, to: ProgramQuestion) -> None:
    world.controller.happen(happened.ProgramAnswered(world.now, to.number, said))


async def test_two_programs_are_two_and_a_yes_to_one_is_none_to_the_other(home: Path) -> None:
    deployer, editor = a_program(home, "deployer"), a_program(home, "editor")
    async with asked(home) as world:
        first = await start(deployer, "30", *command("token", "app"))
        asking = await question(world)
        assert asking.title == "deployer wants the credential of app"
        assert str(deployer) in asking.text
        assert _TOKEN not in str(world.notices)
        answer(world, ConsentAnswer.ALLOWED, asking)
        assert await ended(first) == (0, f"{_TOKEN}\n", "deployer waits for your yes, in pomtray's notice or window.\n")
        again = await start(deployer, "30", *command("header", "app"))
        assert await ended(again) == (0, f"Authorization: Pomerium {_TOKEN}\n", "")
        second = await start(editor, "30", *command("token", "app"))
        answer(world, ConsentAnswer.DENIED, await question(world))
        status, out, err = await ended(second)
        assert (status, out) == (4, "")
        assert "\npomtray: Not allowed. You said no to editor for app. It can ask again from " in err


async def test_every_command_that_uses_a_credential_asks_once(home: Path) -> None:
    deployer = a_program(home, "deployer")
    async with asked(home) as world:
        for arguments in (
            ("header", "app", "--json"),
            ("env", "app"),
            ("exec", "app", "--", "true"),
            ("kube-credential", "https://app.example.com"),
            ("header", "https://app.example.com/deep"),
        ):
            process = await start(deployer, "30", *command(*arguments))
            answer(world, ConsentAnswer.ONCE, await question(world))
            status, *said = await ended(process)
            assert status == 0, (arguments, said)
            assert not world.controller.model.programs.questions


async def test_a_proxy_is_asked_about_before_it_listens(home: Path) -> None:
    deployer, config = a_program(home, "deployer"), home / ".config/pomtray/pomtray.toml"
    config.parent.mkdir(parents=True)
    config.write_text('[preferences]\nask_programs = true\n[[routes]]\nname = "app"\nurl = "https://app.example.com"\n')
    async with asked(home) as world:
        process = await start(deployer, "30", *command("proxy", "app", "--no-browser"))
        answer(world, ConsentAnswer.DENIED, await question(world))
        status, out, err = await ended(process)
        assert (status, out) == (4, "")
        assert "You said no to deployer for app." in err


async def test_who_is_replaced_is_another_program(home: Path) -> None:
    deployer = a_program(home, "deployer")
    async with asked(home) as world:
        first = await start(deployer, "30", *command("token", "app"))
        answer(world, ConsentAnswer.ALLOWED, await question(world))
        assert (await ended(first))[0] == 0
        deployer.unlink()
        a_program(home, "deployer")
        second = await start(deployer, "30", *command("token", "app"))
        answer(world, ConsentAnswer.DENIED, await question(world))
        assert (await ended(second))[0] == 4


async def test_twenty_processes_of_one_program_are_one_question_which_goes_with_the_last(home: Path) -> None:
    deployer = a_program(home, "deployer")
    async with asked(home) as world:
        many = [await start(deployer, "30", *command("token", "app")) for _ in range(20)]
        asking = await question(world)
        async with asyncio.timeout(_PATIENCE):
            while len(world.controller.model.programs.questions[0].by) < 20:
                await asyncio.sleep(0.01)
        assert notices(world) == [f"program:{asking.number}"]
        for process in many[1:]:
            process.terminate()
        await asyncio.gather(*map(ended, many[1:]))
        assert len(world.controller.snapshot().programs) == 1
        many[0].terminate()
        await ended(many[0])
        await nothing_asked(world)
        assert not notices(world)


async def test_a_script_asks_by_itself_and_locking_answers_it_as_locked(home: Path) -> None:
    script = home / "tool.py"
    script.write_text(
        "import os, socket, sys\n"
        "ask = socket.socket(socket.AF_UNIX)\n"
        "folder = os.environ['XDG_RUNTIME_DIR']\n"
        "ask.connect(f'{folder}/{os.listdir(folder)[0]}')\n"
        'ask.sendall(b\'{"v":1,"do":"credential","route":"app","as":"token"}\\n\')\n'
        "while piece := ask.recv(4096): sys.stdout.write(piece.decode())\n"
    )
    async with asked(home) as world:
        process = await start(sys.executable, script)
        asking = await question(world)
        assert asking.title == "tool.py wants the credential of app"
        world.controller.happen(happened.LockRequested(world.now))
        _, out, _ = await ended(process)
        assert '"exit":3' in out.splitlines()[-1]
        assert not world.controller.snapshot().programs


@pytest.mark.skipif(shutil.which("git") is None, reason="without git")
async def test_git_asks_and_not_its_shell_or_our_command(home: Path) -> None:
    """As it starts its helpers: git before 2.46 has no use for what ours would say."""
    alias = f"alias.token=!{shlex.join(command('token', 'app'))}"
    async with asked(home) as world:
        process = await start("git", "-c", alias, "token")
        asking = await question(world)
        assert asking.title == "git wants the credential of app"
        answer(world, ConsentAnswer.DENIED, asking)
        status, out, err = await ended(process)
        assert (status, out) == (4, "")
        assert "You said no to git for app." in err


@pytest.mark.skipif(shutil.which("setsid") is None, reason="without setsid")
async def test_a_shell_that_somebody_types_into_asks_with_its_terminal(home: Path) -> None:
    import pty  # noqa: PLC0415 not everywhere

    master, terminal = pty.openpty()
    try:
        async with asked(home) as world:
            argv = ("setsid", "--ctty", "bash", "--norc", "-i")
            shell = await asyncio.create_subprocess_exec(*argv, stdin=terminal, stdout=terminal, stderr=terminal)
            os.write(master, f"{shlex.join(command('token', 'app'))}; exit $?\n".encode())
            asking = await question(world)
            assert asking.title == "bash wants the credential of app"
            assert f"in the terminal {os.ttyname(terminal).removeprefix('/dev/')}." in asking.text
            answer(world, ConsentAnswer.DENIED, asking)
            async with asyncio.timeout(_PATIENCE):
                assert await shell.wait() == 4
    finally:
        os.close(master)
        os.close(terminal)


async def test_what_this_pomtray_has_started_needs_no_yes(home: Path) -> None:
    async with asked(home) as world:
        assert await ended(await start(*command("token", "app"))) == (0, f"{_TOKEN}\n", "")
        assert not world.controller.model.programs.asked


async def test_a_program_that_has_lost_its_parent_is_unknown_and_asked_about_each_time(home: Path) -> None:
    """NOTE: its parent may be any that takes orphans: here the first process."""
    async with asked(home) as world:
        line = f"exec {sys.executable} -m pomtray token app > {home}/out 2>&1 & exit 0"
        await ended(await start("setsid", "--fork", "sh", "-c", line))
        asking = await question(world)
        assert asking.title == "An unknown program wants the credential of app"
        assert [said for said, _ in asking.answers] == [ConsentAnswer.ONCE, ConsentAnswer.DENIED]
        answer(world, ConsentAnswer.DENIED, asking)
        await nothing_asked(world)
