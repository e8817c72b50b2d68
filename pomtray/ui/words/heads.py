"""What the head above the routes of one session says."""

from __future__ import annotations

from pomtray.core.plain import unmarked
from pomtray.core.rows.heads import Head
from pomtray.core.rows.shared import Shared
from pomtray.core.text import counted
from pomtray.ui.wording import tr


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
