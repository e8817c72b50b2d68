"""What actions on a route are called: in menus, on buttons, below the list."""

from __future__ import annotations

from typing import Final

from pomtray.core.domain.route import HeaderForm
from pomtray.core.intent import Action, Arranging
from pomtray.core.text import phrase
from pomtray.core.view.snapshot import Row
from pomtray.ui.wording import tr
from pomtray.ui.words.menu_lines import cut

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
    Action.SERVE: phrase("Connect"),
    Action.COPY_ADDRESS: phrase("Copy"),
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


def beside_name(action: Action, row: Row) -> str:
    """What a button below the list is called: there is room for a few words."""
    if action is Action.PASTE and gives_code(row):
        return tr("Paste the code…")
    return tr(BESIDE[action]) if action in BESIDE else action_name(action, row)


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
    return cut(tr("Sign out, with {routes}…").format(routes=row.along)) if row.along else tr(ACTIONS[Action.SIGN_OUT])
