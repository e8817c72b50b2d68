"""`pomtray forward`: a shell on another machine, behind a real sshd, asks this one. That machine is another home."""

from __future__ import annotations

import asyncio
import getpass
import json
import os
import shutil
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from pomtray.cli.forwarding.over_ssh import this_machine
from pomtray.desktop.settings.settings import read
from tests.cli.forwarding.ssh_server import SSHD, client, sshd
from tests.cli.kept import Ended, Kept
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service"),
    pytest.mark.skipif(SSHD is None, reason="needs sshd (Debian's openssh-server)"),
]
_ROOT = Path(__file__).parents[3]
_CHAPTER = (
    (_ROOT / "docs/guide.md").read_text().partition("\n### A shell on another machine\n")[2].partition("\n### ")[0]
)


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    async with playing("app") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make("app")
        yield kept


class Elsewhere:
    """The other machine. run: its folder for sockets. There `pomtray` is on the path."""

    def __init__(self, home: Path, run: Path) -> None:
        self.home, self.run = home, run
        (home / "bin").mkdir(parents=True)
        program = home / "bin/pomtray"
        program.write_text(f'#!/bin/sh\nPYTHONPATH={_ROOT} exec {sys.executable} -m pomtray "$@"\n')
        program.chmod(0o700)
        self.env = {"HOME": str(home), "XDG_RUNTIME_DIR": str(run), "PATH": f"{home}/bin:{os.environ['PATH']}"}
        self.argv: list[str] = []
        """Of ssh, to get there; without its name."""

    @property
    def sshd(self) -> str:
        """What its sshd is told."""
        return f"SetEnv {' '.join(f'{name}={value}' for name, value in self.env.items())}"

    @property
    def name(self) -> str:
        return self.argv[-1]

    async def says(self, command: str) -> Ended:
        """A command there, in a shell that ssh has started."""
        return await self._ended(["ssh", *self.argv, command])

    async def pomtray(self, forwarding: Forward, arguments: str) -> Ended:
        """The same, without ssh, which takes longer than pomtray."""
        env = {**self.env, "POMTRAY_SOCKET": forwarding.place, "PYTHONWARNINGS": "error", "LANG": "C.UTF-8"}
        return await self._ended(["pomtray", *arguments.split()], env)

    async def begin(self, forwarding: Forward, *arguments: str) -> Process:
        """One that goes on."""
        env = {**self.env, "POMTRAY_SOCKET": forwarding.place, "PYTHONWARNINGS": "error", "LANG": "C.UTF-8"}
        program = f"{self.home}/bin/pomtray"
        return await asyncio.create_subprocess_exec(
            program, *arguments, env=env, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
        )

    async def _ended(self, argv: list[str], env: dict[str, str] | None = None) -> Ended:
        program = argv[0] if env is None else f"{self.home}/bin/{argv[0]}"
        process = await asyncio.create_subprocess_exec(
            program, *argv[1:], env=env, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, start_new_session=True
        )
        out, err = await process.communicate()
        return Ended(process.returncode, out.decode(), err.decode())


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    with tempfile.TemporaryDirectory(prefix="pomtray-there-", dir="/tmp") as run:  # a short path
        yield Elsewhere(tmp_path / "there", Path(run))


class Forward:
    """The command, with a person at its terminal."""

    def __init__(self, process: Process, place: str, terminal: int) -> None:
        self.process, self.place, self._terminal = process, place, terminal
        self.pomtray = f"POMTRAY_SOCKET={place} pomtray"

    async def told(self, word: str) -> str:
        """What it says up to this word."""
        assert self.process.stderr
        said = b""
        while word.encode() not in said:
            piece = await asyncio.wait_for(self.process.stderr.read(4096), 30)
            assert piece, said.decode()
            said += piece
        return said.decode()

    def types(self, line: str) -> None:
        os.write(self._terminal, f"{line}\n".encode())


@asynccontextmanager
async def forward(
    kept: Kept, there: Elsewhere, folder: Path, *arguments: str, sshd_says: tuple[str, ...] = ()
) -> AsyncIterator[Forward]:
    """place is "" where it ends before it has one."""
    terminal, its_end = os.openpty()
    with sshd(folder, there.sshd, *sshd_says) as port:
        there.argv = [*client(folder), "-p", str(port), f"{getpass.getuser()}@127.0.0.1"]
        *options, host = there.argv
        process = await asyncio.create_subprocess_exec(
            *kept.argv("forward", *arguments, host, "--", *options),
            env=kept.env(),
            stdin=its_end,
            stdout=PIPE,
            stderr=PIPE,
            start_new_session=True,
        )
        try:
            assert process.stdout
            place = (await asyncio.wait_for(process.stdout.readline(), 30)).decode().strip()
            yield Forward(process, place, terminal)
        finally:
            if process.returncode is None:
                process.terminate()
                await asyncio.wait_for(process.communicate(), 30)
            os.close(terminal)
            os.close(its_end)


