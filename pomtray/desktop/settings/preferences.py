"""What `[preferences]` of a settings file may say, and what counts in the place of what is refused there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from pomtray.core.domain.icon_style import IconStyle
from pomtray.core.domain.route import AutoRenew, CallbackAnswer, Preferences
from pomtray.core.shortcut import Shortcut
from pomtray.core.text import phrase
from pomtray.desktop.settings.values import Misfit, at, ca_file, choice, close_to, flag, known, seconds, text

_BOUNDS: Final = {
    "clear_clipboard_for": (1, 600),
    "sign_in_for": (5, 3600),
    "session_for": (30, 366 * 86400),
    "look_every": (0, 86400),
    "tell_before": (0, 86400),
}
_CHOICES: Final = {"callback_answer": CallbackAnswer, "auto_renew": AutoRenew, "icon": IconStyle}
_FLAGS: Final = frozenset({"hide_people", "lock_with_screen", "ask_programs"})
KEYS: Final = (*_BOUNDS, *_CHOICES, "hide_people", "lock_with_screen", "ask_programs", "ca", "search_shortcut")
_USUAL: Final = Preferences()
CAREFUL: Final = Preferences(
    clear_clipboard_for=10,
    callback_answer=CallbackAnswer.NONE,
    hide_people=True,
    lock_with_screen=True,
    ask_programs=True,
)
"""In the place of what is refused, so that a slip of the hand makes nothing less careful than somebody wanted it."""
_MEANWHILE: Final = {
    "clear_clipboard_for": phrase("Until then what is copied is cleared after 10 seconds."),
    "sign_in_for": phrase("Until then a sign-in waits for 6 minutes."),
    "session_for": phrase("Until then a session is taken to last 14 hours where Pomerium does not say."),
    "tell_before": phrase("Until then a session's end is told of as its lifetime says."),
    "look_every": phrase("Until then sessions are looked at every 10 minutes."),
    "callback_answer": phrase("Until then the browser gets no page."),
    "auto_renew": phrase("Until then a notice is all that comes by itself."),
    "icon": phrase("Until then the icons have their colours."),
    "hide_people": phrase("Until then names and e-mails are hidden."),
    "lock_with_screen": phrase("Until then pomtray is locked whenever the screen is."),
    "ask_programs": phrase("Until then you are asked before a program gets a credential."),
    "ca": phrase("Until then that authority is not trusted."),
    "search_shortcut": phrase("Until then no key brings up the search."),
}


def preferences(table: Mapping[str, object], folder: Path, meant: Collection[str]) -> tuple[Preferences, list[Misfit]]:
    """`meant`: keys that may stand elsewhere in the file, or with a slip of the hand, where they do not count."""
    misfits = list(_unknown(table))
    values: dict[str, Any] = {key: getattr(CAREFUL if key in meant else _USUAL, key) for key in KEYS}
    for key in KEYS:
        try:
            values[key] = at(key, partial(_read, table, key, folder)) if key in table else values[key]
        except Misfit as misfit:
            values[key], misfit.meanwhile = getattr(CAREFUL, key), _MEANWHILE[key]
            misfits.append(misfit)
    return Preferences(**values), misfits


def _unknown(table: Mapping[str, object]) -> Iterator[Misfit]:
    for key in table:
        try:
            known({key: None}, KEYS)
        except Misfit as misfit:
            close = close_to(key, KEYS)
            misfit.meanwhile = "" if close in table else _MEANWHILE.get(close, "")
            yield misfit


def _read(table: Mapping[str, object], key: str, folder: Path) -> object:
    if key in _BOUNDS:
        return seconds(table, key, 0, _BOUNDS[key])
    if key in _CHOICES:
        return choice(_CHOICES[key], table[key])
    if key == "search_shortcut":
        return str(Shortcut.parse(text(table, key))) if text(table, key).strip() else ""
    return flag(table, key, usual=True) if key in _FLAGS else ca_file(text(table, key), folder)
