"""Notices on the desktop: what should stand is made so by difference (Desktop Notifications Specification 1.2).

Linux and the BSDs: `org.freedesktop.Notifications`, with buttons where the service has them. Elsewhere, and
where nothing answers, each notice goes once to the fallback, the tray icon's own message: macOS shows buttons to
signed bundles only, and Windows to programs with a registered AppUserModelID (`desktop.md` "Notifications").
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pomtray.core.plain import composed
from pomtray.core.view.notice import Image, Notice, Urgency
from pomtray.desktop import activation
from pomtray.desktop.bus import DAEMON, Body, Bus, BusError, Peer, Signal, Watched, connect

_log = logging.getLogger(__name__)
_GATHERED_FOR = 0.2
"""Seconds: what is learned of several sessions at once comes one by one, and is one notice."""
_NAME = "org.freedesktop.Notifications"
_SERVICE = Peer(_NAME, "/org/freedesktop/Notifications", _NAME)
_SIGNALS = Watched(_NAME, _NAME, path=_SERVICE.path)
_LEVEL = {Urgency.LOW: 0, Urgency.NORMAL: 1, Urgency.CRITICAL: 2}
_UNTIL_CLOSED, _AS_THE_SERVICE_LIKES = 0, -1
_TITLE_LENGTH, _TEXT_LENGTH, _LABEL_LENGTH = 120, 600, 40


@dataclass(slots=True)
class _Shown:
    notice: Notice
    id: int = 0
    """The service's number; 0 when it is not on the screen."""
    over: bool = False
    """The person or the service closed it: it comes back only when it changes."""


