"""A key for the whole desktop: how a person writes it, and how portal and X server name it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, auto
from typing import Final, Self

from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import isolated
from pomtray.core.text import phrase, with_values

_MODIFIERS: Final = ("Ctrl", "Alt", "Shift", "Super")
_ALSO: Final = {"control": "Ctrl", "meta": "Super", "win": "Super", "logo": "Super"}
_FOR_PORTAL: Final[Mapping[str, str]] = {"Ctrl": "CTRL", "Alt": "ALT", "Shift": "SHIFT", "Super": "LOGO"}
_MASKS: Final[Mapping[str, int]] = {"Shift": 1, "Ctrl": 4, "Alt": 8, "Super": 64}
"""Shift, Control, Mod1 and Mod4 (X11 protocol, "KEYBUTMASK")."""
_FUNCTION_KEYS: Final = 24
_F1: Final = 0xFFBE
_NAMED: Final[Mapping[str, int]] = {"Space": 0x20, "Pause": 0xFF13, "Insert": 0xFF63, "Home": 0xFF50, "End": 0xFF57}
"""The keysyms of keys with names (X11 protocol, appendix A)."""


_NO_KEYS: Final = phrase('expected keys like "Ctrl+Alt+P": Ctrl, Alt, Shift, Super, and a letter, digit or F1 to F24')
_ALONE: Final = phrase("expected Ctrl, Alt or Super with it: else it could not be typed any more")


class ShortcutState(StrEnum):
    """What became of a wish for such a key."""

    OFF = auto()
    WAITING = auto()
    """The desktop asks the person."""
    ON = auto()
    TAKEN = auto()
    """Another program has it."""
    REFUSED = auto()
    """The person, or the desktop, said no."""
    NONE = auto()
    """The desktop has none for programs."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    modifiers: tuple[str, ...]
    """In the order of `Ctrl+Alt+Shift+Super`."""
    key: str
    """A capital letter, a digit, `F1` to `F24`, or a name."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """`Ctrl+Alt+P`. Raises `ValueError` with a reason for people."""
        *before, last = (part.strip() for part in text.split("+"))
        names = {name.lower(): name for name in _MODIFIERS} | _ALSO
        found = [names.get(part.lower(), "") for part in before]
        key = last.upper() if len(last) == 1 else last.capitalize()
        if not all(found) or len(set(found)) != len(found) or _keysym(key) is None:
            raise ValueError(_NO_KEYS)
        if not set(found) - {"Shift"} and key not in _function_keys():
            raise ValueError(_ALONE)
        return cls(tuple(name for name in _MODIFIERS if name in found), key)

    def __str__(self) -> str:
        return "+".join((*self.modifiers, self.key))

    @property
    def for_portal(self) -> str:
        """As the freedesktop shortcuts specification writes it: a keysym's name behind the modifiers."""
        key = self.key.lower() if len(self.key) == 1 or self.key == "Space" else self.key
        return "+".join((*(_FOR_PORTAL[name] for name in self.modifiers), key))

    @property
    def keysym(self) -> int:
        return _keysym(self.key) or 0

    @property
    def mask(self) -> int:
        """The X server's modifiers."""
        return sum(_MASKS[name] for name in self.modifiers)


def told_of(state: ShortcutState, trigger: str) -> str:
    """What has become of the wish. trigger: what the desktop calls the key."""
    return with_values(_TOLD[state], key=isolated(trigger))


_TOLD: Final[Mapping[ShortcutState, str]] = {
    ShortcutState.OFF: phrase("None yet. A key that your desktop starts `pomtray --search` with does the same."),
    ShortcutState.WAITING: phrase("Your desktop asks you about it."),
    ShortcutState.ON: phrase("It works: {key}"),
    ShortcutState.TAKEN: phrase("Another program has {key}: choose another one."),
    ShortcutState.REFUSED: phrase("Your desktop said no. It may have a place for such keys in its own settings."),
    ShortcutState.NONE: phrase(
        "This desktop gives no keys to programs: have a key of its own start `pomtray --search`."
    ),
}


def _function_keys() -> frozenset[str]:
    return frozenset(f"F{number}" for number in range(1, _FUNCTION_KEYS + 1))


def _keysym(key: str) -> int | None:
    """Of what such a key gives without modifiers."""
    if len(key) == 1:
        return ord(key.lower()) if key.isascii() and key.isalnum() else None
    if key in _function_keys():
        return _F1 + int(key[1:]) - 1
    return _NAMED.get(key)
