"""`header` and `token`, and what every command that wants a credential asks."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from pomtray.cli.asking import ask

if TYPE_CHECKING:
    import argparse


def header(options: argparse.Namespace) -> int:
    """Print the header, or the token alone."""
    if options.json:
        return print_json(credential(options, options.route))
    answer = ask(wish(options, options.route) | {"as": options.command}, options.config)
    sys.stdout.write(f"{answer['text']}\n")
    return 0


def credential(options: argparse.Namespace, route: str) -> dict[str, Any]:
    """All that is known of the credential, with it. Raises `No`."""
    return ask(wish(options, route), options.config)


def wish(options: argparse.Namespace, route: str) -> dict[str, object]:
    """The request for a route's credential."""
    least = getattr(options, "min_valid", None)
    return {
        "do": "credential",
        "route": route,
        "form": getattr(options, "form", ""),
        "min_valid": int(least.total_seconds()) if least is not None else 0,
        "wait": getattr(options, "wait", True),
        "browser": opens_browser(options),
    }


def opens_browser(options: argparse.Namespace) -> bool:
    """Whether there is a screen to show a page at: not over SSH, and not without a display."""
    if options.no_browser or "SSH_CONNECTION" in os.environ:
        return False
    return bool(os.environ.get("BROWSER")) or has_screen()


def has_screen() -> bool:
    """Whether a window can be shown from here."""
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.platform in {"win32", "darwin"} or bool(named)


def print_json(answer: object) -> int:
    """The answer, for programs."""
    sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) + "\n")
    return 0
