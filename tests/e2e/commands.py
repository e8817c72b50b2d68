"""Commands of the program, as a person types them beside it."""

from __future__ import annotations

import subprocess
import sys

from tests.e2e.conftest import Pomtray
from tests.e2e.desktop_session import DesktopSession


class Commands:
    """As a person types them, in a terminal of that desktop."""

    def __init__(self, desktop: DesktopSession, pomtray: Pomtray) -> None:
        self._env = desktop.env | pomtray.env
        self._argv = (sys.executable, "-m", "pomtray", "--config", str(pomtray.settings))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        argv = [*self._argv, *arguments]
        return subprocess.Popen(
            argv, env=self._env, stdin=nothing, stdout=pipe, stderr=pipe, text=True, start_new_session=True
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        process = self.start(*arguments)
        out, err = process.communicate()
        return process.returncode, out, err
