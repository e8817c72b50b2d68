"""The tray's own few options, read by themselves: what reads all commands takes longer, and would stay in memory."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

_CONFIG = "--config"


def tray_options(arguments: Sequence[str]) -> Namespace | None:
    """As `cli.parser` gives them; None where that has to say what is meant, or what is wrong."""
    options = Namespace(command=None, config=None, window=False, hidden=False)
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if name == _CONFIG:
            value = value if equals else _value(rest)
            if not value:
                return None
            options.config = Path(value)
        elif argument == "--window" and not options.hidden:
            options.window = True
        elif argument == "--hidden" and not options.window:
            options.hidden = True
        else:
            return None
    return options


def _value(rest: Iterator[str]) -> str:
    """What stands after an option; "" where that is missing, or another option."""
    value = next(rest, "")
    return "" if value.startswith("-") else value