async def test_a_shell_there_gets_what_the_person_agrees_to(kept: Kept, elsewhere: Elsewhere, tmp_path: Path) -> None:
    header = (await kept.run("header", "app")).out
    assert header.startswith("Authorization: Pomerium ")
    async with forward(kept, elsewhere, tmp_path) as forwarding:
        assert forwarding.place == f"{elsewhere.run}/pomtray-from-{this_machine()}.ask"
        assert f"export POMTRAY_SOCKET={forwarding.place}" in await forwarding.told("Ctrl+C")
        assert Path(forwarding.place).lstat().st_mode & 0o777 == 0o600

        asking = asyncio.create_task(elsewhere.says(f"{forwarding.pomtray} header app"))
        assert f"{elsewhere.name} asks for the credential of app" in await forwarding.told("Enter: no")
        forwarding.types("")
        refused = await asking
        assert (refused.status, refused.out) == (4, "")
        assert f"Nobody at {this_machine()} agreed" in refused.err

        together = [elsewhere.says(f"{forwarding.pomtray} header app") for _ in range(3)]
        asking_all = asyncio.gather(*together)
        await forwarding.told("Enter: no")
        forwarding.types("a")
        for got in await asking_all:
            assert got.status == 0, got.err
            assert got.out == header
        assert "was handed over" in await forwarding.told("handed over")
        token = await elsewhere.says(f"{forwarding.pomtray} token APP")
        assert token.out.strip() in header
        assert token.out.strip()


async def test_it_reads_and_changes_nothing(kept: Kept, elsewhere: Elsewhere, tmp_path: Path) -> None:
    before = kept.settings.read_bytes()
    async with forward(kept, elsewhere, tmp_path, "--route", "app") as forwarding:
        status = await elsewhere.pomtray(forwarding, "status")
        assert (status.status, status.out.split()[0]) == (0, "app"), status.err
        assert len(status.out.splitlines()) == 1, "of routes that were not named nothing is told"
        assert f"{this_machine()} has answered" in status.err
        assert len(read(kept.settings).routes) > 1
        listed = json.loads((await elsewhere.pomtray(forwarding, "routes --json")).out)
        assert [route["name"] for route in listed] == ["app"]

        full = json.loads((await elsewhere.pomtray(forwarding, "header app --json --wait")).out)
        assert full["machine"] == this_machine()
        assert full["tls"] == {"authorities": [], "certificate": "", "key": ""}, "files of the other machine"
        other = await elsewhere.pomtray(forwarding, "header api")
        assert (other.status, other.out) == (64, "")
        assert "these routes only: app." in other.err
        for command in ("logout --all", "lock", "add https://a.example"):
            said = await elsewhere.pomtray(forwarding, command)
            assert (said.status, said.out) == (64, ""), command
            assert f"does not lead to `pomtray {command.split()[0]}`" in said.err

        def asked(**said: object) -> dict[str, object]:
            """By a program that does not keep to what our commands ask."""
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(forwarding.place)
                connection.sendall(json.dumps({"v": 1, **said}).encode() + b"\n")
                refused: dict[str, object] = json.loads(connection.recv(65536))["error"]
                return refused

        for do in ("login", "logout", "renew", "open", "lock", "unlock", "reread"):
            answer = await asyncio.to_thread(asked, do=do, route="app", all=True)
            assert (answer["exit"], answer["title"]) == (4, "Not over SSH")
            assert str(answer["text"]).endswith(f"Do it on {this_machine()}.")
        assert (await elsewhere.pomtray(forwarding, "header app")).status == 0, "the session is as it was"
    assert kept.settings.read_bytes() == before
    assert not kept.pages


