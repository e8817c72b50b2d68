from __future__ import annotations

from pomtray.ui.icons.icons import Icons
from pomtray.ui.icons.notice_image import notice_image


def test_the_icon_is_handed_over_as_pixels(icons: Icons) -> None:
    image = notice_image(icons)
    assert (image.width, image.height) == (64, 64)
    assert len(image.pixels) == 4 * 64 * 64
    drawn = icons.icon("pomtray").pixmap(64, 64).toImage()
    for x, y in ((0, 0), (32, 6), (32, 58)):
        colour = drawn.pixelColor(x, y)
        at = 4 * (64 * y + x)
        assert image.pixels[at + 3] == colour.alpha()
        if colour.alpha():
            assert tuple(image.pixels[at : at + 3]) == (colour.red(), colour.green(), colour.blue())
    assert image.pixels[3] == 0
    assert image.pixels[4 * (64 * 6 + 32) + 3] == 255
