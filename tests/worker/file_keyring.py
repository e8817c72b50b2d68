"""A keyring of files, for worker processes: `PYTHON_KEYRING_BACKEND` names it, `KEYRING_PROPERTY_FOLDER` its folder."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from keyring.backend import KeyringBackend


class Keyring(KeyringBackend):
    """What has been imported once is offered to every later test of the process: none takes it unasked."""

    viable: ClassVar[bool] = False  # type: ignore[assignment]
    priority = 1  # type: ignore[assignment]
    folder = ""

    def get_password(self, service: str, username: str) -> str | None:
        self._wait()
        try:
            return self._place(username).read_text()
        except FileNotFoundError:
            return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self._wait()
        fresh = self._place(f"{username}.new")
        fresh.write_text(password)
        fresh.replace(self._place(username))

    def delete_password(self, service: str, username: str) -> None:
        self._place(username).unlink()

    def _place(self, name: str) -> Path:
        return Path(self.folder) / name

    def _wait(self) -> None:
        """While there is a FIFO named "hangs", whoever asks waits for somebody to open its other end."""
        gate = Path(self.folder) / "hangs"
        if gate.exists():
            gate.read_text()
