"""What passes on the session bus: every notification's text and buttons, as the daemon got them."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests.e2e.process import PATIENCE, eventually

_NOTIFICATIONS = "org.freedesktop.Notifications"


@dataclass(frozen=True)
class Notified:
    """One Notify call."""

    replaces: int
    title: str
    text: str
    buttons: tuple[str, ...]


class BusMonitor:
    """Listens from its making to its closing."""

    def __init__(self, bus: str) -> None:
        self.notices: list[Notified] = []
        self.pressed: list[str] = []
        self.withdrawn = 0
        self._connection = open_dbus_connection(bus)
        daemon = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus.Monitoring")
        rules = [f"interface='{_NOTIFICATIONS}'"]
        reply = self._connection.send_and_get_reply(new_method_call(daemon, "BecomeMonitor", "asu", (rules, 0)))
        assert reply.header.message_type is not MessageType.error, reply.body
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="bus monitor")
        self._thread.start()

    def wait_for_notice(self, word: str, *, after: int = 0, within: float = PATIENCE) -> Notified:
        """The first notice with `word` in its title or text, of those after the first `after`."""

        def look() -> Notified | None:
            return next((seen for seen in self.notices[after:] if word in f"{seen.title}\n{seen.text}"), None)

        return eventually(look, f"a notice with {word!r} (seen: {self.notices})", within)

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._connection.close()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                self._seen(self._connection.receive(timeout=0.1))

    def _seen(self, message: Message) -> None:
        match message.header.message_type, message.header.fields.get(HeaderFields.member):
            case MessageType.method_call, "Notify":
                _, replaces, _, title, text, actions, *_ = message.body
                self.notices.append(Notified(replaces, title, text, tuple(actions[1::2])))
            case MessageType.method_call, "CloseNotification":
                self.withdrawn += 1
            case MessageType.signal, "ActionInvoked":
                self.pressed.append(message.body[1])
