"""Names in labels: with `&` and `_` in them, as each host shows what Qt sends."""

from __future__ import annotations

import re

import pytest

from pomtray.core.view.menu_shape import TrayHost
from pomtray.ui.labels import label


def as_qt_sends(label: str) -> str:
    """Qt's `convertMnemonic` (qdbusmenutypes.cpp): the first `&` that is not last becomes `_`."""
    place = label.find("&")
    return label if place in (-1, len(label) - 1) else f"{label[:place]}_{label[place + 1 :]}"


def as_a_host_shows(label: str) -> str:
    """com.canonical.dbusmenu: `__` shows as `_`, any other `_` is not shown."""
    return label.replace("__", "\0").replace("_", "").replace("\0", "_")


def as_app_indicator_shows(label: str) -> str:
    """Its dbusMenu.js: `label.replace(/_([^_])/, '$1')`, which is the first one only."""
    return re.sub("_([^_])", r"\1", label, count=1)


NAMES = [
    "a_b_c",
    "_a_b__c_",
    "a__",
    "a_b & c_d",
    "a_& b_",
    "R&D_x_y",
    "api",
    "a_b",
    "_",
    "__",
    "a__b",
    "&",
    "x&",
    "&x",
    "R&D",
    "a & b & c",
    "a_b & c",
    "R&D_x",
    "_&_",
    "a&&b",
    "&_&_",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_label_over_dbus_shows_as_it_is(name: str) -> None:
    assert as_a_host_shows(as_qt_sends(label(name, TrayHost.PANEL))) == name


@pytest.mark.parametrize("name", NAMES)
def test_a_label_for_app_indicator_shows_as_it_is(name: str) -> None:
    assert as_app_indicator_shows(as_qt_sends(label(name, TrayHost.APP_INDICATOR))) == name


@pytest.mark.parametrize("name", ["a_b & c", "a__b&", "_x_ & y_"])
def test_an_underscore_before_an_ampersand_leaves_no_mnemonic(name: str) -> None:
    sent = as_qt_sends(label(name, TrayHost.PANEL))
    assert "_" not in sent.replace("__", "")


def test_a_label_that_qt_draws_doubles_only_ampersands() -> None:
    assert label("a_b & c") == "a_b && c"
