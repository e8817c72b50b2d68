"""A real sshd that lets in whoever has the key of the test, and the options of ssh for that."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import held_port

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def sshd(folder: Path, *lines: str) -> Iterator[int]:
    """Its port, on loopback. lines: more for its configuration.

    A connection that is open does not hold its end: what serves it may be the event loop of the test, which waits here.
    """
    for name in ("host", "key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    config = folder / "sshd_config"
    with held_port() as port:
        config.write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/key.pub\n"
            "StrictModes no\nUsePAM no\nPermitRootLogin yes\nPidFile none\n" + "".join(f"{line}\n" for line in lines)
        )
        process = subprocess.Popen([SSHD or "", "-D", "-e", "-f", str(config)], stderr=subprocess.PIPE)
        try:
            assert process.stderr
            while b"listening" not in (said := process.stderr.readline()):
                assert said, "it ended by itself"
            yield port
        finally:
            process.terminate()
            process.wait()
            assert process.stderr
            process.stderr.close()  # not read to its end: whoever serves a connection has it too


def client(folder: Path) -> list[str]:
    """Options of ssh."""
    options = {
        "IdentityFile": str(folder / "key"),
        "IdentitiesOnly": "yes",
        "StrictHostKeyChecking": "no",
        "UserKnownHostsFile": "/dev/null",
        "BatchMode": "yes",
    }
    return ["-F", "/dev/null", *(f"-o{key}={value}" for key, value in options.items())]
