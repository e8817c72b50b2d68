"""What a person does and sees of a sign-in, by the menu and a browser."""

from __future__ import annotations

from tests.e2e.browser import Links
from tests.e2e.person import Person
from tests.e2e.tray_host import TrayItem


def status(item: TrayItem) -> str:
    """The menu's first line."""
    return item.open().shown()[0]


def labels(item: TrayItem) -> dict[str, str]:
    """What the menu says of each route, without opening it."""
    lines = (line.label.partition(" — ") for line in item.peek().lines if line.visible and line.lines)
    return {name: said for name, _, said in lines}


def say(item: TrayItem, routes: tuple[str, ...], word: str) -> bool:
    seen = labels(item)
    return all(word in seen.get(route, "") for route in routes)


def sign_in(item: TrayItem, route: str, links: Links, person: Person, *, line: str = "Sign in") -> None:
    item.click(route, line)
    assert person.visit(links.next()) == 200
