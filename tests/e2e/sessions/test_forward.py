"""`pomtray forward` beside the running program: a shell behind a real sshd asks the tray, and its lock counts there."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.cli.forwarding.ssh_server import SSHD, client, sshd
from tests.e2e.browser import Links
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(SSHD is None, reason="needs sshd (Debian's openssh-server)"),
]
_ROOT = Path(__file__).parents[3]


def test_a_shell_on_another_machine_asks_the_tray(
    desktop: DesktopSession, pomtray: Pomtray, demo: DemoPomerium, links: Links, person: Person, tmp_path: Path
) -> None:
    pomtray.write_settings({name: url for name, url in demo.urls().items() if name == "app"})
    ours = (sys.executable, "-m", "pomtray", "--config", str(pomtray.settings))
    env, pipe = desktop.env | pomtray.env, subprocess.PIPE

    def here(*arguments: str) -> subprocess.CompletedProcess[str]:
        nothing = subprocess.DEVNULL
        return subprocess.run([*ours, *arguments], env=env, stdin=nothing, capture_output=True, text=True, check=False)

    with pomtray.in_tray() as (_, item), tempfile.TemporaryDirectory(dir="/tmp") as run:
        eventually(lambda: item.open().find("app"), "the program has started")
        login = subprocess.Popen([*ours, "login", "app"], env=env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe)
        assert person.visit(links.next()) == 200
        login.communicate()
        header = here("header", "app").stdout
        assert header.startswith("Authorization: Pomerium ")
        variables = f"HOME={tmp_path} XDG_RUNTIME_DIR={run} PYTHONPATH={_ROOT} PATH={os.environ['PATH']}"
        with sshd(tmp_path, f"SetEnv {variables}") as port:
            ssh = [*client(tmp_path), "-p", str(port)]
            host = f"{getpass.getuser()}@127.0.0.1"
            forward = subprocess.Popen(
                [*ours, "forward", host, "--route", "app", "--", *ssh],
                env=env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True, start_new_session=True,
            )  # fmt: skip
            assert forward.stdout
            place = forward.stdout.readline().strip()
            assert place.startswith(run), forward.communicate()[1]

            def there(command: str) -> subprocess.CompletedProcess[str]:
                line = f"POMTRAY_SOCKET={place} {sys.executable} -m pomtray {command}"
                return subprocess.run(["ssh", *ssh, host, line], capture_output=True, text=True, check=False)

            assert there("header app").stdout == header
            assert "alice@example.com" in there("status").stdout
            assert here("lock").returncode == 0
            locked = there("header app")
            assert (locked.returncode, locked.stdout) == (3, ""), locked.stderr
            assert "locked" in there("status").stdout
            assert here("unlock").returncode == 0
            eventually(lambda: there("header app").returncode == 0, "it goes on")
            forward.terminate()
            forward.communicate()
            assert forward.returncode == 130
