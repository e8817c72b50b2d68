"""Which keyring holds the vault's key, and when the person is asked for its password."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import keyring.core
import pytest
from keyring.backend import KeyringBackend

from pomtray.desktop.vault import keyring_key, sealed_file
from pomtray.desktop.vault.keyring_key import SystemKeyring, VaultKey
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble
from tests.desktop.vault.secret_service import FakeKeyring, private_bus
from tests.desktop.vault.secret_service_peer import SecretServicePeer

__all__ = ["private_bus"]

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="there is a Secret Service on Linux only")
SERVICE = "keyring.backends.SecretService.Keyring"
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
        SystemKeyring().get("entry")
    assert caught.value.kind is Trouble.MISSING
    return caught.value.problem.sentence


@pytest.mark.skipif(sys.platform != "linux", reason="another system's libraries are asked for otherwise")
def test_no_process_is_started_to_find_out_what_there_is() -> None:
    code = """
import sys
started = []
sys.addaudithook(lambda event, arguments: started.append(arguments[1]) if event == "subprocess.Popen" else None)
from pomtray.desktop.vault import keyring_key
print([type(one).__module__ for one in keyring_key._viable()], started)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert "keyring.backends.fail" in done.stdout
    assert done.stdout.endswith(" []\n")


@pytest.mark.parametrize("order", [1, -1])
def test_the_best_that_there_is(viable: list[Any], order: int) -> None:
    viable += [backend("Low", 1), backend("High", 5.5), backend("Middle", 3)][::order]
    assert SystemKeyring().name() == "somewhere.good.High"
    assert SystemKeyring().get("entry") == "pomtray/entry"


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
    viable += [backend("PlaintextKeyring", 0.5, "keyrings.alt.file"), backend("Nothing", 0, "keyring.backends.fail")]
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


@ON_LINUX
def test_a_secret_service_is_asked_our_own_way(private_bus: str) -> None:
    peer = SecretServicePeer(collection=False, answer=True)
    keyring = SystemKeyring()
    with peer.running(private_bus):
        assert not keyring.waits
        with pytest.raises(VaultTrouble) as caught:
            keyring.get("entry")
        assert caught.value.kind is Trouble.ABSENT
        assert keyring.name() == SERVICE
        keyring.unlock("entry")
        keyring.set("entry", "value")
        assert keyring.get("entry") == "value"
    assert peer.calls == ["prompt: create"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In which nobody configured a keyring."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "PYTHON_KEYRING_BACKEND"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@ON_LINUX
def test_where_the_key_is_in_a_secret_service_nothing_else_is_looked_for(
    private_bus: str, home: Path, viable: list[Any]
) -> None:
    del home
    viable.append(backend("Better", 9))
    with SecretServicePeer().running(private_bus):
        keyring = SystemKeyring(lambda: SERVICE)
        assert keyring.name() == SERVICE
        keyring.set("entry", "value")
        assert keyring.get("entry") == "value"
        assert SystemKeyring(lambda: "somewhere.good.Other").name() == "somewhere.good.Better"
        assert SystemKeyring().name() == "somewhere.good.Better"


@ON_LINUX
def test_a_secret_service_that_is_not_there_any_more_is_not_waited_for(
    private_bus: str, home: Path, viable: list[Any]
) -> None:
    del private_bus, home
    keyring = SystemKeyring(lambda: SERVICE)
    with pytest.raises(VaultTrouble):
        keyring.name()
    viable.append(backend("Better", 9))
    assert keyring.name() == "somewhere.good.Better"


@ON_LINUX
@pytest.mark.parametrize("place", ["environment", "file", "file elsewhere"])
def test_another_keyring_that_the_person_configured_comes_before_it(
    private_bus: str, home: Path, viable: list[Any], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    viable.append(backend("Better", 9))
    if place == "environment":
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "somewhere.good.Better")
    else:
        if place == "file elsewhere":
            monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "settings"))
        keyring.core._config_path().parent.mkdir(parents=True)
        keyring.core._config_path().touch()
    with SecretServicePeer().running(private_bus):
        assert SystemKeyring(lambda: SERVICE).name() == "somewhere.good.Better"


