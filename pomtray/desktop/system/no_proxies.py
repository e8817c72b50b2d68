"""Whether it is plain that no proxy is set, for a command that loads nothing which could tell more (`proxies`)."""

from __future__ import annotations

import os
import select

_PATIENCE = 2000
"""Milliseconds."""
_NONE = (b"'none'\n", b"")
"""As GNOME's mode, and where it has no such setting."""
_LONGEST = 64
_PLASMAS_NONE = (b"ProxyType=0", b"ProxyType=")
_LARGEST = 256 * 1024


def are_set() -> bool:
    """False where neither the environment nor the desktop names one; True wherever that takes more to find out."""
    variables = os.environ
    if any(name.lower().endswith("_proxy") for name in variables):
        return True
    if "KDE" in variables.get("XDG_CURRENT_DESKTOP", "").split(":"):
        return any(map(_plasmas, _plasma_places()))
    program = _gsettings()
    return program is not None and _printed(program) not in _NONE


def _plasma_places() -> list[str]:
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")  # noqa: PTH111 pathlib takes longer
    folders = [home, *(os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")]
    return [f"{folder}/kioslaverc" for folder in folders]


def _plasmas(place: str) -> bool:
    try:
        with open(place, "rb") as file:  # noqa: PTH123 as above
            content = file.read(_LARGEST)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    kinds = [line.strip() for line in content.splitlines() if line.lstrip().startswith(b"ProxyType")]
    return len(content) == _LARGEST or any(kind not in _PLASMAS_NONE for kind in kinds)


def _gsettings() -> str | None:
    folders = os.environ.get("PATH", "").split(":")
    places = (f"{folder}/gsettings" for folder in folders if folder)
    return next((place for place in places if os.access(place, os.X_OK)), None)


def _printed(program: str) -> bytes | None:
    """What it says of GNOME's mode; None where it does not in time."""
    ours, theirs = os.pipe()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POMTRAY_")}
    quiet = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
    try:
        child = os.posix_spawn(
            program,
            [program, "get", "org.gnome.system.proxy", "mode"],
            kept,
            file_actions=[(os.POSIX_SPAWN_DUP2, theirs, 1), *quiet],
        )
    except OSError:
        os.close(ours)
        return None
    finally:
        os.close(theirs)
    try:
        return _to_the_end(ours)
    finally:
        os.close(ours)
        _end(child)


def _to_the_end(pipe: int) -> bytes | None:
    waiting = select.poll()
    waiting.register(pipe, select.POLLIN)
    said = b""
    while len(said) < _LONGEST and waiting.poll(_PATIENCE):
        piece = os.read(pipe, _LONGEST)
        if not piece:
            return said
        said += piece
    return None


def _end(child: int) -> None:
    """NOTE: one that has said all is about to end."""
    os.kill(child, 9)
    os.waitpid(child, 0)
