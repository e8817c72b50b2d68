"""The whole command line: what argparse, the man page and shell completions are made from."""

from __future__ import annotations

import argparse
import re
from datetime import timedelta
from pathlib import Path

from pomtray import __version__
from pomtray.cli.forwarding_parser import add_forwarding

_UNITS = {"s": 1, "m": 60, "h": 3600, "": 1}


def parser() -> argparse.ArgumentParser:
    """Every command and option. An argument whose `dest` is `route` takes a route's name."""
    made = argparse.ArgumentParser(prog="pomtray", description="Sign in to services behind Pomerium from the tray.")
    made.add_argument("--version", action="version", version=f"pomtray {__version__}")
    made.add_argument("--config", type=Path, metavar="FILE", help="settings file (default: in the config folder)")
    shown = made.add_mutually_exclusive_group()
    shown.add_argument("--window", action="store_true", help="show the window at the start")
    shown.add_argument("--hidden", action="store_true", help="show no window, even where there is no tray (yet)")
    commands = made.add_subparsers(dest="command", metavar="COMMAND")
    _add_demo(commands.add_parser("demo", help="try everything on a Pomerium of its own, on this machine only"))
    _add_desktop(commands.add_parser("desktop", help="put pomtray into your menu, or take it out"))
    _add_forget(commands.add_parser("forget", help="sign out everywhere, and take away all that is kept as a secret"))
    _add_completion(commands.add_parser("completion", help="print what your shell needs to complete pomtray's words"))
    add_forwarding(commands)
    return made


def duration(text: str) -> timedelta:
    """A length of time such as `90s`, `3m` or `14h`. Raises `ArgumentTypeError`."""
    match = re.fullmatch(r"([0-9]{1,6})([smh]?)", text)
    if not match or not int(match[1]):
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 90s, 3m or 14h")
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]])


def _add_completion(completion: argparse.ArgumentParser) -> None:
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), help="which shell")


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
