"""What every table of a settings file shares: misfits, and keys read as text, lists, numbers and choices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from pomtray.core.domain.origin import Origin, split
from pomtray.core.plain import plain
from pomtray.core.text import phrase, reason_of

E = TypeVar("E", bound=StrEnum)
R = TypeVar("R")
LABEL_LENGTH: Final = 80
_LONGEST: Final = 2048
BACKSLASHES: Final = phrase(
    "\\ has a meaning of its own in double quotes: write a Windows path in single quotes, like "
    "'C:\\certs\\ca.pem', or with / in its place"
)


class Misfit(Exception):
    """What does not fit. `expected` never quotes a value: it could be a pasted credential."""

    def __init__(self, expected: str, key: str = "", *, cause: Misfit | None = None, is_unknown: bool = False) -> None:
        super().__init__(expected)
        self.expected = expected
        self.key = key
        """`client_secret`, or `token_params.audience` for a key of a table within."""
        self.table = ""
        self.number: int | None = None
        """Of the route or provider, from 0."""
        self.name = ""
        """The route's or provider's, where it has one."""
        self.cause = cause
        """The entry that has to be mended first."""
        self.is_unknown = is_unknown
        """There is no such key in this table."""
        self.belongs = ""
        """The header under which that key would be known."""
        self.meanwhile = ""
        """What counts in its place."""

    @property
    def path(self) -> tuple[str | int, ...]:
        """As `lines` finds it."""
        number = () if self.number is None else (self.number,)
        return tuple(part for part in (self.table, *number, *self.key.split(".")) if part != "")


def at(key: str, read: Callable[[], R]) -> R:
    """`read()`, its `Misfit` (or `ValueError` with a reason for people) told as of `key`."""
    try:
        return read()
    except Misfit as misfit:
        misfit.key = f"{key}.{misfit.key}" if misfit.key else key
        raise
    except ValueError as error:
        raise Misfit(reason_of(error), key) from None


def close_to(word: str, words: Iterable[str]) -> str:
    """The one of `words` that may be meant, "" for none: `URL`, `client-id` and `hedaer` are slips of the hand."""
    import difflib  # noqa: PLC0415 seldom needed, and large

    slip = word[:LABEL_LENGTH].strip().lower().replace("-", "_").replace(" ", "_")
    by_slip = {word.lower(): word for word in words}
    return next((by_slip[close] for close in difflib.get_close_matches(slip, by_slip, 1)), "")


def did_you_mean(word: object, words: Iterable[str]) -> str:
    """A hint in brackets, "" where nothing is close."""
    close = close_to(word, words) if isinstance(word, str) else ""
    return phrase(" (did you mean {close}?)", close=close) if close else ""


def known(table: Mapping[str, object], keys: Collection[str]) -> None:
    for key in table:
        if key not in keys:
            hint = did_you_mean(key, keys) or phrase("; expected one of {keys}", keys=", ".join(keys))
            raise Misfit(phrase("there is no such key{hint}", hint=hint), plain(key, 40), is_unknown=True)


def text(table: Mapping[str, object], key: str, missing: str = "") -> str:
    """The text of `key`, "" where it is left out. `missing`: what is said then, where that must not be."""
    value = table.get(key, "")
    if isinstance(value, dict):
        raise Misfit(phrase('expected text in quotes, like "…"; a dot in a key without quotes makes a table'))
    if not isinstance(value, str):
        raise Misfit(phrase('expected text in quotes, like "…"'))
    if missing and not value.strip():
        raise Misfit(missing)
    return value


def word(table: Mapping[str, object], key: str, missing: str = "") -> str:
    """Like `text`, of printable ASCII without spaces: ids, audiences."""
    value = text(table, key, missing)
    if not is_word(value):
        raise Misfit(
            phrase("expected at most {longest} characters of printable ASCII without spaces", longest=_LONGEST)
        )
    return value


def is_word(value: str) -> bool:
    return len(value) <= _LONGEST and all("!" <= char <= "~" for char in value)


def texts(table: Mapping[str, object], key: str, form: str) -> tuple[str, ...]:
    """form: an example, which ends the sentence."""
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Misfit(phrase("expected a list of texts, like {form}", form=form))
    return tuple(value)


def label(value: str) -> str:
    shown = value.strip()
    if plain(shown, LABEL_LENGTH) != shown:
        raise Misfit(
            phrase(
                "expected at most {most} characters on one line, without control characters",
                most=LABEL_LENGTH,
            )
        )
    return shown


_SAME_NAME: Final = {
    "route": phrase("another route has this name already; names tell routes apart"),
    "provider": phrase("another provider has this name already; names tell providers apart"),
}


def name(table: Mapping[str, object], missing: str, taken: Iterable[str], kind: str) -> str:
    """kind: "route" or "provider"."""
    value = label(text(table, "name", missing))
    if value in taken:
        raise Misfit(_SAME_NAME[kind])
    return value


def url(value: str) -> str:
    """The URL with its origin written one way: lower case, no `:443` (`pomerium.md` §1), no fragment."""
    origin, parts = origin_of(value), split(value.strip())
    return f"{origin}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def origin_of(value: str) -> Origin:
    """Of a whole address. Raises `Misfit`, or `ValueError` with a reason for people."""
    if value.strip() and "://" not in value:
        raise Misfit(phrase('expected the whole address with https:// in front, like "https://service.example.com"'))
    return Origin.parse(value.strip())


def choice(kind: type[E], value: object, among: Iterable[E] | None = None) -> E:
    words = [member.value for member in (kind if among is None else among)]
    if value not in words:
        hint = did_you_mean(value, words) if isinstance(value, str) else phrase(", in quotes")
        raise Misfit(phrase("expected one of {words}{hint}", words=", ".join(words), hint=hint))
    return kind(str(value))


def certificates(table: Mapping[str, object], folder: Path) -> tuple[str, str, str]:
    """`ca`, `client_cert` and `client_key` of a route or a provider, as paths."""
    ca = at("ca", lambda: ca_file(text(table, "ca"), folder))
    certificate = at("client_cert", lambda: file_of(text(table, "client_cert"), folder, "a certificate"))
    key = at("client_key", lambda: file_of(text(table, "client_key"), folder, phrase("a key (PEM)")))
    if key and not certificate:
        raise Misfit(phrase("goes with client_cert, the certificate that it is the key of"), "client_key")
    return ca, certificate, key


def is_escaped(value: str) -> bool:
    r"""Whether a path holds what no path does: `"C:\new"` has the end of a line in it."""
    return any(char < " " for char in value)


def ca_file(value: str, folder: Path) -> str:
    """The path of a CA file, "" for none; a relative one starts at `folder`."""
    return file_of(value, folder, phrase("certificates (PEM)"))


def file_of(value: str, folder: Path, what: str) -> str:
    """The path of a file with `what`, "" for none; a relative one starts at `folder`."""
    if not value:
        return ""
    try:
        path = folder / Path(value).expanduser()
    except RuntimeError:
        raise Misfit(phrase("expected a path; there is no such home folder")) from None
    if "\0" in value or not path.is_file():
        raise Misfit(
            BACKSLASHES
            if is_escaped(value)
            else phrase("expected the path of a file with {what}; there is no such file", what=what)
        )
    return str(path)


def seconds(table: Mapping[str, object], key: str, usual: int, bounds: tuple[int, int]) -> int:
    value, (least, most) = table.get(key, usual), bounds
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Misfit(
            phrase(
                "expected a whole number of seconds from {least} to {most}{unquoted}",
                least=least,
                most=most,
                unquoted=_unquoted(value),
            )
        )
    return value


def flag(table: Mapping[str, object], key: str, *, usual: bool) -> bool:
    value = table.get(key, usual)
    if not isinstance(value, bool):
        raise Misfit(phrase("expected true or false{unquoted}", unquoted=_unquoted(value)))
    return value


def _unquoted(value: object) -> str:
    return phrase(", without quotes") if isinstance(value, str) else ""
