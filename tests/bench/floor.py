"""The floor: the least that a PySide6 program with an icon in the tray costs. `floor.py [LINES]`.

A click on the icon opens the least of a window: a list, and a line to type into.
"""

from __future__ import annotations

import signal
import sys

from PySide6.QtGui import QIcon, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMainWindow,
    QMenu,
    QSystemTrayIcon,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

_ROWS = 20
"""As many as are seen."""


def main(lines: int) -> int:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    pixmap = QPixmap(22, 22)
    pixmap.fill("#3367d6")
    menu = QMenu()
    for number in range(lines):
        menu.addAction(f"Route {number}")
    menu.addAction("Quit").triggered.connect(application.quit)
    icon = QSystemTrayIcon(QIcon(pixmap))
    icon.setContextMenu(menu)
    icon.setToolTip("floor")
    windows: list[QMainWindow] = []
    icon.activated.connect(lambda: windows.append(_window()))
    icon.show()
    return application.exec()


def _window() -> QMainWindow:
    window, page, rows = QMainWindow(), QWidget(), QTreeView(headerHidden=True, uniformRowHeights=True)
    model = QStandardItemModel(rows)
    for number in range(_ROWS):
        model.appendRow(QStandardItem(f"Route {number}"))
    rows.setModel(model)
    layout = QVBoxLayout(page)
    layout.addWidget(QLineEdit())
    layout.addWidget(rows)
    window.setCentralWidget(page)
    window.resize(480, 560)
    window.show()
    return window


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
