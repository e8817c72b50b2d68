"""What the program writes where there is no settings file: every key as a comment, in the person's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pomtray.core.catalogue import worded
from pomtray.core.text import phrase

if TYPE_CHECKING:
    from pomtray.core.catalogue import Catalogue

_HEAD: Final = (
    phrase("pomtray: the services behind Pomerium that you sign in to. docs/guide.md explains every line."),
    phrase('Take away the "#" in front of a line to use it. A saved change counts at once.'),
)
_COLUMN: Final = 36
"""Where what is said of a key begins, unless the key's line is longer."""
_KEYS: Final = (
    ("", ""),
    ("[[routes]]", ""),
    ('name = "Grafana"', ""),
    ('url = "https://grafana.example.com"', ""),
    ('tags = ["work"]', phrase("found by typing them in the window")),
    ('header = "pomerium"', phrase('or "x-pomerium", or "bearer" (then the service sees the whole token)')),
    ('browser = ["firefox", "-P", "work", "{url}"]', phrase("instead of the default browser")),
    ('ca = "company-ca.pem"', phrase("an extra CA for this route and its sign-in page, beside this file")),
    ('client_cert = "me.p12"', phrase("where a client certificate is wanted: PKCS#12, or PEM with client_key")),
    ('group = ""', phrase("routes of one group share a sign-in")),
    ("share = true", phrase("false: a sign-in of its own, which opens nothing else")),
    ("notices = true", phrase("false: nothing is said about this route's end")),
    ("favourite = false", phrase("true: before others in the tray's menu")),
    ('auto_renew = "notify"', phrase('"browser": open the sign-in page at the end; "off": do nothing')),
    ("", ""),
    ("[[routes]]", ""),
    ('name = "Reports"', ""),
    ('url = "https://reports.example.com"', ""),
    ('method = "oidc"', phrase("sign in at the identity provider, whose token the route takes")),
    ('provider = "Company"', phrase("one of [[providers]]")),
    ('deliver = "identity_token"', phrase('or "access_token", or "exchange" (old Pomeriums, with exchange_url)')),
    ("", ""),
    ("[[routes]]", ""),
    ('name = "Nightly job"', ""),
    ('url = "https://jobs.example.com"', ""),
    ('method = "client_credentials"', phrase("machine to machine: no person, no browser")),
    ('provider = "Company"', ""),
    ('audience = "https://jobs.example.com"', ""),
    ("token_for = 3600", phrase("seconds a token lasts where nobody says")),
    ("", ""),
    ("[[providers]]", ""),
    ('name = "Company"', ""),
    (
        'issuer = "https://idp.example.com"',
        phrase("without a discovery document: token_endpoint and the others in its place"),
    ),
    ('client_id = "pomtray"', ""),
    (
        "client_secret = { vault = true }",
        phrase('or { env = "NAME" }, { command = ["program", "argument"] }; never the secret'),
    ),
    ('pomerium_client_id = "pomerium"', phrase("asked for as audience of renewed tokens")),
    ('scopes = ["openid", "email", "profile", "offline_access"]', ""),
    ('redirect_uri = "http://127.0.0.1:0/callback"', phrase("port 0: any free one")),
    ("", ""),
    ("[preferences]", ""),
    ("clear_clipboard_for = 30", phrase("seconds until a copied credential is cleared")),
    ("sign_in_for = 360", phrase("seconds to wait for the browser")),
    ("session_for = 50400", phrase("seconds a session lasts where Pomerium does not say")),
    ("look_every = 600", phrase("seconds between looks at sessions that nobody uses; 0: never")),
    ("tell_before = 0", phrase("seconds before its end that a session is told of; 0: by its lifetime")),
    ('callback_answer = "page"', phrase('"none": no page, and nothing in the browser\'s history')),
    ('auto_renew = "notify"', phrase("for every route that does not say otherwise")),
    ('ca = "company-ca.pem"', phrase("your organisation's own CA, for everything")),
    ("hide_people = false", phrase("true: no names and e-mails in menus")),
    ("lock_with_screen = false", phrase("true: lock pomtray whenever the screen is locked")),
    ("ask_programs = false", phrase("true: you are asked before a program gets a credential for the first time")),
    ('search_shortcut = "Ctrl+Alt+P"', phrase("a key that brings up the quick search from anywhere")),
    ('icon = "colour"', phrase('"one colour", "light" or "dark": the shapes alone tell the states apart')),
)
"""Lines of TOML, and what is said of each. An empty line stands between tables."""


def example(catalogue: Catalogue | None = None) -> str:
    """The whole text, told in the language of `catalogue`; None: in English."""
    head = [f"# {worded(line, catalogue)}" for line in _HEAD]
    keys = [_line(toml, worded(said, catalogue)) for toml, said in _KEYS]
    return "\n".join([*head, *keys, ""])


def _line(toml: str, said: str) -> str:
    if not toml:
        return ""
    place = f"{toml:<{_COLUMN}}" if len(toml) < _COLUMN else f"{toml}   "
    return f"# {place}# {said}" if said else f"# {toml}"
