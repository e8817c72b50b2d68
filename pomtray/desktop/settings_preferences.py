"""What `[preferences]` of a settings file may say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from pomtray.core.route import AutoRenew, CallbackAnswer, IconStyle, Preferences
from pomtray.desktop.settings_values import Misfit, at, ca_file, choice, flag, known, seconds, text

_BOUNDS: Final = {
    "clear_clipboard_for": (1, 600),
    "sign_in_for": (5, 3600),
    "session_for": (30, 366 * 86400),
    "look_every": (0, 86400),
}
_CHOICES: Final = {"callback_answer": CallbackAnswer, "auto_renew": AutoRenew, "icon": IconStyle}
KEYS: Final = (*_BOUNDS, *_CHOICES, "hide_people", "ca")
_USUAL: Final = Preferences()


def preferences(table: Mapping[str, object], folder: Path) -> tuple[Preferences, list[Misfit]]:
    """What is left out, or does not fit, is as usual."""
    misfits = list(_unknown(table))
    values: dict[str, Any] = {key: getattr(_USUAL, key) for key in KEYS}
    for key in KEYS:
        try:
            values[key] = at(key, partial(_read, table, key, folder)) if key in table else values[key]
        except Misfit as misfit:
            misfits.append(misfit)
    return Preferences(**values), misfits


def _unknown(table: Mapping[str, object]) -> Iterator[Misfit]:
    for key in table:
        try:
            known({key: None}, KEYS)
        except Misfit as misfit:
            yield misfit


def _read(table: Mapping[str, object], key: str, folder: Path) -> object:
    if key in _BOUNDS:
        return seconds(table, key, 0, _BOUNDS[key])
    if key in _CHOICES:
        return choice(_CHOICES[key], table[key])
    return flag(table, key, usual=True) if key == "hide_people" else ca_file(text(table, key), folder)
