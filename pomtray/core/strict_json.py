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
