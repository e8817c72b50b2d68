"""What the worker loads: whoever clicks first waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CODE = """
import sys
import pomtray.worker.serving, pomtray.worker.ports, pomtray.signin.client
print(*sys.modules)
"""
OF_THE_PROGRAM = ("pomtray.core.model", "pomtray.core.events", "pomtray.core.intent", "pomtray.core.rows", "PySide6")


def test_neither_the_rules_nor_what_is_shown_is_loaded() -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=environment, check=True, capture_output=True, text=True, timeout=120
    )
    loaded = done.stdout.split()
    assert "pomtray.signin.provider.attempt" in loaded
    assert not [name for name in loaded if name.startswith(OF_THE_PROGRAM)]
