from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from pomtray.core.badge import Badge, Mark
from pomtray.core.login import Phase
from pomtray.core.snapshot import Row
from pomtray.serve.resources import resource_bytes
from pomtray.ui.drawing import DARK, SIZES
from pomtray.ui.icons import Icons

LIGHT_PANEL, DARK_PANEL = QColor("#ffffff"), QColor("#242424")


def luminance(color: QColor) -> float:
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def silhouette(icons: Icons, name: str, size: int = 16) -> list[bool]:
    image = icons.named(name).pixmap(QSize(size, size), 1.0).toImage()
    return [image.pixelColor(x, y).alpha() > 127 for x in range(size) for y in range(size)]


def pixels(icon: QIcon, size: int) -> list[int]:
    image = icon.pixmap(QSize(size, size), 1.0).toImage()
    return [image.pixel(x, y) for x in range(size) for y in range(size)]


@pytest.mark.parametrize("badge", Badge)
def test_every_badge_is_drawn_at_every_size(icons: Icons, badge: Badge) -> None:
    icon = icons.badge(badge)
    for size in SIZES:
        pixmap = icon.pixmap(QSize(size, size), 1.0)
        assert pixmap.size() == QSize(size, size)
        assert any(silhouette(icons, badge.value, size))


def test_a_hidpi_screen_gets_pixels_of_its_own(icons: Icons) -> None:
    pixmap = icons.badge(Badge.WELL).pixmap(QSize(22, 22), 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (44, 2.0)


@pytest.mark.parametrize(("one", "other"), list(combinations([*Badge, *Mark], 2)))
def test_shapes_differ_without_their_colours(icons: Icons, one: str, other: str) -> None:
    differing = sum(a != b for a, b in zip(silhouette(icons, one), silhouette(icons, other), strict=True))
    assert differing >= 24, f"{one} and {other} differ in {differing} of 256 pixels"


@pytest.mark.parametrize("name", [*Badge, *Mark, "pomtray"])
def test_colours_are_ours_and_stand_out(name: str) -> None:
    colours = set(re.findall(rb"#[0-9a-f]{6}", resource_bytes(f"icons/{name}.svg")))
    assert colours
    for found in colours:
        light = found.decode()
        assert contrast(QColor(light), LIGHT_PANEL) >= 4.5
        assert contrast(QColor(light), DARK_PANEL) >= 3, "a dark panel on a light desktop"
        assert contrast(QColor(DARK[light]), DARK_PANEL) >= 7


def test_a_dark_desktop_gets_lighter_icons(qapp: QApplication, icons: Icons) -> None:
    before = qapp.palette()
    light = icons.badge(Badge.IDLE).pixmap(64).toImage().pixelColor(32, 7)
    try:
        qapp.setPalette(QPalette(QColor("#202020")))
        dark = icons.badge(Badge.IDLE).pixmap(64).toImage().pixelColor(32, 7)
    finally:
        qapp.setPalette(before)
    assert luminance(dark) > luminance(light)


@pytest.mark.parametrize(("platform", "mask"), [("darwin", True), ("linux", False)])
def test_macos_colours_the_icon_itself(
    monkeypatch: pytest.MonkeyPatch, icons: Icons, *, platform: str, mask: bool
) -> None:
    monkeypatch.setattr("pomtray.ui.icons.sys.platform", platform)
    assert icons.badge(Badge.WELL).isMask() is mask


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("badge", Badge)
def test_a_mark_stands_beside_the_state_and_hides_neither(icons: Icons, badge: Badge, size: int) -> None:
    plain, *marked = (pixels(icons.badge(badge, mark), size) for mark in (None, *Mark))
    corner = [size // 2 <= min(x, y) for x in range(size) for y in range(size)]
    for image in marked:
        differing = [a != b for a, b in zip(plain, image, strict=True)]
        assert any(differing)
        assert sum(differing[at] for at in range(size * size) if not corner[at]) <= size * size * 0.15
    assert marked[0] != marked[1]


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_has_a_shape(icons: Icons, row: Callable[..., Row], phase: Phase) -> None:
    assert not icons.row(row(phase=phase)).isNull()


@pytest.mark.parametrize(
    ("phase", "badge"),
    [(Phase.ACTIVE, Badge.CLOSED), (Phase.EXPIRING, Badge.CLOSED), (Phase.SIGNING_IN, Badge.BUSY)],
)
def test_a_route_that_does_not_let_in_is_not_green(
    icons: Icons, row: Callable[..., Row], phase: Phase, badge: Badge
) -> None:
    assert icons.row(row(phase=phase, closed=True)).cacheKey() == icons.named(badge.value).cacheKey()
