"""What GLib and GTK have to say goes to the journal, as that of the desktop's own programs does, never to the terminal.

Qt loads GTK for its theme. A locale that is not installed, or a module that is not there, is no news to whoever starts
the program in a terminal.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from functools import cache


@cache
def to_journal() -> None:
    """From now on; once in a process, or GLib ends it (`g_log_set_writer_func`). Where there is no journal, it is lost.

    NOTE: the writer is GLib's own: one of ours could be called after Python has ended.
    """
    if sys.platform == "linux":
        with suppress(OSError):  # Qt was built without it
            glib = ctypes.CDLL("libglib-2.0.so.0")
            glib.g_log_set_writer_func(glib.g_log_writer_journald, None, None)
