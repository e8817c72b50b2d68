"""`pomtray desktop install | remove`: the person's menu, and starting with the session."""

from __future__ import annotations

import argparse

from pomtray.cli.asking import note
from pomtray.cli.telling import sentences
from pomtray.cli.terminal import say
from pomtray.core.system_errors import said_of
from pomtray.core.text import joined, phrase
from pomtray.desktop.processes.own_command import program_command
from pomtray.desktop.shell import autostart, menu_entry

_FAILED = 1


def main(options: argparse.Namespace) -> int:
    """Do what `options.what` says; gives the exit status."""
    try:
        _install(start=options.start_at_login) if options.what == "install" else _remove()
    except OSError as error:
        helps = phrase("Check its permissions and the free space.")
        note(sentences(phrase("The menu could not be changed"), joined(" ", (said_of(error), helps))))
        return _FAILED
    return 0


def _install(*, start: bool) -> None:
    if menu_entry.is_supported():
        menu_entry.install(program_command())
        say(phrase("pomtray is in the menu."))
    if start:
        autostart.turn_on(autostart.hidden(program_command()))
        say(phrase("It starts when you log in."))


def _remove() -> None:
    menu_entry.remove()
    autostart.turn_off()
    say(phrase("pomtray is out of the menu, and does not start by itself."))
    say(phrase("Settings and sessions stay; `pomtray forget` ends the sessions and takes them away."))
