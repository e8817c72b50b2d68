"""The questions that come before signing out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pomtray.core.plain import isolated
from pomtray.core.text import phrase
from pomtray.core.view.notice import listed_names
from pomtray.core.view.snapshot import Row
from pomtray.ui.wording import tr

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
