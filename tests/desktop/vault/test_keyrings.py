"""Real keyrings, each with a window of its own that asks: GNOME Keyring, KWallet and KeePassXC.

The latter two are big: they run where `POMTRAY_TEST_DESKTOPS` names them, for example `kwallet,keepassxc`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection

from pomtray.core.errors import Prompt
from pomtray.desktop.vault.secret_service import SecretService
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble
from tests.desktop.vault.keyrings import GnomeKeyring, KeePassXC, Keyring, KWallet, Person, eventually, started
from tests.desktop.vault.secret_service import private_bus
from tests.desktop.vault.unlocking import ENTRY, Unlocking

__all__ = ["private_bus"]

pytestmark = pytest.mark.timeout(120)

_KEYRINGS: dict[str, type[Keyring]] = {"gnome-keyring": GnomeKeyring, "kwallet": KWallet, "keepassxc": KeePassXC}
_ASKED_FOR = {"kwallet", "keepassxc"}


@pytest.fixture(params=_KEYRINGS)
def keyring(request: pytest.FixtureRequest) -> Keyring:
    name = request.param
    if name in _ASKED_FOR and name not in os.environ.get("POMTRAY_TEST_DESKTOPS", "").split(","):
        pytest.skip(f"{name} runs where POMTRAY_TEST_DESKTOPS names it: it is big")
    if name == "gnome-keyring" and not Path(GnomeKeyring.prompter).exists():
        pytest.skip("gcr's prompter is not where Debian has it")
    return _KEYRINGS[name]()


@pytest.fixture
def person(keyring: Keyring, private_bus: str, tmp_path: Path) -> Iterator[Person]:
    with started(keyring, tmp_path / "home", private_bus) as person:
        with open_dbus_connection(private_bus) as bus:
            there = Proxy(message_bus, bus).NameHasOwner
            eventually(lambda: all(there(name)[0] for name in keyring.names))
        yield person


@pytest.fixture
def service(person: Person) -> Iterator[SecretService]:
    service = SecretService("service", "pomtray")
    yield service
    service.close()


def due(service: SecretService) -> bool:
    with pytest.raises(VaultTrouble) as caught:
        service.get(ENTRY)
    assert "Its program" not in caught.value.problem.action, "who will ask is named"
    return caught.value.problem.prompt is Prompt.DUE


def test_it_asks_only_once_it_is_to_and_keeps_what_it_is_given(
    keyring: Keyring, person: Person, service: SecretService
) -> None:
    assert due(service)
    with pytest.raises(VaultTrouble):
        service.set(ENTRY, "one")
    assert not person.windows(keyring.prompt)
    unlocking = Unlocking(service)
    keyring.agree(person)
    assert unlocking.trouble(20) is None
    assert service.get(ENTRY) is None
    service.set(ENTRY, "one")
    service.set(ENTRY, "two")
    assert service.get(ENTRY) == "two"
    assert not person.windows(keyring.prompt)

    later = SecretService("service", "pomtray")
    unlocking = Unlocking(later)
    keyring.agree_again(person)
    assert unlocking.trouble(20) is None
    assert [later.get(ENTRY) for _ in range(3)] == ["two"] * 3
    later.close()


def test_a_closed_window_is_a_no(keyring: Keyring, person: Person, service: SecretService) -> None:
    unlocking = Unlocking(service)
    person.comes_to(keyring.prompt)
    person.press("Escape")
    assert unlocking.trouble(20) is Trouble.DECLINED
    assert due(service)


def test_what_it_asks_can_be_taken_back(keyring: Keyring, person: Person, service: SecretService) -> None:
    unlocking = Unlocking(service)
    eventually(lambda: person.windows(keyring.prompt))
    service.cancel()
    assert unlocking.trouble(20) is Trouble.DECLINED
    assert due(service)
