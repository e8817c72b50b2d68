"""What rests holds no TLS, no cipher, no keyring and no HTTP client."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pomtray.app import no_tls
from tests.app.test_starting import _ROOT, Start, ended, env, log, start, wait_for

__all__ = ["env", "start"]
HEAVY = {
    "_ssl",
    "cryptography",
    "keyring",
    "secretstorage",
    "httpx",
    "httpcore",
    "jwt",
    "truststore",
    "PySide6.QtNetwork",
}
NOTED = """
import atexit, linecache, os, sys
def heard(event, arguments):
    if event == "import":
        with open(os.environ["NOTED_IN"] + str(os.getpid()), "a") as file:
            print(arguments[0], file=file)
sys.addaudithook(heard)
def read():
    with open(os.environ["NOTED_IN"] + str(os.getpid()) + "-sources", "w") as file:
        print(*linecache.cache, sep="\\n", file=file)
atexit.register(read)
"""


def test_the_tray_at_rest_has_imported_nothing_that_the_worker_does(
    start: Start, env: dict[str, str], tmp_path: Path
) -> None:
    sites, settings = tmp_path / "sites", tmp_path / "pomtray.toml"
    sites.mkdir()
    (sites / "sitecustomize.py").write_text(NOTED)
    settings.write_text('[[routes]]\nname = "app"\nurl = "https://app.corp.example"\n')
    env |= {"PYTHONPATH": f"{sites}:{_ROOT}", "NOTED_IN": f"{tmp_path}/imported-"}
    program = start("--window", "--config", str(settings))
    imported = tmp_path / f"imported-{program.pid}"
    wait_for(lambda: "pomtray.ui.window.window" in imported.read_text() if imported.exists() else False)
    wait_for(lambda: log(env).exists() and "started" in log(env).read_text())
    assert "libcrypto" not in Path(f"/proc/{program.pid}/maps").read_text()
    ended(program)
    sources = (tmp_path / f"imported-{program.pid}-sources").read_text()
    assert "pomtray" not in sources, "no source is read and kept by imports"
    names = set(imported.read_text().split())
    assert "pomtray.app.program" in names
    assert not {name for name in names if name.partition(".")[0] in HEAVY}


def test_what_is_imported_meanwhile_does_without_and_later_ones_get_it() -> None:
    code = """
import sys
from pomtray.app import no_tls
no_tls.keep_out()
import asyncio, hashlib, hmac
no_tls.let_in()
assert "ssl" not in sys.modules
assert "_hashlib" not in sys.modules
assert hashlib.sha256(b"").hexdigest().startswith("e3b0c442")
assert hmac.compare_digest("a", "a")
async def connected():
    import socket
    left, right = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=left)
    right.close()
    assert await reader.read() == b""
    writer.close()
asyncio.run(connected())
import ssl, _hashlib
assert ssl.OPENSSL_VERSION
"""
    environment = os.environ | {"PYTHONPATH": str(_ROOT)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)


def test_what_is_there_already_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ssl", sys)
    no_tls.keep_out()
    no_tls.let_in()
    assert sys.modules["ssl"] is sys


def test_where_python_has_no_algorithms_of_its_own_openssl_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in Fedora's."""
    monkeypatch.delitem(sys.modules, "_hashlib", raising=False)
    monkeypatch.delitem(sys.modules, "ssl", raising=False)
    monkeypatch.setattr(no_tls, "find_spec", lambda name: None if name == "_md5" else sys)
    no_tls.keep_out()
    assert "_hashlib" not in sys.modules
    no_tls.let_in()
