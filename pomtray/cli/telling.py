"""What commands say, told in the terminal's language: at the last moment, where it is printed, and nowhere before.

What programs read (`--json`, credentials, exit statuses) is not told: a text in it is its English sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pomtray.core.text import Text, joined, phrase

if TYPE_CHECKING:
    from pomtray.core.catalogue import Catalogue

_told_in: list[Catalogue | None] = []
"""At most one, once something has been told; None for English."""


def use(catalogue: Catalogue | None) -> None:
    """Tell everything in its language from now on; None: in English."""
    _told_in[:] = [catalogue]


def told(text: str) -> str:
    """`text` in that language. What another version of pomtray has put together otherwise stays English."""
    if type(text) is not Text:
        return text
    catalogue = _catalogue()
    if catalogue is None:
        return str(text)
    try:
        return catalogue.word(text)
    except (KeyError, IndexError):
        return str(text)


def sentences(title: str, text: str = "") -> str:
    """A title as a sentence, and what follows it."""
    return joined(" ", (title if title.endswith("?") else joined("", (title, ".")), text))


def is_yes(typed: str) -> bool:
    """Whether it is a yes, in that language or in English."""
    return is_typed(typed, phrase("y", "yes, as one types it"), phrase("yes", "typed"))


def is_typed(typed: str, *words: Text) -> bool:
    """Whether it is one of `words`, in that language or in English."""
    return typed.strip().lower() in {*words, *map(told, words)}


def _catalogue() -> Catalogue | None:
    if not _told_in:
        from pomtray.desktop import language  # noqa: PLC0415 a credential is handed over without a word

        use(language.catalogue(language.language()))
    return _told_in[0]
