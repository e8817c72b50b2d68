"""How the program starts a process of its own: from a checkout, an environment, a package or a bundle."""

from __future__ import annotations

import sys
from pathlib import Path

import pomtray

PART = "--part"
"""Before a module's name: `__main__` runs it in place of the program. A bundle has no other way to run a module."""


def program_command() -> tuple[str, ...]:
    """The argv that starts the program as it was started now: by its installed command where there is one."""
    called = Path(sys.argv[0])
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    if called.name == "pomtray" and called.is_file():
        return (str(called.absolute()),)
    return own_command("pomtray")


def own_command(module: str) -> tuple[str, ...]:
    """The argv that runs `module` of this program as `__main__`.

    NOTE: a package keeps the program where no Python looks by itself, so the place is handed over; and nothing is
    imported from the folder that we happen to be in (-P).
    """
    if getattr(sys, "frozen", False):
        return (sys.executable, PART, module)
    place = str(Path(pomtray.__file__).resolve().parent.parent)
    code = f"import runpy, sys; sys.path.insert(0, {place!r}); runpy.run_module({module!r}, run_name='__main__')"
    return (sys.executable, "-P", "-c", code)
