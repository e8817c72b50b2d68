"""What the bundle starts: the program, or a part of it that it started (`pomtray/desktop/processes/own_command`)."""

from __future__ import annotations

import os
import runpy
import sys

from pomtray.desktop.processes.own_command import PART


def _as_it_was() -> None:
    """Take out of the environment what PyInstaller put in: a browser or ssh would load the bundle's libraries.

    It has done its work: the loader read it when this process began, and Qt finds its plugins by where it lies itself
    (PyInstaller, "Launching external programs from the frozen application").
    """
    own = {
        "LD_LIBRARY_PATH",
        "QT_PLUGIN_PATH",
        "QML2_IMPORT_PATH",
        *(name for name in os.environ if name.startswith("_PYI_")),
    }
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    for name in own:
        os.environ.pop(name, None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before


_as_it_was()
if sys.argv[1:2] == [PART] and sys.argv[2:3] and sys.argv[2].startswith("pomtray."):
    runpy.run_module(sys.argv.pop(2), run_name="__main__")
else:
    from pomtray.__main__ import main

    sys.exit(main())
