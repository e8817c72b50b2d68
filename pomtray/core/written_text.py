"""Texts written down as JSON's own values, to be told in any language later: in files of ours, and to the worker."""

from __future__ import annotations

from typing import Final

from pomtray.core.text import Text, made

_PARTS: Final = 3


def form_of(text: str) -> object:
    """A plain text as it is, a `Text` as its sentence, its pattern and what stands in it."""
    if type(text) is not Text:
        return str(text)
    values = {name: value if type(value) is int else _form_of_value(value) for name, value in text.values.items()}
    return [str(text), text.key, values]


def _form_of_value(value: object) -> object:
    return form_of(value if isinstance(value, str) else str(value))


def text_of(form: object) -> str:
    """What `form_of` made. Raises `ValueError` or `TypeError` for all else."""
    if isinstance(form, str):
        return form
    if not isinstance(form, list) or len(form) != _PARTS:
        raise TypeError("it is no text")
    english, key, values = form
    if not isinstance(english, str) or not isinstance(key, str) or not isinstance(values, dict):
        raise TypeError("it is no text")
    return made(english, key, {name: value if type(value) is int else text_of(value) for name, value in values.items()})
