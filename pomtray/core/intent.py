"""What a person asks for, in the tray, the window, a notice or on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from pomtray.core.domain.consent import Consent, ConsentAnswer
from pomtray.core.domain.login import LoginId
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import HeaderForm
from pomtray.core.light_dataclass import dataclass

if TYPE_CHECKING:
    from pomtray.core.settings.change import Change
    from pomtray.core.topic import Topic


class Action(StrEnum):
    """What can be asked of one route."""

    SIGN_IN = "sign-in"
    CANCEL = "cancel"
    RENEW = "renew"
    COPY_HEADER = "copy-header"
    COPY_TOKEN = "copy-token"  # noqa: S105 a word, not a secret
    COPY_CURL = "copy-curl"
    TEST = "test"
    OPEN = "open"
    COPY_LINK = "copy-link"
    PASTE = "paste"
    PAGE = "page"
    """Of a sign-in under way: open its page again, or the one where its code is entered."""
    COPY_CODE = "copy-code"
    """What is to be entered there."""
    CLEAR = "clear"
    """What was copied from this route goes off the clipboard now."""
    SIGN_OUT = "sign-out"
    DETAILS = "details"
    """Show all that is known of the route, errors in full: it changes nothing."""
    BLOCKED = "blocked"
    """Look for what is in the way, step by step: it changes nothing."""
    MEND = "mend"
    """Correct an entry of the settings file that is refused."""
    OPEN_FILE = "open-file"
    """Open the settings file in the person's own editor."""
    EDIT_HERE = "edit-here"
    """Open it in the window's, at the entry's line."""
    DEVICE = "device"
    """Sign in on another device, with a code (RFC 8628)."""
    SERVE = "serve"
    """Serve the route on this computer, for programs that bring no credential of their own."""
    COPY_ADDRESS = "copy-address"
    """The one at which it is served."""
    STOP_SERVING = "stop-serving"


class Arranging(StrEnum):
    """What can be done with a route's entry in the settings file."""

    EDIT = "edit"
    FAVOURITE = "favourite"
    """To be one, or to be none any more."""
    DUPLICATE = "duplicate"
    REMOVE = "remove"


class AppAction(StrEnum):
    """What can be asked of the program as a whole."""

    SIGN_IN_ALL = "sign-in-all"
    SIGN_OUT_ALL = "sign-out-all"
    PAUSE_HOUR = "pause-hour"
    PAUSE_TOMORROW = "pause-tomorrow"
    UNPAUSE = "unpause"
    COPY_LAST = "copy-last"
    PREFERENCES = "preferences"
    PROVIDERS = "providers"
    """The identity providers, to be changed."""
    SETTINGS_FILE = "settings-file"
    EDIT_SETTINGS = "edit-settings"
    """The settings file, in the window's own editor."""
    LOG_FILE = "log-file"
    KEYS = "keys"
    """Show which keys do what."""
    HELP = "help"
    """Show the guide from its beginning."""
    ABOUT = "about"
    NOTICES = "notices"
    """Show what notices said."""
    ACTIVITY = "activity"
    """Show what happened in the last days."""
    WINDOW = "window"
    SEARCH = "search"
    """The small window in which a route is found and its header copied."""
    ADD = "add"
    """A route, by its address."""
    IMPORT = "import"
    """Routes, from a file that is yet to be chosen."""
    UNDO = "undo"
    """What was changed last in the settings file."""
    MENU_ENTRY = "menu-entry"
    START_AT_LOGIN = "start-at-login"
    TRY_AGAIN = "try-again"
    """To get what is missing: the keyring may ask the person anew."""
    CANCEL_PROMPT = "cancel-prompt"
    """To take back what the keyring asks."""
    LOCK = "lock"
    """Nothing is to be in memory any more."""
    UNLOCK = "unlock"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class RouteIntent:
    """`action` on the route of that name. `form` overrides the route's header form for a copy."""

    action: Action
    route: str
    form: HeaderForm | None = None
    text: str = field(default="", repr=False)
    """PASTE only: what the person pasted. It may hold a credential, so it is not in the repr."""


@dataclass(frozen=True, slots=True)
class Arrange:
    what: Arranging
    route: str


@dataclass(frozen=True, slots=True)
class Show:
    """The window, at that route: where there is more to read or to do than fits a menu."""

    route: str


@dataclass(frozen=True, slots=True)
class Explain:
    """Show what the guide says about that."""

    topic: Topic


@dataclass(frozen=True, slots=True)
class Follow:
    """Open a page of the web in the person's browser."""

    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The person's answer to the question an attempt asks; to an earlier question it is none."""

    login: LoginId
    attempt: int
    number: int
    """The question's."""
    yes: bool
    text: str = field(default="", repr=False)
    """What was typed in, where the question wants that. It may be a secret."""


@dataclass(frozen=True, slots=True)
class AnswerProgram:
    """The person's answer to the question of that number about a program."""

    number: int
    said: ConsentAnswer


@dataclass(frozen=True, slots=True)
class TakeConsent:
    """Ask that program again before it gets that route's credential; `back`: do not, after all."""

    consent: Consent
    back: bool = False


@dataclass(frozen=True, slots=True)
class VisibilityChanged:
    """Something with countdowns came on screen (`shown`) or left it."""

    shown: bool


@dataclass(frozen=True, slots=True)
class NoticeAction:
    """A button of a notice: `action` is the id the notice gave it, `default` for a click on its body."""

    key: str
    action: str


@dataclass(frozen=True, slots=True)
class LookUp:
    """Find out what that address is; None: it is not of interest any more."""

    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Examine:
    """Find out why the route of that name is blocked; "" stops that."""

    route: str


@dataclass(frozen=True, slots=True)
class SaveReport:
    """Write a report, which holds no secret, into a file that the person has chosen."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class EditEntry:
    """Open the form of an entry of the settings file, as that is now."""

    table: str
    """"routes" or "providers"."""
    name: str
    """Empty for a new one, and where it has none that can be read."""
    number: int | None = None
    """From 0, where it is known."""


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """Find out what is wrong with these keys in the place of the entry that a form has."""

    keys: Mapping[str, object] = field(repr=False)
    """NOTE: what stands in a wrong place may be a secret."""


@dataclass(frozen=True, slots=True)
class KeepSecret:
    """Put a provider's client secret, which was typed in, into the vault."""

    provider: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadText:
    """Read the settings file again for the editor: another program may have changed it."""


@dataclass(frozen=True, slots=True)
class CheckText:
    """Find out what is wrong with a text for the settings file."""

    text: str = field(repr=False)
    """NOTE: what somebody pastes by mistake may be a secret. So it is with the texts below."""


@dataclass(frozen=True, slots=True)
class SaveText:
    """Put `text` in the place of what the settings file holds, where that is `before` still."""

    before: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ImportFrom:
    """Offer the routes that the file at `path` names."""

    path: str


@dataclass(frozen=True, slots=True)
class DeletePlainText:
    """Delete these files, in which another program keeps sessions unencrypted."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Change the settings file."""

    change: Change
    done: str
    """What is said once that is so, beside Undo."""
    sign_in: str = ""
    """Name of the route to sign in to then."""
