"""The texts of an answer, beside it: what its client shows can be told in the client's own language.

They have the answer's own shape, by member and place: `{"ok": {"routes": {"0": {"state": …}}}}`. What is no text is not
in it, nor is what holds none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pomtray.core.text import Text
from pomtray.core.written_text import form_of, text_of


def texts_of(answer: object) -> object:
    """In the form of `written_text`; None where the answer holds none."""
    if type(answer) is Text:
        return form_of(answer) if _has_words(answer) else None
    if isinstance(answer, dict):
        return _those(answer.items())
    return _those(enumerate(answer)) if isinstance(answer, list | tuple) else None


def _has_words(text: Text) -> bool:
    """Not where it only stands side by side what no language has words for."""
    return bool(text.key) or any(type(value) is Text and _has_words(value) for value in text.values.values())


def _those(members: Iterable[tuple[object, object]]) -> dict[str, object] | None:
    found = ((str(place), texts_of(value)) for place, value in members)
    return {place: texts for place, texts in found if texts is not None} or None


def with_texts(answer: Any, texts: object) -> Any:
    """`answer` with them in it. One that says something else than the answer does is left out."""
    if isinstance(answer, str):
        return _text(answer, texts)
    if not isinstance(texts, dict):
        return answer
    if isinstance(answer, dict):
        return {name: with_texts(value, texts.get(name)) for name, value in answer.items()}
    if isinstance(answer, list):
        return [with_texts(value, texts.get(str(place))) for place, value in enumerate(answer)]
    return answer


def _text(english: str, form: object) -> str:
    try:
        text = text_of(form)
    except (TypeError, ValueError):
        return english
    return text if text == english else english
