"""What is said of the program itself: its actions, its state, what is wrong with it."""

from __future__ import annotations

from typing import Final

from pomtray.core.errors import Problem
from pomtray.core.intent import AppAction
from pomtray.core.text import counted, phrase
from pomtray.core.view.snapshot import Snapshot
from pomtray.ui.wording import tr
from pomtray.ui.words.names import in_menu

SESSION_ACTIONS: Final = {
    AppAction.TRY_AGAIN: phrase("Try again to save sessions"),
    AppAction.CANCEL_PROMPT: phrase("Stop waiting for the keyring"),
    AppAction.NOTICES: phrase("Recent notices…"),
    AppAction.ACTIVITY: phrase("Activity…"),
    AppAction.PAUSE_HOUR: phrase("Pause notices for 1 h"),
    AppAction.PAUSE_TOMORROW: phrase("Pause notices until tomorrow"),
    AppAction.UNPAUSE: phrase("Resume notices"),
    AppAction.SIGN_OUT_ALL: phrase("Sign out everywhere…"),
    AppAction.LOCK: phrase("Lock"),
    AppAction.UNLOCK: phrase("Unlock"),
}
QUICK_SEARCH: Final = phrase("Find a route…")
APP_ACTIONS: Final = {
    AppAction.SEARCH: QUICK_SEARCH,
    AppAction.ADD: phrase("Add a route…"),
    AppAction.PREFERENCES: phrase("Preferences…"),
    AppAction.SETTINGS_FILE: phrase("Settings file"),
    AppAction.LOG_FILE: phrase("Log file"),
    AppAction.HELP: phrase("Help"),
    AppAction.ABOUT: phrase("About pomtray"),
    AppAction.QUIT: phrase("Quit"),
}
"""What both menus end with, in this order, below `SESSION_ACTIONS`."""
DEMO: Final = "pomtray demo"
"""The program's name where it is its demo."""
IMPORT: Final = phrase("Import routes…")
PROVIDERS: Final = phrase("Identity providers…")
EDIT_SETTINGS: Final = phrase("Edit the settings here…")
"""The window's only, below "Settings file"."""
KEYS: Final = phrase("Keyboard shortcuts…")
SWITCHES: Final = {
    AppAction.START_AT_LOGIN: phrase("Start at login"),
    AppAction.MENU_ENTRY: phrase("Show in the applications menu"),
}
"""The window's only: what is on or off."""


def past_in_full(snapshot: Snapshot) -> str:
    """What notices said, the newest first."""
    return "\n\n".join(f"{said.when}  {said.title}\n{said.text}" for said in snapshot.past)


def told_of(problem: Problem) -> str:
    """All that it says."""
    return f"{tr(problem.title)}. {tr(problem.text())}"


def status(snapshot: Snapshot) -> str:
    """The menu's first line, the only one that asks for nothing."""
    return " · ".join(text for text in (snapshot.status, snapshot.paused) if text)


def sign_in_all(count: int) -> str:
    return tr(counted("Sign in to 1 route", "Sign in to {count} routes", count))


def copy_last(name: str) -> str:
    return tr("Copy last used ({name})").format(name=in_menu(name))


def more(hidden: int) -> str:
    """The menu's way to the window; `hidden` rows are only there."""
    return tr("{hidden} more in the window…").format(hidden=hidden) if hidden else tr("Open window…")


def no_rows(snapshot: Snapshot) -> str:
    return tr("No route is like this.") if snapshot.rows else ""
