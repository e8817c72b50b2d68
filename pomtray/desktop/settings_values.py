"""What every table of a settings file shares: misfits, and keys read as text, lists, numbers and choices."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from pomtray.core.origin import Origin, split
from pomtray.core.plain import plain

E = TypeVar("E", bound=StrEnum)
R = TypeVar("R")
_LABEL_LENGTH: Final = 80
_LONGEST: Final = 2048


class Misfit(Exception):
    """One key that does not fit. `expected` never quotes a value: it could be a pasted credential."""

    def __init__(
        self, expected: str, key: str = "", table: str = "", number: int | None = None, name: str = ""
    ) -> None:
        super().__init__(expected)
        self.expected = expected
        self.key = key
        """`client_secret`, or `token_params.audience` for a key of a table within."""
        self.table = table
        self.number = number
        """Of the route or provider, from 0."""
        self.name = name
        """The route's or provider's, where it has one."""


def at(key: str, read: Callable[[], R]) -> R:
    """`read()`, its `Misfit` (or `ValueError` with a reason for people) told as of `key`."""
    try:
        return read()
    except Misfit as misfit:
        raise Misfit(misfit.expected, f"{key}.{misfit.key}" if misfit.key else key) from None
    except ValueError as error:
        raise Misfit(str(error), key) from None


def each(document: Mapping[str, object], table: str, read: Callable[[object], R]) -> tuple[R, ...]:
    """`read` of every `[[table]]`, its `Misfit` told with the table's number and name."""
    tables = document.get(table, [])
    if not isinstance(tables, list):
        raise Misfit(f"expected [[{table}]], a table for each {table.removesuffix('s')}", table)
    values: list[R] = []
    for number, entry in enumerate(tables):
        try:
            values.append(read(entry))
        except Misfit as misfit:
            name = plain(entry.get("name"), 40) if isinstance(entry, dict) else ""
            raise Misfit(misfit.expected, misfit.key, table, number, name) from None
    return tuple(values)


def known(table: Mapping[str, object], keys: Collection[str]) -> None:
    for key in table:
        if key not in keys:
            close = difflib.get_close_matches(key, keys, 1)
            hint = f"did you mean {close[0]}?" if close else f"expected one of {', '.join(keys)}"
            raise Misfit(f"there is no such key; {hint}", plain(key, 40))


def text(table: Mapping[str, object], key: str, missing: str = "") -> str:
    """The text of `key`, "" where it is left out. `missing`: what is said then, where that must not be."""
    value = table.get(key, "")
    if not isinstance(value, str):
        raise Misfit('expected text in quotes, like "…"')
    if missing and not value.strip():
        raise Misfit(missing)
    return value


def word(table: Mapping[str, object], key: str, missing: str = "") -> str:
    """Like `text`, of printable ASCII without spaces: ids, audiences."""
    value = text(table, key, missing)
    if not is_word(value):
        raise Misfit(f"expected at most {_LONGEST} characters of printable ASCII without spaces")
    return value


def is_word(value: str) -> bool:
    return len(value) <= _LONGEST and all("!" <= char <= "~" for char in value)


def texts(table: Mapping[str, object], key: str, form: str) -> tuple[str, ...]:
    """form: an example, which ends the sentence."""
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Misfit(f"expected a list of texts, like {form}")
    return tuple(value)


def label(value: str) -> str:
    shown = value.strip()
    if plain(shown, _LABEL_LENGTH) != shown:
        raise Misfit(f"expected at most {_LABEL_LENGTH} characters on one line, without control characters")
    return shown


def name(table: Mapping[str, object], missing: str, taken: Iterable[str], kind: str) -> str:
    """kind: "route" or "provider"."""
    value = label(text(table, "name", missing))
    if value in taken:
        raise Misfit(f"another {kind} has this name already; names tell {kind}s apart")
    return value


def url(value: str) -> str:
    """The URL with its origin written one way: lower case, no `:443` (`pomerium.md` §1), no fragment."""
    origin, parts = Origin.parse(value.strip()), split(value.strip())
    return f"{origin}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def choice(kind: type[E], value: object, among: Iterable[E] | None = None) -> E:
    words = [member.value for member in (kind if among is None else among)]
    if value not in words:
        close = difflib.get_close_matches(value, words, 1) if isinstance(value, str) else []
        hint = f"; did you mean {close[0]}?" if close else ""
        raise Misfit(f"expected one of {', '.join(words)}{hint}")
    return kind(str(value))


def certificates(table: Mapping[str, object], folder: Path) -> tuple[str, str, str]:
    """`ca`, `client_cert` and `client_key` of a route or a provider, as paths."""
    ca = at("ca", lambda: ca_file(text(table, "ca"), folder))
    certificate = at("client_cert", lambda: file_of(text(table, "client_cert"), folder, "a certificate"))
    key = at("client_key", lambda: file_of(text(table, "client_key"), folder, "a key (PEM)"))
    if key and not certificate:
        raise Misfit("goes with client_cert, the certificate that it is the key of", "client_key")
    return ca, certificate, key


def ca_file(value: str, folder: Path) -> str:
    """The path of a CA file, "" for none; a relative one starts at `folder`."""
    return file_of(value, folder, "certificates (PEM)")


def file_of(value: str, folder: Path, what: str) -> str:
    """The path of a file with `what`, "" for none; a relative one starts at `folder`."""
    if not value:
        return ""
    try:
        path = folder / Path(value).expanduser()
    except RuntimeError:
        raise Misfit("expected a path; there is no such home folder") from None
    if "\0" in value or not path.is_file():
        raise Misfit(f"expected the path of a file with {what}; there is no such file")
    return str(path)


def seconds(table: Mapping[str, object], key: str, usual: int, bounds: tuple[int, int]) -> int:
    value, (least, most) = table.get(key, usual), bounds
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Misfit(f"expected a whole number of seconds from {least} to {most}")
    return value


def flag(table: Mapping[str, object], key: str, *, usual: bool) -> bool:
    value = table.get(key, usual)
    if not isinstance(value, bool):
        raise Misfit("expected true or false")
    return value
