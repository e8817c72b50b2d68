"""Every view with values that are as long as they can be: no window becomes wider than a small screen for them."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget

from pomtray.app.pictures import scenes, states
from pomtray.ui.icons.icons import Icons
from tests.ui.conftest import OFFSCREEN

pytestmark = pytest.mark.qt_log_ignore(*OFFSCREEN, extend=True)

WIDEST, HIGHEST = 1280, 720
NARROW: Final = 800
"""Pixels: the window with the details beside its list, as it is without long values."""
HOST: Final = ".".join(("x" * 60, "y" * 60, "z" * 22, "example"))
"""Of 151 characters, in labels as long as they can be."""
LONG: Final = {
    "demo.example": HOST,
    "/usr/bin/": f"/usr/{'b' * 120}/",
    "plan.name:": 'plan.name + "n" * 120:',
    "plan.name, plan.kind": 'plan.name + "n" * 120, plan.kind',
    'tags=("demo",)': 'tags=("t" * 120, "a tag of words " * 9)',
    '"tags": ["demo"]': '"tags": ["t" * 120]',
    "https://{name}.": "https://{name[:20]}.",
    '"demo identity-token"': f'"{"p" * 120}"',
    "discovery": "d" * 120,
    "WDJB-MJHT": "WDJB-MJHT-WDJB-MJHT",
    "https://login.": f"https://{'l' * 60}.",
    "Grafana": "G" * 120,
    "Reports": "Reports " * 20,
    "Status page": "s" * 120,
    "1f0c": "f" * 120,
    "GNOME Keyring": "K" * 120,
    "Firefox, work": "f" * 120,
}
NAMES: Final = ("app", "api", "wiki", "other-idp", "denied", "exchange", "identity-token")


def lengthened(module: ModuleType) -> ModuleType:
    """The module as it would be with long values in place of the demo's."""
    spec = find_spec(module.__name__)
    assert spec is not None
    assert spec.origin is not None
    text = Path(spec.origin).read_text(encoding="utf-8")
    for name in NAMES:
        text = text.replace(f'"{name}"', f'("{name}" + "n" * 120)')
    for short, long in LONG.items():
        text = text.replace(short, long)
    made = ModuleType(module.__name__)
    sys.modules[module.__name__] = made
    exec(compile(text, spec.origin, "exec"), made.__dict__)  # noqa: S102 our own source
    return made


@pytest.fixture(scope="module")
def long_scenes() -> Iterator[dict[str, scenes.Scene]]:
    package = import_module("pomtray.app.pictures")
    with pytest.MonkeyPatch.context() as patched:
        for module in (states, scenes):
            patched.setitem(sys.modules, module.__name__, module)
            patched.setattr(package, module.__name__.rpartition(".")[2], lengthened(module))
        made: dict[str, scenes.Scene] = sys.modules[scenes.__name__].__dict__["SCENES"]
        yield made


@pytest.mark.parametrize("name", scenes.SCENES)
def test_each_view_has_room(name: str, long_scenes: dict[str, scenes.Scene], qapp: QApplication) -> None:
    window, view = scenes.shown(long_scenes[name], Icons())
    for shown in {window, view}:
        least = shown.sizeHint() if isinstance(shown, QMenu) else shown.minimumSizeHint()
        assert least.width() <= WIDEST
        assert least.height() <= HIGHEST
        assert shown.width() <= (NARROW if shown is window else WIDEST)
        assert shown.height() <= HIGHEST
        assert [it.text()[:40] for it in texts(shown) if it.text() and it.isVisible() and is_cut_off(it)] == []
    for widget in {view, window}:
        widget.hide()
        widget.deleteLater()


def texts(view: QWidget) -> list[QAbstractButton | QLabel]:
    return [*view.findChildren(QAbstractButton), *view.findChildren(QLabel)]


def is_cut_off(widget: QAbstractButton | QLabel) -> bool:
    if isinstance(widget, QLabel) and widget.wordWrap() and widget.height() < widget.heightForWidth(widget.width()):
        return True
    return widget.width() < widget.minimumSizeHint().width() or not is_within(widget)


def is_within(widget: QWidget) -> bool:
    """Whether no place above it ends before it does, from left to right: none of the window scrolls that way."""
    above = widget.parentWidget()
    while above is not None and not widget.isWindow():
        left = widget.mapTo(above, widget.rect().topLeft()).x()
        if left < 0 or left + widget.width() > above.width():
            return False
        if above.isWindow():
            return True
        above = above.parentWidget()
    return True
