"""What the rules say, told in the language of this run: on its way to widgets and notices, and nowhere before."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from pomtray.core.catalogue import all_worded
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui import wording

_T = TypeVar("_T")


def told(value: _T) -> _T:
    """`value` with its texts in that language: what goes to the widgets goes through here."""
    return all_worded(value, wording.catalogue())


class ToldSnapshots:
    """The same of snapshots, one after the other: rows that are as they were are not told anew."""

    def __init__(self) -> None:
        self._rows: dict[int, tuple[Row, Row]] = {}
        """By the identity of what was told, which it therefore holds."""

    def next(self, snapshot: Snapshot) -> Snapshot:
        if wording.catalogue() is None:
            return snapshot
        before, self._rows = self._rows, {}
        for row in snapshot.rows:
            self._rows[id(row)] = before.get(id(row)) or (row, told(row))
        rows = tuple(self._rows[id(row)][1] for row in snapshot.rows)
        return replace(told(replace(snapshot, rows=())), rows=rows)
