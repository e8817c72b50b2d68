"""A route: what the person configured."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from urllib.parse import urlsplit

from pomtray.core.origin import Origin


class HeaderForm(StrEnum):
    """How a credential travels (`pomerium.md` §3)."""

    POMERIUM = "pomerium"
    """`Authorization: Pomerium JWT`: the upstream does not see the token."""
    X_POMERIUM = "x-pomerium"
    """`X-Pomerium-Authorization: JWT`: leaves the caller's own `Authorization` alone."""
    BEARER = "bearer"
    """`Authorization: Bearer Pomerium-JWT`: the upstream sees the whole session token."""


class CallbackAnswer(StrEnum):
    """What the browser gets when it brings the token (`desktop.md`, "What Chromium keeps")."""

    PAGE = "page"
    """303 to a clean page that says how it went."""
    NONE = "none"
    """204: the tab stays where it was, and the browser's history keeps nothing."""


@dataclass(frozen=True)
class Route:
    """One `[[routes]]` entry of the settings file."""

    name: str
    url: str
    tags: tuple[str, ...] = ()
    header: HeaderForm = HeaderForm.POMERIUM
    browser: tuple[str, ...] = ()
    """argv template; `{url}` is an argument of its own. Empty: the default browser."""
    ca: str = ""
    """Path of an extra CA file (PEM), for this route's origin only."""
    group: str = ""

    @cached_property
    def origin(self) -> Origin:
        return Origin.parse(self.url)

    @property
    def path(self) -> str:
        """Path and query to open or test, `/` where the URL names none."""
        parts = urlsplit(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@dataclass(frozen=True, slots=True)
class Preferences:
    """`[preferences]` of the settings file. Durations in seconds."""

    clear_clipboard_for: int = 30
    sign_in_for: int = 360
    session_for: int = 14 * 3600
    """Pomerium's `cookie_expire`, used only where a session's end cannot be asked (an estimate)."""
    callback_answer: CallbackAnswer = CallbackAnswer.PAGE
    hide_people: bool = False
    """Leave names and e-mails out of tray labels: the session bus can read those."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings file, read and checked."""

    routes: tuple[Route, ...] = ()
    preferences: Preferences = field(default_factory=Preferences)
