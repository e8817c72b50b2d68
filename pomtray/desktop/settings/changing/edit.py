"""A change of the settings file: text in, text out. What it is not about stays byte for byte.

Only the table that is changed is given to tomlkit (`tables`): it moves tables of one kind together where others stand
between.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, assert_never, cast

from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import isolated
from pomtray.core.settings.change import (
    AddProvider,
    AddRoutes,
    Change,
    ChangeEntry,
    ChangePreferences,
    ChangeRoute,
    CopyRoute,
    Keys,
    Place,
    RemoveEntry,
    RemoveRoute,
    Several,
    Single,
    Value,
    plainly,
)
from pomtray.core.settings.entry.draft import merged
from pomtray.core.text import phrase
from pomtray.desktop.settings.changing.blocks import blocks
from pomtray.desktop.settings.changing.tables import (
    changed,
    entries,
    in_list,
    inline,
    inserted,
    is_inline,
    set_keys,
    without,
    written,
)

_ROUTES: Final = "routes"
_PROVIDERS: Final = "providers"
_PREFERENCES: Final = "preferences"
_HEADERS: Final = phrase(
    "Its headers are to be [[routes]] and [[providers]], with two brackets, and [preferences], with one, and once"
)


@dataclass(frozen=True, slots=True)
class _Add:
    table: str
    entries: Sequence[Keys]


@dataclass(frozen=True, slots=True)
class _Set:
    table: str
    number: int
    keys: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class _Take:
    table: str
    number: int


@dataclass(frozen=True, slots=True)
class _Prefer:
    keys: Mapping[str, Value | None]


_Step = _Add | _Set | _Take | _Prefer


def edited(text: str, change: Change) -> str:
    """`text` with `change` made. Raises `ValueError`, with a reason for people, where that cannot be done safely.

    `text` is TOML. NOTE: what comes out is compared with what is meant; nothing else of the file may be lost.
    """
    if isinstance(change, Several):
        for each in change.changes:
            text = edited(text, each)
        return text
    content = tomllib.loads(text)
    _listed(content, _ROUTES)
    if not isinstance(content.get(_PREFERENCES, {}), dict):
        raise ValueError(_HEADERS)  # noqa: TRY004 the file's fault
    for step in _steps(change, content):
        text, content = _edited(text, step, content), _meant(content, step)
    if not _says(text, content):
        raise ValueError(phrase("It is written in a way that cannot be changed safely"))
    return text


def _says(text: str, content: Mapping[str, object]) -> bool:
    try:
        return tomllib.loads(text) == content
    except tomllib.TOMLDecodeError:
        return False


def _steps(change: Single, content: Mapping[str, object]) -> list[_Step]:
    match change:
        case AddRoutes(routes):
            return [_Add(_ROUTES, routes)]
        case AddProvider(keys):
            _listed(content, _PROVIDERS)
            return [_Add(_PROVIDERS, (keys,))]
        case CopyRoute(name, fresh):
            copied = _listed(content, _ROUTES)[_number(content, name)]
            return [_Add(_ROUTES, ({**cast("Keys", copied), "name": fresh},))]
        case ChangeRoute(name, keys):
            return [_Set(_ROUTES, _number(content, name), keys)]
        case ChangeEntry(place, keys):
            return [_Set(place.table, _found(content, place), keys), *_followers(content, place, keys)]
        case RemoveRoute(name):
            return [_Take(_ROUTES, _number(content, name))]
        case RemoveEntry(place):
            return [_Take(place.table, _found(content, place))]
        case ChangePreferences(keys):
            return [_Prefer(keys)]
        case _:
            assert_never(change)


def _followers(content: Mapping[str, object], place: Place, keys: Mapping[str, Value | None]) -> Iterator[_Step]:
    """The routes of a provider that gets another name."""
    before, after = place.was.get("name"), keys.get("name")
    if place.table == _PROVIDERS and isinstance(before, str) and after is not None:
        for number, route in enumerate(_listed(content, _ROUTES)):
            named = route.get("provider") if isinstance(route, dict) else None
            if isinstance(named, str) and named.strip() == before.strip():
                yield _Set(_ROUTES, number, {"provider": after})


def _edited(text: str, step: _Step, content: Mapping[str, object]) -> str:
    match step:
        case _Add(table, added) if is_inline(text, content, table):
            return in_list(text, table, lambda listed: listed.extend(map(inline, added)))
        case _Add(table, added):
            there = entries(text, table)
            fresh = [written(f"[[{table}]]", one) for one in added]
            return inserted(text, there[-1].end if there else len(text), fresh)
        case _Set(table, number, keys) if is_inline(text, content, table):
            return in_list(text, table, lambda listed: set_keys(listed[number], keys))
        case _Set(table, number, keys):
            return changed(text, entries(text, table)[number], keys)
        case _Take(table, number) if is_inline(text, content, table):
            return in_list(text, table, lambda listed: listed.pop(number))
        case _Take(table, number):
            return without(text, entries(text, table)[number])
        case _Prefer(keys):
            return _preferred(text, keys)
        case _:
            assert_never(step)


def _meant(content: dict[str, object], step: _Step) -> dict[str, object]:
    """What the changed file says."""
    match step:
        case _Add(_, ()):
            return content
        case _Add(table, added):
            return {**content, table: [*_listed(content, table), *(_plain(keys) for keys in added)]}
        case _Set(table, number, keys):
            there = _listed(content, table)
            fresh = merged(cast("Keys", there[number]), keys)
            return {**content, table: [*there[:number], fresh, *there[number + 1 :]]}
        case _Take(table, number):
            there = _listed(content, table)
            left = [*there[:number], *there[number + 1 :]]
            return {**content, table: left} if left else {key: content[key] for key in content if key != table}
        case _Prefer(keys):
            return {**content, _PREFERENCES: merged(cast("Keys", content.get(_PREFERENCES, {})), keys)}
        case _:
            assert_never(step)


def _listed(content: Mapping[str, object], table: str) -> list[object]:
    if not isinstance(listed := content.get(table, []), list):
        raise ValueError(_HEADERS)  # noqa: TRY004 the file's fault
    return listed


def _found(content: Mapping[str, object], place: Place) -> int:
    """Where that entry is now, from 0."""
    there = _listed(content, place.table)
    if place.number < len(there) and there[place.number] == place.was:
        return place.number
    if place.was in there:
        return there.index(place.was)
    raise ValueError(phrase("This entry was changed or taken away there since it was opened"))


def _plain(keys: Keys) -> dict[str, object]:
    return {key: plainly(value) for key, value in keys.items()}


def _number(content: Mapping[str, object], name: str) -> int:
    """Of the route of that name, from 0."""
    listed = content.get(_ROUTES)
    for number, entry in enumerate(listed if isinstance(listed, list) else ()):
        found = entry.get("name") if isinstance(entry, dict) else None
        if isinstance(found, str) and found.strip() == name:
            return number
    raise ValueError(phrase("There is no route {name} in it any more", name=isolated(name)))


def _preferred(text: str, keys: Mapping[str, Value | None]) -> str:
    there = [block for block in blocks(text) if block.names == (_PREFERENCES,)]
    if there:
        return changed(text, there[0], keys)
    fresh = {key: value for key, value in keys.items() if value is not None}
    return inserted(text, len(text), [written("[preferences]", fresh)])
