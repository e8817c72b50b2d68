"""An entry of the settings file while a person has it before them in a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from pomtray.core.light_dataclass import dataclass
from pomtray.core.settings.change import Place, Value, plainly
from pomtray.core.settings.entry.fields import FIELDS, Field
from pomtray.core.settings.entry.texts import text_of, value_of
from pomtray.core.text import reason_of

Texts = Mapping[str, str]
"""By key, what the form says."""


@dataclass(frozen=True, slots=True)
class Draft:
    """As it was read: also one that does not count."""

    table: str
    """"routes" or "providers"."""
    number: int | None = None
    """From 0; None for a new one."""
    keys: Mapping[str, object] = field(default_factory=dict, repr=False)
    """NOTE: not in the repr: what stands in a wrong place may be a secret."""
    meant: Mapping[str, str] = field(default_factory=dict)
    """Keys that there are not, and the ones that may be meant."""
    providers: tuple[str, ...] = ()
    """That a route can name."""
    used_by: tuple[str, ...] = ()
    """The routes that need this provider."""

    @property
    def name(self) -> str:
        """Empty where it has none that can be read."""
        name = self.keys.get("name")
        return name.strip() if isinstance(name, str) else ""

    @property
    def fields(self) -> tuple[Field, ...]:
        return FIELDS[self.table]

    @property
    def place(self) -> Place | None:
        return None if self.number is None else Place(self.table, self.number, self.keys)

    @property
    def texts(self) -> dict[str, str]:
        """What the form says at first: all that can be read, slips of the hand included."""
        known = {self.meant.get(key, key): value for key, value in self.keys.items()}
        read = {each.key: text_of(each.kind, known[each.key]) for each in self.fields if each.key in known}
        return {each.key: (each.usual if (text := read.get(each.key)) is None else text) for each in self.fields}

    @property
    def unknown(self) -> tuple[str, ...]:
        """Keys that there are not, and that are like none."""
        known = {each.key for each in self.fields}
        return tuple(key for key in self.keys if key not in known and key not in self.meant)

    def changed(self, texts: Texts) -> dict[str, Value | None]:
        """The keys to write, None for those to take away. Raises `ValueError` as `value_of`."""
        known = {each.key for each in self.fields}
        changes: dict[str, Value | None] = {key: None for key in self.keys if key not in known}
        for each in self.fields:
            is_written = each.key in self.keys
            text = texts[each.key] if each.is_asked(texts) else each.usual
            if is_written and each.is_asked(texts) and text_of(each.kind, self.keys[each.key]) == text:
                continue
            if text.strip() in {"", each.usual}:
                changes |= {each.key: None} if is_written else {}
            else:
                changes[each.key] = value_of(each.kind, text)
        return changes

    def faults(self, texts: Texts) -> dict[str, str]:
        """What cannot be written at all, by key."""
        found: dict[str, str] = {}
        for each in self.fields:
            if each.is_asked(texts) and texts[each.key].strip():
                try:
                    value_of(each.kind, texts[each.key])
                except ValueError as error:
                    found[each.key] = reason_of(error)
        return found

    def written(self, texts: Texts) -> dict[str, object]:
        """The whole entry as it would be. Raises `ValueError` as `value_of`."""
        return merged(self.keys, self.changed(texts))


def merged(keys: Mapping[str, object], changes: Mapping[str, Value | None]) -> dict[str, object]:
    """`keys` with `changes` made."""
    kept = {key: value for key, value in keys.items() if key not in changes}
    return kept | {key: plainly(value) for key, value in changes.items() if value is not None}
