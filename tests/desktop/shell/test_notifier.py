"""Notices: against a service that records every argument, and against a real dunst."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from jeepney import HeaderFields, Message

from pomtray.core.plain import isolated
from pomtray.core.view.notice import Button, Image, Notice, Urgency
from pomtray.desktop.bus import DAEMON, Bus, Peer
from pomtray.desktop.shell.notifier import Notifier
from tests.desktop.buses import Serve, Service, bus, display, running, serve, session_bus

__all__ = ["display", "serve", "session_bus"]

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
ENDS = Notice("login:1", "Grafana ends soon", "Signed in as a & b <i>c</i>", (Button("renew", "Renew"),))
QUIET = Notice("copied", "Header copied", "Good for 2 h", urgency=Urgency.LOW)
URGENT = Notice("vault", "Not saved", "The keyring is locked", urgency=Urgency.CRITICAL)


class Desktop:
    """A notification service, and a notifier that talks to it."""

    def __init__(self, service: Service, numbers: Iterator[int]) -> None:
        self.service = service
        self.numbers = numbers
        self.peer = ""

    async def notified(self) -> tuple[Any, ...]:
        member, signature, body = await self.service.call()
        assert (member, signature) == ("Notify", "susssasa{sv}i")
        return tuple(body)

    async def shows(self, notifier: Notifier, *notices: Notice) -> None:
        """The first that are wanted of it."""
        notifier.want(by_key(*notices))
        await self.service.call()
        for _ in notices:
            await self.notified()

    async def closed(self, number: int, reason: int) -> None:
        await self.service.emit(PATH, NAME, "NotificationClosed", "uu", number, reason)

    async def press(self, number: int, action: str, to: str = "") -> None:
        await self.service.emit(PATH, NAME, "ActionInvoked", "us", number, action, to=to)


async def desktop(serve: Serve, address: str, abilities: list[str], numbers: Iterator[int] | None = None) -> Desktop:
    numbers = numbers or count(7)

    def notify(message: Message) -> tuple[str, tuple[int]]:
        found.peer = message.header.fields[HeaderFields.sender]
        return "u", (message.body[1] or next(numbers),)

    answers = {
        "GetCapabilities": lambda _: ("as", (abilities,)),
        "Notify": notify,
        "CloseNotification": lambda _: ("", ()),
    }
    found = Desktop(await serve(address, NAME, answers), numbers)
    return found


class Heard:
    def __init__(self) -> None:
        self.actions: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self.fallen: asyncio.Queue[Notice] = asyncio.Queue()

    def action(self, key: str, action: str) -> None:
        self.actions.put_nowait((key, action))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def notifier(heard: Heard) -> AsyncIterator[Notifier]:
    notifier = Notifier(heard.action, fallback=heard.fallen.put_nowait)
    yield notifier
    await notifier.close()


@pytest.fixture
async def there(session_bus: str, serve: Serve, notifier: Notifier) -> Desktop:
    """A service that shows buttons; the notifier has started on it."""
    there = await desktop(serve, session_bus, ["actions"])
    await notifier.start()
    return there


def by_key(*notices: Notice) -> dict[str, Notice]:
    return {notice.key: notice for notice in notices}


async def test_every_argument_is_as_the_standard_says(session_bus: str, serve: Serve, notifier: Notifier) -> None:
    there = await desktop(serve, session_bus, ["actions", "body", "body-markup"])
    await notifier.start()
    notifier.want(by_key(ENDS))
    assert (await there.service.call())[0] == "GetCapabilities"
    assert await there.notified() == (
        "pomtray",
        0,
        "pomtray",
        "Grafana ends soon",
        "Signed in as a &amp; b &lt;i&gt;c&lt;/i&gt;",
        ["default", "Open", "renew", "Renew"],
        {"urgency": ("y", 1), "desktop-entry": ("s", "pomtray"), "category": ("s", "network")},
        -1,
    )


async def test_the_icon_goes_along_as_pixels_where_no_name_leads_to_it(
    session_bus: str, serve: Serve, heard: Heard
) -> None:
    there = await desktop(serve, session_bus, ["actions"])
    notifier = Notifier(heard.action, image=lambda: Image(2, 1, bytes(range(8))))
    await notifier.start()
    notifier.want(by_key(ENDS))
    await there.service.call()
    body = await there.notified()
    assert body[2] == ""
    assert body[6]["image-data"] == ("(iiibiiay)", (2, 1, 8, True, 8, 4, bytes(range(8))))
    await notifier.close()


async def test_without_actions_no_buttons_and_without_markup_no_escapes(
    session_bus: str, serve: Serve, notifier: Notifier
) -> None:
    there = await desktop(serve, session_bus, ["body"])
    await notifier.start()
    notifier.want(by_key(ENDS))
    await there.service.call()
    body = await there.notified()
    assert body[4] == ENDS.text
    assert body[5] == []


async def test_urgency_decides_how_long_it_stays(session_bus: str, serve: Serve, notifier: Notifier) -> None:
    there = await desktop(serve, session_bus, ["body"])
    await notifier.start()
    notifier.want(by_key(QUIET, URGENT))
    await there.service.call()
    quiet, urgent = await there.notified(), await there.notified()
    assert (quiet[6]["urgency"], quiet[6]["transient"], quiet[7]) == (("y", 0), ("b", True), -1)
    assert (urgent[6]["urgency"], "transient" in urgent[6], urgent[7]) == (("y", 2), False, 0)


async def test_text_from_elsewhere_is_made_plain(there: Desktop, notifier: Notifier) -> None:
    notifier.want(by_key(Notice("k", "a\x00\u202eb", "x\ud800\ny" + "z" * 5000, (Button("renew", "Re\x07new"),))))
    await there.service.call()
    body = await there.notified()
    assert body[3] == "ab"
    assert body[4].startswith("x yz")
    assert len(body[4]) == 600
    assert body[5][2:] == ["renew", "Renew"]


async def test_names_stay_isolated(there: Desktop, notifier: Notifier) -> None:
    """By what the rules put there; a text from elsewhere brings none (`core.plain`)."""
    title = f"{isolated('ويكي')} is ending soon"
    notifier.want(by_key(Notice("login:1", title, f"Signed in as {isolated('ليلى')} until 16:21.")))
    await there.service.call()
    _, _, _, summary, body, *_ = await there.notified()
    assert (summary, body) == (title, f"Signed in as {isolated('ليلى')} until 16:21.")


async def test_changed_replaces_same_stays_absent_is_withdrawn(there: Desktop, notifier: Notifier) -> None:
    await there.shows(notifier, ENDS)
    over = Notice(ENDS.key, "Grafana has ended", "No longer signed in")
    notifier.want(by_key(over, URGENT))
    replaced = await there.notified()
    assert (replaced[1], replaced[3]) == (7, "Grafana has ended")
    assert (await there.notified())[1] == 0
    notifier.want(by_key(over))
    assert await there.service.call() == ("CloseNotification", "u", (8,))
    notifier.want(by_key(over))
    notifier.want({})
    assert await there.service.call() == ("CloseNotification", "u", (7,))


async def test_of_many_wishes_the_last_counts(there: Desktop, notifier: Notifier) -> None:
    for number in range(1000):
        notifier.want(by_key(Notice("k", f"Title {number}", "")))
    await there.service.call()
    assert (await there.notified())[3] == "Title 999"
    notifier.want({})
    assert (await there.service.call())[0] == "CloseNotification"


async def test_what_is_learned_bit_by_bit_is_one_notice(there: Desktop, notifier: Notifier) -> None:
    for number in (1, 2, 3):
        notifier.want(by_key(Notice("sessions", f"{number} sessions have ended", "")))
        await asyncio.sleep(0.02)
    await there.service.call()
    assert (await there.notified())[3] == "3 sessions have ended"


async def test_one_that_was_not_wanted_for_a_moment_is_shown_anew(there: Desktop, notifier: Notifier) -> None:
    await there.shows(notifier, ENDS)
    notifier.want({})
    notifier.want(by_key(ENDS))
    assert await there.service.call() == ("CloseNotification", "u", (7,))
    assert (await there.notified())[1:4:2] == (0, ENDS.title)


@pytest.mark.parametrize("reason", [1, 2])
async def test_one_that_was_closed_comes_back_only_changed(there: Desktop, notifier: Notifier, reason: int) -> None:
    await there.shows(notifier, ENDS)
    await there.closed(7, reason)
    notifier.want(by_key(ENDS, URGENT))
    assert (await there.notified())[3] == URGENT.title
    notifier.want(by_key(Notice(ENDS.key, "Grafana has ended", ""), URGENT))
    assert (await there.notified())[1:4:2] == (0, "Grafana has ended")


async def test_closed_right_after_the_answer_is_seen(there: Desktop, notifier: Notifier, heard: Heard) -> None:
    """Answer and signals in one read: the number is known before the first signal is handled."""
    await there.shows(notifier, URGENT)
    for number in range(8, 28):
        notifier.want(by_key(URGENT, Notice("k", f"Title {number}", "")))
        await there.notified()
        await there.press(number, "default")
        await there.closed(number, 2)
        await there.press(7, "default")
        async with asyncio.timeout(10):
            assert await heard.actions.get() == ("k", "default")
            assert await heard.actions.get() == (URGENT.key, "default")
        notifier.want(by_key(URGENT))
    notifier.want({})
    assert await there.service.call() == ("CloseNotification", "u", (7,))


async def test_buttons_are_told_by_key(there: Desktop, notifier: Notifier, heard: Heard) -> None:
    await there.shows(notifier, ENDS)
    await there.press(99, "renew")
    await there.press(7, "format-disk")
    await there.press(7, "renew", to=there.peer)
    await there.press(7, "default")
    async with asyncio.timeout(10):
        assert await heard.actions.get() == (ENDS.key, "renew")
        assert await heard.actions.get() == (ENDS.key, "default")


async def test_who_clicks_a_notice_lets_the_window_come_to_the_front(
    there: Desktop, notifier: Notifier, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    await there.shows(notifier, ENDS)
    for number, token in ((7, "of-the-click"), (99, "of-another-program"), (7, "no token")):
        await there.service.emit(PATH, NAME, "ActivationToken", "us", number, token)
    await there.press(7, "default")
    async with asyncio.timeout(10):
        assert await heard.actions.get() == (ENDS.key, "default")
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "of-the-click"


async def test_only_the_service_itself_presses_buttons(
    session_bus: str, serve: Serve, notifier: Notifier, heard: Heard
) -> None:
    there = await desktop(serve, session_bus, ["actions"])
    neighbour = await serve(session_bus, "")
    await notifier.start()
    await there.shows(notifier, ENDS)
    await neighbour.emit(PATH, NAME, "ActionInvoked", "us", 7, "renew", to=there.peer)
    bus_name = "org.freedesktop.DBus"
    forged = (NAME, "", neighbour._connection.unique_name)
    await neighbour.emit("/org/freedesktop/DBus", bus_name, "NameOwnerChanged", "sss", *forged, to=there.peer)
    await neighbour.emit(PATH, NAME, "ActionInvoked", "us", 7, "renew", to=there.peer)
    assert await _round_trip(session_bus, there.peer)
    await there.press(7, "default")
    async with asyncio.timeout(10):
        assert await heard.actions.get() == (ENDS.key, "default")
    assert heard.actions.empty()


async def _round_trip(address: str, peer: str) -> bool:
    """What was sent to `peer` before has been put into its queue."""
    argv = ["dbus-send", f"--bus={address}", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]
    process = await asyncio.create_subprocess_exec(
        *argv, "org.freedesktop.DBus.GetConnectionUnixUser", f"string:{peer}", stdout=subprocess.DEVNULL
    )
    return await process.wait() == 0


async def test_a_new_service_is_asked_again_but_not_for_what_was_closed(
    session_bus: str, serve: Serve, notifier: Notifier
) -> None:
    first = await desktop(serve, session_bus, ["actions"])
    await notifier.start()
    notifier.want(by_key(ENDS, URGENT))
    await first.service.call()
    await first.notified()
    await first.notified()
    await first.closed(8, 2)
    await first.service.close()
    second = await desktop(serve, session_bus, ["body-markup"], count(40))
    assert (await second.service.call())[0] == "GetCapabilities"
    assert (await second.notified())[3] == ENDS.title
    notifier.want(by_key(URGENT, QUIET))
    assert await second.service.call() == ("CloseNotification", "u", (40,))
    assert (await second.notified())[3] == QUIET.title


async def test_a_service_that_comes_while_we_start_is_heard(
    session_bus: str, serve: Serve, notifier: Notifier, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "Nobody owns the name" and "now somebody does" in one read: the newer word counts."""
    there: list[Desktop] = []
    call = Bus.call

    async def slow_call(self: Bus, peer: Peer, method: str, *rest: Any, **options: Any) -> Any:
        try:
            return await call(self, peer, method, *rest, **options)
        finally:
            if method == "GetNameOwner":
                there.append(await desktop(serve, session_bus, ["actions"]))
                await call(self, DAEMON, "GetId")  # the signal was sent before this answer

    monkeypatch.setattr(Bus, "call", slow_call)
    await notifier.start()
    notifier.want(by_key(ENDS))
    await there[0].service.call()
    await there[0].notified()
    await there[0].press(7, "renew")
    async with asyncio.timeout(10):
        assert await heard.actions.get() == (ENDS.key, "renew")


