"""What a row says: in the menu, in the window, in its tooltip, to a screen reader."""

from __future__ import annotations

import textwrap
from typing import Final

from pomtray.core.intent import Action
from pomtray.core.plain import isolated, unmarked
from pomtray.core.view.badge import Badge
from pomtray.core.view.snapshot import Row
from pomtray.ui.wording import tr
from pomtray.ui.words.actions import action_name
from pomtray.ui.words.heads import known_until
from pomtray.ui.words.menu_lines import MENU_WIDTH, cut
from pomtray.ui.words.names import in_menu, tip


def row_label(row: Row) -> str:
    return f"{in_menu(row.route)} — {standing(row)}"


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
    parts = (row.code, row.person, until) if row.code else (copied(row), served(row), row.person, until, row.note)
    return " · ".join(part for part in parts if part)


def row_details_under(row: Row) -> str:
    """The same where the head above the row says who and until when."""
    return row.code or " · ".join(part for part in (copied(row), served(row), row.note) if part)


def copied(row: Row) -> str:
    """That it was, and when it is cleared."""
    return tr("Copied, cleared in {left}").format(left=row.copied) if row.copied else ""


def served(row: Row) -> str:
    """Where programs of this computer find it."""
    if not row.served:
        return ""
    return (tr("Connected at {place}") if row.tunnel else tr("Served at {place}")).format(place=row.served)


def beside_text(row: Row) -> str:
    """What the row is doing for some minutes."""
    name = isolated(row.route)
    if not row.waits and row.copied:
        return f"{name}: {copied(row)}"
    parts = (row.note, tr("{left} left").format(left=row.waits) if row.waits else "")
    return tr("Signing in to {route}: {told}").format(route=name, told=" · ".join(part for part in parts if part))


def row_who(row: Row) -> str:
    """Who, until when: a menu's line on a row, which asks for nothing."""
    return cut(" · ".join(part for part in (row.person, row.until) if part) or row.host)


NOTES: Final = 4


def row_notes(row: Row) -> tuple[str, ...]:
    """How fresh that is, and in the other lines why something failed; the details have all of it.

    Some may be "". A code to enter is never cut off.
    """
    why = textwrap.wrap(row.reason, MENU_WIDTH, max_lines=NOTES - 1, placeholder="…")
    return (row.note if row.code else cut(row.note), *why, *[""] * (NOTES - 1 - len(why)))


def row_quick(row: Row, action: Action | None) -> str:
    """A row of a short menu, and what a click on it does; None: it shows the route in the window."""
    return f"{row_label(row)} · {action_name(action, row) if action else tr('Show…')}"


def row_tip(row: Row) -> str:
    """All that is known of a row."""
    return tip("\n".join(_facts(row)))


def _facts(row: Row) -> list[str]:
    name, tags = isolated(row.route), ", ".join(map(isolated, row.tags))
    until = known_until(row.session) if row.session else row.until
    lines = (name, row.host, standing(row), copied(row), served(row), until, row.person, row.note, row.reason, tags)
    return [line for line in lines if line]


def row_spoken(row: Row) -> str:
    """A row for a screen reader: everything that shape, colour and place say to the eye."""
    state = tr(row.state)
    parts = (
        row.route,
        state,
        row.left if row.left != state else "",
        tr("{left} left").format(left=row.waits) if row.waits else "",
        copied(row),
        served(row),
        row.until,
        row.person,
        row.note,
        row.reason,
        row.host,
        tr("favourite") if row.favourite else "",
        *row.tags,
    )
    return unmarked(", ".join(part for part in parts if part))
