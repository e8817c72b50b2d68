"""The windows on the display, found and typed into as a person would (xdotool)."""

from __future__ import annotations

import subprocess

from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually


def shown(desktop: DesktopSession, title: str) -> list[str]:
    """Numbers of the visible windows whose title matches the expression."""
    found = subprocess.run(
        ("xdotool", "search", "--onlyvisible", "--name", title),
        env=desktop.env, capture_output=True, check=False, text=True, timeout=30,
    )  # fmt: skip
    return found.stdout.split()


def in_front(desktop: DesktopSession) -> str:
    """The title of the window that gets what is typed; "" where none does."""
    found = subprocess.run(
        ("xdotool", "getactivewindow", "getwindowname"),
        env=desktop.env, capture_output=True, check=False, text=True, timeout=30,
    )  # fmt: skip
    return found.stdout.strip()


def wait_for(desktop: DesktopSession, title: str) -> str:
    return eventually(lambda: shown(desktop, title), f"a window {title!r}")[0]


def press(desktop: DesktopSession, window: str, *keys: str) -> None:
    """Keys such as `ctrl+v` to that window, once it has the keyboard."""
    desktop.run("xdotool", "windowactivate", "--sync", window)
    for key in keys:
        desktop.run("xdotool", "key", key)


def type_text(desktop: DesktopSession, window: str, text: str) -> None:
    """Key by key into what has the keyboard there. NOTE: by a pipe, since others see command lines."""
    desktop.run("xdotool", "windowactivate", "--sync", window)
    desktop.run("xdotool", "type", "--file", "-", text=text)


def agree_to_sign_out(desktop: DesktopSession) -> None:
    """The answer to what is asked where other routes go along."""
    press(desktop, wait_for(desktop, "^Sign out$"), "Tab", "space")
