"""Texts of the menu and the window."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

from pomtray.core.domain.route import HeaderForm
from pomtray.core.errors import Problem
from pomtray.core.intent import Action, AppAction, Arranging
from pomtray.core.plain import isolated, unmarked
from pomtray.core.rows.heads import Head
from pomtray.core.rows.shared import Shared
from pomtray.core.text import counted, phrase
from pomtray.core.view.badge import Badge
from pomtray.core.view.notice import listed_names
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.wording import tr

ACTIONS: Final = {
    Action.SIGN_IN: phrase("Sign in"),
    Action.CANCEL: phrase("Cancel sign-in"),
    Action.RENEW: phrase("Renew"),
    Action.COPY_HEADER: phrase("Copy header"),
    Action.COPY_TOKEN: phrase("Copy token"),
    Action.COPY_CURL: phrase("Copy as curl"),
    Action.TEST: phrase("Test this route"),
    Action.OPEN: phrase("Open in browser"),
    Action.COPY_LINK: phrase("Copy sign-in link"),
    Action.PASTE: phrase("Paste the address…"),
    Action.PAGE: phrase("Open page again"),
    Action.COPY_CODE: phrase("Copy code"),
    Action.CLEAR: phrase("Clear the clipboard now"),
    Action.DEVICE: phrase("Sign in with a code on another device"),
    Action.SIGN_OUT: phrase("Sign out"),
    Action.DETAILS: phrase("Details…"),
    Action.BLOCKED: phrase("Why am I blocked?"),
    Action.SERVE: phrase("Serve on this computer"),
    Action.COPY_ADDRESS: phrase("Copy the local address"),
    Action.STOP_SERVING: phrase("Stop serving"),
    Action.MEND: phrase("Mend…"),
    Action.OPEN_FILE: phrase("Open the settings file"),
    Action.EDIT_HERE: phrase("Edit it here…"),
}
ON_BUTTONS: Final = {
    Action.SIGN_IN: phrase("Sign in"),
    Action.CANCEL: phrase("Cancel"),
    Action.RENEW: phrase("Renew"),
    Action.COPY_HEADER: phrase("Copy"),
    Action.BLOCKED: phrase("Why?"),
    Action.MEND: phrase("Mend"),
}
"""What a row's button is called, where the row says the rest."""
BESIDE: Final = {
    Action.CANCEL: phrase("Cancel"),
    Action.CLEAR: phrase("Clear now"),
    Action.COPY_LINK: phrase("Copy link"),
}
"""What buttons are called below the list, which says the rest."""
FORMS: Final = {
    HeaderForm.POMERIUM: phrase("Copy “Authorization: Pomerium” header"),
    HeaderForm.X_POMERIUM: phrase("Copy “X-Pomerium-Authorization” header"),
    HeaderForm.BEARER: phrase("Copy Bearer header (the service sees the whole token)"),
}
ARRANGING: Final = {
    Arranging.EDIT: phrase("Edit…"),
    Arranging.FAVOURITE: phrase("Favourite"),
    Arranging.DUPLICATE: phrase("Duplicate"),
    Arranging.REMOVE: phrase("Remove"),
}
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


_MENU_WIDTH: Final = 80
"""Characters."""


def row_label(row: Row) -> str:
    return f"{isolated(row.route)} — {standing(row)}"


def row_title(row: Row) -> str:
    """Its name in the window's list."""
    return f"★ {isolated(row.route)}" if row.favourite else row.route


def standing(row: Row) -> str:
    """The state, or what is left: what ends soon, or is waited for, is told both."""
    if row.waits:
        return tr("{state}, {left} left").format(state=tr(row.state), left=row.waits)
    state = tr(row.state)
    return f"{state}, {row.left}" if row.badge is Badge.EXPIRING and row.left != state else row.left


def standing_under(row: Row) -> str:
    """The same where the head above the row counts down."""
    return "" if row.badge is Badge.WELL else standing(row) if row.waits else tr(row.state)


