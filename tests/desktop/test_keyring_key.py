"""Which keyring holds the vault's key, and when the person is asked for its password."""

from __future__ import annotations

import sys
from typing import Any

import pytest
import secretstorage
from keyring.backend import KeyringBackend

from pomtray.desktop import keyring_key, sealed_file
from pomtray.desktop.keyring_key import SystemKeyring, VaultKey
from pomtray.desktop.vault_trouble import Trouble, VaultTrouble
from tests.desktop.secret_service import SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]

KEY = VaultKey(sealed_file.new_key(), 7)


class Backend:
    """One of the `keyring` package's, as far as it is asked here."""

    priority = 1

    def get_password(self, service: str, entry: str) -> str:
        return f"{service}/{entry}"


def backend(name: str, priority: float = 1, module: str = "somewhere.good") -> Any:
    return type(name, (Backend,), {"priority": priority, "__module__": module})()


@pytest.fixture
def viable(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The keyrings that there are; none is configured."""
    found: list[Any] = []
    monkeypatch.setattr("keyring.core.load_env", lambda: None)
    monkeypatch.setattr("keyring.core.load_config", lambda: None)
    monkeypatch.setattr(KeyringBackend, "get_viable_backends", lambda: [lambda one=one: one for one in found])
    return found


def refusal() -> str:
    with pytest.raises(VaultTrouble) as caught:
        SystemKeyring().get("entry", ask=True)
    assert caught.value.kind is Trouble.MISSING
    return caught.value.problem.sentence


@pytest.mark.parametrize("order", [1, -1])
def test_the_best_that_there_is(viable: list[Any], order: int) -> None:
    viable += [backend("Low", 1), backend("High", 5.5), backend("Middle", 3)][::order]
    assert SystemKeyring().name() == "somewhere.good.High"
    assert SystemKeyring().get("entry", ask=True) == "pomtray/entry"


@pytest.mark.parametrize("place", ["load_env", "load_config"])
def test_what_the_person_configured_comes_first(viable: list[Any], monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    viable.append(backend("Better", 9))
    monkeypatch.setattr(f"keyring.core.{place}", lambda: backend("Chosen", 1))
    assert SystemKeyring().name() == "somewhere.good.Chosen"


def test_the_environment_counts_before_the_file(viable: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyring.core.load_env", lambda: backend("Environment"))
    monkeypatch.setattr("keyring.core.load_config", lambda: backend("File"))
    assert SystemKeyring().name() == "somewhere.good.Environment"


def test_those_that_are_refused_are_named(viable: list[Any]) -> None:
    viable += [backend("PlaintextKeyring", 2, "keyrings.alt.file"), backend("Nothing", 0, "keyring.backends.fail")]
    assert "(refused: keyrings.alt.file.PlaintextKeyring)" in refusal()
    viable.clear()
    assert "refused" not in refusal()


def test_one_is_looked_for_until_it_is_found_and_then_kept(viable: list[Any]) -> None:
    keyring = SystemKeyring()
    with pytest.raises(VaultTrouble):
        keyring.name()
    viable.append(backend("Late"))
    assert keyring.name() == "somewhere.good.Late"
    viable[:] = [backend("Later", 9)]
    assert keyring.name() == "somewhere.good.Late"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere keyrings are not asked whether they are locked")
def test_a_locked_one_asks_the_person_only_where_it_may(
    secret_service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = SystemKeyring()
    keyring.set("entry", "value")
    assert keyring.get("entry", ask=False) == "value"
    asked: list[str] = []
    monkeypatch.setattr(type(keyring._open()), "get_password", lambda _, service, entry: asked.append(entry))
    secret_service.lock()
    with pytest.raises(VaultTrouble) as caught:
        keyring.get("entry", ask=False)
    assert caught.value.kind is Trouble.LOCKED
    assert asked == []
    keyring.get("entry", ask=True)
    assert asked == ["entry"]


def test_without_a_default_collection_nothing_is_locked(private_bus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise secretstorage.ItemNotFoundException

    monkeypatch.setattr(secretstorage, "Collection", none)
    assert not keyring_key._is_locked(backend("Keyring", 5, "keyring.backends.SecretService"))


@pytest.mark.parametrize("module", ["keyring.backends.kwallet", "somewhere.good"])
def test_another_kind_of_keyring_is_not_asked_by_the_secret_services_way(
    monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert not keyring_key._is_locked(backend("Keyring", 5, module))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("KeyringLocked", Trouble.LOCKED),
        ("PromptDismissedException", Trouble.DECLINED),
        ("LockedException", Trouble.LOCKED),
    ],
)
def test_what_says_locked_is_told_from_the_rest_and_only_the_kind_is_told(
    viable: list[Any], name: str, kind: Trouble
) -> None:
    class Failing(Backend):
        def get_password(self, service: str, entry: str) -> str:
            raise type(name, (Exception,), {})("a-value")

        def set_password(self, service: str, entry: str, value: str) -> None:
            raise type("SomethingElse", (Exception,), {})("a-value")

    viable.append(Failing())
    with pytest.raises(VaultTrouble) as caught:
        SystemKeyring().get("entry", ask=True)
    assert caught.value.kind is kind
    with pytest.raises(VaultTrouble) as caught:
        SystemKeyring().set("entry", "value")
    assert caught.value.kind is Trouble.MISSING
    assert "SomethingElse" in caught.value.problem.sentence
    assert "a-value" not in caught.value.problem.text()


def test_what_is_kept_is_read_again() -> None:
    assert VaultKey.decode(KEY.encode()) == KEY
    assert KEY.encode() == f"1:{KEY.key.decode()}:7"
    assert repr(KEY) == "VaultKey(generation=7)"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "2:{key}:7",
        "1:{key}:",
        "1:{key}:7 ",
        "1:{key}:7\n",
        " 1:{key}:7",
        "1:{key}=:7",
        "1:{key}:-7",
        "1:{key}:" + "9" * 19,
    ],
)
def test_what_we_never_wrote_is_no_key(text: str) -> None:
    with pytest.raises(VaultTrouble) as caught:
        VaultKey.decode(text.format(key=KEY.key.decode()))
    assert caught.value.kind is Trouble.LYING
