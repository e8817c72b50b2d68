"""`lock` and `unlock`: of the running program; without one there is nothing in memory."""

from __future__ import annotations

import argparse

from pomtray.cli.asking import No, of_app, settings_path, tell
from pomtray.cli.handing.credentials import print_json


def main(options: argparse.Namespace) -> int:
    """Raises `No` where it stays as it was."""
    path = settings_path(options.config)
    # The keyring may ask the person.
    frame = of_app({"v": 1, "do": options.command, "config": path, "wait": True}, path)
    if frame is None:
        tell("pomtray: It does not run, so no credential is in its memory.")
        return print_json({"locked": False}) if options.json else 0
    if (error := frame.get("error")) is not None:
        raise No(error["exit"], error["title"], error["text"])
    return print_json(frame["ok"]) if options.json else 0
