"""Real proxies on a free port of loopback, tinyproxy and microsocks; they alone know the name `app.pom.test`."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.ports import held_port

NAME, PASSWORD = "alice", "canary_of_a_proxy"
_TINYPROXY = """Port {port}
Listen 127.0.0.1
Allow 127.0.0.1
Timeout 60
LogLevel Connect
{auth}
"""


def _answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def real_proxy(
    scheme: str, folder: Path, *, password: bool, names: Path | None = None, log: Path | None = None
) -> Iterator[int]:
    """Its port. scheme: `http` or `socks5h`; names: a hosts file, in place of one with `app.pom.test`."""
    hosts = names or folder / "hosts"
    if names is None:
        hosts.write_text("127.0.0.1 app.pom.test\n")
    preload = {"LD_PRELOAD": "libnss_wrapper.so", "NSS_WRAPPER_HOSTS": str(hosts)}
    with held_port() as port, (log or Path(os.devnull)).open("wb") as out:
        argv = _tinyproxy(port, folder, password=password) if scheme == "http" else _microsocks(port, password=password)
        process = subprocess.Popen(argv, env=os.environ | preload, stdout=out, stderr=out)
        try:
            while not _answers(port):
                assert process.poll() is None, f"{argv[0]} ended by itself"
                time.sleep(0.01)
            yield port
        finally:
            process.kill()
            process.wait()


def _tinyproxy(port: int, folder: Path, *, password: bool) -> list[str]:
    config = folder / "tinyproxy.conf"
    config.write_text(_TINYPROXY.format(port=port, auth=f"BasicAuth {NAME} {PASSWORD}" if password else ""))
    return ["tinyproxy", "-d", "-c", str(config)]


def _microsocks(port: int, *, password: bool) -> list[str]:
    return ["microsocks", "-i", "127.0.0.1", "-p", str(port), *(("-u", NAME, "-P", PASSWORD) if password else ())]
