"""Names that others chose where there is one line for them: what is left out stands in a tooltip or in the details."""

from __future__ import annotations

from typing import Final

from pomtray.core.plain import in_lines, isolated, shortened

_IN_MENU: Final = 50
_ON_BUTTON: Final = 24
"""Characters."""


def in_menu(name: str) -> str:
    return isolated(shortened(name, _IN_MENU))


def on_button(name: str) -> str:
    """A button has room for a few words."""
    return isolated(shortened(name, _ON_BUTTON))


def tip(text: str) -> str:
    """Plain `text` as a tooltip. Qt takes one that looks like HTML for HTML, so it is that, escaped."""
    import html  # noqa: PLC0415 its table of 2,231 names is large, and only the window needs it

    lines = (html.escape(in_lines(line)) for line in text.splitlines())
    return f"<p>{'<br>'.join(lines)}</p>"
