"""Else run scripts/icons."""

from __future__ import annotations

import io
import zipfile
from typing import Final

import pytest

from pomtray.serve.resources import resource_bytes
from pomtray.ui.icons.drawn import FILE, OF_PANELS, OF_WINDOWS, OWN, drawn_icon
from tests.ui.icons.beforehand import icons, pixels

_ROUNDED: Final = 3
"""Levels of 255: processors round otherwise."""


def test_what_was_drawn_beforehand_is_what_is_drawn(qapp: object) -> None:
    del qapp
    drawn = dict(icons())
    with zipfile.ZipFile(io.BytesIO(resource_bytes(FILE))) as file:
        assert set(file.namelist()) == set(drawn)
        for name, icon in drawn.items():
            there, now = file.read(name), pixels(icon)
            assert len(there) == len(now), name
            assert max(abs(one - other) for one, other in zip(there, now, strict=True)) <= _ROUNDED, name


@pytest.mark.parametrize(("name", "sizes"), [("idle", OF_PANELS), (OWN, OF_WINDOWS)])
def test_it_has_each_size(name: str, sizes: tuple[int, ...], qapp: object) -> None:
    del qapp
    assert tuple(sorted(size.width() for size in drawn_icon(name).availableSizes())) == sizes


def test_none_that_is_not_there(qapp: object) -> None:
    del qapp
    with pytest.raises(KeyError):
        drawn_icon("no such")
