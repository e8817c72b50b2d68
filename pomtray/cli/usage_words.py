"""argparse's own words in the terminal's language. It looks them up by gettext, of whose files there are none here."""

from __future__ import annotations

import argparse
from typing import Final

from pomtray.cli.telling import told
from pomtray.core.text import phrase

_WORDS: Final[tuple[str, ...]] = (
    phrase("usage: "),
    phrase("positional arguments"),
    phrase("options"),
    phrase("show this help message and exit"),
    phrase("argument %(argument_name)s: %(message)s"),
    phrase("not allowed with argument %s"),
    phrase("ignored explicit argument %r"),
    phrase("the following arguments are required: %s"),
    phrase("expected one argument"),
    phrase("expected at most one argument"),
    phrase("expected at least one argument"),
    phrase("ambiguous option: %(option)s could match %(matches)s"),
    phrase("invalid %(type)s value: %(value)r"),
    phrase("invalid choice: %(value)r (choose from %(choices)s)"),
    phrase("invalid choice: %(value)r, maybe you meant %(suggestion)r? (choose from %(choices)s)"),
)
"""Of Python 3.11 to 3.14, as far as our command line has need of them; others stay English."""


def speak() -> None:
    """To be called before a parser is made: it names its groups then."""
    by_word = {str(word): told(word) for word in _WORDS}
    setattr(argparse, "_", lambda word: by_word.get(word, word))  # noqa: B010 no public name


class Help(argparse.HelpFormatter):
    """Tells what is marked in a parser."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return told(action.help) if action.help is not None else None

    def _format_text(self, text: str) -> str:
        return super()._format_text(told(text))
