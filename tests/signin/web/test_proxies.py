"""Requests through proxies: real ones of both kinds, and what stands there instead of one."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import trustme

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Preferences, Settings
from pomtray.core.errors import Problem, Unreachable
from pomtray.core.network.proxy import Proxies, Setting
from pomtray.signin.web.http import Web
from tests.signin.answering import Answering, reply
from tests.signin.real_proxies import NAME, PASSWORD, real_proxy

needs_proxies = pytest.mark.skipif(
    not (shutil.which("tinyproxy") and shutil.which("microsocks")), reason="needs tinyproxy and microsocks"
)
LOGIN = f"{NAME}:{PASSWORD}@"
VARIABLES = {"http": "HTTPS_PROXY", "socks5h": "ALL_PROXY"}


@pytest.fixture
async def web(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Web]:
    for name in tuple(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    preferences = Preferences(ca=str(tmp_path / "ca.pem"))
    async with Web(lambda: Settings(preferences=preferences)) as made:
        yield made


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[Answering]:
    """A service at a name that only the proxies know."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("app.pom.test").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    async with Answering({"/": reply(200, b"hello")}, tls=context) as server:
        yield server


def origin_of(server: Answering) -> Origin:
    return Origin("https", "app.pom.test", server.origin.port)


async def failure(web: Web, origin: Origin) -> Problem:
    with pytest.raises(Unreachable) as broken:
        await web.get(origin, "/")
    assert "hunter2" not in broken.value.problem.text()
    assert PASSWORD not in broken.value.problem.text()
    return broken.value.problem


@needs_proxies
@pytest.mark.parametrize("login", ["", LOGIN], ids=["open", "with a password"])
@pytest.mark.parametrize("scheme", ["http", "socks5h"])
async def test_a_real_proxy_is_used_and_resolves_the_name(
    web: Web, app: Answering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, login: str
) -> None:
    with real_proxy(scheme, tmp_path, password=bool(login)) as port:
        monkeypatch.setenv(VARIABLES[scheme], f"{scheme}://{login}127.0.0.1:{port}/")
        assert (await web.get(origin_of(app), "/")).body == b"hello"
        assert (await web.get(origin_of(app), "/")).body == b"hello"
    assert all(head.startswith(b"GET / HTTP/1.1\r\n") for head in app.heads)


