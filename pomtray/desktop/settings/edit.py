"""A change of the settings file: text in, text out. What it is not about stays byte for byte.

Only the table that is changed is given to tomlkit: it moves tables of one kind together where others stand between.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, assert_never, cast

from pomtray.core.plain import isolated
from pomtray.core.settings_change import (
    AddRoutes,
    Change,
    ChangePreferences,
    ChangeRoute,
    CopyRoute,
    Keys,
    RemoveRoute,
    Value,
)
from pomtray.desktop.settings.blocks import Block, blocks

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

_ROUTES: Final = "routes"
_PREFERENCES: Final = "preferences"


def edited(text: str, change: Change) -> str:
    """`text` with `change` made. Raises `ValueError`, with a reason for people, where that cannot be done safely.

    `text` is TOML. NOTE: what comes out is compared with what is meant; nothing else of the file may be lost.
    """
    before = tomllib.loads(text)
    if not (isinstance(before.get(_ROUTES, []), list) and isinstance(before.get(_PREFERENCES, {}), dict)):
        raise ValueError("Its headers are to be [[routes]], with two brackets, and [preferences], with one")  # noqa: TRY004 the file's fault
    after = _edited(text, change, before)
    if not _says(after, _meant(before, change)):
        raise ValueError("It is written in a way that cannot be changed safely")
    return after


def _says(text: str, content: Mapping[str, object]) -> bool:
    try:
        return tomllib.loads(text) == content
    except tomllib.TOMLDecodeError:
        return False


def _edited(text: str, change: Change, content: Mapping[str, object]) -> str:
    match change:
        case AddRoutes(routes) if _is_inline(text, content):
            return _whole(text, lambda listed: listed.extend(map(_inline, routes)))
        case AddRoutes(routes):
            there = _routes(text)
            return _inserted(
                text, there[-1].end if there else len(text), [_written("[[routes]]", one) for one in routes]
            )
        case CopyRoute(name, fresh):
            return _edited(text, _copied(content, name, fresh), content)
        case ChangeRoute(name, keys):
            number = _number(content, name)
            if _is_inline(text, content):
                return _whole(text, lambda listed: _set(listed[number], keys))
            return _in_block(text, _routes(text)[number], lambda table: _set(table, keys))
        case RemoveRoute(name):
            number = _number(content, name)
            if _is_inline(text, content):
                return _whole(text, lambda listed: listed.pop(number))
            return _without(text, _routes(text)[number])
        case ChangePreferences(keys):
            return _preferred(text, keys)
        case _:
            assert_never(change)


def _meant(content: dict[str, object], change: Change) -> dict[str, object]:
    """What the changed file says."""
    routes = cast("list[dict[str, object]]", content.get(_ROUTES, []))
    match change:
        case AddRoutes(added):
            return {**content, _ROUTES: [*routes, *(_plain(keys) for keys in added)]} if added else content
        case CopyRoute(name, fresh):
            return _meant(content, _copied(content, name, fresh))
        case ChangeRoute(name, keys):
            number = _number(content, name)
            return {**content, _ROUTES: [*routes[:number], _merged(routes[number], keys), *routes[number + 1 :]]}
        case RemoveRoute(name):
            number = _number(content, name)
            left = [*routes[:number], *routes[number + 1 :]]
            return {**content, _ROUTES: left} if left else {key: content[key] for key in content if key != _ROUTES}
        case ChangePreferences(keys):
            return {**content, _PREFERENCES: _merged(cast("Keys", content.get(_PREFERENCES, {})), keys)}
        case _:
            assert_never(change)


def _merged(table: Mapping[str, object], keys: Mapping[str, Value | None]) -> dict[str, object]:
    kept = {key: value for key, value in table.items() if key not in keys}
    return kept | _plain({key: value for key, value in keys.items() if value is not None})


def _plain(keys: Keys) -> dict[str, object]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in keys.items()}


def _number(content: Mapping[str, object], name: str) -> int:
    """Of the route of that name, from 0."""
    listed = content.get(_ROUTES)
    for number, entry in enumerate(listed if isinstance(listed, list) else ()):
        found = entry.get("name") if isinstance(entry, dict) else None
        if isinstance(found, str) and found.strip() == name:
            return number
    raise ValueError(f"There is no route {isolated(name)} in it any more")


def _routes(text: str) -> list[Block]:
    return [block for block in blocks(text) if block.names == (_ROUTES,) and block.is_array]


def _is_inline(text: str, content: Mapping[str, object]) -> bool:
    """Whether the routes are written as one list, `routes = [{…}]`."""
    return _ROUTES in content and not _routes(text)


def _copied(content: Mapping[str, object], name: str, fresh: str) -> AddRoutes:
    routes = cast("list[Keys]", content[_ROUTES]) if _ROUTES in content else []
    return AddRoutes(({**routes[_number(content, name)], "name": fresh},))


def _inline(keys: Keys) -> Table:
    import tomlkit  # noqa: PLC0415 36 ms, and seldom needed

    table = tomlkit.inline_table()
    table.update(_plain(keys))
    return cast("Table", table)


def _written(header: str, keys: Mapping[str, Value | None]) -> str:
    import tomlkit  # noqa: PLC0415 36 ms, and seldom needed

    table = tomlkit.table()
    _set(table, keys)
    return f"{header}\n{table.as_string()}"


def _inserted(text: str, at: int, tables: list[str]) -> str:
    """The tables with an empty line around each."""
    above, below = text[:at], text[at:]
    if above.strip() and not above.endswith("\n"):
        above += "\n"
    gap = "\n" if above.strip() and not above.endswith(("\n\n", "\n\r\n")) else ""
    end = "\n" if below.strip() and not below.startswith(("\n", "\r\n")) else ""
    return f"{above}{ends_as(text, gap + chr(10).join(tables) + end)}{below}"


def ends_as(text: str, fresh: str) -> str:
    """`fresh` with the ends of lines that `text` has."""
    return fresh.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in text else fresh


def _without(text: str, block: Block) -> str:
    """Without the table, its comments, and the empty lines after it."""
    below = text[block.end :]
    while below[:1] == "\n" or below[:2] == "\r\n":
        below = below[1:] if below[0] == "\n" else below[2:]
    return text[: block.start] + below


def _preferred(text: str, keys: Mapping[str, Value | None]) -> str:
    there = [block for block in blocks(text) if block.names == (_PREFERENCES,)]
    if there:
        return _in_block(text, there[0], lambda table: _set(table, keys), _PREFERENCES)
    fresh = {key: value for key, value in keys.items() if value is not None}
    return _inserted(text, len(text), [_written("[preferences]", fresh)])


def _in_block(text: str, block: Block, edit: Callable[[Table], None], name: str = _ROUTES) -> str:
    """`edit` sees the table alone, to its last line: what is added to it comes there."""
    import tomlkit  # noqa: PLC0415 36 ms, and seldom needed

    piece = text[block.start : block.tail]
    document = tomlkit.parse(piece if piece.endswith("\n") else f"{piece}\n")
    found = document[name]
    edit(cast("Table", found if name == _PREFERENCES else cast("list[Table]", found)[0]))
    return text[: block.start] + ends_as(text, tomlkit.dumps(document)) + text[block.tail :]


def _whole(text: str, edit: Callable[[list[Table]], object]) -> str:
    """`edit` sees the one list that the routes are written in."""
    import tomlkit  # noqa: PLC0415 36 ms, and seldom needed

    document: TOMLDocument = tomlkit.parse(text)
    listed = cast("list[Table]", document[_ROUTES])
    edit(listed)
    if not listed:
        document.remove(_ROUTES)
    return tomlkit.dumps(document)


def _set(table: Table, keys: Mapping[str, Value | None]) -> None:
    for key, value in keys.items():
        if value is None:
            table.pop(key, None)
        else:
            table[key] = list(value) if isinstance(value, tuple) else value
