"""The process itself: what it inherits, what it shuts off, and how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from pathlib import Path

import pytest

from pomtray.desktop.processes.worker_process import worker_environment
from pomtray.pair import messages as say
from pomtray.pair.peer import PeerGone
from tests.secrets_scan import SecretsScan
from tests.worker.conftest import Workers


def about(pid: int, what: str) -> str:
    return Path(f"/proc/{pid}/{what}").read_bytes().decode(errors="replace")


def environment(pid: int) -> dict[str, str]:
    return dict(line.split("=", 1) for line in about(pid, "environ").split("\0") if line)


async def test_it_gets_no_environment_that_it_does_not_need(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CORP_SECRET", "AWS_SECRET_ACCESS_KEY", "POMTRAY_DEBUG", "SSH_AUTH_SOCK", "DISPLAY"):
        monkeypatch.setenv(name, "canary-of-the-environment")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:3128")
    monkeypatch.setenv("SSL_CERT_FILE", "/etc/ssl/cert.pem")
    await workers.supervisor.call(say.Ping())
    found = environment(workers.last.pid)
    assert "canary-of-the-environment" not in found.values()
    assert found["HTTPS_PROXY"] == "http://proxy.example.com:3128"
    assert found["SSL_CERT_FILE"] == "/etc/ssl/cert.pem"


def test_a_withheld_variable_is_withheld_whatever_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_SECRET", "canary")
    assert "LC_SECRET" in worker_environment(())
    assert "LC_SECRET" not in worker_environment({"LC_SECRET"})


@pytest.mark.parametrize("preloaded", ["", "/usr/lib/one.so"])
def test_what_a_preloaded_library_reads_cannot_be_known(monkeypatch: pytest.MonkeyPatch, preloaded: str) -> None:
    for name, value in {"ONES_OWN": "1", "CORP_SECRET": "2", "LD_PRELOAD": preloaded}.items():
        monkeypatch.setenv(name, value)
    kept = worker_environment({"CORP_SECRET"})
    assert ("ONES_OWN" in kept) == bool(preloaded)
    assert "CORP_SECRET" not in kept


async def test_it_inherits_its_end_of_the_pair_and_nothing_else(workers: Workers) -> None:
    with socket.socket() as other:
        os.set_inheritable(other.fileno(), True)  # noqa: FBT003 as the system calls it
        await workers.supervisor.call(say.Ping())
        inherited = {fd.readlink() for fd in Path(f"/proc/{workers.last.pid}/fd").iterdir()}
        assert Path(f"/proc/self/fd/{other.fileno()}").readlink() not in inherited
    assert str(Path(f"/proc/{workers.last.pid}/fd/0").readlink()) == os.devnull


async def test_nothing_that_it_is_given_stands_on_its_command_line(workers: Workers, secrets_scan: SecretsScan) -> None:
    secrets_scan.remember("canary-of-the-vault")
    await workers.vault.save(b"canary-of-the-vault")
    assert await workers.stored() == b"canary-of-the-vault"
    for what in ("cmdline", "environ"):
        secrets_scan.offer(f"the worker's {what}", about(workers.last.pid, what))
        assert "canary-of-the-vault" not in about(workers.last.pid, what)


async def test_its_memory_is_not_dumped_and_nobody_may_look_in(workers: Workers) -> None:
    await workers.supervisor.call(say.Ping())
    limits = next(line for line in about(workers.last.pid, "limits").splitlines() if "core file" in line)
    assert limits.split()[4:6] == ["0", "0"]
    status = Path(f"/proc/{workers.last.pid}/environ").stat()
    assert status.st_uid == 0  # what PR_SET_DUMPABLE 0 gives it (proc(5))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_the_sessions_end_does_not_end_it_before_the_program(workers: Workers, number: int) -> None:
    await workers.supervisor.call(say.Ping())
    os.kill(workers.last.pid, number)
    await workers.supervisor.call(say.Ping())
    assert len(workers.started) == 1


async def test_it_ends_with_the_program(workers: Workers) -> None:
    """Whichever way that ends: the system closes its end of the pair."""
    await workers.supervisor.call(say.Warm())
    running = workers.supervisor._running
    assert running is not None
    running._ending = True  # nobody kills it
    workers.last.writer.close()
    await workers.ended()
    assert workers.last._process.returncode == 0


async def test_it_goes_when_nothing_has_needed_it(tmp_path: Path, keyring_folder: Path) -> None:
    workers = Workers(tmp_path, idle_for=0.05)
    await workers.supervisor.call(say.Ping())
    await workers.ended()
    assert workers.last._process.returncode == 0
    await workers.supervisor.call(say.Ping())
    assert len(workers.started) == 2
    await workers.supervisor.close()


async def test_it_goes_at_once_where_it_is_told_to_rest_and_has_nothing_to_do(workers: Workers) -> None:
    workers.supervisor.rest()
    assert not workers.started
    call = asyncio.create_task(workers.supervisor.call(say.Ping()))
    await asyncio.sleep(0)
    workers.supervisor.rest()
    await call
    first = workers.last
    await workers.supervisor.call(say.Ping())
    assert workers.last is first, "it had something to do"
    workers.supervisor.rest()
    await workers.ended()
    assert first._process.returncode == 0


async def test_a_look_has_it_ready(workers: Workers) -> None:
    workers.supervisor.warm()
    workers.supervisor.warm()
    async with asyncio.timeout(30):
        while not workers.started:
            await asyncio.sleep(0.01)
    await workers.supervisor.call(say.Ping())
    assert len(workers.started) == 1


async def test_a_crash_is_one_failed_call(workers: Workers) -> None:
    await workers.supervisor.call(say.Ping())
    os.kill(workers.last.pid, signal.SIGSTOP)
    call = asyncio.create_task(workers.supervisor.call(say.Warm()))
    await asyncio.sleep(0)
    workers.last.kill()
    with pytest.raises(PeerGone):
        await call
    await workers.supervisor.call(say.Ping())
    assert len(workers.started) == 2


@pytest.mark.allow_log("the worker does not answer and is replaced")
async def test_one_that_hangs_is_replaced(tmp_path: Path, keyring_folder: Path) -> None:
    workers = Workers(tmp_path)
    await workers.supervisor.call(say.Warm())
    running = workers.supervisor._running
    assert running is not None
    running._watching.cancel()
    running._answers_for = 0.2
    running._watching = asyncio.create_task(running._watch())
    os.kill(workers.last.pid, signal.SIGSTOP)
    with pytest.raises(PeerGone):
        await workers.supervisor.call(say.Warm())
    await workers.ended()
    await workers.supervisor.close()


async def test_starting_goes_on_where_who_wanted_it_has_given_up(workers: Workers) -> None:
    call = asyncio.create_task(workers.supervisor.call(say.Ping()))
    await asyncio.sleep(0)
    call.cancel()
    await workers.supervisor.call(say.Ping())
    assert len(workers.started) == 1


async def test_after_the_end_nothing_is_started(workers: Workers) -> None:
    await workers.supervisor.close()
    workers.supervisor.warm()
    with pytest.raises(PeerGone):
        await workers.supervisor.call(say.Ping())
    assert not workers.started


@pytest.mark.allow_log("the worker cannot be started: No such file or directory")
async def test_one_that_cannot_be_started_is_no_answer(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pomtray.desktop.processes.worker_process.own_command", lambda _: ("/nowhere/python",))
    with pytest.raises(PeerGone):
        await workers.supervisor.call(say.Ping())
    monkeypatch.undo()
