"""The tables of a settings file as text: found, written, changed, taken out. The rest stays byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from pomtray.core.settings.change import Keys, Value, plainly
from pomtray.desktop.settings.changing.blocks import Block, blocks

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table


def entries(text: str, table: str) -> list[Block]:
    """Each `[[table]]`."""
    return [block for block in blocks(text) if block.names == (table,) and block.is_array]


def is_inline(text: str, content: Mapping[str, object], table: str) -> bool:
    """Whether its entries are written as one list, `routes = [{…}]`."""
    return table in content and not entries(text, table)


def inline(keys: Keys) -> Table:
    """An entry of such a list."""
    import tomlkit  # noqa: PLC0415 36 ms, and seldom needed

    table = tomlkit.inline_table()
    table.update({key: plainly(value) for key, value in keys.items()})
    return cast("Table", table)


def written(header: str, keys: Mapping[str, Value | None]) -> str:
    """A table of its own."""
    import tomlkit  # noqa: PLC0415 36 ms, and seldom needed

    table = tomlkit.table()
    set_keys(table, keys)
    return f"{header}\n{table.as_string()}"


def inserted(text: str, at: int, tables: list[str]) -> str:
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


def without(text: str, block: Block) -> str:
    """Without the table, its comments, and the empty lines after it."""
    below = text[block.end :]
    while below[:1] == "\n" or below[:2] == "\r\n":
        below = below[1:] if below[0] == "\n" else below[2:]
    return text[: block.start] + below


def changed(text: str, block: Block, keys: Mapping[str, Value | None]) -> str:
    """With `keys` set in that table alone, to its last line: what is added comes there."""
    import tomlkit  # noqa: PLC0415 36 ms, and seldom needed

    piece = text[block.start : block.tail]
    document = tomlkit.parse(piece if piece.endswith("\n") else f"{piece}\n")
    found = document[block.names[0]]
    set_keys(cast("list[Table]", found)[0] if block.is_array else cast("Table", found), keys)
    return text[: block.start] + ends_as(text, tomlkit.dumps(document)) + text[block.tail :]


def in_list(text: str, name: str, edit: Callable[[list[Table]], object]) -> str:
    """`edit` sees the one list that the entries are written in."""
    import tomlkit  # noqa: PLC0415 36 ms, and seldom needed

    document: TOMLDocument = tomlkit.parse(text)
    listed = cast("list[Table]", document[name])
    edit(listed)
    if not listed:
        document.remove(name)
    return tomlkit.dumps(document)


def set_keys(table: Table, keys: Mapping[str, Value | None]) -> None:
    """None takes a key out."""
    for key, value in keys.items():
        if value is None:
            table.pop(key, None)
        else:
            table[key] = _item(value)


def _item(value: Value) -> object:
    """NOTE: a table within is written on one line."""
    return inline(value) if isinstance(value, Mapping) else plainly(value)
