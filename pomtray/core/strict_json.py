"""JSON from elsewhere, read so that two programs cannot read it differently."""

from __future__ import annotations

import json


def read_object(text: bytes) -> dict[str, object]:
    """The JSON object that `text` is: UTF-8 without a mark, each name once, finite numbers (RFC 8259 §4, §8.1).

    Raises `ValueError` with a reason that quotes nothing of `text`.
    """
    try:
        value = json.loads(text.decode(), object_pairs_hook=_once, parse_constant=_not_finite)
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise ValueError("it is not JSON") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except _NotStrictError:
        raise
    except ValueError:
        raise ValueError("a number is too long") from None
    if not isinstance(value, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004 one kind for "not readable"
    return value


class _NotStrictError(ValueError):
    pass


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotStrictError("a name is there twice")
    return found


def _not_finite(_: str) -> object:
    raise _NotStrictError("a number is not finite")


def needed_text(said: dict[str, object], name: str) -> str:
    """Like the readers below: raises `ValueError`, which names the member, for another type."""
    value = text_or_empty(said, name)
    if not value:
        raise ValueError(f"it has no {name}")
    return value


def text_or_empty(said: dict[str, object], name: str) -> str:
    """Empty for null too: some write it for what they do not give."""
    value = said.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"its {name} is no text")
    return value or ""


def texts(said: dict[str, object], name: str) -> tuple[str, ...] | None:
    value = said.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"its {name} is no list of texts")
    return tuple(value)


def flag(said: dict[str, object], name: str) -> bool:
    value = said.get(name)
    if value is not None and not isinstance(value, bool):
        raise ValueError(f"its {name} is neither true nor false")
    return bool(value)
