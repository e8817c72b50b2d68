"""When the person is asked, and for what: on a Secret Service that asks before all else."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from jeepney import DBusAddress, Message, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection

from pomtray.core.errors import Prompt
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble
from tests.desktop.vault.secret_service import SecretService as GnomeKeyring
from tests.desktop.vault.secret_service import private_bus, secret_service
from tests.desktop.vault.secret_service_peer import PASSWORDS, SecretServicePeer
from tests.desktop.vault.unlocking import ENTRY, Unlocking

if sys.platform != "linux":
    pytest.skip("There is a Secret Service on Linux only", allow_module_level=True)

import secretstorage

from pomtray.desktop.vault import secret_service as secret_service_module
from pomtray.desktop.vault.secret_service import SecretService

__all__ = ["private_bus", "secret_service"]


@pytest.fixture
def peer(private_bus: str) -> Iterator[SecretServicePeer]:
    peer = SecretServicePeer()
    with peer.running(private_bus):
        yield peer


@pytest.fixture
def service() -> Iterator[SecretService]:
    service = SecretService("service", "pomtray")
    yield service
    service.close()


def trouble_of(call: Callable[[], object]) -> VaultTrouble:
    with pytest.raises(VaultTrouble) as caught:
        call()
    return caught.value


class TestNobodyIsAskedBut:
    @pytest.mark.parametrize(("collection", "kind"), [(False, Trouble.ABSENT), (True, Trouble.LOCKED)])
    def test_by_unlocking(
        self, peer: SecretServicePeer, service: SecretService, kind: Trouble, *, collection: bool
    ) -> None:
        peer.collection, peer.locked = collection, True
        for call in (lambda: service.get(ENTRY), lambda: service.set(ENTRY, "one"), lambda: service.get(ENTRY)):
            trouble = trouble_of(call)
            assert trouble.kind is kind
            assert trouble.problem.prompt is Prompt.DUE
            assert "Its program" in trouble.problem.action
        assert peer.calls == []
        assert len(peer.sessions) == 1

    def test_once_for_a_new_collection(self, peer: SecretServicePeer, service: SecretService) -> None:
        peer.collection = False
        service.unlock(ENTRY)
        service.set(ENTRY, "one")
        service.set(ENTRY, "two")
        assert service.get(ENTRY) == "two"
        assert peer.calls == ["prompt: create"]

    def test_an_empty_text_is_none(self, peer: SecretServicePeer, service: SecretService) -> None:
        service.set(ENTRY, "")
        assert service.get(ENTRY) is None

    def test_once_for_a_locked_one(self, peer: SecretServicePeer, service: SecretService) -> None:
        service.set(ENTRY, "one")
        peer.locked = True
        service.unlock(ENTRY)
        assert service.get(ENTRY) == "one"
        assert peer.calls == ["prompt: unlock"]

    def test_once_for_what_a_connection_has_to_be_allowed(self, peer: SecretServicePeer) -> None:
        earlier, service = SecretService("service", "pomtray"), SecretService("service", "pomtray")
        earlier.set(ENTRY, "one")
        earlier.close()
        peer.confirms = True
        assert trouble_of(lambda: service.get(ENTRY)).kind is Trouble.GUARDED
        service.unlock(ENTRY)
        assert [service.get(ENTRY) for _ in range(3)] == ["one"] * 3
        assert peer.calls == ["prompt: unlock"]
        service.close()

    def test_what_opens_without_a_question_is_not_asked_for(
        self, peer: SecretServicePeer, service: SecretService
    ) -> None:
        service.set(ENTRY, "one")
        peer.locked = peer.opens_unasked = True
        service.unlock(ENTRY)
        assert service.get(ENTRY) == "one"
        assert peer.calls == []

    def test_a_collection_that_is_made_without_a_question_is_not_asked_for(
        self, peer: SecretServicePeer, service: SecretService
    ) -> None:
        peer.collection, peer.opens_unasked = False, True
        service.unlock(ENTRY)
        service.set(ENTRY, "one")
        assert service.get(ENTRY) == "one"
        assert peer.calls == []

    def test_not_where_nothing_is_locked(self, peer: SecretServicePeer, service: SecretService) -> None:
        service.unlock(ENTRY)
        assert service.get(ENTRY) is None
        assert peer.calls == []


class TestForgetting:
    def test_takes_this_entry_away_and_asks_nobody(self, peer: SecretServicePeer, service: SecretService) -> None:
        service.set(ENTRY, "one")
        service.set("other", "two")
        service.forget(ENTRY)
        service.forget(ENTRY)
        assert (service.get(ENTRY), service.get("other")) == (None, "two")
        assert peer.calls == []

    @pytest.mark.parametrize("answer", [True, False])
    def test_a_service_may_want_a_yes_to_it(
        self, peer: SecretServicePeer, service: SecretService, *, answer: bool
    ) -> None:
        service.set(ENTRY, "one")
        peer.confirms_deleting, peer.answer = True, answer
        if answer:
            service.forget(ENTRY)
        else:
            assert trouble_of(lambda: service.forget(ENTRY)).kind is Trouble.DECLINED
        assert service.get(ENTRY) == (None if answer else "one")
        assert peer.calls == ["prompt: delete"]

    def test_what_is_locked_stays(self, peer: SecretServicePeer, service: SecretService) -> None:
        service.set(ENTRY, "one")
        peer.locked = True
        assert trouble_of(lambda: service.forget(ENTRY)).kind is Trouble.LOCKED
        peer.locked, peer.confirms = False, True
        peer.allowed.clear()
        assert trouble_of(lambda: service.forget(ENTRY)).kind is Trouble.GUARDED
        assert peer.items
        assert peer.calls == []


def test_one_that_nobody_has_any_more_leaves_no_connection(peer: SecretServicePeer) -> None:
    open_now = Path("/proc/self/fd")
    gc.collect()
    before = len(list(open_now.iterdir()))
    service = SecretService("service", "pomtray")
    assert service.get(ENTRY) is None
    assert len(list(open_now.iterdir())) > before
    del service
    gc.collect()
    assert len(list(open_now.iterdir())) == before


def test_closed_it_leaves_no_connection(peer: SecretServicePeer) -> None:
    open_now = Path("/proc/self/fd")
    SecretService("service", "pomtray").close()
    before = len(list(open_now.iterdir()))
    service = SecretService("service", "pomtray")
    assert service.get(ENTRY) is None
    assert len(list(open_now.iterdir())) > before
    service.close()
    assert len(list(open_now.iterdir())) == before


class TestStoring:
    def test_under_a_name_that_people_and_the_keyring_package_know(
        self, secret_service: GnomeKeyring, service: SecretService
    ) -> None:
        service.set(ENTRY, "one")
        with closing(secretstorage.dbus_init()) as bus:
            (item,) = secretstorage.get_default_collection(bus).get_all_items()
            assert item.get_label() == "Password for 'sessions' on 'pomtray'"
            kept = {"service": "pomtray", "username": ENTRY, "application": "Python keyring library"}
            assert kept.items() <= item.get_attributes().items()

    def test_replaces_what_was_there(self, secret_service: GnomeKeyring, service: SecretService) -> None:
        for value in ("one", "two"):
            service.set(ENTRY, value)
        with closing(secretstorage.dbus_init()) as bus:
            (item,) = secretstorage.get_default_collection(bus).get_all_items()
            assert item.get_secret() == b"two"
            assert item.get_secret_content_type() == "text/plain"

    @pytest.mark.parametrize("answer", [True, False])
    def test_a_service_may_want_a_yes_to_it(
        self, peer: SecretServicePeer, service: SecretService, *, answer: bool
    ) -> None:
        peer.confirms_storing, peer.answer = True, answer
        if answer:
            service.set(ENTRY, "one")
        else:
            assert trouble_of(lambda: service.set(ENTRY, "one")).kind is Trouble.DECLINED
        assert service.get(ENTRY) == ("one" if answer else None)
        assert peer.calls == ["prompt: store"]


class TestANo:
    @pytest.mark.parametrize("collection", [True, False])
    def test_is_told_apart(self, peer: SecretServicePeer, service: SecretService, *, collection: bool) -> None:
        peer.collection, peer.locked, peer.answer = collection, True, False
        assert trouble_of(lambda: service.unlock(ENTRY)).kind is Trouble.DECLINED
        assert len(peer.calls) == 1

    def test_what_stays_locked_after_a_yes_is_one(self, peer: SecretServicePeer, service: SecretService) -> None:
        peer.locked = peer.stays_locked = True
        assert trouble_of(lambda: service.unlock(ENTRY)).kind is Trouble.DECLINED

    def test_what_happens_elsewhere_meanwhile_is_none(
        self, peer: SecretServicePeer, service: SecretService, private_bus: str
    ) -> None:
        """Another prompt ends or another collection goes, somebody takes a name, or says that the service has gone."""
        peer.locked, peer.answer = True, None
        unlocking = Unlocking(service)
        assert peer.asked.wait(10)
        (prompt,) = peer.prompts
        for path, interface, member in (
            (f"{prompt}0", "Prompt", "Completed"),
            (prompt, "Prompt", "Delayed"),
            (prompt, "Item", "Completed"),
        ):
            peer.signal(path, interface, member, first=True)
        peer.tell("/org/freedesktop/secrets/collection/another")
        for what in ("Created", "Changed"):
            peer.tell(PASSWORDS, what)
        with open_dbus_connection(private_bus) as other:
            Proxy(message_bus, other).RequestName("org.example.Another")
            bus = DBusAddress(message_bus.object_path, interface=message_bus.interface)
            other.send(new_signal(bus, "NameOwnerChanged", "sss", ("org.freedesktop.secrets", ":1.1", "")))
        peer.say(yes=True)
        assert unlocking.trouble(10) is None

    def test_while_it_waits_it_can_be_taken_back(self, peer: SecretServicePeer, service: SecretService) -> None:
        peer.locked, peer.answer = True, None
        unlocking = Unlocking(service)
        assert peer.asked.wait(10)
        assert service.waits
        service.cancel()
        assert unlocking.trouble(10) is Trouble.DECLINED
        assert not service.waits
        assert peer.dismissed.wait(10)
        peer.answer = True
        service.unlock(ENTRY)

    def test_it_can_be_taken_back_where_the_service_does_not_answer_that(
        self, peer: SecretServicePeer, service: SecretService
    ) -> None:
        peer.locked, peer.answer, peer.dismisses = True, None, False
        unlocking = Unlocking(service)
        assert peer.asked.wait(10)
        service.cancel()
        assert unlocking.trouble(10) is Trouble.DECLINED
        assert peer.dismissed.wait(10)

    def test_taken_back_it_says_nothing_of_what_comes_next(
        self, peer: SecretServicePeer, service: SecretService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Here the service answers before the connection has ended."""
        peer.locked, peer.answer = True, None
        unlocking = Unlocking(service)
        assert peer.asked.wait(10)
        bus = service._bus
        assert bus is not None
        send = bus.send

        def sent_and_answered(message: Message) -> None:
            send(message)
            assert unlocking.trouble(10) is Trouble.DECLINED

        monkeypatch.setattr(bus, "send", sent_and_answered)
        service.cancel()
        assert trouble_of(lambda: service.get(ENTRY)).kind is Trouble.LOCKED

    def test_taken_back_it_costs_one_new_connection_and_no_more(
        self, peer: SecretServicePeer, service: SecretService
    ) -> None:
        """KeePassXC asks the person anew for each."""
        peer.locked, peer.answer = True, None
        unlocking = Unlocking(service)
        assert peer.asked.wait(10)
        service.cancel()
        assert unlocking.trouble(10) is Trouble.DECLINED
        before = len(peer.sessions)
        for _ in range(3):
            assert trouble_of(lambda: service.get(ENTRY)).kind is Trouble.LOCKED
        assert len(peer.sessions) == before + 1

    def test_it_can_be_taken_back_where_the_bus_has_gone(self, private_bus: str, service: SecretService) -> None:
        with closing(secretstorage.dbus_init()) as bus:
            service._bus, service._prompt = bus, "/prompt"
        service.cancel()
        assert service.waits

    def test_a_service_that_ends_meanwhile_is_missing(self, private_bus: str, service: SecretService) -> None:
        peer = SecretServicePeer(locked=True, answer=None)
        with peer.running(private_bus):
            unlocking = Unlocking(service)
            assert peer.asked.wait(10)
        assert unlocking.trouble(10) is Trouble.MISSING

    def test_one_that_turns_out_to_share_nothing_is_waited_for_no_longer(
        self, peer: SecretServicePeer, service: SecretService
    ) -> None:
        peer.locked, peer.shares = True, False
        assert trouble_of(lambda: service.unlock(ENTRY)).kind is Trouble.ABSENT

    def test_there_is_nothing_to_take_back_where_nobody_is_asked(
        self, peer: SecretServicePeer, service: SecretService
    ) -> None:
        service.cancel()
        service.set(ENTRY, "one")
        connection = service._bus
        service.cancel()
        assert service.get(ENTRY) == "one"
        assert service._bus is connection