async def test_without_a_service_the_fallback_once_and_the_service_when_it_comes(
    session_bus: str, serve: Serve, notifier: Notifier, heard: Heard
) -> None:
    await notifier.start()
    notifier.want(by_key(ENDS))
    async with asyncio.timeout(10):
        assert await heard.fallen.get() == ENDS
    there = await desktop(serve, session_bus, ["actions"])
    await there.service.call()
    assert (await there.notified())[3] == ENDS.title
    assert heard.fallen.empty()


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/bus", "tcp:host=127.0.0.1,port=1", "nonsense"])
async def test_without_a_bus_the_fallback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, notifier: Notifier, heard: Heard, address: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    await notifier.start()
    notifier.want(by_key(ENDS))
    async with asyncio.timeout(10):
        assert await heard.fallen.get() == ENDS


async def test_a_bus_that_dies_leaves_the_fallback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serve: Serve, notifier: Notifier, heard: Heard
) -> None:
    with bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        there = await desktop(serve, address, ["actions"])
        await notifier.start()
        notifier.want(by_key(ENDS))
        await there.service.call()
        await there.notified()
    notifier.want(by_key(ENDS, URGENT))
    async with asyncio.timeout(10):
        assert await heard.fallen.get() == URGENT


async def test_closing_withdraws_ours(there: Desktop, notifier: Notifier) -> None:
    await there.shows(notifier, ENDS)
    await notifier.close()
    assert await there.service.call() == ("CloseNotification", "u", (7,))


