from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from pomtray.core.domain.icon_style import IconStyle
from pomtray.core.domain.login import Phase
from pomtray.core.view.badge import Badge, Mark
from pomtray.core.view.snapshot import Row
from pomtray.serve.resources import resource_bytes
from pomtray.ui.icons.contrast import contrast
from pomtray.ui.icons.drawing import ENOUGH, MASK, ON_ANY, ONE_ON_ANY, Colours, state_icon
from pomtray.ui.icons.drawn import OF_PANELS
from pomtray.ui.icons.icons import Icons

PANELS = {
    "GNOME Shell": "#000000",  # its stylesheet's $panel_bg_color
    "Xfce, dark mode": "#353535",  # GTK's Adwaita, the dark variant
    "Xfce": "#f6f5f4",  # GTK's Adwaita
    "Plasma, Breeze Light": "#eff0f1",  # BreezeLight.colors, Colors:Window
    "Plasma, Breeze Dark": "#2a2e32",  # BreezeDark.colors, Colors:Window
    "waybar over black": "#161819",  # its style.css: rgba(43, 48, 59, 0.5)
    "waybar over white": "#95989d",
    "Cinnamon, Mint-Y": "#2f2f2f",  # cinnamon.css, #panel
    "LXQt, Fusion": "#efefef",  # Qt's own light palette
    "a highlighted line of GTK": "#3584e4",
    "a highlighted line of Breeze": "#3daee9",
}
GREYS = [f"#{level:02x}{level:02x}{level:02x}" for level in range(0, 256, 5)]
PANEL_SIZES = [16, 22, 24, 32, 48, 64]
LOOKS = [IconStyle.COLOUR, IconStyle.ONE_COLOUR]
MARKS = [None, *Mark]


Place = tuple[int, int]
Pixels = dict[Place, int]
"""ARGB by place."""


