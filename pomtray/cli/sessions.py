"""`status`, `routes`, `login`, `renew`, `logout` and `open`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from pomtray.cli.asking import USAGE, No, ask, note
from pomtray.cli.handing.credentials import opens_browser, print_json
from pomtray.cli.telling import sentences, told
from pomtray.core.text import phrase


def status(options: argparse.Namespace) -> int:
    """A line a route, what needs the person first; what is wrong with the program on the error side."""
    answer = ask({"do": "status"}, options.config)
    if options.json:
        return print_json(answer)
    print_rows(answer["routes"])
    if machine := answer.get("machine"):
        note(phrase("{machine} has answered, over SSH.", machine=machine))
    for trouble in answer["trouble"]:
        note(sentences(trouble["title"], trouble["text"]))
    return 0


def routes(options: argparse.Namespace) -> int:
    """What the settings file lists."""
    answer = ask({"do": "status"}, options.config)
    kept = ("name", "url", "method", "tags")
    if options.json:
        return print_json([{name: route[name] for name in kept} for route in answer["routes"]])
    print_table([route["name"], route["url"], route["method"], ", ".join(route["tags"])] for route in answer["routes"])
    return 0


def login(options: argparse.Namespace) -> int:
    """Sign in, or renew; says who is signed in and until when."""
    row = signed_in(options, options.command, options.route)
    return print_json(row) if options.json else print_rows([row])


def signed_in(options: argparse.Namespace, do: str, route: str) -> dict[str, Any]:
    """The route's row, once somebody is signed in. Raises `No`."""
    said = {"do": do, "route": route, "wait": True, "device": getattr(options, "device", False)}
    row: dict[str, Any] = ask(said | {"browser": opens_browser(options)}, options.config)["routes"][0]
    return row


def print_rows(rows: Iterable[dict[str, Any]]) -> int:
    """A line a route."""
    print_table([row["name"], row["state"], _time(row), row["person"], row["note"]] for row in rows)
    return 0


def logout(options: argparse.Namespace) -> int:
    """Sign out. Ends with 5 where a server could not be asked."""
    if bool(options.route) == options.all:
        raise No(USAGE, phrase("Which route?"), phrase("Name one, or all by --all."))
    answer = ask({"do": "logout", "route": options.route, "all": options.all}, options.config)
    if options.json:
        print_json(answer)
    return 0 if answer["ended"] else 5


def show(options: argparse.Namespace) -> int:
    """Open the route in the browser."""
    answer = ask({"do": "open", "route": options.route}, options.config)
    return print_json(answer) if options.json else 0


def _time(route: dict[str, Any]) -> str:
    return route["left"] if route["signed_in"] and route["left"] != route["state"] else ""


def print_table(rows: Iterable[Sequence[str]]) -> None:
    """Each column as wide as its widest cell."""
    lines = [[*map(told, row)] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True) if width)
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
