"""What the icon waits for: it comes before the program behind it is loaded, and before what that is built on."""

from __future__ import annotations

from pathlib import Path

from tests.app.test_no_tls import NOTED
from tests.app.test_starting import _ROOT, Start, ended, env, start, wait_for

__all__ = ["env", "start"]
LATER = {"asyncio", "concurrent.futures", "dataclasses", "datetime", "json", "socket", "ssl", "subprocess"}
"""Of the standard library: each of them takes longer than drawing the icon."""
OF_THE_CORE = {"pomtray.core", "pomtray.core.text", "pomtray.core.domain", "pomtray.core.domain.icon_style"}


def test_next_to_nothing_is_imported_before_the_icon_stands(start: Start, env: dict[str, str], tmp_path: Path) -> None:
    sites = tmp_path / "sites"
    sites.mkdir()
    (sites / "sitecustomize.py").write_text(NOTED)
    env |= {"PYTHONPATH": f"{sites}:{_ROOT}", "NOTED_IN": f"{tmp_path}/imported-"}
    program = start()
    imported = tmp_path / f"imported-{program.pid}"
    wait_for(lambda: imported.exists() and "pomtray.app.program\n" in imported.read_text())
    ended(program)
    names = imported.read_text().split()
    before = set(names[: names.index("pomtray.app.running")])
    assert "pomtray.ui.icons.first_icon" in before
    assert not before & LATER
    assert {name for name in before if name.startswith("pomtray.core")} <= OF_THE_CORE
    assert not {name for name in before if name.startswith(("pomtray.controller", "pomtray.pair"))}
