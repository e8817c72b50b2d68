"""The key is read from what is open, over an encrypted session, and nobody is asked anything."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from pomtray.desktop.vault import quick_key
from tests.desktop.vault.secret_service import SecretService as GnomeKeyring
from tests.desktop.vault.secret_service import private_bus, secret_service
from tests.desktop.vault.secret_service_peer import ROOT, SecretServicePeer
from tests.desktop.vault.unlocking import ENTRY

if sys.platform != "linux":
    pytest.skip("There is a Secret Service on Linux only", allow_module_level=True)

from secretstorage.dhcrypto import Session
from secretstorage.util import format_secret

from pomtray.desktop.vault.secret_service import SecretService

__all__ = ["private_bus", "secret_service"]
SECRET = f"1:{'k' * 43}=:7"


@dataclass
class EncryptingPeer(SecretServicePeer):
    """One that hands out secrets encrypted."""

    public: int | None = None
    """What it says is its public key, in place of its own."""
    session: Session = field(default_factory=Session)
    asked_for: list[str] = field(default_factory=list)

    def _of_service(self, client: str, member: str, body: Any) -> Any:
        if member != "OpenSession" or body[0] == "plain":
            return super()._of_service(client, member, body)
        self.session.set_server_public_key(int.from_bytes(body[1][1], "big"))
        self.session.object_path = f"{ROOT}/session/own"
        public = self.session.my_public_key if self.public is None else self.public
        return "vo", (("ay", public.to_bytes(128, "big")), self.session.object_path)

    def _secret(self, client: str, path: str, session: str) -> Any:
        self.asked_for.append(path)
        assert session == self.session.object_path
        return "(oayays)", (format_secret(self.session, self.items["pomtray", ENTRY], "text/plain"),)


@pytest.fixture
def peer(private_bus: str) -> Iterator[EncryptingPeer]:
    peer = EncryptingPeer(items={("pomtray", ENTRY): SECRET.encode()})
    with peer.running(private_bus):
        yield peer


def read() -> str | None:
    return quick_key.text_of(ENTRY, "pomtray")


def test_it_is_what_was_stored(secret_service: GnomeKeyring) -> None:
    service = SecretService("service", "pomtray")
    assert read() is None
    service.set(ENTRY, SECRET)
    assert read() == SECRET
    secret_service.lock()
    assert read() is None
    service.close()


def test_it_comes_encrypted(peer: EncryptingPeer) -> None:
    assert read() == SECRET
    assert peer.sessions == set()


@pytest.mark.parametrize(
    "change",
    [
        {"locked": True},
        {"confirms": True},
        {"collection": False},
        {"items": {}},
        {"items": {("pomtray", "another"): b"x"}},
        {"public": 0},
        {"public": 1},
        {"public": quick_key._PRIME - 1},
        {"public": quick_key._PRIME},
    ],
)
def test_nobody_is_asked_and_nothing_told(peer: EncryptingPeer, change: dict[str, object]) -> None:
    for name, value in change.items():
        setattr(peer, name, value)
    assert read() is None
    assert (peer.calls, peer.prompts, peer.asked_for) == ([], {}, [])


def test_it_never_comes_readable(private_bus: str) -> None:
    peer = SecretServicePeer(items={("pomtray", ENTRY): SECRET.encode()})
    with peer.running(private_bus):
        assert read() is None
        assert peer.sessions == set()


def test_without_a_bus_there_is_none(monkeypatch: pytest.MonkeyPatch, private_bus: str) -> None:
    assert read() is None, "nobody has the name"
    assert private_bus
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    assert read() is None