def row_details(row: Row) -> str:
    """Who, until when and how fresh that is, in one line; a code to enter comes first, where it is not cut off."""
    until = known_until(row.session) if row.session else row.until
    parts = (row.code, row.person, until) if row.code else (copied(row), row.person, until, row.note)
    return " · ".join(part for part in parts if part)


def row_details_under(row: Row) -> str:
    """The same where the head above the row says who and until when."""
    return row.code or " · ".join(part for part in (copied(row), row.note) if part)


def copied(row: Row) -> str:
    """That it was, and when it is cleared."""
    return tr("Copied, cleared in {left}").format(left=row.copied) if row.copied else ""


def beside_name(action: Action, row: Row) -> str:
    """What a button below the list is called: there is room for a few words."""
    if action is Action.PASTE and gives_code(row):
        return tr("Paste the code…")
    return tr(BESIDE[action]) if action in BESIDE else action_name(action, row)


def beside(row: Row) -> str:
    """What the row is doing for some minutes."""
    name = isolated(row.route)
    if not row.waits and row.copied:
        return f"{name}: {copied(row)}"
    parts = (row.note, tr("{left} left").format(left=row.waits) if row.waits else "")
    return tr("Signing in to {route}: {told}").format(route=name, told=" · ".join(part for part in parts if part))


def known_until(session: Shared) -> str:
    """Until when, and how that is known."""
    known = f"({session.known})" if session.known and session.until else ""
    return " ".join(part for part in (session.until, known) if part)


def head_title(head: Head) -> str:
    """Whose session it is."""
    return (head.session and head.session.person) or tr("Session")


def head_details(head: Head) -> str:
    """Until when it lasts, and what for."""
    routes = tr(counted("1 route", "{count} routes", head.routes))
    until = known_until(head.session) if head.session else ""
    return " · ".join(part for part in (until, routes) if part)


def head_spoken(head: Head) -> str:
    left = head.session.left if head.session else ""
    return unmarked(", ".join(part for part in (head_title(head), left, head_details(head)) if part))


def row_who(row: Row) -> str:
    """Who, until when: a menu's line on a row, which asks for nothing."""
    return _cut(" · ".join(part for part in (row.person, row.until) if part) or row.host)


NOTES: Final = 4


def row_notes(row: Row) -> tuple[str, ...]:
    """How fresh that is, and in the other lines why something failed; the details have all of it.

    Some may be "". A code to enter is never cut off.
    """
    why = textwrap.wrap(row.reason, _MENU_WIDTH, max_lines=NOTES - 1, placeholder="…")
    return (row.note if row.code else _cut(row.note), *why, *[""] * (NOTES - 1 - len(why)))


def row_quick(row: Row, action: Action | None) -> str:
    """A row of a short menu, and what a click on it does; None: it shows the route in the window."""
    return f"{row_label(row)} · {action_name(action, row) if action else tr('Show…')}"


def _cut(text: str) -> str:
    return text if len(text) <= _MENU_WIDTH else f"{text[: _MENU_WIDTH - 1].rstrip()}…"


def row_tip(row: Row) -> str:
    """All that is known of a row. Qt takes a tooltip that looks like HTML for HTML, so it is that, escaped."""
    import html  # noqa: PLC0415 its table of 2,231 names is large, and only the window needs it

    return f"<p>{'<br>'.join(html.escape(line) for line in _facts(row))}</p>"


def _facts(row: Row) -> list[str]:
    name, tags = isolated(row.route), ", ".join(map(isolated, row.tags))
    until = known_until(row.session) if row.session else row.until
    lines = (name, row.host, standing(row), copied(row), until, row.person, row.note, row.reason, tags)
    return [line for line in lines if line]


def past_in_full(snapshot: Snapshot) -> str:
    """What notices said, the newest first."""
    return "\n\n".join(f"{said.when}  {said.title}\n{said.text}" for said in snapshot.past)


def row_spoken(row: Row) -> str:
    """A row for a screen reader: everything that shape, colour and place say to the eye."""
    state = tr(row.state)
    parts = (
        row.route,
        state,
        row.left if row.left != state else "",
        tr("{left} left").format(left=row.waits) if row.waits else "",
        copied(row),
        row.until,
        row.person,
        row.note,
        row.reason,
        row.host,
        tr("favourite") if row.favourite else "",
        *row.tags,
    )
    return unmarked(", ".join(part for part in parts if part))


