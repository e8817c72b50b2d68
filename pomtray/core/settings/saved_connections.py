"""Routes that other programs' files name: a Pomerium's configuration, saved connections of Pomerium Desktop.

NOTE: these files hold secrets. Only what is named here is read, and nothing else of them is kept or said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pomtray.core.plain import plain
from pomtray.core.protocol.strict_json import read_object
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import NotTaken
from pomtray.core.settings.pasted import pasted
from pomtray.core.text import phrase, reason_of

_MOST: Final = 5000
_LARGEST: Final = 1024 * 1024
_VALUES: Final = 100_000
_KEY: Final = re.compile(r"([ \t]*)(-[ \t]+)?([a-z_]++):(?:[ \t](.*))?$")
_LISTS: Final = {"routes", "policy"}
"""Of a Pomerium's config.yaml; older ones have the second."""
_PUBLIC: Final = "allow_public_unauthenticated_access"
_OPEN: Final = phrase("Everybody may open it: nobody signs in there")
_LONGEST: Final = 80


def saved_connections(text: str) -> tuple[Offer | NotTaken, ...]:
    """What the file's `text` names. Raises `ValueError` where it cannot be read."""
    found = _of_desktop(text) if text.lstrip().startswith("{") else _of_config(text)
    return tuple(one for one, _ in zip(found, range(_MOST), strict=False))


def _of_desktop(text: str) -> Iterator[Offer | NotTaken]:
    """Protobuf's JSON of `pomerium.cli.Records`, as the program keeps and exports it."""
    records = read_object(text.encode(), largest=_LARGEST, most=_VALUES).get("records")
    for number, record in enumerate(records if isinstance(records, list) else (), 1):
        connection = record.get("conn") if isinstance(record, dict) else None
        if isinstance(connection, dict):
            name = plain(connection.get("name"), _LONGEST)
            try:
                yield Offer(pasted(_tunnel(connection)).address, name, _tags(record))
            except ValueError as error:
                yield NotTaken(name or phrase("connection {number}", number=number), reason_of(error))


def _tags(record: dict[str, object]) -> tuple[str, ...]:
    tags = record.get("tags")
    return tuple(tag for word in (tags if isinstance(tags, list) else ()) if (tag := plain(word, _LONGEST)))


def _tunnel(connection: dict[str, object]) -> str:
    if connection.get("protocol", "TCP") != "TCP":
        raise ValueError(phrase("It is no TCP connection"))
    target, server = (connection.get(key) for key in ("remoteAddr", "pomeriumUrl"))
    through = f"{pasted(server).origin.authority}/" if isinstance(server, str) and server.strip() else ""
    return f"tcp+https://{through}{target}"


def _of_config(text: str) -> Iterator[Offer | NotTaken]:
    for number, item in enumerate(_items(text), 1):
        name = plain(item.get("name"), _LONGEST)
        try:
            yield Offer(pasted(_from(item)).address, name)
        except ValueError as error:
            yield NotTaken(name or phrase("route {number}", number=number), reason_of(error))


def _from(item: dict[str, str]) -> str:
    if item.get(_PUBLIC, "false").lower() == "true":
        raise ValueError(_OPEN)
    return item.get("from", "")


def _items(text: str) -> Iterator[dict[str, str]]:
    """The entries of `routes:`, by their own keys that take one line."""
    item: dict[str, str] | None = None
    dash_at = key_at = 0
    is_listed = False
    for line in text.splitlines():
        found = _KEY.match(line)
        if found is None:
            continue
        indent, key = len(found[1]), found[3]
        if not indent and not found[2]:
            is_listed = key in _LISTS
            continue
        column = indent + len(found[2] or "")
        if is_listed and found[2] and (item is None or indent <= dash_at):
            if item is not None:
                yield item
            item, dash_at, key_at = {}, indent, column
        if is_listed and item is not None and column == key_at:
            item.setdefault(key, _scalar(found[4] or ""))
    if item is not None:
        yield item


def _scalar(value: str) -> str:
    text = value.strip()
    if text[:1] in {"'", '"'}:
        return text[1:].partition(text[0])[0]
    return text.partition(" #")[0].strip()