async def test_programs_there_are_brought_to_a_route_until_its_session_is_over(
    kept: Kept, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    """One yes is for as long as the session is the same."""
    url = kept.ground.demo.route("app").url
    async with forward(kept, elsewhere, tmp_path) as forwarding:
        getting = asyncio.create_task(elsewhere.pomtray(forwarding, f"get --dst {url}/deep"))
        await forwarding.told("Enter: no")
        forwarding.types("y")
        got = await getting
        assert (got.status, json.loads(got.out)["path"]) == (0, "/deep"), got.err

        proxy = await elsewhere.begin(forwarding, "proxy", "app")
        await forwarding.told("Enter: no")
        forwarding.types("y")
        assert proxy.stdout
        address = (await asyncio.wait_for(proxy.stdout.readline(), 30)).decode().strip()
        async with httpx.AsyncClient(trust_env=False) as http:
            for path in ("x", "y"):
                answer = await http.get(address + path)
                assert (answer.status_code, answer.json()["path"]) == (200, f"/{path}")
        assert (await kept.run("lock")).status == 0
        assert proxy.stderr
        assert "pomtray is locked" in (await asyncio.wait_for(proxy.stderr.read(), 60)).decode()
        assert await proxy.wait() == 3
        assert (await kept.run("unlock")).status == 0


async def test_a_tunnel_there_ends_with_the_connection(
    secret_service: SecretService, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    async with playing("tcp") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make("tcp")
        async with forward(kept, elsewhere, tmp_path, "--route", "tcp") as forwarding:
            tunnel = await elsewhere.begin(forwarding, "tcp", "tcp")
            assert tunnel.stdout
            host, _, port = (await asyncio.wait_for(tunnel.stdout.readline(), 30)).decode().strip().rpartition(":")
            reader, writer = await asyncio.open_connection(host, int(port))
            assert (await reader.readline()).startswith(b"Welcome")
            other = await elsewhere.pomtray(forwarding, "proxy other")
            assert (other.status, "can be asked for no such route." in other.err) == (64, True), other.err
        assert await asyncio.wait_for(reader.read(), 60) == b""
        writer.close()
        assert await tunnel.wait() == 5


async def test_an_ai_client_there_is_told_where_to_sign_in(kept: Kept, elsewhere: Elsewhere, tmp_path: Path) -> None:
    async with forward(kept, elsewhere, tmp_path, "--route", "other-idp") as forwarding:
        bridge = await elsewhere.begin(forwarding, "mcp", "other-idp")
        assert bridge.stdin
        assert bridge.stdout
        client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
        asked = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client}
        bridge.stdin.write(json.dumps(asked).encode() + b"\n")
        said = json.loads(await asyncio.wait_for(bridge.stdout.readline(), 60))
        assert said["id"] == 1
        assert f"So says {this_machine()}" in said["error"]["message"]
        bridge.stdin.close()
        assert await asyncio.wait_for(bridge.wait(), 60) == 0
    assert not kept.pages


async def test_nobody_signs_in_for_it_and_lock_counts(kept: Kept, elsewhere: Elsewhere, tmp_path: Path) -> None:
    async with forward(kept, elsewhere, tmp_path, "--route", "app", "--route", "other-idp") as forwarding:
        needed = await elsewhere.pomtray(forwarding, "header other-idp --wait")
        assert (needed.status, needed.out) == (2, "")
        assert f"So says {this_machine()}" in needed.err
        assert not kept.pages
        assert (await kept.run("lock")).status == 0
        locked = await elsewhere.pomtray(forwarding, "header app")
        assert (locked.status, locked.out) == (3, ""), locked.err
        assert (await kept.run("unlock")).status == 0
        assert (await elsewhere.pomtray(forwarding, "header app")).status == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_its_end_leaves_nothing(kept: Kept, elsewhere: Elsewhere, tmp_path: Path, how: signal.Signals) -> None:
    async with forward(kept, elsewhere, tmp_path, "--route", "app") as forwarding:
        forwarding.process.send_signal(how)
        _, err = await asyncio.wait_for(forwarding.process.communicate(), 30)
        assert forwarding.process.returncode == 130, err.decode()
        gone = await elsewhere.pomtray(forwarding, "header app")
        assert (gone.status, gone.out) == (5, "")
        assert f"{forwarding.place} is not there" in gone.err
    assert [*elsewhere.run.iterdir()] == []
    assert [*(kept.home / "run").iterdir()] == []


async def test_the_connection_ends(kept: Kept, elsewhere: Elsewhere, tmp_path: Path) -> None:
    async with forward(kept, elsewhere, tmp_path, "--route", "app") as forwarding:
        await forwarding.told("Ctrl+C")
        (connection,) = [child for child in _children(forwarding.process.pid) if child]
        os.kill(connection, signal.SIGKILL)
        _, err = await asyncio.wait_for(forwarding.process.communicate(), 30)
        assert forwarding.process.returncode == 5
        assert f"The connection to {elsewhere.name} has ended" in err.decode()
    assert [*(kept.home / "run").iterdir()] == []


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def test_the_place_of_one_that_was_killed_is_taken(kept: Kept, elsewhere: Elsewhere, tmp_path: Path) -> None:
    """What listens there no more is replaced, and whatever the old one still does takes nothing of the new one away."""
    stale = elsewhere.run / f"pomtray-from-{this_machine()}.ask"
    with socket.socket(socket.AF_UNIX) as old:
        old.bind(str(stale))
    async with forward(kept, elsewhere, tmp_path, "--route", "app") as forwarding:
        assert forwarding.place == str(stale)
        assert (await elsewhere.pomtray(forwarding, "header app")).status == 0
        stale.unlink()
        with socket.socket(socket.AF_UNIX) as new:
            new.bind(str(stale))
        forwarding.process.terminate()
        await asyncio.wait_for(forwarding.process.communicate(), 30)
        await asyncio.sleep(0.2)  # for the shell over there, which has nothing to do
        assert stale.exists()


@pytest.mark.parametrize(
    ("sshd_says", "arguments", "status", "says"),
    [
        (("AllowStreamLocalForwarding no",), (), 1, "`AllowStreamLocalForwarding yes`"),
        (("ForceCommand true",), (), 1, "started no shell"),
        (("ForceCommand printf 'POMTRAY_FOLDER=\\n'",), (), 1, "no folder that is yours alone"),
        (("DenyUsers *",), (), 5, "by itself"),
        ((), ("--route", "none"), 64, "There is no route of that name"),
    ],
)
async def test_what_is_in_the_way_is_told(
    kept: Kept,
    elsewhere: Elsewhere,
    tmp_path: Path,
    sshd_says: tuple[str, ...],
    arguments: tuple[str, ...],
    status: int,
    says: str,
) -> None:
    async with forward(kept, elsewhere, tmp_path, *arguments, sshd_says=sshd_says) as forwarding:
        _, err = await asyncio.wait_for(forwarding.process.communicate(), 30)
        assert (forwarding.place, forwarding.process.returncode) == ("", status), err.decode()
        assert says in err.decode()
        assert [*(kept.home / "run").iterdir()] == []


async def test_without_ssh_or_a_terminal(kept: Kept, tmp_path: Path) -> None:
    nobody = await kept.run("forward", "there")
    assert (nobody.status, nobody.out) == (64, "")
    assert "name each route by --route" in nobody.err
    nothing = await kept.run("forward", "there", "--route", "app", PATH=str(tmp_path))
    assert (nothing.status, nothing.out) == (1, "")
    assert "Install your system's OpenSSH client" in nothing.err


async def test_whatever_sshd_makes_of_it_it_is_closed_to_others(
    kept: Kept, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    mask = ("StreamLocalBindMask 0000",)
    async with forward(kept, elsewhere, tmp_path, "--route", "app", sshd_says=mask) as forwarding:
        assert Path(forwarding.place).lstat().st_mode & 0o777 == 0o600
        assert (await elsewhere.pomtray(forwarding, "header app")).status == 0


async def test_a_machine_without_pomtray(kept: Kept, elsewhere: Elsewhere, tmp_path: Path) -> None:
    """All that it needs is what each system has."""
    elsewhere.env["PATH"] = str(tmp_path / "bin")
    (tmp_path / "bin").mkdir()
    for name in ("sh", "id", "find", "ls", "rm", "cat", "chmod", "mkdir"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or "")
    async with forward(kept, elsewhere, tmp_path, "--route", "app") as forwarding:
        assert "has no pomtray on its PATH" in await forwarding.told("Ctrl+C")


async def test_as_the_guide_says(kept: Kept, elsewhere: Elsewhere, tmp_path: Path) -> None:
    called, place = _CHAPTER.partition("```console\n")[2].partition("```")[0].split("\n")[:2]
    over_there = _CHAPTER.partition("```sh\n")[2].partition("```")[0]
    assert called.startswith("$ pomtray forward build.example.com")
    assert over_there.count("\npomtray ") == 3
    async with forward(kept, elsewhere, tmp_path) as forwarding:
        await forwarding.told("Ctrl+C")
        asking = asyncio.create_task(elsewhere.says(f"set -e\n{over_there.replace(place, forwarding.place)}"))
        await forwarding.told("Enter: no")
        forwarding.types("a")
        said = await asking
    assert said.status == 0, said.err
    assert f"{this_machine()} has answered" in said.err
    assert said.out.count("Authorization: Pomerium ") == 1
    assert '"route":"app"' in said.out, "curl got through"
