"""Else run scripts/icons."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Final

import pytest
from PySide6.QtGui import QIcon

from pomtray.core.view.badge import Badge, Mark
from pomtray.serve.resources import resource_bytes
from pomtray.ui.icons import drawn
from pomtray.ui.icons.drawn import FILE, OF_PANELS, OF_WINDOWS, OWN, drawn_icon
from pomtray.ui.icons.icons import Icons
from tests.ui.icons.beforehand import icons, pixels

_ROUNDED: Final = 3
"""Levels of 255: processors round otherwise."""


def test_what_was_drawn_beforehand_is_what_is_drawn(qapp: object) -> None:
    del qapp
    now_drawn = dict(icons())
    with zipfile.ZipFile(io.BytesIO(resource_bytes(FILE))) as file:
        assert set(file.namelist()) == set(now_drawn)
        for name, icon in now_drawn.items():
            there, now = file.read(name), pixels(icon)
            assert len(there) == len(now), name
            assert max(abs(one - other) for one, other in zip(there, now, strict=True)) <= _ROUNDED, name


@pytest.mark.parametrize(("name", "sizes"), [("idle", OF_PANELS), (OWN, OF_WINDOWS)])
def test_it_has_each_size(name: str, sizes: tuple[int, ...], qapp: object) -> None:
    del qapp
    assert tuple(sorted(size.width() for size in drawn_icon(name).availableSizes())) == sizes


def _no_file(name: str) -> bytes:
    raise FileNotFoundError(name)


def _another_versions(name: str) -> bytes:
    del name
    content = io.BytesIO()
    zipfile.ZipFile(content, "w").close()
    return content.getvalue()


@pytest.mark.parametrize("found", [_no_file, lambda _: b"", _another_versions], ids=["gone", "damaged", "another's"])
def test_what_is_gone_since_the_start_is_drawn(
    found: Callable[[str], bytes], qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program may be replaced while it runs."""
    del qapp
    before, after = Icons(), Icons()
    asked: list[Callable[[Icons], QIcon]] = [
        lambda its: its.badge(Badge.WELL, Mark.LOCKED),
        lambda its: its.icon(Badge.FAILED.value),
        lambda its: its.icon(OWN),
    ]
    expected = [pixels(ask(before)) for ask in asked]
    monkeypatch.setattr(drawn, "resource_bytes", found)
    for ask, there in zip(asked, expected, strict=True):
        now = pixels(ask(after))
        assert max(abs(one - other) for one, other in zip(there, now, strict=True)) <= _ROUNDED


def test_none_that_is_not_there(qapp: object) -> None:
    del qapp
    with pytest.raises(KeyError):
        drawn_icon("no such")
