"""Whom the system trusts is loaded once, and anew when its file has changed."""

from __future__ import annotations

import asyncio
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import httpx
import pytest

from pomtray.core.domain.route import Route
from pomtray.core.errors import Unreachable
from pomtray.core.network.proxy import Proxy
from pomtray.core.network.tls import Tls, passphrase_name
from pomtray.core.secret import Secret
from pomtray.signin.web import connection, trust
from pomtray.signin.web.connection import SYSTEM, Connections
from pomtray.signin.web.http import Web
from tests.signin.answering import USER, Answering
from tests.signin.authorities import PASSPHRASE, Authority

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system judges by itself")


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The only one that the system trusts."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", made.file)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return made


def count(context: ssl.SSLContext) -> int:
    return context.cert_store_stats()["x509_ca"]


def test_they_are_there_before_any_connection(authority: Authority) -> None:
    context = trust.trusting()
    assert count(context) == 1
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


@dataclass
class Loads:
    """How often the system's authorities were read."""

    count: int = 0


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> Loads:
    counted, real = Loads(), trust.trusting

    def trusting() -> ssl.SSLContext:
        counted.count += 1
        return real()

    monkeypatch.setattr(connection, "trusting", trusting)
    return counted


@pytest.fixture
async def connections(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Connections]:
    monkeypatch.setattr(connection, "_LOOK_AGAIN", 0.0)
    made = Connections(lambda _: None)
    yield made
    await made.close()


async def a_client(connections: Connections, *use: Any) -> httpx.AsyncClient:
    async with connections.client(*use or (SYSTEM, None)) as (client, _):
        return client


async def test_they_are_read_once_for_all_connections(authority: Authority, loads: Loads) -> None:
    async with Answering({"/": USER}, tls=authority.server()) as server, Web() as web:
        await asyncio.gather(*(web.get(server.origin, "/") for _ in range(10)))
        await web.get(server.origin, "/")
    assert loads.count == 1


@pytest.mark.usefixtures("authority")
async def test_one_client_serves_until_something_changes(connections: Connections, loads: Loads) -> None:
    first = await a_client(connections)
    assert await a_client(connections) is first
    assert loads.count == 1
    assert not first.is_closed


async def test_another_file_of_the_same_time_is_another_one(
    connections: Connections, authority: Authority, tmp_path: Path
) -> None:
    first, before = await a_client(connections), Path(authority.file).stat()
    other = Path(Authority(tmp_path, "other").file)
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(authority.file)
    assert await a_client(connections) is not first
    assert first.is_closed


