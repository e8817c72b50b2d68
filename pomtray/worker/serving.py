"""What the program asks of its worker, performed: by the sign-in client, or by the vault."""

from __future__ import annotations

import asyncio
import logging
import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from pomtray import __version__
from pomtray.core.errors import PomtrayError, Unreachable, VaultError
from pomtray.desktop.processes.own_files import UPDATED
from pomtray.pair import messages as say
from pomtray.pair import vault_messages as of_vault
from pomtray.pair.channel import Channel
from pomtray.pair.peer import Peer
from pomtray.worker.asking import Asking
from pomtray.worker.log_relay import LogRelay

if TYPE_CHECKING:
    from pomtray.pair.vault_messages import VaultPlace
    from pomtray.worker.vault import OwnVault

_SOON: Final = timedelta(minutes=1)
_log = logging.getLogger(__name__)


async def serve(pair: socket.socket, channel: socket.socket | None = None) -> None:
    """Returns once the other end has closed, and what was being saved is saved."""
    reader, writer = await asyncio.open_connection(sock=pair)
    worker = Worker(Channel(channel) if channel else None)
    worker.peer = Peer(reader, writer, worker)
    logging.getLogger("pomtray").addHandler(LogRelay(worker.peer.tell))
    logging.getLogger("pomtray").setLevel(logging.INFO)
    await worker.peer.run()
    await worker.close()


class Worker:
    """The handler of the worker's end. `peer` is set before anything comes."""

    peer: Peer

    def __init__(self, channel: Channel | None = None) -> None:
        self._channel = channel
        self._asking: Asking | None = None
        self._place: VaultPlace | None = None
        self._vault: OwnVault | None = None
        self._fits = True
        """Whether it is of the program's own version: an update replaces files while the program runs."""

    def hear(self, news: Any, about: int) -> None:
        """Raises `LookupError` where the first word was not what the worker is for."""
        del about
        match news:
            case say.Handshake():
                self._fits = news.version == __version__
                self._asking = Asking(self.peer, self._channel, demo=news.demo)
                self._place = news.vault
            case say.WorkerConfig():
                self._of_network().standing = news
            case say.KeptPort():
                self._of_network().answer_on(news)
            case of_vault.CancelPrompt():
                self._of_vault().cancel()
            case _:
                raise LookupError

    async def perform(self, call: Any, number: int, about: int) -> object:
        """Raises what the program is to hear; of a fault of our own the log has the type."""
        del about
        try:
            return await self._performed(call, number)
        except PomtrayError:
            raise
        except Exception as error:
            _log.error("unexpected %s", type(error).__name__)  # its text may hold a token
            raise

    async def close(self) -> None:
        if self._vault is not None:
            await self._vault.close()

    async def _performed(self, call: Any, number: int) -> object:
        match call:
            case say.Ping():
                return None
            case say.AskWhetherIdle():
                return self._left()
            case say.Warm() if not self._fits:
                return None
            case (
                of_vault.Load()
                | of_vault.Save()
                | of_vault.FindObstacle()
                | of_vault.AskAgain()
                | of_vault.Unlock()
                | of_vault.Decline()
            ):
                self._check_fits(VaultError)
                return await self._of_vault().perform(call)
            case _:
                self._check_fits(Unreachable)
                return await self._of_network().perform(call, number)

    def _check_fits(self, error: type[PomtrayError]) -> None:
        """Raises `error`, of which every caller makes the best."""
        if not self._fits:
            raise error(UPDATED)

    def _left(self) -> say.IdleAnswer:
        needed = [part.stays_for for part in (self._asking, self._vault) if part is not None]
        if self.peer.working > 1:  # this one, and something that is not over though its caller has given up
            needed.append(_SOON)
        return say.IdleAnswer(max(filter(None, needed), default=None))

    def _of_network(self) -> Asking:
        if self._asking is None:
            raise LookupError
        return self._asking

    def _of_vault(self) -> OwnVault:
        if self._vault is None:
            if self._place is None:
                raise LookupError
            from pomtray.worker.vault import OwnVault  # noqa: PLC0415 a sign-in comes before what it gives is saved

            self._vault = OwnVault(self._place, self.peer.tell)
        return self._vault
