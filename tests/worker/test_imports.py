"""What the worker loads: whoever clicks first waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pomtray.core.domain.provider import Method

CODE = """
import sys
import pomtray.worker.serving, pomtray.worker.ports
from pomtray.core.domain.provider import Method
from pomtray.signin.client import load_sign_ins
load_sign_ins({Method(name) for name in sys.argv[1:]})
print(*sys.modules)
"""
OF_THE_PROGRAM = (
    "pomtray.core.model", "pomtray.core.events", "pomtray.core.effects", "pomtray.core.intent", "pomtray.core.rows",
    "PySide6",
)  # fmt: skip
OF_PROVIDERS = ("jwt", "cryptography", "pomtray.signin.provider.attempt", "pomtray.signin.provider.providers")


def _loaded(*methods: Method) -> list[str]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", CODE, *methods]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=120)
    return done.stdout.split()


def test_neither_the_rules_nor_what_is_shown_is_loaded() -> None:
    loaded = _loaded(Method.POMERIUM, Method.OIDC, Method.CLIENT_CREDENTIALS)
    assert {"pomtray.signin.pomerium.attempt", "pomtray.signin.provider.machine"} <= set(loaded)
    assert not [name for name in loaded if name.startswith(OF_THE_PROGRAM)]


def test_a_sign_in_by_pomerium_loads_no_providers() -> None:
    loaded = _loaded(Method.POMERIUM)
    assert "pomtray.signin.pomerium.attempt" in loaded
    assert not [name for name in loaded if name.startswith((*OF_PROVIDERS, "pomtray.desktop.vault"))]
