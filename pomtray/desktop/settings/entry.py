"""One entry of the settings file, opened for a form: what it says, and what is wrong with what comes in its place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pomtray.core.errors import Problem, SettingsError
from pomtray.core.plain import isolated
from pomtray.core.settings.entry.draft import Draft
from pomtray.core.settings.entry.fields import FIELDS
from pomtray.core.text import big, joined, phrase
from pomtray.desktop.settings import settings
from pomtray.desktop.settings.providers import provider
from pomtray.desktop.settings.routes import route
from pomtray.desktop.settings.schema import Document
from pomtray.desktop.settings.values import Misfit, close_to

_MOST: Final = 64
"""Faults that are looked for: more than an entry has keys that can be wrong."""
_STAND_INS: Final = {"url": "https://app.example", "issuer": "https://idp.example", "client_id": "id"}
"""In the place of what is missing, so that the rest is looked at too."""


class OpenedEntry:
    """It is held against the rest of the file as that was when it was opened. The writer looks again."""

    def __init__(self, path: Path, table: str, name: str, number: int | None = None) -> None:
        """name: "" for a new one. number: from 0, where it is known. Raises `SettingsError`. It blocks."""
        text = settings.text_of(settings.data_in(path))
        settings.check(text)
        try:
            self._content = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            raise _gone("") from None
        self._folder = path.parent.absolute()
        self._document = Document(self._content, self._folder)
        self.draft = self._draft(table, name, number)

    def faults(self, keys: Mapping[str, object]) -> dict[str, str]:
        """What is wrong with `keys` in its place, by key; "" for what is of none. It looks for files that are named."""
        found: dict[str, str] = {}
        tried = dict(keys)
        for _ in range(_MOST):
            try:
                self._read(tried)
            except Misfit as misfit:
                key = misfit.key.partition(".")[0]
                if key in found or key not in {*tried, *_STAND_INS, "name"}:
                    return found | ({} if key in found else {key: _sentence(misfit)})
                found[key] = _sentence(misfit)
                tried.pop(key, None)
                tried |= {key: _STAND_INS[key]} if key in _STAND_INS else {}
                tried |= {"name": self._free_name()} if key == "name" else {}
            else:
                break
        return found

    def _read(self, keys: Mapping[str, object]) -> None:
        if self.draft.table == "providers":
            provider(keys, self._folder, self._others())
        else:
            route(keys, self._folder, self._others(), self._document.providers)

    def _others(self) -> frozenset[str]:
        entries = self._entries(self.draft.table)
        return frozenset(
            name
            for number, entry in enumerate(entries)
            if number != self.draft.number and (name := _text(entry, "name"))
        )

    def _free_name(self) -> str:
        others = self._others()
        return next(
            name for number in range(len(others) + 1) if (name := phrase("entry {number}", number=number)) not in others
        )

    def _entries(self, table: str) -> list[object]:
        found = self._content.get(table, [])
        return found if isinstance(found, list) else []

    def _draft(self, table: str, name: str, number: int | None) -> Draft:
        if not name and number is None:
            return Draft(table)
        entries = self._entries(table)
        names = [_text(entry, "name") for entry in entries]
        place = number if number is not None else names.index(name) if name in names else len(names)
        keys = entries[place] if place < len(entries) else None
        if not isinstance(keys, dict):
            raise _gone(name)
        known = tuple(field.key for field in FIELDS[table])
        strange = [key for key in keys if key not in known]
        meant = {key: close for key in strange if (close := close_to(key, known)) and close not in keys}
        users = [_text(entry, "name") for entry in self._entries("routes") if _text(entry, "provider") == names[place]]
        return Draft(
            table,
            place,
            keys,
            {key: close for key, close in meant.items() if list(meant.values()).count(close) == 1},
            tuple(self._document.providers),
            tuple(users) if table == "providers" and names[place] else (),
        )


def _text(entry: object, key: str) -> str:
    value = entry.get(key) if isinstance(entry, dict) else ""
    return value.strip() if isinstance(value, str) else ""


def _sentence(misfit: Misfit) -> str:
    """NOTE: it quotes no value."""
    within = misfit.key.partition(".")[2]
    told = joined(": ", (within, misfit.expected)) if within else big(misfit.expected)
    return joined("", (told, "."))


def _gone(name: str) -> SettingsError:
    sentence = (
        phrase("{name} is not in the settings file as it is now.", name=isolated(name))
        if name
        else phrase("The file cannot be read as it is now.")
    )
    return SettingsError(Problem(phrase("The entry cannot be opened"), sentence, phrase("Look at the settings file.")))
