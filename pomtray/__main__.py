"""Which program: the tray, or one command. Imports nothing heavy before it knows."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

_STANDARD_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; gives the exit status."""
    _open_standard_streams()
    from pomtray.cli.parser import parser  # noqa: PLC0415 once it is known that the command line has to be read whole

    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] == ["__complete"]:
        from pomtray.cli import completion  # noqa: PLC0415 only shells ask for it

        return completion.answer(words[-1], parser())
    options = parser().parse_args(words)
    if options.command == "completion":
        from pomtray.cli import completion  # noqa: PLC0415 only this command needs it

        return completion.main(options)
    if options.command == "desktop":
        from pomtray.cli import desktop  # noqa: PLC0415 only this command needs it

        return desktop.main(options)
    if options.command == "forget":
        from pomtray.cli import forget  # noqa: PLC0415 only this command needs it
        from pomtray.desktop.instance import Instance  # noqa: PLC0415 as the command

        return forget.main(options, Instance)
    if options.command == "tcp":
        from pomtray.cli import forwarding  # noqa: PLC0415 only these commands need it

        return forwarding.main(options)
    if options.command == "demo" and (options.serve or options.no_tray):
        from pomtray.cli import demo  # noqa: PLC0415 only this command needs it

        return demo.main(options)
    from pomtray.app import starting  # noqa: PLC0415 Qt is needed from here on

    return starting.main(options)


def _open_standard_streams() -> None:
    """Where one is closed, no file of ours may get its number: what Qt prints would go into it."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= _STANDARD_ERROR:
        os.set_inheritable(number, True)  # noqa: FBT003 as the system calls it
    os.close(number)


if __name__ == "__main__":
    sys.exit(main())
