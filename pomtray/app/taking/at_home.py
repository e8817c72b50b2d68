"""The program's place on the person's desktop: in the menu, and started with the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pomtray.core.errors import Problem
from pomtray.core.intent import AppAction
from pomtray.core.system_errors import said_of
from pomtray.core.text import phrase

SWITCHES: Final = frozenset({AppAction.MENU_ENTRY, AppAction.START_AT_LOGIN})


def is_on(action: AppAction) -> bool | None:
    """Whether what `action` switches is on; None where it cannot be had."""
    from pomtray.desktop.shell import autostart, menu_entry  # noqa: PLC0415 the window asks, and few switch

    if action is AppAction.MENU_ENTRY:
        return menu_entry.is_installed() if menu_entry.is_supported() else None
    return None if menu_entry.is_sandboxed() else autostart.is_on()


def switch(action: AppAction, troubled: Callable[[Problem], None]) -> None:
    """Turn it on or off; `troubled` is told where that fails.

    NOTE: an entry for the menu goes along with the start at login: what starts has its icon then.
    """
    try:
        _switch(action, on=not is_on(action))
    except OSError as error:
        title = (
            phrase("The menu could not be changed")
            if action is AppAction.MENU_ENTRY
            else phrase("The start at login was not changed")
        )
        troubled(Problem(title, said_of(error), phrase("Look at who owns that folder.")))


def _switch(action: AppAction, *, on: bool) -> None:
    from pomtray.desktop.processes.own_command import program_command  # noqa: PLC0415 as above
    from pomtray.desktop.shell import autostart, menu_entry  # noqa: PLC0415

    command = program_command()
    if action is AppAction.MENU_ENTRY:
        menu_entry.install(command) if on else menu_entry.remove()
    elif on:
        if menu_entry.is_supported() and not menu_entry.is_provided():
            menu_entry.install(command)
        autostart.turn_on(autostart.hidden(command))
    else:
        autostart.turn_off()
