"""Entries of the settings file that do not count, as rows among the routes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from pomtray.core.domain.login import Phase
from pomtray.core.domain.route import HeaderForm, Settings
from pomtray.core.intent import Action
from pomtray.core.rows.row import Row
from pomtray.core.settings.refused import RefusedEntry
from pomtray.core.text import phrase
from pomtray.core.view.badge import Badge, rank


def with_refused(routes: Sequence[Row], settings: Settings) -> tuple[Row, ...]:
    """The rows of `routes`, as they stand, and in their midst what is refused, by the rank of its badge."""
    above = sum(rank(row.badge) < rank(Badge.REFUSED) for row in routes)
    return (*routes[:above], *_refused(settings), *routes[above:])


def _name(entry: RefusedEntry, taken: set[str]) -> str:
    """One that no route has, nor another of them: a row goes by its name."""
    told_apart = (f"{entry.called} ({entry.place})" + "+" * more for more in count())
    return entry.called if entry.called not in taken else next(name for name in told_apart if name not in taken)


def entry_of(name: str, settings: Settings) -> RefusedEntry | None:
    """What the row of that name stands for; None where it is none of these."""
    return next((entry for known, entry in _by_name(settings) if known == name), None)


def _by_name(settings: Settings) -> Iterator[tuple[str, RefusedEntry]]:
    """The entries, each by the name of its row."""
    taken = {route.name for route in settings.routes}
    for entry in settings.refused:
        name = _name(entry, taken)
        taken.add(name)
        yield name, entry


def _refused(settings: Settings) -> Iterator[Row]:
    for name, entry in _by_name(settings):
        yield Row(
            route=name,
            host=phrase("settings file, line {line}", line=entry.line),
            tags=(),
            phase=Phase.SIGNED_OUT,
            left=Badge.REFUSED.word,
            until="",
            person="",
            note=entry.problem.sentence,
            header=HeaderForm.POMERIUM,
            actions=frozenset({Action.MEND, Action.OPEN_FILE, Action.EDIT_HERE, Action.DETAILS}),
            reason=entry.problem.action,
            refused=True,
        )
