"""What commands and other programs ask the running program: its socket, and the turn with the vault's sessions."""

from __future__ import annotations

import logging
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pomtray.app import late
from pomtray.controller import Controller
from pomtray.core.requests.request import Request, RequestKind, Tell
from pomtray.desktop.system import clock
from pomtray.desktop.vault.turn import Turn

if sys.platform == "win32":
    from pomtray.desktop.sockets.asking.pipe import AskPipe as Listener
else:
    from pomtray.desktop.sockets.asking.unix_socket import AskSocket as Listener

if TYPE_CHECKING:
    from pomtray.controller.requests.answering import Requests
    from pomtray.controller.requests.running_controller import ProgramFinder

_log = logging.getLogger(__name__)
_TURN_FOR: Final = 40.0
"""Seconds; a command that renews has 30 for it."""


class Asked:
    """For the program of `config`, which keeps its own in `data_folder`."""

    def __init__(
        self, controller: Controller, config: Path, data_folder: Path, reread: Callable[[], Awaitable[None]]
    ) -> None:
        """reread: takes up the settings file."""
        self._turn = Turn(config, data_folder)
        self._reread = reread
        self._controller = controller
        self._requests: Requests | None = None
        self._socket = Listener(config, data_folder, self._answer)

    async def _answer(self, request: Request, tell: Tell, who: ProgramFinder) -> dict[str, object]:
        if request.do is RequestKind.REREAD:
            await self._reread()
        return await (await self._answering()).answer(request, tell, who)

    async def _answering(self) -> Requests:
        """Loaded for the first who asks."""
        if self._requests is None:
            await late.REQUESTS.loaded()
            from pomtray.controller.requests.answering import Requests  # noqa: PLC0415 as above

            self._requests = Requests(self._controller, clock.now)
        return self._requests

    def listen(self) -> None:
        """Harmless where it listens already. Raises `Unavailable`."""
        self._socket.listen()

    async def take_turn(self) -> None:
        """Before the vault is opened: a command may be renewing what is in it. Kept until the end."""
        try:
            taken = await self._turn.take(_TURN_FOR)
        except OSError as error:
            _log.info("nobody's turn with the vault: %s", error.strerror)
            return
        if not taken:
            _log.warning("a command does not end: sessions are renewed beside it")

    async def close(self) -> None:
        """Answer nobody any more."""
        await self._socket.close()

    def give_back(self) -> None:
        """The sessions are in the vault."""
        self._turn.give_back()
