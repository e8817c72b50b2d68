"""The window's last lines: what stands told, how many routes are signed in to, and the way to sign in to the rest."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from pomtray.core.view.snapshot import Snapshot
from pomtray.ui.labels import label
from pomtray.ui.plain_label import plain_label
from pomtray.ui.words.program import sign_in_all


class BottomBar(QVBoxLayout):
    def __init__(self) -> None:
        super().__init__()
        self.said = plain_label("")
        """What a notice says too: the desktop may be told not to disturb."""
        self.status = plain_label("")
        self.sign_in_all = QPushButton(autoDefault=False)
        self.said.hide()
        self.sign_in_all.hide()
        line = QHBoxLayout()
        line.addWidget(self.status, 1)
        line.addWidget(self.sign_in_all)
        self.addWidget(self.said)
        self.addLayout(line)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        self.status.setText("\n".join(text for text in (snapshot.status, snapshot.paused) if text))
        self.said.setText("\n".join(snapshot.said))
        self.said.setVisible(bool(snapshot.said))
        self.sign_in_all.setText(label(sign_in_all(snapshot.sign_in_count)))
        self.sign_in_all.setVisible(snapshot.sign_in_count > 0)
