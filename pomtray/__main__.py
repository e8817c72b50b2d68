"""Which program: the tray, or one command. Imports nothing heavy before it knows."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from pomtray import __version__

_STANDARD_ERROR = 2
_UNITS = {"s": 1, "m": 60, "h": 3600, "": 1}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; gives the exit status."""
    _open_standard_streams()
    options = _parser().parse_args(arguments)
    if options.command == "desktop":
        from pomtray.cli import desktop  # noqa: PLC0415 only this command needs it

        return desktop.main(options)
    if options.command == "forget":
        from pomtray.cli import forget  # noqa: PLC0415 only this command needs it
        from pomtray.desktop.instance import Instance  # noqa: PLC0415 as the command

        return forget.main(options, Instance)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pomtray", description="Sign in to services behind Pomerium from the tray.")
    parser.add_argument("--version", action="version", version=f"pomtray {__version__}")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings file (default: in the config folder)")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--window", action="store_true", help="show the window at the start")
    shown.add_argument("--hidden", action="store_true", help="show no window, even where there is no tray (yet)")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_demo(commands.add_parser("demo", help="try everything on a Pomerium of its own, on this machine only"))
    _add_desktop(commands.add_parser("desktop", help="put pomtray into your menu, or take it out"))
    _add_forget(commands.add_parser("forget", help="sign out everywhere, and take away all that is kept as a secret"))
    return parser


def _add_forget(forget: argparse.ArgumentParser) -> None:
    forget.add_argument("--yes", action="store_true", help="do not ask first")
    forget.add_argument("--offline", action="store_true", help="end no session at its server")


def _add_desktop(desktop: argparse.ArgumentParser) -> None:
    desktop.add_argument(
        "what", choices=("install", "remove"), help="into the menu, or out of it and of the session's start"
    )
    desktop.add_argument("--start-at-login", action="store_true", help="with install: start with every session")


def _add_demo(demo: argparse.ArgumentParser) -> None:
    demo.add_argument("--window", action="store_true", default=argparse.SUPPRESS, help="show the window at the start")
    how = demo.add_mutually_exclusive_group()
    how.add_argument("--serve", action="store_true", help="only serve: print the routes, until interrupted")
    how.add_argument("--no-tray", action="store_true", help="play one sign-in in the terminal")
    demo.add_argument("--no-browser", action="store_true", help="with --no-tray: follow the pages without a browser")
    demo.add_argument("--route", default="app", metavar="NAME", help="with --no-tray: the route to sign in to (app)")
    demo.add_argument("--person", choices=("alice", "bob", "carol"), default="alice", help="with --no-browser: who")
    demo.add_argument(
        "--session-for", type=duration, default=timedelta(hours=14), metavar="TIME", help="sessions last 3m, 14h …"
    )
    demo.add_argument("--no-routes-api", action="store_true", help="a Pomerium whose routes portal is switched off")


def duration(text: str) -> timedelta:
    """A length of time such as `90s`, `3m` or `14h`. Raises `ArgumentTypeError`."""
    match = re.fullmatch(r"([0-9]{1,6})([smh]?)", text)
    if not match or not int(match[1]):
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 90s, 3m or 14h")
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]])


if __name__ == "__main__":
    sys.exit(main())
