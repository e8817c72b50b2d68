"""What a settings file may say: its tables, read entry by entry. A bad entry takes only itself away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeVar

from pomtray.core.domain.provider import Provider
from pomtray.core.domain.route import Preferences, Route, Settings
from pomtray.core.plain import plain
from pomtray.core.text import phrase
from pomtray.desktop.settings import preferences as settings_preferences
from pomtray.desktop.settings import providers as settings_providers
from pomtray.desktop.settings import routes as settings_routes
from pomtray.desktop.settings.preferences import CAREFUL, preferences
from pomtray.desktop.settings.providers import provider
from pomtray.desktop.settings.routes import route
from pomtray.desktop.settings.values import LABEL_LENGTH, Misfit, close_to

R = TypeVar("R")
_HEADERS: Final = {"routes": "[[routes]]", "providers": "[[providers]]", "preferences": "[preferences]"}
_KEYS: Final = {
    "routes": settings_routes.KEYS,
    "providers": settings_providers.KEYS,
    "preferences": settings_preferences.KEYS,
}
_EXPECTED: Final = "expected [[routes]], [[providers]] or [preferences]"
_MOST_STRANGE: Final = 1000
"""Keys that are compared with those we know."""


class Document:
    """A parsed file. What does not fit is kept with its reason, and reaches nothing else."""

    def __init__(self, document: Mapping[str, object], folder: Path) -> None:
        """Relative paths start at `folder`."""
        self._document = document
        self._folder = folder
        self._variables: set[str] = set()
        self._strange: set[str] = set()
        """Keys that stand where they are not known."""
        self.misfits: list[Misfit] = []
        self.providers: dict[str, Provider | Misfit] = {}
        """By name, also those that do not fit."""
        self.settings = self._read()
        """What fits."""

    def _read(self) -> Settings:
        self._refuse_strays()
        self.providers = self._each("providers", self._provider)
        routes = self._each("routes", self._route)
        return Settings(
            tuple(one for one in routes.values() if isinstance(one, Route)),
            self._preferences(),
            tuple(one for one in self.providers.values() if isinstance(one, Provider)),
            refused_variables=frozenset(self._variables),
        )

    def _provider(self, table: object, taken: Collection[str]) -> Provider:
        return provider(table, self._folder, taken)

    def _route(self, table: object, taken: Collection[str]) -> Route:
        return route(table, self._folder, taken, self.providers)

    def _each(self, table: str, read: Callable[[object, Collection[str]], R]) -> dict[str, R | Misfit]:
        """Every `[[table]]` by its name. One that is refused keeps its name: no other takes its place."""
        found: dict[str, R | Misfit] = {}
        tables = self._document.get(table, [])
        if not isinstance(tables, list):
            one = table.removesuffix("s")
            self._refuse(
                Misfit(
                    phrase("write {headers}, with two brackets, above each {one}", headers=_HEADERS[table], one=one)
                ),
                table,
                None,
                tables,
            )
            return found
        for number, entry in enumerate(tables):
            try:
                value: R | Misfit = read(entry, found.keys())
            except Misfit as misfit:
                self._refuse(misfit, table, number, entry)
                value = misfit
            if name := _name_of(entry):
                found.setdefault(name, value)
        return found

    def _refuse(self, misfit: Misfit, table: str, number: int | None, entry: object) -> None:
        misfit.table, misfit.number, misfit.name = plain(table, 40), number, plain(_name_of(entry), LABEL_LENGTH)
        self._variables.update(_variables(entry))
        if isinstance(entry, dict):
            strange = [key for key in entry if key not in _KEYS.get(table, ())]
            self._strange.update(strange)
            misfit.belongs = _home_of(strange) if misfit.is_unknown and misfit.key else ""
        self.misfits.append(misfit)

    def _refuse_strays(self) -> None:
        """What stands above every header, and tables that we do not know."""
        strays = {key: value for key, value in self._document.items() if key not in _HEADERS}
        self._strange.update(strays)
        bare = {key: value for key, value in strays.items() if not _tables(value)}
        for key in tuple(bare)[:1]:
            misfit = Misfit(
                phrase("there is no such key; {expected}", expected=_EXPECTED), plain(key, 40), is_unknown=True
            )
            self._refuse(misfit, "", None, bare)
        for key in strays.keys() - bare.keys():
            hint = (
                phrase("did you mean {headers}?", headers=_HEADERS[close])
                if (close := close_to(key, _HEADERS))
                else _EXPECTED
            )
            for number, entry in _tables(strays[key]):
                self._refuse(Misfit(phrase("there is no such table ({hint})", hint=hint)), key, number, entry)

    def _preferences(self) -> Preferences:
        table = self._document.get("preferences", {})
        if not isinstance(table, dict):
            self._refuse(Misfit(phrase("write [preferences], with one bracket, and once")), "preferences", None, table)
            return CAREFUL
        self._strange.update(key for key in table if key not in settings_preferences.KEYS)
        found, misfits = preferences(table, self._folder, self._meant())
        for misfit in misfits:
            key = misfit.key
            self._refuse(misfit, "preferences", None, {key: None} if misfit.is_unknown else None)
            misfit.name = key
        return found

    def _meant(self) -> Collection[str]:
        """Preferences that may be meant by what stands where it is not known."""
        if len(self._strange) > _MOST_STRANGE:
            return settings_preferences.KEYS
        if any(close_to(key, _HEADERS) == "preferences" for key in self._strange):
            return settings_preferences.KEYS
        return {close_to(key, settings_preferences.KEYS) for key in self._strange}


def _tables(value: object) -> list[tuple[int | None, object]]:
    """The tables that `value` is, with their numbers; none where it is something else."""
    if isinstance(value, dict):
        return [(None, value)]
    if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
        return list(enumerate(value))
    return []


def _name_of(entry: object) -> str:
    name = entry.get("name") if isinstance(entry, dict) else ""
    return name.strip() if isinstance(name, str) else ""


def _home_of(keys: Collection[str]) -> str:
    """The header under which most of `keys` are known, "" for none."""
    counts = {table: sum(key in known for key in keys) for table, known in _KEYS.items()}
    table = max(counts, key=lambda table: counts[table])
    return _HEADERS[table] if counts[table] else ""


def _variables(value: object) -> Iterator[str]:
    """The environment variables that something refused names, wherever in it."""
    if isinstance(value, dict):
        if isinstance(name := value.get("env"), str):
            yield name
        for inner in value.values():
            yield from _variables(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _variables(inner)
