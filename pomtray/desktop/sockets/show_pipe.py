"""What `show_socket` does, by one of Windows' named pipes."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from pomtray.desktop.sockets.show_socket import CLIENTS
from pomtray.desktop.sockets.socket_place import SHOW, SHOWN


class ShowPipe:
    """As `show_socket.ShowSocket`."""

    def __init__(self, address: str, does: Mapping[bytes, Callable[[], None]], answers_for: float) -> None:
        self._does = does
        self._answers_for = answers_for
        self._server = QLocalServer()
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(CLIENTS)
        self._server.newConnection.connect(self._greet)
        if not self._server.listen(address):
            raise OSError(errno.EADDRNOTAVAIL, self._server.errorString().rpartition(": ")[2], address)

    def close(self) -> None:
        self._server.close()

    def _greet(self) -> None:
        """Give every client a short time to say its word; one that does not is cut off."""
        while client := self._server.nextPendingConnection():
            if len(self._server.children()) > CLIENTS:
                client.abort()
                client.deleteLater()
            else:
                self._listen_to(client)

    def _listen_to(self, client: QLocalSocket) -> None:
        client.setReadBufferSize(len(SHOW) + 1)
        client.disconnected.connect(client.deleteLater)
        client.readyRead.connect(lambda: self._hear(client))
        QTimer.singleShot(round(self._answers_for * 1000), client, client.abort)
        if client.bytesAvailable():
            self._hear(client)

    def _hear(self, client: QLocalSocket) -> None:
        if client.bytesAvailable() < len(SHOW):
            return
        does = self._does.get(bytes(client.readAll().data()))
        if does is None:
            client.abort()
            return
        client.write(SHOWN)
        client.flush()
        client.disconnectFromServer()
        does()
