"""How texts become labels that show as they are, whoever draws them."""

from __future__ import annotations

import re
from typing import Final

from pomtray.core.view.menu_shape import TrayHost

_UNDERSCORE: Final = re.compile("_[^_]")
"""What AppIndicator takes for a mnemonic."""


def label(text: str, host: TrayHost | None = None) -> str:
    """`text` as a menu's label that shows as it is: Qt reads `&` as a mnemonic, the menu's D-Bus interface `_`.

    host: who draws the menu from D-Bus; None: Qt does.
    """
    match host:
        case TrayHost.PANEL:
            return _label_for_panels(text)
        case TrayHost.APP_INDICATOR:
            return _label_for_app_indicator(text)
        case _:
            return text.replace("&", "&&")


def _label_for_panels(text: str) -> str:
    """`text` so that Qt and a host together change nothing (`desktop.md` "Tray").

    Qt turns the first `&` into `_` and leaves all else alone; a host shows `__` as `_`, but not where a mnemonic
    stands as well (libdbusmenu-gtk). So the first `&` is spent on doubling an underscore where one comes before it,
    and else on itself.
    """
    doubled = text.replace("_", "__")
    if "&" not in text:
        return doubled
    if "_" in text.partition("&")[0]:
        return doubled.replace("__", "_&", 1)
    return doubled.replace("&", "&&", 1)


def _label_for_app_indicator(text: str) -> str:
    """The same for a host that takes away the first underscore with something behind it, and no other one.

    So one more stands in front of that; where an `&` comes later, it is what Qt makes of a first `&`.
    """
    first, ampersand = _UNDERSCORE.search(text), text.find("&")
    if first and (ampersand < 0 or first.start() < ampersand):
        more = "_" if ampersand < 0 else "&"
        return f"{text[: first.start()]}{more}{text[first.start() :]}"
    return text.replace("&", "&&", 1)
