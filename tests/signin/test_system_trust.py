"""Whom the system trusts is loaded once, and anew when its file has changed."""

from __future__ import annotations

import os
import ssl
import sys
from pathlib import Path

import pytest

from pomtray.signin import trust
from pomtray.signin.connection import SYSTEM, Connections
from tests.signin.authorities import Authority

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


async def test_one_client_serves_until_the_file_changes(authority: Authority) -> None:
    connections = Connections(lambda _: None)
    first = await connections.client(SYSTEM, None)
    assert await connections.client(SYSTEM, None) is first
    written = Path(authority.file).stat().st_mtime_ns + 1_000_000
    os.utime(authority.file, ns=(written, written))
    assert await connections.client(SYSTEM, None) is not first
    await connections.close()


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
    (tmp_path / "empty/0a1b2c3d.0").touch()
    assert trust.system_store() == tmp_path / "empty"


def test_one_that_cannot_be_read_trusts_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bundle.pem").write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    monkeypatch.setattr(trust, "_BUNDLES", (str(tmp_path / "bundle.pem"),))
    assert count(trust.trusting()) == 0
