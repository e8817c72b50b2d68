"""A key from anywhere by a real portal: it brings up the search with the keyboard in it, after a restart too."""

from __future__ import annotations

from typing import Final

import pytest

from tests.e2e.conftest import Pomtray
from tests.e2e.desktops.plasma import Plasma
from tests.e2e.process import NeverHappenedError, eventually

_CTRL, _ALT, _P, _ESC = 29, 56, 25, 1
_SEARCH: Final = "Find a route"

pytestmark = pytest.mark.timeout(180)


@pytest.mark.parametrize("desktop", ["plasma"], indirect=True)
def test_a_key_brings_up_the_search(desktop: Plasma, pomtray: Pomtray) -> None:
    pomtray.write_settings({"app": "https://app.example.com"}, search_shortcut="Ctrl+Alt+P")
    for _ in range(2):
        process = pomtray.start("--hidden")
        eventually(lambda: _is_brought_up(desktop), "the search is there", within=60)
        desktop.press(_ESC)
        eventually(lambda: not desktop.has_window(_SEARCH), "Esc reached it")
        process.popen.terminate()
        assert process.wait() == 0


def _is_brought_up(desktop: Plasma) -> bool:
    """Nothing outside tells when the key is had: it is pressed until it does something."""
    desktop.press(_CTRL, _ALT, _P)
    try:
        return eventually(lambda: desktop.has_window(_SEARCH), "a window", within=3)
    except NeverHappenedError:
        return False
