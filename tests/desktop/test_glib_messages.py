"""What GLib is told to log, in a process of its own: its writer is set once in a process' life."""

from __future__ import annotations

import subprocess
import sys

import pytest

_SAYS = """
import ctypes, sys
from pomtray.desktop import glib_messages
if sys.argv[1] == "journal":
    glib_messages.to_journal()
    glib_messages.to_journal()
glib = ctypes.CDLL("libglib-2.0.so.0")
glib.g_log(b"Gtk", 1 << 4, b"%s", b"Locale not supported")
print("goes on")
"""
"""1 << 4: G_LOG_LEVEL_WARNING."""


@pytest.mark.skipif(sys.platform != "linux", reason="GTK is there for Linux desktops")
@pytest.mark.parametrize(("where", "said"), [("terminal", True), ("journal", False)])
def test_nothing_of_it_is_said_on_the_terminal(where: str, *, said: bool) -> None:
    done = subprocess.run([sys.executable, "-c", _SAYS, where], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "goes on\n"
    assert ("Locale not supported" in done.stderr) is said
