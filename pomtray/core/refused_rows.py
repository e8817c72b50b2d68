"""What is shown of entries of the settings file that do not count."""

from __future__ import annotations

from collections.abc import Iterator

from pomtray.core.badge import Badge
from pomtray.core.intent import Action
from pomtray.core.login import Phase
from pomtray.core.route import HeaderForm, Settings
from pomtray.core.row import Row


def refused_rows(settings: Settings) -> Iterator[Row]:
    """Each by a name that no route has, nor another of them."""
    taken = {route.name for route in settings.routes}
    for entry in settings.refused:
        name = f"{entry.called} ({entry.place})" if entry.called in taken else entry.called
        taken.add(name)
        yield Row(
            route=name,
            host=f"settings file, line {entry.line}",
            tags=(),
            phase=Phase.SIGNED_OUT,
            left=Badge.REFUSED.word,
            until="",
            person="",
            note=entry.problem.sentence,
            header=HeaderForm.POMERIUM,
            actions=frozenset({Action.MEND, Action.DETAILS}),
            reason=entry.problem.action,
            refused=True,
        )