def pixels(icon: QIcon | QSvgRenderer, size: int, ground: str | None = None) -> Pixels:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(QColor(ground) if ground else Qt.GlobalColor.transparent)
    painter = QPainter(image)
    if isinstance(icon, QIcon):
        painter.drawPixmap(0, 0, icon.pixmap(QSize(size, size), 1.0))
    else:
        icon.render(painter)
    painter.end()
    found = memoryview(image.constBits()).cast("I")
    return {(at % size, at // size): pixel for at, pixel in enumerate(found)}


@cache
def differs_enough(pixel: int, ground: str) -> bool:
    return contrast(QColor.fromRgb(pixel), QColor(ground)) >= ENOUGH


def bounds(found: set[Place]) -> tuple[int, int, int, int]:
    across, down = zip(*found, strict=True)
    return min(across), min(down), max(across), max(down)


def stands_out(icon: QIcon, size: int, ground: str) -> bool:
    """Whether what differs enough from the ground reaches, on all sides, to within an outline of the drawing's edge."""
    drawn = bounds({place for place, pixel in pixels(icon, size).items() if pixel >> 24 > 127})
    seen = {place for place, pixel in pixels(icon, size, ground).items() if differs_enough(pixel, ground)}
    outline = max(1, size // 16)
    return bool(seen) and all(abs(a - b) <= outline for a, b in zip(drawn, bounds(seen), strict=True))


def that_differ(one: Pixels, other: Pixels) -> set[Place]:
    return {place for place, pixel in one.items() if pixel != other[place]}


def differing_greys(one: QIcon, other: QIcon, size: int = 16) -> int:
    """How many pixels differ clearly for somebody who sees no colours."""
    pair = [
        [QColor.fromRgb(pixel).lightness() for pixel in pixels(icon, size, "#808080").values()] for icon in (one, other)
    ]
    return sum(abs(a - b) > 64 for a, b in zip(*pair, strict=True))


@pytest.mark.parametrize("style", LOOKS)
@pytest.mark.parametrize("size", PANEL_SIZES)
@pytest.mark.parametrize("badge", Badge)
def test_it_stands_out_on_every_panel(badge: Badge, size: int, *, style: IconStyle, qapp: object) -> None:
    icon = Icons(style).badge(badge)
    assert [name for name, ground in PANELS.items() if not stands_out(icon, size, ground)] == []


@pytest.mark.parametrize(("style", "ground"), [(IconStyle.LIGHT, "#1e1e1e"), (IconStyle.DARK, "#f0f0f0")])
@pytest.mark.parametrize("badge", Badge)
def test_without_outlines_it_stands_out_on_the_panel_that_it_is_for(
    badge: Badge, style: IconStyle, ground: str, qapp: object
) -> None:
    icon = Icons(style).badge(badge)
    assert stands_out(icon, 22, ground)
    assert len({pixel for pixel in pixels(icon, 22).values() if pixel >> 24 == 255}) == 1, "one colour, no outline"


@pytest.mark.parametrize("mark", Mark)
def test_a_mark_stands_out_on_every_panel(icons: Icons, mark: Mark) -> None:
    icon = icons.badge(Badge.IDLE, mark)
    assert [name for name, ground in PANELS.items() if not stands_out(icon, 16, ground)] == []


@pytest.mark.parametrize("look", [ON_ANY, ONE_ON_ANY])
@pytest.mark.parametrize("ground", [*GREYS, *PANELS.values()])
def test_on_any_ground_the_face_or_the_outline_stands_out(look: Colours, ground: str) -> None:
    there = QColor(ground)
    for face in (look.shield, look.green, look.amber, look.red, look.blue):
        assert max(contrast(QColor(face), there), contrast(QColor(look.outline), there)) >= ENOUGH


@pytest.mark.parametrize("size", PANEL_SIZES)
@pytest.mark.parametrize("badge", [badge for badge in Badge if badge is not Badge.IDLE])
def test_the_badge_stands_out_from_the_shield(icons: Icons, badge: Badge, size: int) -> None:
    opaque = Counter(pixel for pixel in pixels(icons.badge(badge), size).values() if pixel >> 24 == 255)
    faces = {QColor.fromRgb(pixel).name() for pixel, _ in opaque.most_common(3)} - {ON_ANY.outline}
    assert len(faces) == 2
    assert all(contrast(QColor(face), QColor(ON_ANY.outline)) >= ENOUGH for face in faces)


@pytest.mark.parametrize("style", LOOKS)
@pytest.mark.parametrize(
    "ground", ["#ffffff", "#efefef", "#fafafa", "#2b2b2b", "#1e1e1e", "#808080", "#308cc6", "#3584e4"]
)
def test_in_a_window_it_stands_out_on_the_ground_that_it_has(
    ground: str, row: Callable[..., Row], qapp: object, *, style: IconStyle
) -> None:
    icons = Icons(style)
    for phase in Phase:
        assert stands_out(icons.row(row(phase=phase), ground=QColor(ground)), 24, ground), phase
    for what in (*(badge for badge in Badge if badge is not Badge.IDLE), *Mark):
        assert stands_out(icons.icon(what.value, ground=QColor(ground)), 24, ground), what


def test_on_white_it_needs_no_outline(icons: Icons, row: Callable[..., Row]) -> None:
    on_white, on_any = (icons.row(row(), ground=ground) for ground in (QColor("white"), None))
    assert differing_greys(on_white, on_any) > 0


@pytest.mark.parametrize(("one", "other"), list(combinations(Badge, 2)))
@pytest.mark.parametrize("style", LOOKS)
def test_states_differ_without_their_colours(one: Badge, other: Badge, *, style: IconStyle, qapp: object) -> None:
    icons = Icons(style)
    differing = differing_greys(icons.badge(one), icons.badge(other))
    assert differing >= 10, f"{one} and {other} differ in {differing} of 256 pixels"


@pytest.mark.parametrize("size", OF_PANELS)
def test_the_silhouette_is_the_same_in_every_state(icons: Icons, size: int) -> None:
    idle, *others = (pixels(icons.badge(badge), size) for badge in reversed(Badge))
    for other in others:
        left, top, _, _ = bounds(that_differ(idle, other))
        assert min(left, top) >= size // 4


@pytest.mark.parametrize("size", PANEL_SIZES)
def test_straight_edges_lie_between_pixels(icons: Icons, size: int) -> None:
    drawn = pixels(icons.badge(Badge.ASKING), size)
    ours = {QColor(colour).rgba() for colour in (ON_ANY.shield, ON_ANY.blue, ON_ANY.outline)} | {0}
    assert {drawn[x, size // 4] for x in range(size)} <= ours, "the shield's sides"
    assert {drawn[size // 4, y] for y in range(size // 2)} <= ours, "its top"
    assert {drawn[x, size * 5 // 8] for x in range(size - size // 8, size)} <= ours, "the badge's side"


@pytest.mark.parametrize("size", OF_PANELS)
@pytest.mark.parametrize("badge", Badge)
def test_every_size_has_pixels_of_its_own(icons: Icons, badge: Badge, size: int) -> None:
    assert icons.badge(badge).actualSize(QSize(size, size)) == QSize(size, size)


def test_a_hidpi_screen_gets_pixels_of_its_own(icons: Icons) -> None:
    pixmap = icons.badge(Badge.WELL).pixmap(QSize(22, 22), 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (44, 2.0)


@pytest.mark.parametrize("size", OF_PANELS)
@pytest.mark.parametrize("badge", Badge)
def test_a_mark_stands_beside_the_state_and_hides_neither(icons: Icons, badge: Badge, size: int) -> None:
    plain, *marked = (pixels(icons.badge(badge, mark), size) for mark in MARKS)
    assert marked[0] != marked[1]
    for image in marked:
        changed = that_differ(plain, image)
        assert changed
        left, _, _, bottom = bounds(changed)
        assert left >= size // 2 - 1
        assert bottom <= size // 2, "the badge below keeps its shape"


@pytest.mark.parametrize(("platform", "mask"), [("darwin", True), ("linux", False)])
def test_macos_colours_the_icon_itself(
    monkeypatch: pytest.MonkeyPatch, icons: Icons, *, platform: str, mask: bool
) -> None:
    monkeypatch.setattr("pomtray.ui.icons.icons.sys.platform", platform)
    assert icons.badge(Badge.WELL).isMask() is mask
    assert icons.badge(Badge.WELL).cacheKey() == icons.badge(Badge.WELL).cacheKey(), "it is not sent again"


def test_in_a_mask_the_badge_is_seen_by_its_gap(qapp: object) -> None:
    drawn = pixels(state_icon(Badge.CLOSED, None, MASK), 16)
    assert drawn[4, 4] >> 24 == 255
    assert drawn[11, 11] >> 24 == 0, "the bar is cut out"


@pytest.mark.parametrize("size", [48, 64, 128])
def test_the_window_s_icon_is_the_one_that_is_installed(icons: Icons, size: int) -> None:
    installed = pixels(QSvgRenderer(resource_bytes("icons/pomtray.svg")), size)
    drawn = pixels(icons.icon("pomtray"), size)
    far = [place for place in that_differ(drawn, installed) if abs(green(drawn[place]) - green(installed[place])) > 48]
    assert len(far) <= size * size * 0.02


def green(pixel: int) -> int:
    return pixel >> 8 & 255


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
    assert icons.row(row(phase=phase, closed=True)).cacheKey() == icons.badge(badge).cacheKey()


def test_one_colour_is_used_at_once(icons: Icons, qtbot: QtBot) -> None:
    shown = QLabel(pixmap=icons.badge(Badge.WELL).pixmap(16))
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    QApplication.processEvents()
    painted = Painted(shown)
    painted = Painted(shown)
    coloured = icons.badge(Badge.WELL).cacheKey()
    icons.use(IconStyle.ONE_COLOUR)
    assert icons.badge(Badge.WELL).cacheKey() != coloured
    QApplication.processEvents()
    assert painted.times == 1
    icons.use(IconStyle.COLOUR)
    assert icons.badge(Badge.WELL).cacheKey() == coloured


class Painted(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.times = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        self.times += event.type() is QEvent.Type.Paint
        return False
