"""What a settings file may say: its tables, and the preferences."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

from pomtray.core.provider import Provider
from pomtray.core.route import AutoRenew, CallbackAnswer, IconStyle, Preferences, Route, Settings
from pomtray.desktop.settings_providers import provider
from pomtray.desktop.settings_routes import route
from pomtray.desktop.settings_values import Misfit, at, ca_file, choice, each, flag, known, seconds, text

_BOUNDS: Final = {
    "clear_clipboard_for": (1, 600),
    "sign_in_for": (5, 3600),
    "session_for": (30, 366 * 86400),
    "look_every": (0, 86400),
}
_KEYS: Final = (*_BOUNDS, "callback_answer", "auto_renew", "hide_people", "icon", "ca")


def settings_from(document: Mapping[str, object], folder: Path) -> Settings:
    """The settings in a parsed file; relative `ca` paths start at `folder`. Raises `Misfit`."""
    known(document, ("routes", "providers", "preferences"))
    providers = _providers(document, folder)
    preferences = _preferences(document.get("preferences", {}), folder)
    return Settings(_routes(document, folder, providers), preferences, providers)


def _providers(document: Mapping[str, object], folder: Path) -> tuple[Provider, ...]:
    taken: set[str] = set()

    def read(table: object) -> Provider:
        found = provider(table, folder, taken)
        taken.add(found.name)
        return found

    return each(document, "providers", read)


def _routes(document: Mapping[str, object], folder: Path, providers: tuple[Provider, ...]) -> tuple[Route, ...]:
    taken: set[str] = set()
    by_name = {one.name: one for one in providers}

    def read(table: object) -> Route:
        found = route(table, folder, taken, by_name)
        taken.add(found.name)
        return found

    return each(document, "routes", read)


def _preferences(table: object, folder: Path) -> Preferences:
    if not isinstance(table, dict):
        raise Misfit("expected [preferences], one table", "preferences")
    try:
        return _preferences_from(table, folder)
    except Misfit as misfit:
        raise Misfit(misfit.expected, misfit.key, "preferences") from None


def _preferences_from(table: Mapping[str, object], folder: Path) -> Preferences:
    known(table, _KEYS)
    usual = Preferences()
    return Preferences(
        clear_clipboard_for=_seconds(table, "clear_clipboard_for", usual.clear_clipboard_for),
        sign_in_for=_seconds(table, "sign_in_for", usual.sign_in_for),
        session_for=_seconds(table, "session_for", usual.session_for),
        look_every=_seconds(table, "look_every", usual.look_every),
        callback_answer=at("callback_answer", lambda: choice(CallbackAnswer, table.get("callback_answer", "page"))),
        auto_renew=at("auto_renew", lambda: choice(AutoRenew, table.get("auto_renew", "notify"))),
        icon=at("icon", lambda: choice(IconStyle, table.get("icon", "colour"))),
        ca=at("ca", lambda: ca_file(text(table, "ca"), folder)),
        hide_people=at("hide_people", lambda: flag(table, "hide_people", usual=usual.hide_people)),
    )


def _seconds(table: Mapping[str, object], key: str, usual: int) -> int:
    return at(key, partial(seconds, table, key, usual, _BOUNDS[key]))