class Notifier:
    """Shows notices.

    on_action: gets a notice's key and the id of the button pressed, "default" for a click on the notice itself.
    image: the program's icon, asked for at each notice; None where the desktop finds it by name.
    fallback: shows a notice where the desktop has no service; it cannot be withdrawn.
    """

    def __init__(
        self,
        on_action: Callable[[str, str], None],
        *,
        app_name: str = "pomtray",
        icon: str = "pomtray",
        image: Callable[[], Image | None] = lambda: None,
        fallback: Callable[[Notice], None] | None = None,
    ) -> None:
        self._on_action = on_action
        self._app = (app_name, icon)
        self._image = image
        self._fallback = fallback
        self._wanted: dict[str, Notice] = {}
        self._shown: dict[str, _Shown] = {}
        self._gone: set[str] = set()
        """Keys whose notice was not wanted for a moment: what comes after is new, even where it reads the same."""
        self._bus: Bus | None = None
        self._abilities: frozenset[str] | None = None
        self._changed = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect; a desktop without a bus or a service is no error."""
        if sys.platform not in ("win32", "darwin"):
            try:
                self._bus = await connect("SESSION", self._received, _SIGNALS)
            except BusError as error:
                _log.info("nobody shows notices yet: %s", error)
        self._task = asyncio.create_task(self._work(), name="notices")

    def want(self, wanted: Mapping[str, Notice]) -> None:
        """Make `wanted`, by key, what stands. Returns at once; of several calls the last one counts."""
        if not self._closing:
            self._gone |= self._wanted.keys() - wanted.keys()
            self._wanted = dict(wanted)
            self._changed.set()

    async def close(self, within: float = 2.0) -> None:
        """Withdraw what stands, in at most `within` seconds, and disconnect."""
        self.want({})
        self._closing = True
        if self._task is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await self._task
        if self._bus is not None:
            await self._bus.close()

    async def _work(self) -> None:
        while not self._closing:
            await self._changed.wait()
            if not self._closing:
                await asyncio.sleep(_GATHERED_FOR)
            self._changed.clear()
            while (key := self._next()) is not None:
                await self._settle(key)

    def _next(self) -> str | None:
        """The next key whose notice is not as wanted: asked anew each time, so that the newest wish counts."""
        for key in self._shown:
            if key not in self._wanted or key in self._gone:
                return key
        for key, notice in self._wanted.items():
            if key not in self._shown or self._shown[key].notice != notice:
                return key
        return None

    async def _settle(self, key: str) -> None:
        shown = self._shown.pop(key, None) if key in self._gone or key not in self._wanted else None
        self._gone.discard(key)
        if shown is not None:
            await self._withdraw(shown)
        elif key in self._wanted:
            await self._present(key, self._wanted[key])

    async def _withdraw(self, shown: _Shown) -> None:
        if self._bus is not None and shown.id:
            with contextlib.suppress(BusError):  # it may have closed by itself
                await self._bus.call(_SERVICE, "CloseNotification", "u", shown.id)

    async def _present(self, key: str, notice: Notice) -> None:
        before = self._shown.get(key)
        try:
            await self._notify(key, notice, before.id if before else 0)
        except BusError as error:
            _log.info("a notice goes to the tray icon: %s", error)
            self._shown[key] = _Shown(notice)
            if self._fallback is not None:
                self._fallback(notice)

    async def _notify(self, key: str, notice: Notice, replaces: int) -> None:
        if self._bus is None:
            raise BusError("no bus")
        if self._abilities is None:
            await self._bus.call(_SERVICE, "GetCapabilities", replied=self._learned)
        arguments = _arguments(self._app, self._image(), notice, replaces, self._abilities or frozenset())

        def replied(body: Body) -> None:
            self._shown[key] = _Shown(notice, body[0])

        await self._bus.call(_SERVICE, "Notify", "susssasa{sv}i", *arguments, replied=replied)

    # What is learned from answers is kept as they come in: a signal in the same read says what is newer.

    def _learned(self, body: Body) -> None:
        self._abilities = frozenset(body[0])

    def _received(self, signal: Signal) -> None:
        match (signal.sender, signal.member, signal.body):
            case (DAEMON.name, "NameOwnerChanged", (_, _, str(owner))):
                self._owner_changed(owner)
            case (_, member, (int(number), word)):
                self._on_signal(member, number, word)

    def _owner_changed(self, owner: str) -> None:
        """Forget what an ended service showed; a new one is asked to show it again."""
        self._abilities = None
        for shown in self._shown.values():
            shown.id = 0
        if owner:
            self._shown = {key: shown for key, shown in self._shown.items() if shown.over}
            self._changed.set()

    def _on_signal(self, member: str, number: int, word: object) -> None:
        key = next((key for key, shown in self._shown.items() if number and shown.id == number), None)
        if key is None:
            return
        if member == "NotificationClosed":
            self._shown[key].id, self._shown[key].over = 0, True
        elif member == "ActivationToken":  # comes before the action
            activation.take(str(word))
        elif member == "ActionInvoked" and word in _actions(self._shown[key].notice)[::2]:
            # From the loop: what goes wrong there must not end the connection.
            asyncio.get_running_loop().call_soon(self._on_action, key, str(word))


def _escaped(text: str) -> str:
    """For a body with markup. NOTE: the module `html` has a table of 2,231 names, 340 KiB that would stay in memory."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _arguments(
    app: tuple[str, str], image: Image | None, notice: Notice, replaces: int, abilities: frozenset[str]
) -> tuple[object, ...]:
    """What Notify takes. Only the body may hold markup, and only some services read it (`pomerium.md` §9 rule 10)."""
    name, icon = app
    text = composed(notice.text, _TEXT_LENGTH)
    body = _escaped(text) if "body-markup" in abilities else text
    actions = _actions(notice) if "actions" in abilities else []
    expires = _UNTIL_CLOSED if notice.urgency is Urgency.CRITICAL else _AS_THE_SERVICE_LIKES
    hints = _hints(name, notice) | (_image_hint(image) if image else {})
    return name, replaces, "" if image else icon, composed(notice.title, _TITLE_LENGTH), body, actions, hints, expires


def _actions(notice: Notice) -> list[str]:
    """Ids and labels in turn; "default" is the click on the notice itself."""
    buttons = [text for button in notice.buttons for text in (button.id, composed(button.label, _LABEL_LENGTH))]
    return ["default", "Open", *buttons]


def _hints(app_name: str, notice: Notice) -> dict[str, tuple[str, object]]:
    hints: dict[str, tuple[str, object]] = {
        "urgency": ("y", _LEVEL[notice.urgency]),
        "desktop-entry": ("s", app_name),
        "category": ("s", "network"),
    }
    return {**hints, "transient": ("b", True)} if notice.urgency is Urgency.LOW else hints


def _image_hint(image: Image) -> dict[str, tuple[str, object]]:
    """Width, height, bytes a row, has opacity, bits a sample, samples a pixel, pixels ("Icons and Images")."""
    row = 4 * image.width
    return {"image-data": ("(iiibiiay)", (image.width, image.height, row, True, 8, 4, image.pixels))}
