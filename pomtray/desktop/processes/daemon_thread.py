"""One thread for calls that may hang: the end of the program does not wait for it."""

from __future__ import annotations

import queue
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")

_begun: weakref.WeakSet[DaemonThread] = weakref.WeakSet()


class DaemonThread:
    """Runs calls one after another; starts with the first.

    `ThreadPoolExecutor` is not used because the interpreter joins its threads at exit, and a keyring
    that waits for a password would keep the program from ending.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def submit(self, call: Callable[[], T]) -> Future[T]:
        """The future of `call`. Cancelled before its turn, it never runs."""
        future: Future[T] = Future()
        self._calls.put(lambda: _perform(call, future))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
            _begun.add(self)
        return future

    def _run(self) -> None:
        while True:
            self._calls.get()()


def submit_to_each(call: Callable[[], T]) -> list[Future[T]]:
    """`call` in each of these threads that has begun, after what waits there."""
    return [thread.submit(call) for thread in list(_begun)]


def _perform(call: Callable[[], T], future: Future[T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001 whoever waits for the future gets it
        future.set_exception(error)
    else:
        future.set_result(result)
