"""A keyring's prompt that a test answers while the program waits for it."""

from __future__ import annotations

import threading

from pomtray.desktop.vault.secret_service import SecretService
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble

ENTRY = "sessions"


class Unlocking:
    """Waits for the person, in a thread of its own, which keeps no run of tests from ending."""

    def __init__(self, service: SecretService) -> None:
        self._trouble: Trouble | None = None
        self._thread = threading.Thread(target=self._run, args=(service,), daemon=True)
        self._thread.start()

    def trouble(self, within: float) -> Trouble | None:
        """What came of it; within: seconds."""
        self._thread.join(within)
        assert not self._thread.is_alive()
        return self._trouble

    def _run(self, service: SecretService) -> None:
        try:
            service.unlock(ENTRY)
        except VaultTrouble as trouble:
            self._trouble = trouble.kind
