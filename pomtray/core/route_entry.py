"""What a form says of a route, checked while somebody types, and what of the settings file that changes."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Final, Self

from pomtray.core.origin import Origin
from pomtray.core.plain import plain
from pomtray.core.route import AutoRenew, HeaderForm, Route
from pomtray.core.settings_change import Value
from pomtray.core.tunnel import is_tunnel, tunnel

_LONGEST: Final = 80
_URL: Final = "{url}"


@dataclass(frozen=True, slots=True)
class RouteEntry:
    """The keys of `[[routes]]` that a form has, as they are written; "" for what is left out."""

    name: str
    url: str
    tags: tuple[str, ...] = ()
    header: str = HeaderForm.POMERIUM
    browser: tuple[str, ...] = ()
    group: str = ""
    share: bool = True
    notices: bool = True
    auto_renew: str = ""

    @classmethod
    def of(cls, route: Route) -> Self:
        return cls(
            route.name,
            route.url,
            route.tags,
            route.header,
            route.browser,
            route.group,
            route.share,
            route.notices,
            route.auto_renew or "",
        )

    def fault(self, taken: Collection[str]) -> str:
        """What is wrong first, in words; "" where nothing is. taken: the names of the other routes."""
        if not self.name:
            return "A route needs a name."
        if self.name in taken:
            return "Another route has this name; names tell routes apart."
        if any(plain(text, _LONGEST) != text for text in (self.name, self.group, *self.tags)):
            return f"Names, tags and groups have at most {_LONGEST} characters, on one line."
        try:
            tunnel(self.url) if is_tunnel(self.url) else Origin.parse(self.url)
        except ValueError as error:
            return f"The address is not taken: it {error}."
        if self.browser and _URL not in self.browser[1:]:
            return f"The browser's command needs {_URL} as a word of its own, after the program."
        return ""

    def changed(self, before: RouteEntry) -> dict[str, Value | None]:
        """The keys to write; None for those that are as usual now."""
        usual = RouteEntry(self.name, self.url)
        now: dict[str, Value | None] = {}
        for key in (field.name for field in fields(self)):
            value: Value = getattr(self, key)
            if value != getattr(before, key):
                is_usual = key not in {"name", "url"} and value == getattr(usual, key)
                now[key] = None if is_usual else value
        return now


def words_of(command: str) -> tuple[str, ...]:
    """The words of a command line. Raises `ValueError` where a quote is not closed."""
    return tuple(shlex.split(command))


def command_of(words: tuple[str, ...]) -> str:
    """The same the other way round."""
    return " ".join(word if word == _URL else shlex.quote(word) for word in words)


def list_of(text: str) -> tuple[str, ...]:
    """What stands between commas, each once."""
    return tuple(dict.fromkeys(word for part in text.split(",") if (word := part.strip())))


HEADERS: Final[Mapping[str, str]] = {
    HeaderForm.POMERIUM: "Authorization: Pomerium (the service does not see the token)",
    HeaderForm.X_POMERIUM: "X-Pomerium-Authorization (leaves your own Authorization alone)",
    HeaderForm.BEARER: "Authorization: Bearer (the service sees the whole token)",
}
RENEWALS: Final[Mapping[str, str]] = {
    "": "As the preferences say",
    AutoRenew.NOTIFY: "Tell me before the end",
    AutoRenew.BROWSER: "Open the sign-in page at the end",
    AutoRenew.OFF: "Do nothing",
}