async def test_closing_does_not_wait_for_a_service_that_hangs(session_bus: str, serve: Serve, heard: Heard) -> None:
    hung = await serve(session_bus, NAME, {"GetCapabilities": lambda _: None})
    notifier = Notifier(heard.action)
    await notifier.start()
    notifier.want(by_key(ENDS))
    await hung.call()
    async with asyncio.timeout(5):
        await notifier.close(within=0.05)


@pytest.fixture
def dunst(session_bus: str, display: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    config = tmp_path / "dunstrc"
    config.write_text("[global]\nmarkup = full\n[urgency_normal]\ntimeout = 0\n")
    monkeypatch.setenv("DISPLAY", display)
    with running(["dunst", "-config", str(config)], stderr=subprocess.DEVNULL):
        yield


async def dunstctl(*arguments: str) -> str:
    process = await asyncio.create_subprocess_exec("dunstctl", *arguments, stdout=subprocess.PIPE)
    return (await process.communicate())[0].decode().strip()


async def until(what: Callable[[], Any], wanted: object) -> None:
    """Ask a program that cannot tell by itself."""
    async with asyncio.timeout(20):
        while await what() != wanted:
            await asyncio.sleep(0.05)


async def test_real_dunst_shows_presses_and_withdraws(
    session_bus: str, dunst: None, notifier: Notifier, heard: Heard
) -> None:
    await notifier.start()
    notifier.want(by_key(ENDS))
    await until(lambda: dunstctl("count", "displayed"), "1")
    await dunstctl("action", "0")
    async with asyncio.timeout(20):
        assert await heard.actions.get() == (ENDS.key, "default")
    notifier.want(by_key(ENDS, URGENT))
    await until(lambda: dunstctl("count", "displayed"), "2")
    notifier.want({})
    await until(lambda: dunstctl("count", "displayed"), "0")
    history = json.loads(await dunstctl("history"))["data"][0]
    bodies = {entry["summary"]["data"]: entry["body"]["data"] for entry in history}
    assert bodies[ENDS.title] == "Signed in as a &amp; b &lt;i&gt;c&lt;/i&gt;"
