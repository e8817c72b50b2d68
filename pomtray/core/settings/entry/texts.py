"""The keys of an entry of the settings file as texts that a person can read and write, and back."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Final

from pomtray.core.settings.change import Value
from pomtray.core.settings.entry.fields import COMMAND, ENV, FIRST_LINE, VAULT, Kind
from pomtray.core.text import phrase

_URL: Final = "{url}"


def words_of(command: str) -> tuple[str, ...]:
    """The words of a command line. Raises `ValueError` where a quote is not closed."""
    try:
        return tuple(shlex.split(command))
    except ValueError:
        raise ValueError(phrase("A quote in the command is not closed.")) from None


def command_of(words: tuple[str, ...]) -> str:
    """The same the other way round."""
    return " ".join(word if word == _URL else shlex.quote(word) for word in words)


def text_of(kind: Kind, value: object) -> str | None:
    """What the file says, as text; None where it is nothing that such a key says."""
    match kind, value:
        case Kind.LIST, list() if _are_texts(value):
            return ", ".join(value)
        case Kind.WORDS, list() if _are_texts(value):
            return " ".join(value)
        case Kind.BROWSER, list() if _are_texts(value):
            return command_of(tuple(value))
        case Kind.FLAG, bool():
            return "true" if value else "false"
        case Kind.NUMBER, int() if not isinstance(value, bool):
            return str(value)
        case Kind.SECRET, dict():
            return _secret_text(value)
        case Kind.PARAMETERS, dict() if all(isinstance(each, str) for each in value.values()):
            return "\n".join(f"{key} = {each}" for key, each in value.items())
        case Kind.LIST | Kind.BROWSER | Kind.FLAG | Kind.NUMBER | Kind.SECRET | Kind.PARAMETERS, _:
            return None
        case _:
            return value if isinstance(value, str) else None


def value_of(kind: Kind, text: str) -> Value:
    """What is written for a text that somebody typed. Raises `ValueError`, with a reason for people."""
    match kind:
        case Kind.LIST:
            return tuple(dict.fromkeys(word for part in text.split(",") if (word := part.strip())))
        case Kind.WORDS:
            words = tuple(text.split())
            return words if len(words) > 1 else text.strip()
        case Kind.BROWSER:
            return words_of(text)
        case Kind.FLAG:
            return text == "true"
        case Kind.NUMBER:
            if not (text.strip().isdecimal() and text.isascii()):
                raise ValueError(phrase("A number of seconds, in digits."))
            return int(text)
        case Kind.SECRET:
            return _secret_value(text)
        case Kind.PARAMETERS:
            return _parameters(text)
        case _:
            return text.strip()


def _are_texts(values: list[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _secret_text(place: Mapping[str, object]) -> str | None:
    match place:
        case {"vault": True}:
            return VAULT
        case {"env": str(name)}:
            return f"{ENV} {name}"
        case {"command": list(words)} if _are_texts(words):
            first = FIRST_LINE if place.get("first_line") is True else COMMAND
            return f"{first} {command_of(tuple(map(str, words)))}"
        case _:
            return None


def _secret_value(text: str) -> Value:
    where, _, what = text.partition(" ")
    match where:
        case "vault":
            return {VAULT: True}
        case "env":
            return {ENV: what.strip()}
        case "first_line":
            return {COMMAND: words_of(what), FIRST_LINE: True}
        case _:
            return {COMMAND: words_of(what)}


def _parameters(text: str) -> Value:
    lines = [line for line in text.splitlines() if line.strip()]
    if not all("=" in line for line in lines):
        raise ValueError(phrase("Each line is written like: key = value"))
    pairs = [line.split("=", 1) for line in lines]
    return {key.strip(): value.strip() for key, value in pairs}
