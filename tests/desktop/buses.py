"""Real parts for the tests of this folder: a private bus, services on it, an X server; none with a fixed address."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.asyncio import DBusConnection, DBusRouter, Proxy, open_dbus_connection

_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


@contextmanager
def running(argv: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(argv, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


@contextmanager
def bus(folder: Path) -> Iterator[str]:
    """The address of a bus on which nothing starts by itself."""
    config = folder / "bus.conf"
    config.write_text(_CONFIG.format(folder=folder))
    argv = ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address"]
    with running(argv, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield process.stdout.readline().decode().strip()


@pytest.fixture
def session_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address


@pytest.fixture
def system_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield address


@contextmanager
def x_server() -> Iterator[str]:
    """An X server on a display number that was free."""
    read, write = os.pipe()
    argv = ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp"]
    with running(argv, pass_fds=[write], stderr=subprocess.DEVNULL):
        os.close(write)
        with os.fdopen(read) as answer:
            yield f":{answer.readline().strip()}"


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with x_server() as name:
        yield name


class Service:
    """A service on the bus that records every call and answers as it is told."""

    def __init__(self, connection: DBusConnection, answers: dict[str, Callable[[Message], Any]]) -> None:
        self._connection = connection
        self._answers = answers
        self.calls: asyncio.Queue[tuple[str, str, Any]] = asyncio.Queue()
        self._task = asyncio.create_task(self._serve())

    async def _serve(self) -> None:
        while True:
            message = await self._connection.receive()
            if message.header.message_type is MessageType.method_call:
                await self._answer(message)

    async def _answer(self, message: Message) -> None:
        fields = message.header.fields
        member = fields[HeaderFields.member]
        self.calls.put_nowait((member, fields.get(HeaderFields.signature, ""), message.body))
        answer = self._answers.get(member)
        if answer is None:
            await self._connection.send(new_error(message, "org.example.Unknown"))
        elif (body := answer(message)) is not None:
            await self._connection.send(new_method_return(message, *body))

    async def call(self) -> tuple[str, str, Any]:
        async with asyncio.timeout(10):
            return await self.calls.get()

    async def emit(self, path: str, interface: str, member: str, signature: str, *body: Any, to: str = "") -> None:
        message = new_signal(DBusAddress(path, interface=interface), member, signature, body)
        if to:
            message.header.fields[HeaderFields.destination] = to
        await self._connection.send(message)

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._connection.close()


Serve = Callable[..., Any]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Put a service on a bus: `await serve(address, name, answers)`."""
    services: list[Service] = []

    async def start(address: str, name: str, answers: dict[str, Callable[[Message], Any]] | None = None) -> Service:
        connection = await open_dbus_connection(address)
        if name:
            async with DBusRouter(connection) as router:
                await Proxy(message_bus, router).RequestName(name, 4)
        services.append(Service(connection, answers or {}))
        return services[-1]

    yield start
    for service in services:
        with suppress(OSError):
            await service.close()


async def forge(address: str, path: str, interface: str, member: str, signature: str, *body: Any) -> None:
    """Send a signal that is not ours to send, to all who listen and to each one by its own name; it has arrived."""
    async with await open_dbus_connection(address) as connection, DBusRouter(connection) as router:
        (names,) = await Proxy(message_bus, router).ListNames()
        for to in ("", *(name for name in names if name.startswith(":"))):
            signal = new_signal(DBusAddress(path, interface=interface), member, signature, body)
            if to:
                signal.header.fields[HeaderFields.destination] = to
            await router.send(signal)
        await Proxy(message_bus, router).GetId()
