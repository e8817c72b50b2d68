"""`pomtray tcp` with a session of the vault: real clients, a real ssh and a real PostgreSQL."""

from __future__ import annotations

import asyncio
import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from pomtray.core.intent import Action
from tests.cli.forwarding.ssh_server import SSHD, client, sshd
from tests.cli.vaults import Kept, ended, line
from tests.controller.test_with_demo import playing
from tests.controller.world import until
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service
from tests.ports import held_port
from tests.session_ids import session_ids

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")
POSTGRES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None)


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    async with playing("tcp") as ground:
        kept = Kept(tmp_path / "home", ground, "tcp")
        await kept.make()
        yield kept


async def test_a_port_that_leads_to_the_route(kept: Kept) -> None:
    process = await kept.run("tcp", "tcp")
    host, _, port = (await line(process)).rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    assert (await reader.readline()).startswith(b"Welcome")
    writer.close()
    process.send_signal(signal.SIGTERM)
    assert "goes to tcp" in await ended(process)
    assert process.returncode == 130


async def test_standard_input_and_output(kept: Kept) -> None:
    process = await kept.run("tcp", "tcp", "-")
    out, err = await process.communicate(b"said\n")
    assert out.decode().splitlines()[1:] == ["said"], err
    assert process.returncode == 0


async def test_after_sign_out_nothing_goes_on(kept: Kept) -> None:
    process = await kept.run("tcp", "tcp", "--listen", "127.0.0.1:0")
    host, _, port = (await line(process)).rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    await reader.readline()
    kept.ground.world.wish(Action.SIGN_OUT, "tcp")
    await kept.save()
    assert await reader.read() == b""
    assert "The session is over" in await ended(process)
    assert process.returncode == 2
    writer.close()
    status, out, err = await kept.told("tcp", "tcp")
    assert (status, out) == (2, "")
    assert "asking where to sign in" in err  # and nobody is at a terminal to say more


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("tcp", "none"), 64, "There are: tcp"),
        (("tcp", "app"), 64, "app is no TCP route"),
        (("tcp", "tcp", "--listen", "0.0.0.0:1"), 64, "only loopback"),
        (("tcp", "tcp", "-", "--listen", "1"), 64, "Either"),
        (("tcp", "udp+https://dns.example.com:53"), 64, "UDP route"),
        (("tcp", "tcp+https://db.example.com"), 64, "must end with a port"),
    ],
)
async def test_what_cannot_be(kept: Kept, arguments: tuple[str, ...], status: int, says: str) -> None:
    found, out, err = await kept.told(*arguments)
    assert (found, out) == (status, "")
    assert says in err


async def test_a_route_whose_entry_is_refused_says_why(kept: Kept) -> None:
    kept.settings.write_text(f'{kept.settings.read_text()}\n[[routes]]\nname = "db"\nurl = "ftp://db.example"\n')
    status, out, err = await kept.told("tcp", "db")
    assert (status, out) == (1, "")
    assert ".url (db), line " in err


async def test_a_port_that_is_taken(kept: Kept) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        status, out, err = await kept.told("tcp", "tcp", "--listen", str(taken.getsockname()[1]))
    assert (status, out) == (1, "")
    assert "Choose another" in err


async def test_a_server_that_is_away(kept: Kept) -> None:
    await kept.ground.demo.stop_part("tcp")
    process = await kept.run("tcp", "tcp", "-")
    assert "The connection was refused" in await ended(process)
    assert process.returncode == 5


async def renew(kept: Kept) -> None:
    """The person says yes to a sign-in that ends the session that there is."""
    before, ground = kept.ground.session("tcp"), kept.ground
    ground.world.wish(Action.RENEW, "tcp")
    await until(lambda: ground.world.snapshots[-1].questions)
    after = await ground.news(lambda: ground.answer(yes=True), "tcp")
    assert before
    assert after.id != before.id
    assert session_ids(ground.demo) == [after.id]
    await kept.save()


@pytest.mark.skipif(SSHD is None, reason="needs sshd (Debian's openssh-server)")
async def test_ssh_goes_through_it(kept: Kept, tmp_path: Path) -> None:
    with sshd(tmp_path) as port:
        kept.ground.demo.options.tcp_upstream = ("127.0.0.1", port)
        command = " ".join(kept.argv("tcp", "tcp", "-"))
        argv = ["ssh", *client(tmp_path), f"-oProxyCommand={command}"]
        process = await asyncio.create_subprocess_exec(
            *argv,
            f"{getpass.getuser()}@db.localhost",
            "read a; echo $a; read b; echo $b; wc -c",
            env=kept.env(),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
        )
        assert process.stdin
        process.stdin.write(b"before\n")
        assert await line(process) == "before"
        await renew(kept)
        out, err = await process.communicate(b"after\n" + b"x" * 1_000_000)
        assert out.decode().split() == ["after", "1000000"], err
        assert process.returncode == 0


@pytest.mark.skipif(POSTGRES is None or shutil.which("psql") is None, reason="needs PostgreSQL")
async def test_a_session_of_postgresql_goes_on_over_a_renewal(kept: Kept) -> None:
    with _postgres() as port:
        kept.ground.demo.options.tcp_upstream = ("127.0.0.1", port)
        process = await kept.run("tcp", "tcp")
        _, _, ours = (await line(process)).rpartition(":")
        argv = ["psql", "-X", "-q", "-A", "-t", f"postgresql://postgres@127.0.0.1:{ours}/postgres"]
        psql = await asyncio.create_subprocess_exec(*argv, stdin=PIPE, stdout=PIPE, stderr=PIPE)
        assert psql.stdin
        psql.stdin.write(b"create temporary table t (a int); insert into t values (41); select a from t;\n")
        assert await line(psql) == "41"
        await renew(kept)
        second = await asyncio.create_subprocess_exec(*argv, "-c", "select 7", stdout=PIPE)
        assert (await second.communicate())[0] == b"7\n"
        out, err = await psql.communicate(b"update t set a = a + 1; select a from t;\n")
        assert out.decode().split() == ["42"], err
        process.send_signal(signal.SIGTERM)
        await ended(process)


@contextmanager
def _postgres() -> Iterator[int]:
    """One of the test's own; it does not run as root."""
    assert POSTGRES
    folder = tempfile.mkdtemp(prefix="pomtray-postgres-", dir="/tmp")
    user = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups") if os.geteuid() == 0 else ()
    if user:
        shutil.chown(folder, "postgres", "postgres")
    base = POSTGRES.parent
    try:
        subprocess.run(
            [*user, str(POSTGRES), "-D", folder, "-A", "trust", "-U", "postgres", "--no-sync"],
            check=True,
            capture_output=True,
            cwd=folder,
        )
        with held_port() as port:
            options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
            control = [*user, str(base / "pg_ctl"), "-D", folder, "-w", "-l", f"{folder}/log"]
            subprocess.run([*control, "-o", options, "start"], check=True, capture_output=True, cwd=folder)
            try:
                yield port
            finally:
                subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
