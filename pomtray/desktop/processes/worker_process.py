"""Starts the worker: a process of our own that has one end of a socket pair, and of the environment what it needs."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Collection
from typing import Final

from pomtray.desktop.processes.environment import inherited
from pomtray.desktop.processes.own_command import own_command
from pomtray.pair.channel import Channel, pair_of_ends

_MODULE: Final = "pomtray.worker"
_NAMES: Final = frozenset(
    {
        "HOME", "USER", "LOGNAME", "PATH", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH",
        # proxies, and whom the system trusts
        "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "OPENSSL_CONF",
        # the keyring, and the desktop's settings
        "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_HOME",
        "XDG_DATA_DIRS", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "KDEHOME",
        "KDE_FULL_SESSION", "KDE_SESSION_VERSION", "GSETTINGS_BACKEND", "GSETTINGS_SCHEMA_DIR",
        # Windows
        "SYSTEMROOT", "WINDIR", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "USERPROFILE", "USERNAME", "USERDOMAIN",
        "HOMEDRIVE", "HOMEPATH", "TEMP", "TMP",
    }
)  # fmt: skip
_BEGINNINGS: Final = ("LC_", "PYTHON", "KEYRING_PROPERTY_")
_PRELOADED: Final = "LD_PRELOAD"


class WorkerProcess:
    """A worker that runs, and our end of the pair. channel: for sockets; None where the system hands none over."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        reader: StreamReader,
        writer: StreamWriter,
        channel: Channel | None,
    ) -> None:
        self._process = process
        self.reader = reader
        self.writer = writer
        self.channel = channel

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """At once; harmless where it has ended."""
        with contextlib.suppress(OSError):
            self._process.kill()

    async def wait(self) -> None:
        await asyncio.to_thread(self._process.wait)


async def start_worker(withheld: Collection[str] = ()) -> WorkerProcess:
    """Raises `OSError`. withheld: environment variables that it must not get."""
    ours, theirs = socket.socketpair()
    our_channel, their_channel = pair_of_ends() or (None, None)
    try:
        try:
            process = await asyncio.to_thread(_started, theirs, their_channel, worker_environment(withheld))
        finally:
            theirs.close()
            if their_channel is not None:
                their_channel.close()
        reader, writer = await asyncio.open_connection(sock=ours)
    except BaseException:
        ours.close()
        if our_channel is not None:
            our_channel.close()
        raise
    return WorkerProcess(process, reader, writer, Channel(our_channel) if our_channel else None)


def worker_environment(withheld: Collection[str]) -> dict[str, str]:
    """What the worker needs of ours, by name.

    NOTE: where a library is preloaded, what that one reads cannot be known: then it is all but what is withheld.
    """
    ours = inherited(withheld)
    if ours.get(_PRELOADED):
        return ours
    return {name: value for name, value in ours.items() if name in _NAMES or name.startswith(_BEGINNINGS)}


def _started(
    theirs: socket.socket, channel: socket.socket | None, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    """Its standard input is its end of the pair, or on Windows brings what the socket is made of there.

    Its standard output is the channel.
    """
    command = own_command(_MODULE)
    if sys.platform == "win32":
        process = _popen(command, subprocess.PIPE, subprocess.DEVNULL, environment)
        if process.stdin is not None:
            with process.stdin:
                process.stdin.write(theirs.share(process.pid))
        return process
    return _popen(command, theirs.fileno(), channel.fileno() if channel else subprocess.DEVNULL, environment)


def _popen(command: tuple[str, ...], stdin: int, stdout: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 our own
        command, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, env=environment, close_fds=True
    )
