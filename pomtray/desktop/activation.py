"""By which right a window comes to the front under Wayland: a token that the compositor gave for a click or a key.

"XDG Activation" (wayland-protocols, staging); Qt takes it from the environment when it next shows or raises a window.
"""

from __future__ import annotations

import os
import re
from typing import Final

_VARIABLE: Final = "XDG_ACTIVATION_TOKEN"
_TOKEN: Final = re.compile(r"[!-~]{1,200}", re.ASCII)


def given() -> str:
    """What the launcher that started this program was given; "" where it was none."""
    token = os.environ.get(_VARIABLE, "")
    return token if is_token(token) else ""


def take(token: str) -> None:
    """Let the next window come to the front with `token`, if it is one."""
    if is_token(token):
        os.environ[_VARIABLE] = token


def is_token(text: str) -> bool:
    """Whether `text` can be one: visible ASCII, not long."""
    return _TOKEN.fullmatch(text) is not None
