"""The man page's part about the commands: what the program's own parser says, in roff on standard output."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator


def commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Lines of roff: each command, what it is for, what it takes."""
    for action in parser._actions:  # noqa: SLF001 argparse tells of its arguments in no other way
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 as above
            told = {choice.dest: choice.help or "" for choice in action._get_subactions()}  # noqa: SLF001 as above
            for name, what in told.items():
                yield from _command(action.choices[name], what)


def _command(parser: argparse.ArgumentParser, told: str) -> Iterator[str]:
    actions = [action for action in parser._actions if action.dest != "help"]  # noqa: SLF001 as above
    places = " ".join(_metavar(action) for action in actions if not action.option_strings)
    yield f".SS {_text(f'{parser.prog} {places}'.strip())}"
    yield _text(told)
    for action in actions:
        if action.help != argparse.SUPPRESS:
            yield ".TP"
            yield rf"\fB{_text(', '.join(action.option_strings))}\fR{_value(action)}"
            yield _text(_help_text(action))


def _help_text(action: argparse.Action) -> str:
    choices = f": {', '.join(map(str, action.choices))}" if action.choices is not None else ""
    return f"{action.help or ''}{choices}".lstrip(": ").replace("%%", "%") or "see above"


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    return rf"{' ' if action.option_strings else ''}\fI{_text(_metavar(action))}\fR"


def _metavar(action: argparse.Action) -> str:
    return str(action.metavar or action.dest).upper()


def _text(text: str) -> str:
    """No character of it is roff's."""
    plain = text.replace("\\", r"\e").replace("-", r"\-").replace("…", "...")
    return rf"\&{plain}" if plain.startswith((".", "'")) else plain


if __name__ == "__main__":
    from pomtray.cli.parser import parser

    sys.stdout.write("\n".join(commands(parser())))
