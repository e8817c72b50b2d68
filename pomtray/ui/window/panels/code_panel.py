"""A code that a person enters on another device: large, with the ways to copy it and to the page where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from pomtray.core.domain.login import DeviceCode
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.plain import isolated
from pomtray.core.text import phrase
from pomtray.core.topic import Topic
from pomtray.ui.icons.icons import Icons
from pomtray.ui.plain_label import plain_label
from pomtray.ui.window.panels.panel import Panel
from pomtray.ui.window.panels.scan_code import ScanCode
from pomtray.ui.wording import tr
from pomtray.ui.words.actions import ACTIONS

_HELP: Final = phrase("Only if you asked for it yourself: who enters the code signs this program in.")
_LARGER: Final = 2.0


@dataclass(frozen=True, slots=True)
class CodeToEnter:
    """What a sign-in on another device waits for."""

    route: str
    device: DeviceCode


class CodePanel(Panel):
    """The code can be selected, with the keyboard too."""

    asked = Signal(object)
    topic = Topic.ELSEWHERE

    def __init__(self, icons: Icons, wanted: CodeToEnter) -> None:
        title = tr("Code for {route}").format(route=isolated(wanted.route))
        scanned = wanted.device.scanned
        where = tr("Enter it at {url}, or scan the picture") if scanned else tr("Enter it at {url}")
        super().__init__(icons, "busy", title, where.format(url=wanted.device.url))
        self._route = wanted.route
        self.setAccessibleDescription(tr(wanted.device.text))
        self.code = plain_label(wanted.device.code, bold=True)
        font = self.code.font()
        font.setPointSizeF(font.pointSizeF() * _LARGER)
        self.code.setFont(font)
        self.code.setAccessibleName(tr(wanted.device.text))
        for shown in (self.code, self.text):
            shown.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.body.insertWidget(1, self.code)
        self.body.addWidget(plain_label(tr(_HELP)))
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self._button(tr(ACTIONS[Action.COPY_CODE]), Action.COPY_CODE))
        buttons.addWidget(self._button(tr("Open page"), Action.PAGE))
        self.body.addLayout(buttons)
        if scanned:
            self.beside.addWidget(ScanCode(scanned), 0, Qt.AlignmentFlag.AlignTop)

    def _button(self, text: str, action: Action) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.asked.emit(RouteIntent(action, self._route)))
        return button
