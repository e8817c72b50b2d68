"""pip and npm get packages from behind a route by `pomtray proxy`, as the guide says: real ones, a small registry."""

from __future__ import annotations

import asyncio
import io
import json
import os
import shutil
import sys
import tarfile
import zipfile
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.cli.vaults import Kept, ended, line
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")
_WHEEL = "thing-1.2.3-py3-none-any.whl"


@pytest.fixture
async def address(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[str]:
    """Of the proxy, in front of a registry that lets in only who is signed in."""
    async with playing("app") as ground:
        kept = Kept(tmp_path / "home", ground, "app")
        await kept.make()
        async with _registry(kept):
            process = await kept.run("proxy", "app")
            yield await line(process)
            process.terminate()
            await ended(process)


@asynccontextmanager
async def _registry(kept: Kept) -> AsyncIterator[None]:
    """In the place of the demo's route."""
    session = kept.ground.session("app")
    assert session
    credential = f"authorization: pomerium {session.credential.reveal()}".lower().encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            assert credential in head.lower()
            kind, body = _file(head.split(b" ", 2)[1].decode())
            status = f"HTTP/1.1 {'200 OK' if body else '404 Not Found'}\r\nContent-Type: {kind}"
            writer.write(f"{status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
            await writer.drain()
        writer.close()

    place = kept.ground.demo.route("app").origin
    await kept.ground.demo.stop_part("app")
    server = await asyncio.start_server(serve, place.host, place.port)
    yield
    server.close()


def _file(path: str) -> tuple[str, bytes]:
    match path.partition("?")[0]:
        case "/simple/thing/":
            return "text/html", f'<a href="{_WHEEL}">{_WHEEL}</a>'.encode()
        case "/rooted/thing/":
            return "text/html", f'<a href="/packages/{_WHEEL}">{_WHEEL}</a>'.encode()
        case place if place.endswith(_WHEEL):
            return "application/octet-stream", _wheel()
        case "/thing":
            tarball = "https://npm.corp.example/thing/-/thing-1.2.3.tgz"  # as its registry is called there
            version = {"name": "thing", "version": "1.2.3", "dist": {"tarball": tarball}}
            found = {"name": "thing", "dist-tags": {"latest": "1.2.3"}, "versions": {"1.2.3": version}}
            return "application/json", json.dumps(found).encode()
        case "/thing/-/thing-1.2.3.tgz":
            return "application/octet-stream", _tarball()
        case _:
            return "text/plain", b""


def _wheel() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as wheel:
        wheel.writestr("thing-1.2.3.dist-info/METADATA", "Metadata-Version: 2.1\nName: thing\nVersion: 1.2.3\n")
        wheel.writestr("thing-1.2.3.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("thing-1.2.3.dist-info/RECORD", "")
    return made.getvalue()


def _tarball() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        content = b'{"name": "thing", "version": "1.2.3"}'
        entry = tarfile.TarInfo("package/package.json")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


async def run(folder: Path, *argv: str) -> tuple[int | None, str]:
    """Without the settings that this computer has for them."""
    env = {name: value for name, value in os.environ.items() if not name.lower().startswith(("pip_", "npm_"))}
    env |= {"HOME": str(folder), "PIP_CONFIG_FILE": os.devnull, "NO_PROXY": "127.0.0.1"}
    process = await asyncio.create_subprocess_exec(*argv, env=env, cwd=folder, stdin=DEVNULL, stdout=PIPE, stderr=PIPE)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, out.decode() + err.decode()


@pytest.mark.skipif(not shutil.which("pip"), reason="there is no pip")
async def test_pip_downloads(address: str, tmp_path: Path) -> None:
    options = ("--isolated", "--disable-pip-version-check", "--no-cache-dir", "--no-deps", "-d", str(tmp_path))
    status, said = await run(tmp_path, "pip", "download", *options, "--index-url", f"{address}simple/", "thing")
    assert (status, (tmp_path / _WHEEL).exists()) == (0, True), said


@pytest.mark.skipif(not shutil.which("pip"), reason="there is no pip")
async def test_pip_downloads_what_an_index_names_from_its_root_on(address: str, tmp_path: Path) -> None:
    scheme, _, place, word, _ = address.split("/")
    options = ("--isolated", "--disable-pip-version-check", "--no-cache-dir", "--no-deps", "-d", str(tmp_path))
    index = f"{scheme}//pomtray:{word}@{place}/rooted/"
    status, said = await run(tmp_path, "pip", "download", *options, "--index-url", index, "thing")
    assert (status, (tmp_path / _WHEEL).exists()) == (0, True), said


@pytest.mark.skipif(not shutil.which("npm"), reason="there is no npm")
async def test_npm_installs(address: str, tmp_path: Path) -> None:
    options = ("--no-audit", "--no-fund", "--cache", str(tmp_path / "cache"), "--replace-registry-host=always")
    status, said = await run(tmp_path, "npm", "--registry", address, *options, "install", "thing")
    assert (status, (tmp_path / "node_modules/thing/package.json").exists()) == (0, True), said


@pytest.mark.skipif(not shutil.which("npm"), reason="there is no npm")
async def test_npm_looks_up(address: str, tmp_path: Path) -> None:
    status, said = await run(tmp_path, "npm", "--registry", address, "view", "thing", "version")
    assert (status, said.split()[:1]) == (0, ["1.2.3"]), said
