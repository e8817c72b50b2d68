"""Usage that is wrong: told by the command that it was given to, with what helps."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from pomtray.cli.telling import told
from pomtray.cli.usage_words import Help
from pomtray.core.text import joined, phrase

_USAGE = 64


class Parser(argparse.ArgumentParser):
    def __init__(self, **given: Any) -> None:
        super().__init__(formatter_class=Help, **given)

    def parse_known_args(self, *given: Any) -> tuple[Any, list[str]]:  # type: ignore[override]
        """What is left over is told with the usage of the command that it was given to, and where it may belong."""
        found, left = super().parse_known_args(*given)
        if left:
            self.error(
                told(joined(" ", (phrase("unrecognized arguments: {left}", left=" ".join(left)), self._hint(left))))
            )
        return found, left

    def _hint(self, left: Sequence[str]) -> str:
        if any(word.partition("=")[0] == "--config" for word in left):
            return phrase("(--config goes before the command)")
        passes_on = any(action.dest == "arguments" for action in self._actions)
        return phrase("(what is for the program goes after --)") if passes_on else ""

    def error(self, message: str) -> NoReturn:
        """Ends with 64, `EX_USAGE` of sysexits.h: argparse's own 2 means that a sign-in is needed."""
        self.print_usage(sys.stderr)
        self.exit(_USAGE, f"{self.prog}: {message}\n")
