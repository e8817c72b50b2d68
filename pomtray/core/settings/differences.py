"""What the settings say now and did not say before, in plain words: whoever changed them, and however."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from pomtray.core.domain.provider import Provider
from pomtray.core.domain.route import Route, Settings
from pomtray.core.text import counted, phrase, with_values
from pomtray.core.view.notice import listed_names

_NAMED: Final = 3
"""Routes that a text names at most."""
_ADDED: Final = (phrase("{names} was added"), phrase("{names} were added"))
_REMOVED: Final = (phrase("{names} was removed"), phrase("{names} were removed"))
_CHANGED: Final = (phrase("{names} was changed"), phrase("{names} were changed"))
_FAVOURITE: Final = (phrase("{names} is a favourite now"), phrase("{names} are favourites now"))
_NO_FAVOURITE: Final = (phrase("{names} is no favourite any more"), phrase("{names} are no favourites any more"))
"""Of one, and of several."""


def differences(before: Settings, after: Settings) -> Iterator[str]:
    """What there is to tell, a sentence each. NOTE: an entry that is refused is there all the same."""
    gone, new = _not_in(before, after), _not_in(after, before)
    came = {(route.url, route.way): route for route in new}
    renamed = [(was, now) for was in gone if (now := came.get((was.url, was.way)))]
    yield from _renamed(renamed)
    known = {route.name for pair in renamed for route in pair}
    both = [(was, now) for now in after.routes if (was := before.by_name.get(now.name)) and was is not now]
    yield from _sentences(_ADDED, (route.name for route in new if route.name not in known))
    yield from _sentences(_REMOVED, (route.name for route in gone if route.name not in known))
    yield from _sentences(_FAVOURITE, (now.name for was, now in both if now.favourite and not was.favourite))
    yield from _sentences(_NO_FAVOURITE, (now.name for was, now in both if was.favourite and not now.favourite))
    yield from _sentences(_CHANGED, (now.name for was, now in both if _own(was) != _own(now)))
    yield from _of_providers(before, after)
    if before.preferences != after.preferences:
        yield phrase("The preferences were changed")


def _not_in(settings: Settings, other: Settings) -> list[Route]:
    """Routes of one that the other has not."""
    names = other.by_name
    return [route for route in settings.routes if route.name not in names and not other.may_be_refused(route.name)]


def _renamed(pairs: list[tuple[Route, Route]]) -> Iterator[str]:
    for was, now in pairs[:_NAMED]:
        yield phrase("{before} is {after} now", before=was.shown, after=now.shown)
    if (more := len(pairs) - _NAMED) > 0:
        yield counted("1 more route has another name", "{count} more routes have another name", more)


def _sentences(texts: tuple[str, str], names: Iterable[str]) -> Iterator[str]:
    if found := list(names):
        yield with_values(texts[len(found) > 1], names=listed_names(found, len(found), _NAMED))


def _own(route: Route) -> tuple[Route, str]:
    """What its entry says, besides whether it is a favourite: its provider has an entry of its own."""
    return replace(route, favourite=False, provider=None), route.provider.name if route.provider else ""


def _of_providers(before: Settings, after: Settings) -> Iterator[str]:
    were, are = ({provider.name: provider for provider in it.providers} for it in (before, after))
    for provider in after.providers:
        if provider.name not in were and not _may_be_refused(before, provider):
            yield phrase("The identity provider {name} was added", name=provider.shown)
        elif were.get(provider.name, provider) != provider:
            yield phrase("The identity provider {name} was changed", name=provider.shown)
    for provider in before.providers:
        if provider.name not in are and not _may_be_refused(after, provider):
            yield phrase("The identity provider {name} was removed", name=provider.shown)


def _may_be_refused(settings: Settings, provider: Provider) -> bool:
    """Whether it may be one of the entries that do not count: the name of a bad one cannot always be read."""
    found = (entry for entry in settings.refused if entry.table == "providers")
    return any(entry.name in {"", provider.name} or entry.stands_for > 1 for entry in found)
