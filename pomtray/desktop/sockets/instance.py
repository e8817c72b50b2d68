"""One program for one settings file: a second start brings up the first.

A lock that dies with its holder decides who is first; so whatever socket the first one finds is stale.
The second start needs neither Qt nor asyncio: it says one word and goes (`second_start`).
Without the lock, or the socket, the program runs all the same: both are asked for again, and are harmless to ask for.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pomtray.core.errors import Problem, Unavailable
from pomtray.core.text import phrase
from pomtray.desktop.files import private_folder
from pomtray.desktop.files.file_lock import FileLock
from pomtray.desktop.settings.mark import mark_of
from pomtray.desktop.sockets import second_start
from pomtray.desktop.sockets.second_start import ANSWERS_FOR, addresses
from pomtray.desktop.sockets.socket_place import SEARCH, SHOW, claim_folder
from pomtray.desktop.unavailable import unavailable

if TYPE_CHECKING:
    from PySide6.QtCore import QFileSystemWatcher

    from pomtray.desktop.sockets.show_pipe import ShowPipe
    from pomtray.desktop.sockets.show_socket import ShowSocket


class Instance:
    """The claim to be the only program for `config`. `data_folder` keeps the lock.

    The first one: `acquire()`, later `listen(…)`, at the end `release()`. A second one: `send_show()`.
    """

    def __init__(self, config: Path, data_folder: Path) -> None:
        self._mark = mark_of(config)
        self._data_folder = data_folder
        self._lock_file = data_folder / f"instance-{self._mark}.lock"
        self._lock = FileLock(self._lock_file)
        self._address = ""
        self._server: ShowPipe | ShowSocket | None = None
        self._watcher: QFileSystemWatcher | None = None

    def acquire(self) -> bool:
        """True where no other program runs for these settings. Raises `Unavailable` where that cannot be known."""
        try:
            private_folder.make(self._data_folder)
            return self._lock.held or self._lock.acquire(wait=False)
        except OSError as error:
            meaning = phrase("So two pomtrays may run with the same settings.")
            raise unavailable(phrase("A second start may not be noticed"), error, self._lock_file, meaning) from error

    def claim(self) -> None:
        """Hold the lock from now on. Raises `Unavailable`."""
        if not self.acquire():
            raise Unavailable(
                Problem(
                    phrase("Two pomtrays run"),
                    phrase("Another one runs with the same settings file."),
                    phrase("Quit one of them."),
                )
            )

    def listen(self, on_shown: Callable[[], None], on_lost: Callable[[], None], on_search: Callable[[], None]) -> None:
        """Call `on_shown` or `on_search`, in Qt's loop, whenever another start asks for that. Raises `Unavailable`.

        on_lost: called when somebody has removed the socket; then listen again.
        """
        if self._listens():
            return
        failed = OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
        for address in addresses(self._mark, self._data_folder):
            try:
                self._serve(address, {SHOW: on_shown, SEARCH: on_search}, on_lost)
            except OSError as error:
                failed = error
            else:
                return
        meaning = phrase("So a second start cannot bring this one up.")
        raise unavailable(phrase("No socket"), failed, self._data_folder, meaning) from failed

    def send_show(self, *, search: bool = False) -> bool:
        """Ask the first program to come up; True once it has answered. Takes two seconds at most for each socket.

        search: its quick search in place of its window.
        """
        return second_start.send_show(self._mark, self._data_folder, search=search)

    def release(self) -> None:
        """Let the next one in."""
        self._stop()
        self._watcher = None
        self._lock.release()

    def _serve(self, address: str, does: Mapping[bytes, Callable[[], None]], on_lost: Callable[[], None]) -> None:
        """NOTE: what it takes is imported here: a second start must not pay for it."""
        self._stop()
        if sys.platform == "win32":
            from pomtray.desktop.sockets.show_pipe import ShowPipe  # noqa: PLC0415 see above

            self._server, self._address = ShowPipe(address, does, ANSWERS_FOR), address
        else:
            from pomtray.desktop.sockets.show_socket import ShowSocket  # noqa: PLC0415 see above

            claim_folder(Path(address).parent)
            self._server, self._address = ShowSocket(address, does, ANSWERS_FOR), address
            self._watch(str(Path(address).parent), on_lost)

    def _watch(self, folder: str, on_lost: Callable[[], None]) -> None:
        from PySide6.QtCore import QFileSystemWatcher  # noqa: PLC0415 as above

        if self._watcher is None:
            self._watcher = QFileSystemWatcher()
            self._watcher.directoryChanged.connect(lambda _: None if self._listens() else on_lost())
        elif watched := self._watcher.directories():
            self._watcher.removePaths(watched)
        self._watcher.addPath(folder)

    def _listens(self) -> bool:
        return self._server is not None and (sys.platform == "win32" or os.path.lexists(self._address))

    def _stop(self) -> None:
        if self._server:
            self._server.close()
            self._server = None
