"""What the bundle starts: the program, or a part of it that it started (`pomtray/desktop/processes/own_command`)."""

from __future__ import annotations

import runpy
import sys

from pomtray.desktop.processes.own_command import PART

if sys.argv[1:2] == [PART] and sys.argv[2:3] and sys.argv[2].startswith("pomtray."):
    runpy.run_module(sys.argv.pop(2), run_name="__main__")
else:
    from pomtray.__main__ import main

    sys.exit(main())