@pytest.mark.usefixtures("authority")
async def test_a_folder_that_changes_is_seen(connections: Connections, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    first = await a_client(connections)
    (tmp_path / "none/0a1b2c3d.0").touch()
    assert await a_client(connections) is not first


async def test_a_client_that_is_replaced_closes_after_its_last_question(
    connections: Connections, authority: Authority
) -> None:
    async with connections.client(SYSTEM, None) as (first, _):
        os.utime(authority.file, ns=(1, 1))
        assert await a_client(connections) is not first
        assert not first.is_closed
    assert first.is_closed


async def test_a_client_that_is_replaced_stays_open_for_all_who_still_ask(
    connections: Connections, authority: Authority
) -> None:
    async with connections.client(SYSTEM, None) as (first, _):
        async with connections.client(SYSTEM, None) as (same, _):
            os.utime(authority.file, ns=(1, 1))
            assert await a_client(connections) is not same
        assert same is first
        assert not first.is_closed
    assert first.is_closed


@pytest.mark.usefixtures("authority")
async def test_who_has_a_client_does_not_wait_for_one_that_is_made(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file may be on a network's drive that does not answer."""
    monkeypatch.setattr(connection, "_LOOK_AGAIN", 60.0)
    first, answers, written = await a_client(connections), threading.Event(), connection._written
    monkeypatch.setattr(connection, "_written", lambda use: answers.wait(10) and written(use))
    made = asyncio.create_task(a_client(connections, SYSTEM, Proxy("http", "proxy.test", 3128, "test")))
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(1):
            assert await a_client(connections) is first
        assert not made.done()
    finally:
        answers.set()
        await made


async def test_the_authorities_of_an_https_proxy_and_a_passphrase_tell_clients_apart(
    authority: Authority, tmp_path: Path
) -> None:
    certificate, key, _ = authority.person(passphrase=PASSPHRASE)
    kept: dict[str, Secret] = {}
    connections, own = Connections(kept.get), Tls(certificate=certificate, key=key)
    proxy, everywhere = Proxy("https", "proxy.test", 3128, "test"), Tls((Authority(tmp_path, "other").file,))
    clients = [await a_client(connections, SYSTEM, proxy), await a_client(connections, SYSTEM, proxy, everywhere)]
    assert clients[0] is not clients[1]
    assert await a_client(connections, SYSTEM, None, everywhere) is await a_client(connections)
    with pytest.raises(Unreachable):
        await a_client(connections, own, None)
    kept[passphrase_name(key)] = Secret(PASSPHRASE)
    opened = await a_client(connections, own, None)
    kept.clear()
    with pytest.raises(Unreachable):
        await a_client(connections, own, None)
    assert not opened.is_closed, "what replaces it could not be made"
    await connections.close()


@pytest.mark.parametrize("content", ["", "no certificate", None])
async def test_a_file_that_names_nobody_is_named(
    content: str | None, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "bundle.pem"
    monkeypatch.setattr(trust, "_BUNDLES", (str(store),))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    if content is not None:
        store.write_text(content)
    async with Answering({"/": USER}, tls=authority.server()) as server, Web() as web:
        with pytest.raises(Unreachable) as broken:
            await web.get(server.origin, "/")
        assert broken.value.problem.title == "The system's authorities cannot be used"
        assert ("no file of authorities" if content is None else str(store)) in broken.value.problem.sentence
        route = Route("app", str(server.origin), ca=authority.file)
        assert (await web.of(route).get(server.origin, "/")).status == 200, "one's own authority counts all the same"


def test_a_request_loads_nothing_that_could_be_loaded_before() -> None:
    """By the thread that loads the client: what the first request loads holds the event loop."""
    asked = subprocess.run([sys.executable, "-c", _FIRST_REQUEST], capture_output=True, text=True, check=True)
    assert asked.stdout.split() == ["200"]


def test_a_python_whose_openssl_looks_elsewhere_finds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As one from pyenv or a bundle."""
    bundle = Path(Authority(tmp_path).file)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    monkeypatch.setattr(trust, "_BUNDLES", (str(tmp_path / "missing.pem"), str(bundle)))
    assert trust.system_store() == bundle
    assert count(trust.trusting()) == 1


def test_a_folder_without_certificates_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "empty"))
    monkeypatch.setattr(trust, "_BUNDLES", ())
    assert trust.system_store() is None
    assert count(trust.trusting()) == 0
    assert trust.trusts_nobody(trust.trusting()) is not None
    (tmp_path / "empty/0a1b2c3d.0").touch()
    assert trust.system_store() == tmp_path / "empty"
    assert trust.trusts_nobody(trust.trusting()) is None, "OpenSSL reads it when it needs somebody"


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_elsewhere_the_system_judges(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setitem(sys.modules, "truststore", SimpleNamespace(SSLContext=lambda protocol: ("judges", protocol)))
    assert trust.trusting() == ("judges", ssl.PROTOCOL_TLS_CLIENT)
    monkeypatch.setattr(trust, "_JUDGES", True)
    assert trust.trusting_by_folder() == ("judges", ssl.PROTOCOL_TLS_CLIENT)
    assert trust.trusts_nobody(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) is None


def test_where_there_is_a_folder_nothing_is_read_before(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert count(trust.trusting_by_folder()) == 1
    folder = tmp_path / "hashed"
    folder.mkdir()
    monkeypatch.setenv("SSL_CERT_DIR", str(folder))
    assert count(trust.trusting_by_folder()) == 1
    (folder / "0a1b2c3d.0").touch()
    assert count(trust.trusting_by_folder()) == 0
    assert count(trust.trusting()) == 1


def test_a_file_that_the_environment_names_counts_beside_the_systems_folder(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_DIR")
    monkeypatch.setattr(trust, "_has_certificates", lambda _: True)
    assert count(trust.trusting_by_folder()) == 1


def test_a_file_is_no_folder_of_authorities(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    assert not trust._has_certificates(tmp_path / "x")
    assert not trust._has_certificates(tmp_path / "none")


@pytest.mark.parametrize(("readable", "said"), [(True, "holds no certificate"), (False, "cannot be read")])
def test_why_nobody_is_trusted_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, *, readable: bool
) -> None:
    store = tmp_path / "bundle.pem"
    store.touch()
    monkeypatch.setattr(trust, "system_store", lambda: store)
    monkeypatch.setattr(os, "access", lambda _, how: readable and how == os.R_OK)
    problem = trust.trusts_nobody(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    assert problem
    assert problem.sentence.startswith(f"{store} {said}")


def test_one_that_cannot_be_read_trusts_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bundle.pem").write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    monkeypatch.setattr(trust, "_BUNDLES", (str(tmp_path / "bundle.pem"),))
    assert count(trust.trusting()) == 0


_FIRST_REQUEST: Final = """
import asyncio, sys
import pomtray.signin.client
from pomtray.core.domain.origin import Origin
from pomtray.signin.web.http import Web

def answer(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n")
    writer.close()

async def main():
    known = set(sys.modules)
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with Web() as web:
        port = server.sockets[0].getsockname()[1]
        print((await web.get(Origin.parse(f"http://127.0.0.1:{port}"), "/")).status)
    print(*(set(sys.modules) - known - {"concurrent.futures.thread"}))

asyncio.run(main())
"""
