"""What a person has before them: the tray's menu, the clipboard, and the services that take what it holds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import httpx

from pomtray.core.secret import Credential
from tests.e2e import windows
from tests.e2e.bus_monitor import BusMonitor, Notified
from tests.e2e.demo_pomerium import Authority, DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually
from tests.e2e.tray_host import Line, TrayItem

_BEARER = "Authorization: Bearer "
_AFTER_CLICKS = ("Signed in to ", "Header for ")


@dataclass(frozen=True)
class Seen:
    """The program as a person has it before them."""

    item: TrayItem
    desktop: DesktopSession

    def row(self, route: str) -> Line:
        """The route's line as the menu shows it on opening."""
        return eventually(lambda: self.item.open().find(route), f"{route} is in the menu")

    def says(self, route: str, word: str) -> None:
        """Wait until the route's line, or what stands below it, has that word; a long text stands in several lines."""

        def look() -> bool:
            row = self.row(route)
            return word in " ".join((row.label, *row.shown()))

        eventually(look, f"{route} says {word!r}")

    def copied(self, route: str) -> Credential:
        """What another program finds in the header on the clipboard."""
        self.fill_clipboard("nothing yet")
        eventually(lambda: self.row(route).find("Copy header"), f"the sign-in to {route} is over here too")
        self.item.click(route, "Copy header")
        eventually(lambda: self.desktop.clipboard().startswith(_BEARER), f"the header of {route} is on the clipboard")
        return Credential(self.desktop.clipboard().removeprefix(_BEARER))

    def fill_clipboard(self, text: str) -> None:
        self.desktop.start("xclip", "-quiet", "-selection", "clipboard", "-in", text=text)
        eventually(lambda: self.desktop.clipboard() == text, "another program's text is on the clipboard")

    def answer_in_window(self, text: str) -> None:
        """Type what a question asks for into the window that its notice brings up, and close it.

        NOTE: a window that is open already says to nobody when it has put the keyboard into the question's field.
        """
        assert not windows.shown(self.desktop, "^pomtray$")
        self.desktop.press_on_notice("Enter it…")
        window = windows.wait_for(self.desktop, "^pomtray$")
        eventually(lambda: windows.in_front(self.desktop) == "pomtray", "the window is in front")
        windows.type_text(self.desktop, window, text)
        windows.press(self.desktop, window, "Return", "Escape")
        eventually(lambda: not windows.shown(self.desktop, "^pomtray$"), "the window is closed")


@dataclass(frozen=True)
class Screen(Seen):
    """And the services that they call with what it copied."""

    demo: DemoPomerium
    authority: Authority

    def opens(self, route: str, credential: Credential) -> bool:
        """Whether the route lets a request with that header through."""
        name, _, scheme = _BEARER.partition(": ")
        url, trust = self.demo.url(route), self.authority.client()
        return (
            httpx.get(url, headers={name: scheme + credential.reveal()}, verify=trust, trust_env=False).status_code
            == httpx.codes.OK
        )


def unasked(monitor: BusMonitor, seen: int) -> list[Notified]:
    """The notices, of those after the first `seen`, that no click led to."""
    return [notice for notice in monitor.notices[seen:] if not notice.title.startswith(_AFTER_CLICKS)]


Running = Callable[[], AbstractContextManager[Screen]]
