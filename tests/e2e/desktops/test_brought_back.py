"""Without a tray closing makes the window small, and under Wayland no program makes its own large again."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Pomtray
from tests.e2e.desktops.gnome import Gnome, GnomeAppIndicator
from tests.e2e.desktops.wayland_session import WaylandSession

pytestmark = pytest.mark.timeout(180)


def test_a_second_start_brings_back_what_was_closed(desktop: WaylandSession, pomtray: Pomtray) -> None:
    if not isinstance(desktop, Gnome) or isinstance(desktop, GnomeAppIndicator):
        pytest.skip("there is a tray")
    pomtray.write_settings({"app": "https://app.example.com"})
    process = pomtray.start("--window")
    for _ in range(2):
        desktop.window("pomtray")
        desktop.close_window("pomtray")
        assert pomtray.start().wait() == 0
    desktop.window("pomtray")
    process.popen.terminate()
    assert process.wait() == 0
