"""What the guide has a section about: where help opens, from an error, a window or a form."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pomtray.core.errors import Part
from pomtray.core.report import About


class Topic(StrEnum):
    """A section of `docs/guide.md`, by the name that links within it have: the title as GitHub makes one of it."""

    GUIDE = "guide"
    ADDING = "adding-a-route"
    ARRANGING = "changing-a-route"
    SETTINGS = "the-settings-file"
    REFUSED = "an-entry-that-is-refused"
    UNREADABLE = "a-file-that-cannot-be-read"
    EDITOR = "editing-the-file-in-pomtray"
    KEYS = "the-keyboard"
    SEARCH = "finding-a-route-from-anywhere"
    PROVIDERS = "identity-providers-one-by-one"
    SECRETS = "where-secrets-live"
    NOTICES = "notices-and-renewal"
    DETAILS = "details-of-a-route"
    SIGNING_OUT = "signing-out"
    ELSEWHERE = "a-browser-elsewhere"
    PROGRAMS = "asked-before-a-program-gets-a-credential"
    CERTIFICATES = "certificates"
    PROXIES = "proxies"
    COPIES = "nothing-dead-is-handed-out"
    CLIPBOARD = "what-the-clipboard-does-not-take"
    ROWS = "what-a-row-says"
    ACTIVITY = "activity"
    LOCKED = "locked"
    CLOSED = "signed-in-is-not-let-in"
    BLOCKED = "why-am-i-blocked"
    FAILED = "when-something-fails"
    CONNECTION = "no-connection"
    FRONT = "something-stands-in-front"
    LOGIN_API = "no-sign-in-page"
    BROWSER = "the-browser-does-not-come-back"
    CALLBACK = "the-browsers-answer-is-refused"
    CHECK = "the-new-session-does-not-count"
    DISCOVERY = "the-provider-is-not-found"
    AUTHORIZATION = "the-provider-does-not-sign-you-in"
    TOKEN = "the-provider-gives-no-token"  # noqa: S105 a title, not a secret
    EXCHANGE = "no-token-by-the-exchange"
    SERVICE = "the-service-itself-says-no"
    CLOCK = "this-computers-clock"
    PARTS = "when-something-is-in-the-way"
    VAULT = "sessions-cannot-be-saved"
    PROGRAM = "pomtray-itself"
    DESKTOP = "what-the-desktop-lacks"
    ROUTE_KEYS = "keys-of-a-route"
    PROVIDER_KEYS = "keys-of-a-provider"
    PREFERENCES = "keys-of-the-preferences"


_OF_STEP: Final = {
    "login API": Topic.LOGIN_API,
    "browser": Topic.BROWSER,
    "callback": Topic.CALLBACK,
    "check": Topic.CHECK,
    "discovery": Topic.DISCOVERY,
    "authorization": Topic.AUTHORIZATION,
    "token": Topic.TOKEN,
    "exchange": Topic.EXCHANGE,
    "revocation": Topic.SIGNING_OUT,
    About.NAME: Topic.CONNECTION,
    About.PROXY: Topic.PROXIES,
    About.CONNECTION: Topic.CONNECTION,
    About.ENCRYPTION: Topic.CERTIFICATES,
    About.CERTIFICATE: Topic.CERTIFICATES,
    About.FRONT: Topic.FRONT,
    About.POMERIUM: Topic.LOGIN_API,
    About.SIGN_IN: Topic.LOGIN_API,
    About.SESSION: Topic.CHECK,
    About.ROUTE: Topic.CLOSED,
    About.POLICY: Topic.CLOSED,
    About.SERVICE: Topic.SERVICE,
    About.CLOCK: Topic.CLOCK,
    About.PROGRAM: Topic.PROGRAM,
    About.SETTINGS: Topic.SETTINGS,
    About.KEYRING: Topic.VAULT,
    About.VAULT: Topic.VAULT,
    About.AUTHORITIES: Topic.CERTIFICATES,
    About.SCREEN: Topic.DESKTOP,
    About.TRAY: Topic.DESKTOP,
    About.NOTICES: Topic.DESKTOP,
    About.CLIPBOARD: Topic.CLIPBOARD,
}
_OF_PART: Final = {
    Part.SETTINGS: Topic.UNREADABLE,
    Part.VAULT: Topic.VAULT,
    Part.LOG: Topic.PARTS,
    Part.LOCK: Topic.PARTS,
    Part.SOCKET: Topic.PARTS,
    Part.PROGRAM: Topic.PROGRAM,
}


def topic_of(step: str) -> Topic:
    """What explains a failure at that step: `errors.Problem.step`, or a `report.About`; "" for none that is known."""
    return _OF_STEP.get(step, Topic.FAILED)


def topic_of_part(part: Part) -> Topic:
    """What explains that it cannot be had."""
    return _OF_PART[part]
