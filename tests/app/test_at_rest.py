"""What the tray does not make while nobody looks at a window."""

from __future__ import annotations

from pathlib import Path

from tests.app.test_starting import _ROOT, Start, ended, env, log, start, wait_for

__all__ = ["env", "start"]
TELLS_AT_THE_END = """
import atexit, os, sys
def tell():
    core = sys.modules["PySide6.QtCore"]
    with open(os.environ["NOTED_IN"], "w") as file:
        print("QTimer" in vars(core), "Qt" in vars(core), file=file)
atexit.register(tell)
"""


def test_qts_namespace_of_enumerations_is_not_made(start: Start, env: dict[str, str], tmp_path: Path) -> None:
    """PySide6 makes it when it is first named, or might be meant (`ui/icons/plain_pen`); others come one by one."""
    sites, told = tmp_path / "sites", tmp_path / "told"
    sites.mkdir()
    (sites / "sitecustomize.py").write_text(TELLS_AT_THE_END)
    (tmp_path / "pomtray.toml").write_text('[[routes]]\nname = "app"\nurl = "https://app.corp.example"\n')
    env |= {"PYTHONPATH": f"{sites}:{_ROOT}", "NOTED_IN": str(told)}
    program = start("--hidden", "--config", str(tmp_path / "pomtray.toml"))
    wait_for(lambda: log(env).exists() and "started" in log(env).read_text())
    wait_for((Path(env["HOME"]) / ".local/share/pomtray").exists)
    ended(program)
    assert told.read_text() == "True False\n"