def action_name(action: Action, row: Row) -> str:
    """What `action` is called for `row`."""
    match action:
        case Action.COPY_HEADER:
            return copy_header(row)
        case Action.RENEW if row.lasts:
            return tr("Renew, for about {lasts}").format(lasts=row.lasts)
        case Action.PASTE:
            return paste(row)
        case Action.PAGE if row.device:
            return tr("Open page")
        case Action.SIGN_OUT:
            return sign_out(row)
        case Action.SERVE if row.tunnel:
            return tr("Connect")
        case Action.COPY_ADDRESS if row.served:
            return tr("Copy the local address ({place})").format(place=row.served)
        case Action.STOP_SERVING if row.tunnel:
            return tr("Disconnect")
        case _:
            return tr(ACTIONS[action])


def copy_header(row: Row) -> str:
    """The route's own header form; a bearer header never goes without its warning."""
    return tr(FORMS[HeaderForm.BEARER] if row.header is HeaderForm.BEARER else ACTIONS[Action.COPY_HEADER])


def paste(row: Row) -> str:
    """What PASTE is called: a provider answers with a code, Pomerium with an address only."""
    return tr("Paste the code or the address…") if gives_code(row) else tr(ACTIONS[Action.PASTE])


def gives_code(row: Row) -> bool:
    """Whether the route signs in at an identity provider, which answers with a code (RFC 6749 §4.1.2)."""
    return row.header is HeaderForm.PLAIN_BEARER


def sign_out(row: Row) -> str:
    """What SIGN_OUT is called: a session may serve other routes too, which go along."""
    return _cut(tr("Sign out, with {routes}…").format(routes=row.along)) if row.along else tr(ACTIONS[Action.SIGN_OUT])


_GO_ALONG: Final = 12
"""Routes that a question about signing out names."""


def sign_out_of(row: Row, others: Sequence[str]) -> tuple[str, str]:
    """The question, and what a yes does. `others`: routes that share the session."""
    title = tr("Sign out of {route}?").format(route=isolated(row.route))
    if not others:
        return title, tr(_ENDED)
    names = listed_names(others, len(others), _GO_ALONG)
    return title, tr("Its session serves {routes} too: signed out along with it. {ended}", routes=names, ended=_ENDED)


def sign_out_all(count: int, routes: Sequence[str]) -> tuple[str, str]:
    """The question, and what a yes does. `routes`: those that the `count` sessions serve."""
    names = listed_names(routes, len(routes), _GO_ALONG)
    if count == 1:
        return tr("Sign out of 1 session?"), tr("It serves {routes}. {ended}", routes=names, ended=_ENDED)
    text = tr("They serve {routes}. {ended}", routes=names, ended=_ALL_ENDED)
    return tr("Sign out of {count} sessions?").format(count=count), text


_ENDED: Final = phrase("It is ended at its server, in the browser too. That cannot be undone.")
_ALL_ENDED: Final = phrase("They are ended at their servers, in the browser too. That cannot be undone.")


def told_of(problem: Problem) -> str:
    """All that it says."""
    return f"{tr(problem.title)}. {tr(problem.text())}"


def status(snapshot: Snapshot) -> str:
    """The menu's first line, the only one that asks for nothing."""
    return " · ".join(text for text in (snapshot.status, snapshot.paused) if text)


def sign_in_all(count: int) -> str:
    return tr(counted("Sign in to 1 route", "Sign in to {count} routes", count))


def copy_last(name: str) -> str:
    return tr("Copy last used ({name})").format(name=isolated(name))


def more(hidden: int) -> str:
    """The menu's way to the window; `hidden` rows are only there."""
    return tr("{hidden} more in the window…").format(hidden=hidden) if hidden else tr("Open window…")


def no_rows(snapshot: Snapshot) -> str:
    return tr("No route is like this.") if snapshot.rows else ""
