"""Dark windows on GNOME: a program of its own with Qt's GTK theme, which does not hear of the Dark Style by itself."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desktop.buses import Serve, serve, session_bus, x_server
from tests.desktop.shell.test_appearance import ANY, APPEARANCE, DARK, PORTAL, SCHEME, change

__all__ = ["serve", "session_bus"]

PROGRAM = """
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pomtray.core.view.badge import Mark
from pomtray.ui.dark import DarkWindows
from pomtray.ui.icons.icons import Icons
from pomtray.ui.icons.sign import Sign

application = QApplication([])
sign = Sign(Icons(), Mark.LOCKED)
sign.resize(24, 24)
sign.show()
application.processEvents()
windows = DarkWindows()
if application.styleHints().colorScheme().value == 0:
    print("scheme unknown")
for dark in (None, True, None, False):
    windows.prefer(dark)
    application.processEvents()
    image = sign.grab().toImage()
    ground, face = (image.pixelColor(*place).lightness() for place in ((0, 0), (12, 20)))
    print("dark" if ground < 128 else "light", "seen" if abs(face - ground) > 64 else "not seen")
"""


WITH_PORTAL = """
import sys, time
from PySide6.QtWidgets import QApplication
from pomtray.ui.dark import DarkWindows

def is_dark():
    return application.palette().window().color().lightness() < 128

def until(holds, seconds):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        application.processEvents()

application = QApplication([])
windows = DarkWindows()
hints = application.styleHints()
if hints.colorScheme().value == 0:
    print("scheme unknown")
print("ready", flush=True)
if sys.argv[1] == "Qt first":
    until(lambda: hints.colorScheme().value == 2, 10)
windows.prefer(True)
until(lambda: False, 1)
print("dark" if is_dark() else "light")
windows.prefer(None)
print("dark" if is_dark() else "light")
"""


ON_PLASMA = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from pomtray.ui.dark import DarkWindows

def told(window, text):
    colours = f"BackgroundNormal={window}\\nForegroundNormal={text}\\n"
    told.count += 1  # Qt takes a file of the same length, a moment later, for the same
    content = "".join(f"[Colors:{part}]\\n{colours}" for part in ("Window", "View", "Button"))
    Path(sys.argv[1]).write_text(content + "\\n" * told.count)

told.count = 0

told("239,240,241", "35,38,41")
application = QApplication([])
windows = DarkWindows()
for dark in (False, True, False, True):
    told(*(("42,46,50", "252,252,252") if dark else ("239,240,241", "35,38,41")))
    windows.prefer(dark)
    application.processEvents()
    print(application.palette().window().color().name())
"""


def environment(home: Path, display: str, **more: str) -> dict[str, str]:
    """With Qt's GTK theme."""
    given = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "XDG_CURRENT_DESKTOP": "GNOME", "HOME": str(home)}
    given |= {"DBUS_SESSION_BUS_ADDRESS": "disabled:"} | more  # or libdbus starts a bus, and that what mounts in HOME
    return {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "NO_AT_BRIDGE": "1", **given}


def lines(output: str) -> list[str]:
    if "scheme unknown" in output:
        pytest.skip("Qt's GTK theme cannot be loaded here")
    return output.splitlines()


def test_it_is_followed(tmp_path: Path) -> None:
    with x_server() as display:
        command = [sys.executable, "-c", PROGRAM]
        ran = subprocess.run(
            command, env=environment(tmp_path, display), capture_output=True, check=False, text=True, timeout=60
        )
    assert lines(ran.stdout) == ["light seen", "dark seen", "light seen", "light seen"], ran.stderr


@pytest.mark.parametrize("order", ["Qt first", "we first"])
async def test_it_is_followed_where_qt_hears_of_it_as_well(
    serve: Serve, session_bus: str, tmp_path: Path, order: str
) -> None:
    nothing_yet = {APPEARANCE: {SCHEME: ("u", ANY)}}
    portal = await serve(session_bus, PORTAL, {"ReadAll": lambda _: ("a{sa{sv}}", (nothing_yet,))})
    with x_server() as display:
        given = environment(tmp_path, display, DBUS_SESSION_BUS_ADDRESS=session_bus)
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WITH_PORTAL, order, env=given, stdout=subprocess.PIPE
        )
        async with asyncio.timeout(60):
            assert program.stdout is not None
            ready = await program.stdout.readline()
            await change(portal, ("u", DARK))
            rest, _ = await program.communicate()
    assert lines((ready + rest).decode()) == ["ready", "dark", "light"]


def test_on_plasma_its_own_colours_are_followed(tmp_path: Path) -> None:
    settings = tmp_path / ".config/kdeglobals"
    settings.parent.mkdir()
    plasma = {"XDG_CURRENT_DESKTOP": "KDE", "KDE_SESSION_VERSION": "5"}
    with x_server() as display:
        command = [sys.executable, "-c", ON_PLASMA, str(settings)]
        given = environment(tmp_path, display, **plasma)
        ran = subprocess.run(command, env=given, capture_output=True, check=False, text=True, timeout=60)
    assert ran.stdout.split() == ["#eff0f1", "#2a2e32", "#eff0f1", "#2a2e32"], ran.stderr
