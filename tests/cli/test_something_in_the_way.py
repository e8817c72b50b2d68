"""A read-only home, a full disk, a socket that nobody answers at: the commands say so, and nothing is lost."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from pomtray.desktop.sockets.socket_place import ask_addresses as addresses
from tests.cli.kept import Ended, Kept
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service
from tests.e2e.obstacles import may_mount

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")
mounts = pytest.mark.skipif("not may_mount()", reason="takes a mount namespace")
assert may_mount
AT_ONCE = 12
"""More only wait for the processor."""
MANY = 200 if "POMTRAY_TEST_LONG" in os.environ else AT_ONCE
many = pytest.mark.timeout(1800 if "POMTRAY_TEST_LONG" in os.environ else 120)


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    async with playing("app", "exchange") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make("app", "exchange")
        yield kept


async def in_namespace(kept: Kept, before: str, after: str, *arguments: str) -> Ended:
    """One command between others of a shell, which alone see what is mounted."""
    script = f'{before}\n"$@" || status=$?\n{after}\nexit ${{status:-0}}'
    process = await asyncio.create_subprocess_exec(
        *("unshare", "--mount", "sh", "-ec", script, "sh", *kept.argv(*arguments)),
        env=kept.env(), stdin=asyncio.subprocess.DEVNULL, stdout=-1, stderr=-1, start_new_session=True,
    )  # fmt: skip
    out, err = await process.communicate()
    return Ended(process.returncode, out.decode(), err.decode())


def told(ended: Ended, status: int, reason: str) -> None:
    assert (ended.status, ended.out) == (status, ""), ended.err
    assert reason in ended.err
    assert "Traceback" not in ended.err


@mounts
async def test_a_read_only_home_is_told_and_nothing_is_lost(kept: Kept) -> None:
    closed = _read_only(kept)
    before = kept.settings.read_bytes()
    for arguments in (
        ("header", "app"),
        ("header", "exchange"),
        ("token", "app"),
        ("login", "exchange"),
        ("login", "wiki"),
    ):
        given = await in_namespace(kept, closed, "", *arguments)
        assert (given.status, bool(given.out)) == (0, True), given.err
        assert "Read-only file system" in given.err
    for arguments in (("renew", "exchange"), ("renew", "app"), ("logout", "app"), ("login", "other-idp")):
        told(await in_namespace(kept, closed, "", *arguments), 3, "Read-only file system")
    told(await in_namespace(kept, closed, "", "add", "https://a.example.invalid", "--no-sign-in"), 1, "Read-only")
    assert (await in_namespace(kept, closed, "", "status")).status == 0
    assert kept.settings.read_bytes() == before
    assert (await kept.run("header", "app")).status == 0
    assert (await kept.run("renew", "exchange")).status == 0


@mounts
@many
@pytest.mark.parametrize("obstacle", ["read-only", "full"])
async def test_many_at_once_get_the_same_credential_and_lose_nothing(kept: Kept, tmp_path: Path, obstacle: str) -> None:
    """None of them can keep what came of a renewal, so none renews: not even where each wants more than is left."""
    saved = kept.home.with_name("saved")
    shutil.copytree(kept.home, saved, ignore=lambda *_: ["run", "keyring"])
    before, back = (_read_only(kept), "") if obstacle == "read-only" else _full(kept, saved)
    one = f'"$@" >{tmp_path}/$0.said 2>{tmp_path}/$0.told'
    each = f"seq {MANY} | xargs -P {AT_ONCE} -I {{}} sh -c '{one}' {{}} \"$@\""
    route = "exchange" if MANY == AT_ONCE else "app"  # a provider's session may be over before the last of so many
    ended = await in_namespace(kept, f"{before}\n{each}", back, "header", route)
    assert ended.status == 0, ended.err
    assert ended.out.startswith("Authorization: ")
    said = {path: path.read_text() for path in tmp_path.glob("*.said")}
    for path in said:
        path.unlink()  # it holds the credential
    assert [*said.values()] == [ended.out] * MANY
    reason = "Read-only file system" if obstacle == "read-only" else "No space left"
    for told_file in tmp_path.glob("*.told"):
        assert reason in told_file.read_text()
        assert "Traceback" not in told_file.read_text()
    vault = kept.file.relative_to(kept.home)
    assert (saved / vault).read_bytes() == kept.file.read_bytes()
    assert not kept.pages


def _read_only(kept: Kept) -> str:
    return f"mount --bind {kept.home} {kept.home}\nmount -o remount,ro,bind {kept.home}"


def _full(kept: Kept, saved: Path) -> tuple[str, str]:
    """A disk of 4 MiB with no room left, and what puts back what is on it then."""
    room = kept.home.with_name("room")
    full = (
        f"mkdir -p {room}; mount -t tmpfs -o size=4m none {room}; cp -a {saved}/. {room}\n"
        f"mkdir -pm 700 {room}/run; head -c 8m /dev/zero >{room}/rest 2>/dev/null || true\n"
        f"mkdir -p {room}/keyring; mount --bind {kept.home}/keyring {room}/keyring\nmount --rbind {room} {kept.home}"
    )
    return full, f"umount {room}/keyring; rm {room}/rest; cp -a {room}/. {saved}"


@mounts
async def test_a_full_disk_is_told_and_nothing_is_lost(kept: Kept) -> None:
    saved = kept.home.with_name("saved")
    shutil.copytree(kept.home, saved, ignore=lambda *_: ["run", "keyring"])
    full, back = _full(kept, saved)
    told(await in_namespace(kept, full, back, "add", "https://a.example.invalid", "--no-sign-in"), 1, "No space left")
    assert saved.joinpath("pomtray.toml").read_bytes() == kept.settings.read_bytes()
    given = await in_namespace(kept, full, back, "header", "app")
    assert (given.status, given.out.split()[0]) == (0, "Authorization:"), given.err
    assert "No space left" in given.err
    told(await in_namespace(kept, full, back, "renew", "exchange"), 3, "No space left")
    vault = kept.file.relative_to(kept.home)
    assert (saved / vault).read_bytes() == kept.file.read_bytes()
    ended = await kept.run("renew", "exchange")
    assert ended.status == 0, f"the refresh token was used and not kept: {ended.err}"
    assert not kept.pages


@pytest.fixture
def runtime() -> Iterator[Path]:
    """A folder whose path is short enough for a socket's address."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


async def test_a_socket_that_nobody_answers_at_any_more_is_passed_over(kept: Kept, runtime: Path) -> None:
    place = runtime / Path(addresses(kept.settings, kept.data)[0]).name
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))
    ended = await kept.run("header", "app", XDG_RUNTIME_DIR=str(runtime))
    assert ended.status == 0, ended.err
    assert place.is_socket()


async def test_an_app_that_ends_before_it_answers_is_passed_over(kept: Kept, runtime: Path) -> None:
    asked = []

    async def dies(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        writer.write(b'{"v":1,"te')
        writer.close()

    async with await asyncio.start_unix_server(dies, runtime / Path(addresses(kept.settings, kept.data)[0]).name):
        ended = await kept.run("header", "app", XDG_RUNTIME_DIR=str(runtime))
    assert asked
    assert ended.status == 0, ended.err
    assert ended.out.startswith("Authorization: Pomerium ")
