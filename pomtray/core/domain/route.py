"""A route: what the person configured."""

from __future__ import annotations

from dataclasses import field, replace
from enum import StrEnum
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from pomtray.core.domain.icon_style import IconStyle
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Deliver, InEnvironment, Method, Provider
from pomtray.core.light_dataclass import dataclass
from pomtray.core.network.tls import Tls, tls_of
from pomtray.core.network.tunnel import Tunnel, is_tunnel, tunnel
from pomtray.core.plain import isolated
from pomtray.core.settings.refused import RefusedEntry


class HeaderForm(StrEnum):
    """How a credential travels (`pomerium.md` §3)."""

    POMERIUM = "pomerium"
    """`Authorization: Pomerium JWT`: the upstream does not see the token."""
    X_POMERIUM = "x-pomerium"
    """`X-Pomerium-Authorization: JWT`: leaves the caller's own `Authorization` alone."""
    BEARER = "bearer"
    """`Authorization: Bearer Pomerium-JWT`: the upstream sees the whole session token."""
    PLAIN_BEARER = "plain-bearer"
    """`Authorization: Bearer TOKEN`: an identity provider's token, or an exchanged one (§7, §8)."""


POMERIUM_FORMS: Final = (HeaderForm.POMERIUM, HeaderForm.X_POMERIUM, HeaderForm.BEARER)
"""The forms that a session of Pomerium's own can take."""


class AutoRenew(StrEnum):
    """What happens by itself when a session that a browser gave comes to its end."""

    NOTIFY = "notify"
    BROWSER = "browser"
    """The sign-in page opens once, at the end, if somebody is at the screen."""
    OFF = "off"


class CallbackAnswer(StrEnum):
    """What the browser gets when it brings the token (`desktop.md`, "What Chromium keeps")."""

    PAGE = "page"
    """303 to a clean page that says how it went."""
    NONE = "none"
    """204: the tab stays where it was, and the browser's history keeps nothing."""