def test_elsewhere_than_on_linux_it_is_asked_by_the_package(viable: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    viable.append(backend("Keyring", module="keyring.backends.SecretService"))
    monkeypatch.setattr(sys, "platform", "freebsd14")
    assert SystemKeyring().get("entry") == "pomtray/entry"


def test_of_another_kind_of_keyring_nothing_is_known_but_what_it_says(viable: list[Any]) -> None:
    viable.append(backend("Other"))
    keyring = SystemKeyring()
    keyring.cancel()
    keyring.unlock("entry")
    keyring.cancel()
    assert not keyring.waits
    assert keyring.get("entry") == "pomtray/entry"


def test_everything_is_asked_of_the_one_that_was_chosen(viable: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = FakeKeyring(title="chosen")
    monkeypatch.setattr(keyring_key, "_as_port", lambda _: chosen)
    viable.append(backend("Any"))
    keyring = SystemKeyring()
    keyring.set("entry", "value")
    assert (keyring.name(), keyring.get("entry")) == ("chosen", "value")
    keyring.forget("entry")
    keyring.unlock("entry")
    assert chosen.calls == ["set", "get", "forget", "unlock"]
    assert not chosen.entries
    chosen.waits = True
    assert keyring.waits
    keyring.cancel()
    assert chosen.cancelled


def test_a_chain_is_taken_apart(viable: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the person configured it or it was found: it would read from all its parts."""
    chain = backend("ChainerBackend", 10, "keyring.backends.chainer")
    viable += [chain, backend("Part", 2), backend("Other", 1)]
    assert SystemKeyring().name() == "somewhere.good.Part"
    monkeypatch.setattr("keyring.core.load_config", lambda: chain)
    assert SystemKeyring().name() == "somewhere.good.Part"


def test_one_that_is_not_whole_is_passed_over(viable: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def abstract() -> None:
        raise TypeError("abstract")

    good = backend("Good")
    monkeypatch.setattr(KeyringBackend, "get_viable_backends", lambda: [abstract, lambda: good])
    assert SystemKeyring().name() == "somewhere.good.Good"


def test_the_packages_plugins_are_there_before_one_is_chosen(
    viable: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keyring.backend.get_all_keyring", lambda: viable.append(backend("Plugin")))
    assert SystemKeyring().name() == "somewhere.good.Plugin"


def test_an_heir_of_one_that_keeps_nothing_keeps_nothing(viable: list[Any]) -> None:
    refused = type(backend("Keyring", 1, "keyring.backends.null"))
    viable.append(type("Heir", (refused,), {"__module__": "somewhere.good", "priority": 9})())
    assert "(refused: somewhere.good.Heir)" in refusal()


def test_another_kind_of_keyring_is_told_to_forget_what_it_has(viable: list[Any]) -> None:
    class Keeping(Backend):
        def get_password(self, service: str, entry: str) -> Any:
            return kept.get((service, entry))

        def delete_password(self, service: str, entry: str) -> None:
            del kept[service, entry]

    kept = {("pomtray", "entry"): "value"}
    viable.append(Keeping())
    SystemKeyring().forget("entry")
    SystemKeyring().forget("entry")
    assert not kept


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("KeyringLocked", Trouble.DECLINED),
        ("InitError", Trouble.MISSING),
    ],
)
def test_a_no_is_told_from_the_rest_and_only_the_kind_is_told(
    viable: list[Any], monkeypatch: pytest.MonkeyPatch, name: str, kind: Trouble
) -> None:
    class Failing(Backend):
        def get_password(self, service: str, entry: str) -> str:
            raise type(name, (Exception,), {})("a-value")

        def set_password(self, service: str, entry: str, value: str) -> None:
            raise type("SomethingElse", (Exception,), {})("a-value")

        def delete_password(self, service: str, entry: str) -> None:
            raise type("SomethingElse", (Exception,), {})("a-value")

    viable.append(Failing())
    with pytest.raises(VaultTrouble) as caught:
        SystemKeyring().get("entry")
    assert caught.value.kind is kind
    with pytest.raises(VaultTrouble) as caught:
        SystemKeyring().forget("entry")
    assert caught.value.kind is kind
    monkeypatch.setattr(Failing, "get_password", Backend.get_password)
    for call in (lambda: SystemKeyring().set("entry", "value"), lambda: SystemKeyring().forget("entry")):
        with pytest.raises(VaultTrouble) as caught:
            call()
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
