"""What the documentation calls a line of the menu or a button is called so there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pomtray.core.view import notices, programs
from pomtray.ui import choices
from pomtray.ui.forms import add_route, offers, undo_bar
from pomtray.ui.window import allowed_programs
from pomtray.ui.window.panels import panels
from pomtray.ui.words import actions, program

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"(?<!^- )\*\*([A-Z][^*]*[^*.])\*\*", re.MULTILINE)
"""Bold without a full stop; what a list's item begins with is its subject."""
SHOWN = "".join(
    Path(str(module.__file__)).read_text()
    for module in (actions, program, choices, notices, programs, add_route, allowed_programs, offers, panels, undo_bar)
).replace("&", "")


@pytest.mark.parametrize("file", ["README.md", "docs/guide.md"])
def test_what_a_menu_line_is_called(file: str) -> None:
    named = set(NAMED.findall((ROOT / file).read_text()))
    assert "Sign out" in named
    assert sorted(text for text in named if f'"{text}"' not in SHOWN) == []
