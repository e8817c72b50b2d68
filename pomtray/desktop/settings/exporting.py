"""A settings file's text without what may be secret, and without what is of one computer alone."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pomtray.core.plain import isolated, plain
from pomtray.core.settings.refused import RefusedEntry
from pomtray.core.text import phrase
from pomtray.desktop.settings import settings
from pomtray.desktop.settings.problems import refused

_CERTIFICATES: Final = frozenset({"ca", "client_cert", "client_key"})
LEFT_OUT: Final = {
    "routes": _CERTIFICATES | {"browser"},
    "providers": _CERTIFICATES | {"client_secret", "authorization_params", "token_params"},
    "preferences": frozenset({"ca"}),
}
"""Keys by table: names of programs and files of one computer, and what may have anything in it."""
_LONGEST: Final = 80


def exported(text: str, path: Path) -> tuple[str, tuple[str, ...]]:
    """The text, without comments, and what was left out. Raises `SettingsError` where the file cannot be read."""
    import tomlkit  # noqa: PLC0415 36 ms, and seldom needed

    bad = settings.parse(text, path).refused
    if any(entry.stands_for > 1 for entry in bad):
        raise refused(phrase("Too many entries are refused to tell them from the others"))
    content, left_out = tomllib.loads(text), [isolated(plain(entry.called, _LONGEST)) for entry in bad]
    kept: dict[str, object] = {}
    if (table := _kept("preferences", content.get("preferences"), left_out, _bad_preferences(bad))) is not None:
        kept["preferences"] = table
    for name in ("providers", "routes"):
        numbers = {entry.number for entry in bad if entry.table == name}
        listed = content.get(name, [])
        tables = [
            one for number, one in enumerate(listed if isinstance(listed, list) else (), 1) if number not in numbers
        ]
        kept[name] = [_kept(name, one, left_out) for one in tables]
    return tomlkit.dumps({name: one for name, one in kept.items() if one}), tuple(left_out)


def _kept(name: str, table: object, left_out: list[str], bad: frozenset[str] = frozenset()) -> dict[str, object] | None:
    if not isinstance(table, Mapping):
        return None
    called = isolated(plain(str(table.get("name", name)), _LONGEST))
    left_out.extend(f"{key} of {called}" for key in table if key in LEFT_OUT[name])
    taken = {key: value for key, value in table.items() if key not in LEFT_OUT[name] | bad}
    return taken | ({"url": _bare(str(taken["url"]))} if "url" in taken else {})


def _bare(url: str) -> str:
    """Without a query and a fragment, in which there may be anything."""
    return url.partition("#")[0].partition("?")[0]


def _bad_preferences(bad: tuple[RefusedEntry, ...]) -> frozenset[str]:
    return frozenset(entry.name for entry in bad if entry.table == "preferences")
