from __future__ import annotations

import pytest

from pomtray.core.shortcut import Shortcut


@pytest.mark.parametrize(
    ("text", "shown", "portal", "keysym", "mask"),
    [
        ("Ctrl+Alt+P", "Ctrl+Alt+P", "CTRL+ALT+p", 0x70, 12),
        (" alt + CONTROL+p", "Ctrl+Alt+P", "CTRL+ALT+p", 0x70, 12),
        ("Meta+Shift+7", "Shift+Super+7", "SHIFT+LOGO+7", 0x37, 65),
        ("F12", "F12", "F12", 0xFFC9, 0),
        ("Super+space", "Super+Space", "LOGO+space", 0x20, 64),
    ],
)
def test_what_a_person_writes(text: str, shown: str, portal: str, keysym: int, mask: int) -> None:
    found = Shortcut.parse(text)
    assert (str(found), found.for_portal, found.keysym, found.mask) == (shown, portal, keysym, mask)
    assert Shortcut.parse(shown) == found


@pytest.mark.parametrize(
    "text", ["", "P", "Shift+P", "Ctrl+", "Ctrl+Ctrl+P", "Hyper+P", "Ctrl+ü", "Ctrl+F25", "Ctrl+PP"]
)
def test_what_is_no_such_key(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        Shortcut.parse(text)
