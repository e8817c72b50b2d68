"""Servers that want a client certificate: real TLS, keys with and without a passphrase, PEM and PKCS#12."""

from __future__ import annotations

import os
import socket
import ssl
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from pomtray.core.domain.access import Closed
from pomtray.core.domain.login import LoginId
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Provider
from pomtray.core.domain.route import Preferences, Route, Settings
from pomtray.core.domain.session import Verdict
from pomtray.core.effects import BeginSignIn
from pomtray.core.errors import Cancelled, Problem, Unreachable
from pomtray.core.network.tls import Tls, passphrase_name
from pomtray.core.secret import Secret
from pomtray.signin.client import Client
from pomtray.signin.pomerium.domains import in_one_domain_or_on_loopback
from pomtray.signin.pomerium.pomerium import who
from pomtray.signin.routes.access import heard_at
from pomtray.signin.unlocking import unlock
from pomtray.signin.web import client_certificate
from pomtray.signin.web.http import Web
from tests.signin.answering import Answering, as_json, reply
from tests.signin.authorities import PASSPHRASE, Authority
from tests.signin.person import Known, Somebody
from tests.signin.web.test_trust import session


class Person:
    """Types in what is in `texts`, in turn."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.asked: list[tuple[str, bool]] = []

    async def passphrase(self, file: str, *, again: bool) -> Secret:
        self.asked.append((file, again))
        if not self.texts:
            raise Cancelled(Problem("Sign-in cancelled", "none"))
        return Secret(self.texts.pop(0))


@pytest.fixture
def corp(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def kept(secret_canary: Callable[[str], str]) -> dict[str, Secret]:
    """What the vault holds."""
    secret_canary(PASSPHRASE)
    return {}


@pytest.fixture
async def web(kept: dict[str, Secret]) -> AsyncIterator[Web]:
    async with Web(passphrase=kept.get) as made:
        yield made


@pytest.fixture
async def server(corp: Authority) -> AsyncIterator[Answering]:
    async with Answering(tls=corp.server(wants_certificate=True)) as made:
        yield made


async def refusal(web: Web, origin: Origin) -> Problem:
    with pytest.raises(Unreachable) as broken:
        await web.get(origin, "/")
    assert broken.value.__cause__ is None
    assert PASSPHRASE not in broken.value.problem.text()
    return broken.value.problem


@pytest.mark.parametrize("form", ["PEM", "PEM in one file", "PKCS#12"])
@pytest.mark.parametrize("passphrase", ["", PASSPHRASE], ids=["open", "locked"])
async def test_it_is_shown_to_who_wants_it(
    web: Web, server: Answering, corp: Authority, kept: dict[str, Secret], tmp_path: Path, form: str, passphrase: str
) -> None:
    certificate, key, packed = corp.person(passphrase=passphrase)
    match form:
        case "PKCS#12":
            route = Route("app", str(server.origin), ca=corp.file, client_cert=packed)
        case "PEM":
            route = Route("app", str(server.origin), ca=corp.file, client_cert=certificate, client_key=key)
        case _:
            both = tmp_path / "both.pem"
            both.write_bytes(Path(certificate).read_bytes() + Path(key).read_bytes())
            route = Route("app", str(server.origin), ca=corp.file, client_cert=str(both))
    if passphrase:
        assert (await refusal(web.of(route), server.origin)).title == "The client certificate is locked"
        kept[passphrase_name(route.tls.locked_file)] = Secret(passphrase)
    assert (await web.of(route).get(server.origin, "/")).status == 404


async def test_providers_have_theirs_and_nobody_elses(web: Web, server: Answering, corp: Authority) -> None:
    certificate, key, _ = corp.person()
    provider = Provider("idp", str(server.origin), "us", ca=corp.file, client_cert=certificate, client_key=key)
    assert (await web.of(provider).get(server.origin, "/")).status == 404
    problem = await refusal(web.of(Route("app", str(server.origin), ca=corp.file)), server.origin)
    assert "`client_cert`" in problem.action


@contextmanager
def refusing(context: ssl.SSLContext) -> Iterator[Origin]:
    """A server that says why it refuses, and waits for the other side to have read it."""

    def serve() -> None:
        with listener.accept()[0] as client, client.dup() as kept, suppress(OSError):
            kept.settimeout(10)
            with suppress(ssl.SSLError):
                context.wrap_socket(client, server_side=True)
            while kept.recv(4096):
                pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield Origin("https", "127.0.0.1", listener.getsockname()[1])
    thread.join()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_what_a_server_says_without_one_and_to_one_of_another_authority(
    web: Web, corp: Authority, tmp_path: Path, version: ssl.TLSVersion
) -> None:
    context = corp.server(wants_certificate=True)
    context.maximum_version = version
    certificate, key, _ = Authority(tmp_path, "other").person()
    with refusing(context) as origin:
        route = Route("app", str(origin), ca=corp.file, client_cert=certificate, client_key=key)
        problem = await refusal(web.of(route), origin)
    assert problem.title == "A client certificate is wanted"
    assert "does not take the client certificate that it was shown" in problem.sentence
    with refusing(context) as origin:
        problem = await refusal(web.of(Route("app", str(origin), ca=corp.file)), origin)
    assert "`client_cert`" in problem.action
    if version is ssl.TLSVersion.TLSv1_3:  # before, it was told as any failure of the handshake
        assert "wants a client certificate" in problem.sentence


async def test_what_pomerium_says_itself(web: Web, corp: Authority) -> None:
    raw = reply(495, "<html>", [("x-pomerium-intercepted-response", "true")])
    async with Answering({"/": raw, "/.pomerium/user": as_json(495, {"Status": 495})}) as server:
        route = Route("app", str(server.origin))
        held = session(route, server.origin)
        refusal = (await heard_at(web, held.credential, route))[server.origin]
        assert refusal is not None
        assert refusal.why is Closed.NO_CERTIFICATE
        assert "`client_cert`" in refusal.problem(server.origin).action
        told = await who(web, server.origin, held.credential)
        assert told.problem is not None
        assert (told.verdict, told.problem.step) == (Verdict.UNREACHABLE, "check")
        assert (refusal.request_id, told.problem.request_id) == ("request-7", "request-7")
        assert "`client_cert`" in told.problem.action
        server.answers["/"] = reply(495, headers=[("x-envoy-upstream-service-time", "3")])
        assert await heard_at(web, held.credential, route) == {server.origin: None}


async def test_one_that_is_replaced_counts_from_then_on(web: Web, corp: Authority, tmp_path: Path) -> None:
    certificate, key, _ = Authority(tmp_path, "other").person()
    async with Answering(tls=corp.server(wants_certificate=True)) as server:
        route = Route("app", str(server.origin), ca=corp.file, client_cert=certificate, client_key=key)
        await refusal(web.of(route), server.origin)
        corp.person()  # under the same names
        for file in (certificate, key):
            os.utime(file, (1, 1))
        assert (await web.of(route).get(server.origin, "/")).status == 404


@pytest.mark.parametrize("which", [0, 1, 2], ids=["certificate", "key", "PKCS#12"])
@pytest.mark.parametrize(
    ("content", "reason"), [(None, "there is no such file"), (b"nonsense", "neither PEM nor PKCS#12")]
)
async def test_a_file_that_cannot_be_used_is_named(
    web: Web, server: Answering, corp: Authority, which: int, content: bytes | None, reason: str
) -> None:
    files = corp.person()
    if content is None:
        Path(files[which]).unlink()
    else:
        Path(files[which]).write_bytes(content)
    pair: dict[str, Any] = (
        {"client_cert": files[2]} if which == 2 else {"client_cert": files[0], "client_key": files[1]}
    )
    problem = await refusal(web.of(Route("app", str(server.origin), ca=corp.file, **pair)), server.origin)
    assert problem.title == "The client certificate cannot be used"
    assert reason in problem.sentence
    assert files[which] in problem.sentence or content is not None


@pytest.mark.parametrize("holds", ["a key", "a certificate"])
async def test_a_pkcs12_file_with_one_of_both_is_none(web: Web, corp: Authority, holds: str) -> None:
    _, _, packed = corp.person()
    whole = pkcs12.load_pkcs12(Path(packed).read_bytes(), None)
    assert whole.cert is not None
    key, certificate = (whole.key, None) if holds == "a key" else (None, whole.cert.certificate)
    Path(packed).write_bytes(
        pkcs12.serialize_key_and_certificates(None, key, certificate, None, NoEncryption())  # type: ignore[arg-type]
    )
    with pytest.raises(Unreachable, match="neither PEM nor PKCS#12 with a certificate and its key"):
        await unlock(web.of(Route("app", "https://app.test", client_cert=packed)), Person())


async def test_a_key_of_another_certificate(web: Web, server: Answering, corp: Authority, tmp_path: Path) -> None:
    certificate, _, _ = corp.person()
    mine = Path(certificate).read_bytes()
    _, key, _ = corp.person()
    Path(certificate).write_bytes(mine)
    route = Route("app", str(server.origin), ca=corp.file, client_cert=certificate, client_key=key)
    problem = await refusal(web.of(route), server.origin)
    assert problem.sentence == f"{certificate}: the key is not that of the certificate."


async def test_a_locked_key_of_another_certificate_is_not_asked_for_without_end(web: Web, corp: Authority) -> None:
    certificate, _, _ = corp.person()
    _, key, _ = corp.person(passphrase=PASSPHRASE)
    person = Person(PASSPHRASE)
    with pytest.raises(Unreachable, match="the key is not that of the certificate"):
        await unlock(web.of(Route("app", "https://app.test", client_cert=certificate, client_key=key)), person)
    assert len(person.asked) == 1


@pytest.mark.parametrize("form", ["PEM", "OpenSSL's older PEM", "PKCS#12"])
async def test_a_passphrase_is_asked_for_until_it_opens(web: Web, corp: Authority, form: str) -> None:
    certificate, key, packed = corp.person(passphrase=PASSPHRASE)
    if form == "OpenSSL's older PEM":
        opened = load_pem_private_key(Path(key).read_bytes(), PASSPHRASE.encode())
        Path(key).write_bytes(older(opened.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())))
    tls: dict[str, Any] = (
        {"client_cert": packed} if form == "PKCS#12" else {"client_cert": certificate, "client_key": key}
    )
    route = Route("app", "https://app.test", **tls)
    person = Person("wrong", PASSPHRASE)
    await unlock(web.of(route), person)
    assert person.asked == [(route.tls.locked_file, False), (route.tls.locked_file, True)]


def older(key: bytes) -> bytes:
    """As `openssl rsa -aes128 -traditional` writes it."""
    opened = load_pem_private_key(key, None)
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption  # noqa: PLC0415

    return opened.private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, BestAvailableEncryption(PASSPHRASE.encode())
    )


async def test_nobody_is_asked_without_need(web: Web, corp: Authority, kept: dict[str, Secret]) -> None:
    certificate, key, packed = corp.person()
    forms: list[dict[str, Any]] = [{"client_cert": packed}, {"client_cert": certificate, "client_key": key}, {}]
    for tls in forms:
        await unlock(web.of(Route("app", "https://app.test", **tls)), Person())
    locked = Route("app", "https://app.test", client_cert=corp.person(passphrase=PASSPHRASE)[2])
    kept[passphrase_name(locked.client_cert)] = Secret(PASSPHRASE)
    await unlock(web.of(locked), Person())


async def test_a_sign_in_asks_first_of_all(corp: Authority, server: Answering) -> None:
    certificate, key, _ = corp.person(passphrase=PASSPHRASE)
    route = Route("app", str(server.origin), ca=corp.file, client_cert=certificate, client_key=key)

    class Unwilling(Somebody):
        async def passphrase(self, file: str, *, again: bool) -> Secret:
            raise Cancelled(Problem("Sign-in cancelled", file))

    web = Web(lambda: Settings((route,)))
    client = Client(lambda: Settings((route,)), in_one_domain_or_on_loopback, web)
    person = Unwilling(browser=None)  # type: ignore[arg-type]
    with pytest.raises(Cancelled, match=r"locked-alice\.key"):
        await client.sign_in(BeginSignIn(LoginId("app"), 1, route), Preferences(), person, Known())
    assert (server.heads, person.steps) == ([], [])
    await client.close()


@pytest.mark.parametrize("memory", [True, False], ids=["in memory", "on disk"])
def test_what_a_pkcs12_file_holds_is_never_written_down_in_the_open(
    corp: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, memory: bool
) -> None:
    if memory and not hasattr(os, "memfd_create"):
        pytest.skip("files of memory are Linux's")
    if not memory:
        monkeypatch.delattr(os, "memfd_create", raising=False)
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    seen: list[bytes] = []
    monkeypatch.setattr(client_certificate, "_file_of", watched(seen))
    _, _, packed = corp.person(passphrase=PASSPHRASE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client_certificate.load(context, Tls(certificate=packed), Secret(PASSPHRASE))
    assert [b"ENCRYPTED PRIVATE KEY" in data and b"BEGIN PRIVATE KEY" not in data for data in seen] == [True]
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="where it is counted what is open")
def test_the_file_of_a_moment_is_closed(corp: Authority) -> None:
    _, _, packed = corp.person()
    before = sorted(Path("/proc/self/fd").iterdir())
    client_certificate.load(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), Tls(certificate=packed), None)
    assert sorted(Path("/proc/self/fd").iterdir()) == before


def watched(seen: list[bytes]) -> Callable[[bytes], object]:
    file_of = client_certificate._file_of

    def kept(data: bytes) -> object:
        seen.append(data)
        return file_of(data)

    return kept