def served_as(origin: Origin, way: str, profile: tuple[str, ...]) -> str:
    """What tells what one signs in to, and as whom: there are no spaces in an origin."""
    return "\0".join((f"{origin} {way}", *profile))


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
    """Path of an extra CA file (PEM), for what this route's sign-in and session ask (`pomerium.md` §9 rule 11)."""
    group: str = ""
    share: bool = True
    """False: it has a session of its own, which no other route gets."""
    notices: bool = True
    """False: nothing is said about its session's end."""
    favourite: bool = False
    """Among the first that a menu with room for few shows."""
    auto_renew: AutoRenew | None = None
    """None: as the preferences say."""
    method: Method = Method.POMERIUM
    provider: Provider | None = None
    """For every method but Pomerium's own."""
    deliver: Deliver = Deliver.IDENTITY_TOKEN
    """For `oidc`."""
    exchange_url: str = ""
    """Where the ID token is exchanged: `https://authenticate…/api/v1/token` (§8)."""
    audience: str = ""
    """For `client_credentials`, like the two below (RFC 6749 §4.4, RFC 8707)."""
    scope: str = ""
    resource: str = ""
    token_for: int = 3600
    """Seconds that a machine's token lasts where nobody says."""
    client_cert: str = ""
    """Path of a client certificate, PEM or PKCS#12, for what `ca` counts for."""
    client_key: str = ""
    """Path of its key (PEM), where that is a file of its own."""

    @property
    def shown(self) -> str:
        """Its name as it stands in a text."""
        return isolated(self.name)

    @property
    def placed(self) -> str:
        """Its name and its origin, as they stand in a text."""
        return self.shown if self.name == self.origin.authority else f"{self.shown} ({self.origin})"

    @cached_property
    def way(self) -> str:
        """What tells sign-ins apart besides the origin: "" for Pomerium's own, else what one provider is asked for."""
        name = self.provider.name if self.provider else ""
        match self.method:
            case Method.OIDC:
                return " ".join(part for part in (self.method, name, self.deliver, self.exchange_url) if part)
            case Method.CLIENT_CREDENTIALS:
                wanted = (f"{key}={value}" for key, value in self._wanted() if value)
                return " ".join((self.method, name, *wanted))
            case _:
                return ""

    def _wanted(self) -> tuple[tuple[str, str], ...]:
        return ("audience", self.audience), ("scope", self.scope), ("resource", self.resource)

    @cached_property
    def origin(self) -> Origin:
        """Who is asked; for a TCP route the Pomerium that opens its tunnel."""
        return self.tunnel.through if self.tunnel else Origin.parse(self.url)

    @cached_property
    def tunnel(self) -> Tunnel | None:
        """For a TCP route."""
        return tunnel(self.url) if is_tunnel(self.url) else None

    @cached_property
    def place(self) -> Origin:
        """What a session says by of whether it is let in: a Pomerium opens many tunnels, each by its own policy."""
        return self.tunnel.place if self.tunnel else self.origin

    @cached_property
    def served_as(self) -> str:
        """What a login that serves it serves: another route may be the same."""
        return served_as(self.origin, self.way, self.profile)

    @property
    def profile(self) -> tuple[str, ...]:
        """The browser that signs in: another one is another person (`pomerium.md` §9 rule 1). A machine needs none."""
        return () if self.method is Method.CLIENT_CREDENTIALS else self.browser

    @cached_property
    def host(self) -> str:
        """Its origin as shown."""
        return str(self.origin)

    def handed_as(self, form: HeaderForm | None) -> Route:
        """The same with its credential in `form`, None: in its own. A provider's token has one only (§7)."""
        if form is None or self.header in {form, HeaderForm.PLAIN_BEARER}:
            return self
        return replace(self, header=HeaderForm.BEARER if form is HeaderForm.PLAIN_BEARER else form)

    @property
    def as_token(self) -> Route:
        """The same where the token alone is handed out: that is in no form which could be refused."""
        return replace(self, header=HeaderForm.POMERIUM) if self.header is HeaderForm.BEARER else self

    @property
    def shows_token(self) -> bool:
        """Whether a session's token goes as a bearer, which may be read as a provider's (`pomerium.md` §7)."""
        return self.header is HeaderForm.BEARER and self.tunnel is None

    @property
    def tls(self) -> Tls:
        return tls_of(self.ca, self.client_cert, self.client_key)

    @property
    def page(self) -> str:
        """What the browser shows of it; a TCP route has no page."""
        return f"{self.origin}{self.path}"

    @property
    def path(self) -> str:
        """Path and query to open or test, `/` where the URL names none."""
        if self.tunnel:
            return "/"
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
    auto_renew: AutoRenew = AutoRenew.NOTIFY
    hide_people: bool = False
    """Leave names and e-mails out of tray labels: the session bus can read those."""
    icon: IconStyle = IconStyle.COLOUR
    lock_with_screen: bool = False
    """Lock pomtray whenever the screen is locked."""
    ask_programs: bool = False
    """Ask the person before another program gets a route's credential for the first time."""
    look_every: int = 600
    """How often servers are asked about sessions that nobody uses, so that the icon tells the truth; 0: never."""
    ca: str = ""
    """Path of a CA file (PEM) that counts for everything: a company's own authority."""
    tell_before: int = 0
    """How long before its end a session is told of; 0: by its lifetime."""
    search_shortcut: str = ""
    """The key that brings up the quick search from anywhere, as `core.shortcut.Shortcut` writes it."""


@dataclass(frozen=True)
class Settings:
    """The settings file, read and checked. What is refused of it is in none of the first three."""

    routes: tuple[Route, ...] = ()
    preferences: Preferences = field(default_factory=Preferences)
    providers: tuple[Provider, ...] = ()
    refused: tuple[RefusedEntry, ...] = ()
    """Entries that do not count, in the file's order."""
    refused_variables: frozenset[str] = field(default=frozenset(), repr=False)
    """The environment variables that refused entries name: a secret is in them all the same.

    NOTE: not in the repr: what is written where a name belongs may be the secret itself.
    """

    @cached_property
    def by_name(self) -> dict[str, Route]:
        """The routes by their names; of several the first one counts."""
        return {route.name: route for route in self.routes[::-1]}

    @cached_property
    def by_origin(self) -> dict[Origin, list[Route]]:
        """The routes by their origins, in the order of the settings."""
        found: dict[Origin, list[Route]] = {}
        for route in self.routes:
            found.setdefault(route.origin, []).append(route)
        return found

    @cached_property
    def looks_for_person(self) -> bool:
        """Whether a page may be opened unasked, for which somebody must be there."""
        ways = {route.auto_renew or self.preferences.auto_renew for route in self.routes}
        return AutoRenew.BROWSER in ways

    @cached_property
    def secret_variables(self) -> frozenset[str]:
        """The environment variables that hold client secrets: no program that we start inherits them."""
        places = (provider.client_secret for provider in self.providers)
        named = frozenset(place.name for place in places if isinstance(place, InEnvironment))
        return named | self.refused_variables

    def may_be_refused(self, name: str) -> bool:
        """Whether a route of that name, which is not among the routes, may be one that is refused."""
        return any(entry.may_be(name) for entry in self.refused)

    @cached_property
    def has_refused_routes(self) -> bool:
        return any(entry.is_route for entry in self.refused)
