"""Started in a terminal, the program says nothing there: not what Qt, nor what GTK that Qt loads has to say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.conftest import Pomtray
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually
from tests.e2e.tray_host import tray_item

pytestmark = pytest.mark.timeout(120)


@pytest.mark.parametrize(
    "env",
    [{"LC_ALL": "ar_EG.UTF-8"}, {"LC_ALL": "C"}, {"GTK_MODULES": "not-there"}],
    ids=["a locale that is not installed", "no UTF-8", "a module of GTK's that is not there"],
)
def test_nothing_is_said_on_the_terminal(
    bare_desktop: DesktopSession, make_pomtray: Callable[[DesktopSession], Pomtray], env: dict[str, str]
) -> None:
    bare_desktop.start_window_manager()
    bare_desktop.start_panel()
    pomtray = make_pomtray(bare_desktop)
    pomtray.write_settings({"app": "https://app.example.com"})
    pomtray.env |= env
    process = pomtray.start("--window")
    with tray_item(bare_desktop.bus) as item:
        eventually(lambda: item.open().find("app"), "the menu is complete")
    process.popen.terminate()
    assert process.wait() == 0
    assert process.output == ""
