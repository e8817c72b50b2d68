"""The tray's own few options, read by themselves: what reads all commands takes longer, and would stay in memory."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

_CONFIG = "--config"
_SHOWN = ("--window", "--hidden", "--search")
"""One of them at most."""


def tray_options(arguments: Sequence[str]) -> Namespace | None:
    """As `cli.parser` gives them; None where that has to say what is meant, or what is wrong."""
    options = Namespace(command=None, config=None, window=False, hidden=False, search=False)
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if name == _CONFIG:
            value = value if equals else _value(rest)
            if not value:
                return None
            options.config = Path(value)
        elif argument in _SHOWN:
            setattr(options, argument.removeprefix("--"), True)
        else:
            return None
    return options if options.window + options.hidden + options.search <= 1 else None


def _value(rest: Iterator[str]) -> str:
    """What stands after an option; "" where that is missing, or another option."""
    value = next(rest, "")
    return "" if value.startswith("-") else value