@needs_proxies
@pytest.mark.parametrize("scheme", ["http", "socks5h"])
async def test_a_password_that_is_missing_or_wrong_is_told(
    web: Web, app: Answering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    with real_proxy(scheme, tmp_path, password=True) as port:
        for login, told in (("", "wants a name and a password"), ("us:hunter2@", "does not take the name and the")):
            monkeypatch.setenv(VARIABLES[scheme], f"{scheme}://{login}127.0.0.1:{port}")
            problem = await failure(web, origin_of(app))
            assert problem.title == "The proxy wants a password"
            assert f"The proxy 127.0.0.1:{port} of {VARIABLES[scheme]} {told}" in problem.sentence
            assert f"into {VARIABLES[scheme]}" in problem.action
    assert app.heads == []


@needs_proxies
@pytest.mark.parametrize("scheme", ["http", "socks5h"])
async def test_a_host_that_the_proxy_cannot_reach_is_told_as_that(
    web: Web, app: Answering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    with real_proxy(scheme, tmp_path, password=False) as port:
        monkeypatch.setenv(VARIABLES[scheme], f"{scheme}://127.0.0.1:{port}")
        problem = await failure(web, Origin("https", "app.pom.test", port=1))
    assert problem.title == "The proxy refused"
    assert "did not let us through to app.pom.test:1: " in problem.sentence
    assert "add app.pom.test to NO_PROXY" in problem.action


async def test_what_is_exempt_goes_straight_there(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Answering() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.origin.port}")
        monkeypatch.setenv("NO_PROXY", "fd00::/8,[::1],*.corp.invalid")
        assert (await failure(web, Origin.parse("https://wiki.corp.invalid"))).title == "The name is not known"
        assert proxy.heads == []
        await failure(web, Origin.parse("https://wiki.other.invalid"))
    assert proxy.heads[0].startswith(b"CONNECT wiki.other.invalid:443 ")


async def test_what_is_not_understood_is_logged_once_with_its_variable(
    web: Web, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("NO_PROXY", "10.0.0.0/99,x:y")
    with caplog.at_level(logging.INFO):
        for _ in range(2):
            await failure(web, Origin.parse("https://app.invalid"))
    assert sorted(record.getMessage() for record in caplog.records if "passed over" in record.message) == [
        "NO_PROXY: 10.0.0.0/99 is passed over: it is no address or network",
        "NO_PROXY: x:y is passed over: its port is not a number from 1 to 65535",
    ]


@pytest.mark.parametrize(
    ("setting", "title", "said"),
    [
        ("http://user:hunter2@127.0.0.1:{port}", "The proxy refused", "through to app.invalid: it answered 404"),
        ("http://user:hunter2@127.0.0.1:1", "The proxy does not answer", "nothing answers there"),
        ("socks5h://127.0.0.1:1", "The proxy does not answer", "nothing answers there"),
        ("http://proxy.invalid:3128", "The name of the proxy is not known", "no address here"),
        ("http://user:hunter2@127.0.0.1:99999", "The proxy setting cannot be used", "1 to 65535"),
        ("gopher://127.0.0.1:1", "The proxy setting cannot be used", "gopher is no kind of proxy"),
    ],
)
async def test_what_a_proxy_does_wrong_names_the_variable(
    web: Web, monkeypatch: pytest.MonkeyPatch, setting: str, title: str, said: str
) -> None:
    async with Answering() as proxy:
        monkeypatch.setenv("https_proxy", setting.format(port=proxy.origin.port))
        problem = await failure(web, Origin.parse("https://app.invalid"))
    assert problem.title == title
    assert said in problem.sentence
    assert "https_proxy" in problem.text()


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x05", b"\x05\x00\x05\x00\x00\x09"])
async def test_what_only_looks_like_socks_is_told(web: Web, monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(said)
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        monkeypatch.setenv("ALL_PROXY", f"socks://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        problem = await failure(web, Origin.parse("https://app.invalid"))
    assert problem.title == "The proxy does not speak SOCKS 5"
    assert "ALL_PROXY" in problem.text()


async def test_a_password_without_a_name_is_given_too(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Answering() as proxy:
        monkeypatch.setenv("https_proxy", f"http://:hunter2@127.0.0.1:{proxy.origin.port}")
        await failure(web, Origin.parse("https://app.invalid"))
        assert proxy.header("proxy-authorization") == "Basic Omh1bnRlcjI="


async def test_a_silent_proxy(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pomtray.signin.web.http.ANSWER_FOR", 0.3)
    gone = asyncio.Event()

    async def listen(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gone.wait()
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as server:
        for scheme in ("http", "socks5h"):
            monkeypatch.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}")
            problem = await failure(web, Origin.parse("https://app.invalid"))
            assert problem.title == "No answer in time"
            assert "of ALL_PROXY" in problem.action
        gone.set()


async def test_a_proxy_of_the_desktop(tmp_path: Path) -> None:
    source = "The desktop's network settings"

    async def found() -> Proxies:
        return Proxies({"all": Setting("http://127.0.0.1:1", source)})

    async with Web(proxies=found) as web:
        problem = await failure(web, Origin.parse("https://app.invalid"))
    assert source in problem.sentence
    assert "the hosts that need no proxy there" in problem.action


async def test_a_script_that_is_not_read_is_told_where_nothing_answers() -> None:
    proxies: Callable[[], Awaitable[Proxies]] = _automatic
    async with Web(proxies=proxies) as web:
        problem = await failure(web, Origin.parse("https://app.invalid"))
    assert problem.title == "The name is not known"
    assert "a script (PAC)" in problem.action
    assert "HTTPS_PROXY" in problem.action


async def _automatic() -> Proxies:
    return Proxies(automatic="The desktop's network settings")


async def test_no_password_is_taken_from_netrc(
    web: Web, app: Answering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login us password hunter2\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    async with Answering() as server:
        await web.get(server.origin, "/")
        assert server.header("authorization") is None
