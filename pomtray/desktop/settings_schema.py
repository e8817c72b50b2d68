"""What a settings file may say: every key, its type and its bounds."""

from __future__ import annotations

import difflib
import ntpath
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from pomtray.core.origin import Origin, split
from pomtray.core.plain import plain
from pomtray.core.route import CallbackAnswer, HeaderForm, Preferences, Route, Settings

E = TypeVar("E", bound=StrEnum)
R = TypeVar("R")
_NAME_LENGTH: Final = 80
_ROUTE_KEYS: Final = ("name", "url", "tags", "header", "browser", "ca", "group")
_SHELL: Final = re.compile(
    r"(ba|da|z|fi|k|mk|pdk|c|tc|a|r|x|nu|xon|pw|power)?sh(ell)?|elvish|cmd|command|busybox|[wc]script|mshta|wsl",
    re.IGNORECASE,
)
_LAUNCHER: Final = re.compile(
    r"env|nohup|setsid|nice|ionice|sudo|doas|timeout|flatpak-spawn|xterm|start", re.IGNORECASE
)
_BOUNDS: Final = {
    "clear_clipboard_for": (1, 600),
    "sign_in_for": (5, 3600),
    "session_for": (30, 366 * 86400),
}


class Misfit(Exception):
    """One key that does not fit. `expected` never quotes a value: it could be a pasted credential."""

    def __init__(self, expected: str, key: str = "", table: str = "", number: int = 0, name: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.key = key
        self.table = table
        self.number = number
        """Of the route, from 0."""
        self.name = name
        """The route's, where it has one."""


def settings_from(document: Mapping[str, object], folder: Path) -> Settings:
    """The settings in a parsed file; relative `ca` paths start at `folder`. Raises `Misfit`."""
    _known(document, ("routes", "preferences"))
    tables = document.get("routes", [])
    if not isinstance(tables, list):
        raise Misfit("expected [[routes]], a table for each route", "routes")
    routes: list[Route] = []
    for number, table in enumerate(tables):
        try:
            routes.append(_route(table, folder, [route.name for route in routes]))
        except Misfit as misfit:
            name = plain(table.get("name"), 40) if isinstance(table, dict) else ""
            raise Misfit(misfit.expected, misfit.key, "routes", number, name) from None
    return Settings(tuple(routes), _preferences(document.get("preferences", {})))


def _route(table: object, folder: Path, taken: Iterable[str]) -> Route:
    if not isinstance(table, dict):
        raise Misfit("expected a table with name and url")
    _known(table, _ROUTE_KEYS)
    return Route(
        name=_at("name", lambda: _name(_text(table, "name", required=True), taken)),
        url=_at("url", lambda: _url(_text(table, "url", required=True))),
        tags=_at("tags", lambda: _texts(table, "tags")),
        header=_at("header", lambda: _choice(HeaderForm, table.get("header", HeaderForm.POMERIUM.value))),
        browser=_at("browser", lambda: _browser(_texts(table, "browser", 'like ["firefox", "{url}"]'))),
        ca=_at("ca", lambda: _ca(_text(table, "ca"), folder)),
        group=_at("group", lambda: _label(_text(table, "group"))),
    )


def _preferences(table: object) -> Preferences:
    if not isinstance(table, dict):
        raise Misfit("expected [preferences], one table", "preferences")
    usual = Preferences()
    try:
        _known(table, (*_BOUNDS, "callback_answer", "hide_people"))
        seconds = {key: _at(key, partial(_seconds, table, key, getattr(usual, key))) for key in _BOUNDS}
        answer = _at("callback_answer", lambda: _choice(CallbackAnswer, table.get("callback_answer", "page")))
        hides = _at("hide_people", lambda: _flag(table))
        return replace(Preferences(callback_answer=answer, hide_people=hides), **seconds)  # type: ignore[arg-type]
    except Misfit as misfit:
        raise Misfit(misfit.expected, misfit.key, "preferences") from None


def _at(key: str, read: Callable[[], R]) -> R:
    """`read()`, its `Misfit` (or `ValueError` with a reason for people) told as of `key`."""
    try:
        return read()
    except (Misfit, ValueError) as error:
        raise Misfit(str(error), key) from None


def _known(table: Mapping[str, object], keys: Iterable[str]) -> None:
    for key in table:
        if key not in keys:
            close = difflib.get_close_matches(key, keys, 1)
            hint = f"did you mean {close[0]}?" if close else f"expected one of {', '.join(keys)}"
            raise Misfit(f"there is no such key; {hint}", plain(key, 40))


def _text(table: Mapping[str, object], key: str, *, required: bool = False) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise Misfit('expected text in quotes, like "…"')
    if required and not value.strip():
        raise Misfit("is missing; every route has a name and a url")
    return value


def _texts(table: Mapping[str, object], key: str, form: str = 'like ["work", "prod"]') -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Misfit(f"expected a list of texts, {form}")
    return tuple(_label(item) if key == "tags" else item for item in value)


def _label(text: str) -> str:
    shown = text.strip()
    if plain(shown, _NAME_LENGTH) != shown:
        raise Misfit(f"expected at most {_NAME_LENGTH} characters on one line, without control characters")
    return shown


def _name(text: str, taken: Iterable[str]) -> str:
    name = _label(text)
    if name in taken:
        raise Misfit("another route has this name already; names tell routes apart")
    return name


def _url(text: str) -> str:
    """The URL with its origin written one way: lower case, no `:443` (`pomerium.md` §1), no fragment."""
    origin, parts = Origin.parse(text.strip()), split(text.strip())
    return f"{origin}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def _choice(kind: type[E], value: object) -> E:
    words = [member.value for member in kind]
    if value not in words:
        close = difflib.get_close_matches(value, words, 1) if isinstance(value, str) else []
        hint = f"; did you mean {close[0]}?" if close else ""
        raise Misfit(f"expected one of {', '.join(words)}{hint}")
    return kind(str(value))


def _browser(words: tuple[str, ...]) -> tuple[str, ...]:
    """An argv template (`pomerium.md` §9 rule 11). Raises `Misfit`."""
    if not words:
        return ()
    if any("{url}" in word and word != "{url}" for word in words) or words.count("{url}") != 1 or words[0] == "{url}":
        raise Misfit('expected "{url}" once, as an argument of its own after the program')
    if "" in words or any("\0" in word for word in words):
        raise Misfit("expected no empty argument")
    runs = words if _is(_LAUNCHER, words[0]) else words[:1]
    if any(_is(_SHELL, word) for word in runs):
        raise Misfit("a shell is not a browser: name the program itself")
    return words


def _is(kind: re.Pattern[str], word: str) -> bool:
    base = ntpath.basename(posixpath.basename(word)).lower().removesuffix(".exe")
    return bool(kind.fullmatch(base))


def _ca(text: str, folder: Path) -> str:
    if not text:
        return ""
    try:
        path = folder / Path(text).expanduser()
    except RuntimeError:
        raise Misfit("expected a path; there is no such home folder") from None
    if "\0" in text or not path.is_file():
        raise Misfit("expected the path of a file with certificates (PEM); there is no such file")
    return str(path)


def _seconds(table: Mapping[str, object], key: str, usual: int) -> int:
    value, (least, most) = table.get(key, usual), _BOUNDS[key]
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Misfit(f"expected a whole number of seconds from {least} to {most}")
    return value


def _flag(table: Mapping[str, object]) -> bool:
    value = table.get("hide_people", False)
    if not isinstance(value, bool):
        raise Misfit("expected true or false")
    return value
