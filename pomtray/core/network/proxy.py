"""Which proxy a request goes through: what environment and desktop say, chosen by scheme and host.

There is no standard for these variables; read as curl does (curl(1) "PROXY PROTOCOL PREFIXES", `NO_PROXY`), and what
GNOME and KDE write. One entry that is not needed, or not understood, stops nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Final
from urllib.parse import unquote

from pomtray.core.domain.origin import Origin
from pomtray.core.errors import Problem, Unreachable
from pomtray.core.light_dataclass import dataclass
from pomtray.core.network.no_proxy import Exempt, SkippedEntry
from pomtray.core.plain import plain
from pomtray.core.report import About
from pomtray.core.secret import Secret
from pomtray.core.text import phrase, reason_of

ALL: Final = "all"
SCHEMES: Final = ("http", "https", ALL)
"""Of requests; `ALL` counts where the request's own has none."""
_DEFAULT_PORTS: Final = {"http": 80, "https": 443, "socks5h": 1080}
_SOCKS: Final = {"socks", "socks5", "socks5h"}
"""GNOME writes `socks`; names are always resolved at the proxy."""
_BETWEEN: Final = re.compile(r"[\s,;|]+")
"""Entries: commas for most, `;` on Windows, `|` for Java."""
_DOT_AT_END: Final = re.compile(r"(?<=[^.:])\.(?=(:[0-9]*)?\Z)")
_HAS_PORT: Final = re.compile(r":[^:\]]*\Z")


@dataclass(frozen=True, slots=True)
class Setting:
    """An address as somebody wrote it. It may hold a password; empty, it says that there is no proxy."""

    text: str = field(repr=False)
    source: str
    """Where it stands: "HTTPS_PROXY", or whose settings."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """One proxy. `scheme` is how it is spoken to: `http`, `https`, or `socks5h` (RFC 1928)."""

    scheme: str
    host: str
    port: int
    source: str
    user: str = field(default="", repr=False)
    password: Secret | None = None

    @property
    def authority(self) -> str:
        """Without the user: this may be shown."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Proxies:
    """What is set, by the scheme of a request."""

    settings: Mapping[str, Setting] = field(default_factory=dict)
    exempt: tuple[Exempt, ...] = ()
    exempt_only: bool = False
    """The other way round: only the exempt hosts are proxied (KDE's `ReversedException`)."""
    unread: tuple[SkippedEntry, ...] = ()
    automatic: str = ""
    """Who wants a PAC file to decide, which is not read; "" where nobody does."""

    def for_origin(self, origin: Origin) -> Proxy | None:
        """The proxy for `origin`, None for none. Raises `Unreachable` where the one that is needed cannot be used."""
        setting = self.settings.get(origin.scheme) or self.settings.get(ALL)
        if origin.is_loopback or setting is None or not setting.text:
            return None
        if any(entry.covers(origin) for entry in self.exempt) is not self.exempt_only:
            return None
        return parse(setting)


def of_environment(variables: Mapping[str, str]) -> Proxies:
    """What the environment says. The name in small letters counts more, as everywhere; empty means no proxy."""
    named = {scheme: _variable(variables, f"{scheme}_proxy") for scheme in SCHEMES}
    settings = {scheme: Setting(_unquoted(variables[name]), name) for scheme, name in named.items() if name}
    name = _variable(variables, "no_proxy")
    exempt, unread = read_exempt(_BETWEEN.split(_unquoted(variables[name])) if name else (), name)
    return Proxies(settings, exempt, unread=unread)


def _unquoted(value: str) -> str:
    """Files of variables are often read without a shell, which would take quotes off."""
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].strip() if quoted else value


def read_exempt(entries: Iterable[str], source: str) -> tuple[tuple[Exempt, ...], tuple[SkippedEntry, ...]]:
    """What could be read of `entries`, and what could not."""
    exempt: list[Exempt] = []
    unread: list[SkippedEntry] = []
    for entry in filter(None, entries):
        try:
            exempt.append(Exempt.parse(entry))
        except ValueError as error:
            unread.append(SkippedEntry(source, plain(entry.rpartition("@")[2]), reason_of(error)))
    return tuple(exempt), tuple(unread)


def _variable(variables: Mapping[str, str], name: str) -> str:
    return next((written for written in (name, name.upper()) if written in variables), "")


def parse(setting: Setting) -> Proxy:
    """The proxy that `setting` names, `host:port` being an HTTP proxy. Raises `Unreachable`, and shows no password."""
    prefix, separator, rest = setting.text.partition("://")
    written, rest = (prefix.lower(), rest) if separator else ("http", prefix.removeprefix("//"))
    userinfo, at, place = rest.rpartition("@")
    place = place.partition("/")[0].removesuffix(":")
    try:
        scheme, where = _scheme(written), _where(place, _DEFAULT_PORTS[_scheme(written)])
        user, _, password = (unquote(part) for part in userinfo.partition(":"))
        return Proxy(scheme, where.host, where.port, setting.source, user, Secret(password) if password else None)
    except ValueError as error:
        shown = plain(f"{written}://{'…' if at else ''}{at}{place}")
        raise Unreachable(_unusable(setting.source, shown, reason_of(error))) from None


def _scheme(written: str) -> str:
    scheme = "socks5h" if written in _SOCKS else written
    if scheme not in _DEFAULT_PORTS:
        raise ValueError(phrase("{written} is no kind of proxy that is known here", written=plain(written, 20)))
    return scheme


def _where(place: str, default_port: int) -> Origin:
    """Host and port, read as strictly as any other address; a proxy's name may end with the root's dot."""
    place = _DOT_AT_END.sub("", place)
    return Origin.parse(f"https://{place}" if _HAS_PORT.search(place) else f"https://{place}:{default_port}")


def is_variable(source: str) -> bool:
    """Whether `source` is one of the environment, where its exceptions are then in NO_PROXY."""
    return source.lower().endswith("_proxy")


def by_script(source: str) -> Problem:
    """A PAC file or WPAD would have to be run to learn of a proxy."""
    return Problem(
        phrase("The proxy script is not read"),
        phrase(
            "{source} let a script (PAC) choose the proxy, which pomtray does not read: it connects directly.",
            source=source,
        ),
        phrase("Where a proxy is needed, set it by hand there, or as HTTPS_PROXY where pomtray is started from."),
    )


def _unusable(source: str, shown: str, reason: str) -> Problem:
    title = phrase("The proxy setting cannot be used")
    if not is_variable(source):
        sentence = phrase("{source} have the proxy {proxy}: {reason}.", source=source, proxy=shown, reason=reason)
        return Problem(title, sentence, phrase("Correct it there."), About.PROXY)
    sentence = phrase("{source} is {proxy}: {reason}.", source=source, proxy=shown, reason=reason)
    action = phrase("Write {source} as http://HOST:PORT or socks5h://HOST:PORT.", source=source)
    return Problem(title, sentence, action, About.PROXY)
