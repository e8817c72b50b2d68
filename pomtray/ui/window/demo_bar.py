"""The demo says that it is one, and leads through it: sign in, copy, see it end."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout

from pomtray.core.intent import Action
from pomtray.core.text import phrase
from pomtray.core.view.snapshot import Snapshot
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.plain_label import plain_label
from pomtray.ui.wording import tr

_IS_DEMO: Final = phrase("This is a demo: its Pomerium runs on this computer, and nothing is kept.")
STEPS: Final = (
    phrase("1 of 3: press Sign in beside a route, or Enter on its row. The browser opens; sign in there as anybody."),
    phrase(
        "2 of 3: press Copy beside a route that is signed in, or Ctrl+C on its row. That is the header with the"
        " credential; it is cleared from the clipboard again."
    ),
    phrase("3 of 3: see it end. Choose Sign out in that route's menu; what was copied is good for nothing then."),
    phrase("That was all. “pomtray” without “demo” is the real thing."),
)


def step(snapshot: Snapshot, reached: int) -> int:
    """Which of `STEPS` comes now: none is gone back to but after a session that ended before it was copied."""
    live = {row.route for row in snapshot.rows if Action.TEST in row.actions}
    match reached:
        case 0 | 1 if live:
            return 2 if snapshot.last_copied else 1
        case 0 | 1:
            return 0
        case 2 if snapshot.last_copied not in live:
            return 3
        case _:
            return reached


class DemoBar(QFrame):
    """It has room for the longest step from the first one on: the list below it stays where it is."""

    def __init__(self) -> None:
        super().__init__()
        self._step = 0
        self._steps = QStackedLayout()
        for text in STEPS:
            self._steps.addWidget(plain_label(tr(text)))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(tr(_IS_DEMO))
        layout = QVBoxLayout(self)
        layout.addWidget(plain_label(tr(_IS_DEMO), bold=True))
        layout.addLayout(self._steps)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        now = step(snapshot, self._step)
        if now != self._step:
            self._step = now
            self._steps.setCurrentIndex(now)
            announce(self, tr(STEPS[now]))
