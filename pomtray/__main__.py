"""Which program: the tray, or one command. Imports nothing heavy before it knows."""

from __future__ import annotations

import io
import os
import sys

TYPE_CHECKING = False  # typing takes longer than the shortest way
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_STANDARD_OUTPUT, _STANDARD_ERROR = 1, 2
_OTHERS = {"completion", "desktop", "forget", "tcp", "proxy", "mcp", "forward"}
"""Commands that are none of those which ask for something and print it."""
_BEING_UPDATED = (
    "pomtray: {name} cannot be loaded. Is pomtray being updated? Then start it again, else install it anew.\n"
)
"""In English: what would translate it may be what is missing."""
_USAGE = 64
"""As `EX_USAGE` of sysexits.h."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; gives the exit status."""
    try:
        return _main(arguments)
    except ImportError as error:
        if error.name is None or not error.name.startswith("pomtray"):
            raise
        sys.stderr.write(_BEING_UPDATED.format(name=error.name))
        return 1


def _main(arguments: Sequence[str] | None) -> int:
    _open_standard_streams()
    from pomtray.cli import quick  # noqa: PLC0415 before all that takes longer

    given = sys.argv[1:] if arguments is None else list(arguments)
    status = quick.main(given)
    if status is not None:
        return status
    if quick.is_plain(given):
        from pomtray.cli.alone import again  # noqa: PLC0415 few commands

        status = again.main(given)
        if status is not None:
            return status if arguments is not None else os._exit(status)  # taking all down takes a tenth of it
    from pomtray.desktop.processes import core_dumps  # noqa: PLC0415 after the shortest way

    core_dumps.leave_none()
    if given[:1] == ["__complete"]:
        from pomtray.cli import completion  # noqa: PLC0415 only shells ask for it
        from pomtray.cli.parser import parser  # noqa: PLC0415 as completion

        return completion.answer(given[-1], parser())
    plain = quick.options(given)
    if plain is not None:
        return _asked(plain)
    from pomtray.cli.tray_options import tray_options  # noqa: PLC0415 before the whole command line

    tray = tray_options(given)
    if tray is not None:
        return _in_tray(tray)
    return _asked(_read(given))


def _asked(options: argparse.Namespace) -> int:
    from pomtray.cli import quick  # noqa: PLC0415 it is loaded

    if quick.elsewhere(options.config):
        from pomtray.cli import elsewhere  # noqa: PLC0415 seldom needed

        if elsewhere.refused(options.command):
            return _USAGE
    return _command(options)


def _command(options: argparse.Namespace) -> int:
    from pomtray.cli import commands  # noqa: PLC0415 as the parser

    if options.command in commands.NAMES:
        return commands.run(options)
    if options.command in _OTHERS:
        return commands.ended(lambda: _other(options))
    if options.command == "window" and options.screenshot:
        from pomtray.app.pictures import taking  # noqa: PLC0415 only this command needs it

        return taking.main(options)
    if options.command == "demo" and (options.serve or options.no_tray):
        from pomtray.cli import demo  # noqa: PLC0415 only this command needs it

        return commands.ended(lambda: demo.main(options))
    return _in_tray(options)


def _other(options: argparse.Namespace) -> int:
    """One of `_OTHERS`."""
    if options.command == "completion":
        from pomtray.cli import completion  # noqa: PLC0415 only this command needs it

        return completion.main(options)
    if options.command == "desktop":
        from pomtray.cli import desktop  # noqa: PLC0415 only this command needs it

        return desktop.main(options)
    if options.command == "forget":
        from pomtray.cli import forget  # noqa: PLC0415 only this command needs it
        from pomtray.desktop.sockets.instance import Instance  # noqa: PLC0415 as the command

        return forget.main(options, Instance)
    return _forwarding(options)


def _forwarding(options: argparse.Namespace) -> int:
    if options.command == "forward":
        from pomtray.cli.forwarding import over_ssh  # noqa: PLC0415 only this command needs it

        return over_ssh.main(options)
    from pomtray.cli.forwarding import forwarding  # noqa: PLC0415 only these commands need it

    return forwarding.main(options)


def _in_tray(options: argparse.Namespace) -> int:
    if options.command != "demo":
        from pomtray.app import no_tls  # noqa: PLC0415 only the tray does without

        no_tls.keep_out()
    from pomtray.app import plain_imports  # noqa: PLC0415 Qt is needed from here on

    plain_imports.import_qt()
    from pomtray.app import starting  # noqa: PLC0415 after Qt

    return starting.main(options)


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line. What follows `--` is another program's, word for word."""
    from pomtray.cli.parser import parser  # noqa: PLC0415 once it is known that the command line has to be read whole

    ours = list(arguments)
    theirs = ours[ours.index("--") + 1 :] if "--" in ours else []
    options = parser().parse_args(ours[: len(ours) - len(theirs) - 1] if "--" in ours else ours)
    if theirs:
        options.arguments = [*getattr(options, "arguments", []), *theirs]
    return options


def _open_standard_streams() -> None:
    """Where one is closed, no file of ours may get its number: what Qt prints would go into it.

    An answer that nobody can get is told: standard output takes nothing then.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= _STANDARD_ERROR:
        if number == _STANDARD_OUTPUT:
            os.close(number)
            number = os.open(os.devnull, os.O_RDONLY)
        os.set_inheritable(number, True)  # noqa: FBT003 as the system calls it
    os.close(number)
    sys.stdin = sys.stdin or _stream(0, "r")
    sys.stdout = sys.stdout or _stream(_STANDARD_OUTPUT, "w")
    sys.stderr = sys.stderr or _stream(_STANDARD_ERROR, "w")


def _stream(number: int, mode: str) -> io.TextIOWrapper:
    """Unbuffered: what was not taken is not tried again at the interpreter's end."""
    return io.TextIOWrapper(io.FileIO(number, mode, closefd=False), write_through=True)


if __name__ == "__main__":
    sys.exit(main())
