"""The shape of the tray's menu."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.view.menu_shape import FEW, ROUTES, MenuShape, TrayHost, host_of, menu_shape

FULL, SHORT = MenuShape(ROUTES, short=False), MenuShape(FEW, short=True)
HEIGHTS, COUNTS = st.integers(0, 4000), st.integers(0, 2000)


@pytest.mark.parametrize(
    ("items", "host"),
    [
        ([], None),
        ([":1.9/StatusNotifierItem"], TrayHost.PANEL),
        (["org.kde.StatusNotifierItem-12-1"], None),
        (["org.kde.StatusNotifierItem-12-1", ":1.9/StatusNotifierItem"], TrayHost.PANEL),
        ([":1.9@/StatusNotifierItem"], TrayHost.APP_INDICATOR),
        (["org.kde.StatusNotifierItem-12-1", ":1.9@/org/ayatana/NotificationItem/x"], TrayHost.APP_INDICATOR),
        (["someone@example.com/StatusNotifierItem"], TrayHost.PANEL),
    ],
)
def test_the_item_s_name_tells_the_host(items: list[str], host: TrayHost | None) -> None:
    assert host_of(items) is host


@pytest.mark.parametrize(
    ("host", "height", "routes", "shape"),
    [
        (TrayHost.PANEL, 1050, 30, FULL),
        (TrayHost.PANEL, 690, 30, FULL),  # 1280 by 720 with a panel
        (TrayHost.PANEL, 570, 30, SHORT),  # 1024 by 600, or 1280 by 720 at 125 %
        (TrayHost.PANEL, 570, 6, FULL),
        (TrayHost.PANEL, 330, 1, SHORT),
        (TrayHost.APP_INDICATOR, 2100, 1, SHORT),
        (TrayHost.APP_INDICATOR, 770, 9, SHORT),
    ],
)
def test_the_shape(host: TrayHost, height: int, routes: int, shape: MenuShape) -> None:
    assert menu_shape(host, height, routes) == shape


@given(height=HEIGHTS, routes=COUNTS)
def test_where_submenus_unfold_it_is_always_short(height: int, routes: int) -> None:
    assert menu_shape(TrayHost.APP_INDICATOR, height, routes) == SHORT


@given(height=HEIGHTS, more=HEIGHTS, routes=COUNTS)
def test_a_higher_screen_never_makes_it_shorter(height: int, more: int, routes: int) -> None:
    small, large = (menu_shape(TrayHost.PANEL, each, routes) for each in (height, height + more))
    assert small.short or not large.short


@given(height=HEIGHTS, routes=COUNTS, more=COUNTS)
def test_fewer_routes_never_make_it_shorter(height: int, routes: int, more: int) -> None:
    few, many = (menu_shape(TrayHost.PANEL, height, each) for each in (routes, routes + more))
    assert many.short or not few.short