class TestWhatTheServiceSays:
    def test_is_told(self, peer: SecretServicePeer, service: SecretService) -> None:
        peer.collection, peer.refusal = False, "createDLGroup failed:\n maybe libqca-ossl is missing"
        for call in (lambda: service.get(ENTRY), lambda: service.unlock(ENTRY)):
            trouble = trouble_of(call)
            assert trouble.kind is Trouble.REFUSED
            assert "createDLGroup failed: maybe libqca-ossl is missing" in trouble.problem.sentence
        assert peer.calls == []

    @pytest.mark.parametrize(
        ("said", "shown"), [("\n", "(org.freedesktop.DBus.Error.InvalidArgs)"), ("x" * 201, f"({'x' * 199}…)")]
    )
    def test_is_told_in_a_line(self, peer: SecretServicePeer, service: SecretService, said: str, shown: str) -> None:
        peer.refusal = said
        assert shown in trouble_of(lambda: service.get(ENTRY)).problem.sentence

    @pytest.mark.parametrize(
        ("said", "shown"), [(("first", "second"), "(first)"), ((), "(org.freedesktop.DBus.Error.InvalidArgs)")]
    )
    def test_is_the_first_that_comes_with_the_error(
        self, peer: SecretServicePeer, service: SecretService, said: tuple[str, ...], shown: str
    ) -> None:
        """D-Bus specification, "Message types": the message of an error is its first argument, if that is a string."""
        peer.refusal, peer.says = "no session", said
        assert shown in trouble_of(lambda: service.get(ENTRY)).problem.sentence

    def test_of_other_errors_only_the_kind(self, service: SecretService, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken() -> None:
            raise RuntimeError("a-value")

        monkeypatch.setattr("secretstorage.dbus_init", broken)
        trouble = trouble_of(lambda: service.get(ENTRY))
        assert trouble.kind is Trouble.MISSING
        assert "RuntimeError" in trouble.problem.sentence
        assert "a-value" not in trouble.problem.text()

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("org.freedesktop.DBus.Error.Spawn.ChildExited", Trouble.MISSING),
            ("org.freedesktop.DBus.Error.ServiceUnknown", Trouble.MISSING),
            ("org.freedesktop.DBus.Error.NoReply", Trouble.MISSING),
            ("org.freedesktop.DBus.Error.Failed", Trouble.REFUSED),
        ],
    )
    def test_what_the_bus_says_of_one_that_does_not_run_is_no_refusal(
        self, peer: SecretServicePeer, service: SecretService, name: str, kind: Trouble
    ) -> None:
        peer.refusal, peer.refusal_name = "Process exited", name
        trouble = trouble_of(lambda: service.get(ENTRY))
        assert trouble.kind is kind

    def test_what_was_locked_between_two_calls_is_locked(
        self, peer: SecretServicePeer, service: SecretService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def locked(_: secretstorage.Item) -> bytes:
            raise secretstorage.LockedException

        service.set(ENTRY, "one")
        monkeypatch.setattr(secretstorage.Item, "get_secret", locked)
        assert trouble_of(lambda: service.get(ENTRY)).kind is Trouble.LOCKED

    def test_a_session_that_it_has_closed_is_opened_anew(self, peer: SecretServicePeer, service: SecretService) -> None:
        service.set(ENTRY, "one")
        peer.forget_sessions()
        assert service.get(ENTRY) == "one"
        peer.forget_sessions()
        service.set(ENTRY, "two")
        assert service.get(ENTRY) == "two"

    def test_one_that_starts_anew_is_found(self, private_bus: str, service: SecretService) -> None:
        for _ in range(2):
            with SecretServicePeer().running(private_bus):
                service.set(ENTRY, "one")
                assert service.get(ENTRY) == "one"
        assert trouble_of(lambda: service.get(ENTRY)).kind is Trouble.MISSING


def test_what_the_keyring_package_stored_is_found_and_the_other_way_round(
    secret_service: GnomeKeyring, service: SecretService
) -> None:
    from keyring.backends.SecretService import Keyring  # noqa: PLC0415 Linux only

    keyring = Keyring()
    keyring.set_password("pomtray", ENTRY, "theirs")
    assert service.get(ENTRY) == "theirs"
    service.set(ENTRY, "ours")
    assert keyring.get_password("pomtray", ENTRY) == "ours"


class TestWhoWillAskIsNamed:
    @pytest.fixture(autouse=True)
    def _known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        name = Path("/proc/self/comm").read_text().strip()  # the service runs in a thread of ours
        monkeypatch.setitem(secret_service_module._PROGRAMS, name, "KeePassXC")

    def test_where_a_collection_is_locked_or_missing(self, peer: SecretServicePeer, service: SecretService) -> None:
        for peer.collection, peer.locked in ((True, True), (False, False)):
            assert trouble_of(lambda: service.get(ENTRY)).problem.action.startswith("KeePassXC will ask")

    def test_where_a_yes_opens_nothing(self, peer: SecretServicePeer, service: SecretService) -> None:
        peer.locked, peer.shares = True, False
        assert trouble_of(lambda: service.unlock(ENTRY)).problem.action.startswith("KeePassXC will ask")

    def test_where_an_item_is_guarded(self, peer: SecretServicePeer, service: SecretService) -> None:
        service.set(ENTRY, "one")
        peer.confirms = True
        peer.allowed.clear()
        for call in (lambda: service.get(ENTRY), lambda: service.forget(ENTRY)):
            trouble = trouble_of(call)
            assert trouble.kind is Trouble.GUARDED
            assert trouble.problem.action.startswith("KeePassXC will ask")

    @pytest.mark.parametrize("why", ["its process cannot be seen", "nobody has its name"])
    def test_where_that_can_be_found_out(
        self, peer: SecretServicePeer, service: SecretService, monkeypatch: pytest.MonkeyPatch, why: str
    ) -> None:
        """Where not, the trouble is the same, without the name."""

        def unseen(*_: object, **__: object) -> str:
            raise PermissionError

        service.set(ENTRY, "one")
        peer.locked = True
        if why == "nobody has its name":
            monkeypatch.setattr(secret_service_module, "_NAME", "org.example.Nobody")
        else:
            monkeypatch.setattr(Path, "read_text", unseen)
        trouble = trouble_of(lambda: service.get(ENTRY))
        assert trouble.kind is Trouble.LOCKED
        assert trouble.problem.action.startswith("Its program")


def test_who_will_ask_is_named(secret_service: GnomeKeyring, service: SecretService) -> None:
    service.set(ENTRY, "one")
    secret_service.lock()
    assert trouble_of(lambda: service.get(ENTRY)).problem.action == "GNOME Keyring will ask you to unlock it."
