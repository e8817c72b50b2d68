"""Threads for calls that may hang."""

from __future__ import annotations

import threading
from concurrent.futures import wait

from pomtray.desktop.processes.daemon_thread import DaemonThread, submit_to_each


def test_each_thread_that_has_begun_is_reached_and_no_other() -> None:
    threads = [DaemonThread(f"test {number}") for number in range(3)]
    begun = {thread.submit(threading.get_ident).result(5) for thread in threads[:2]}
    reached = submit_to_each(threading.get_ident)
    assert not wait(reached, timeout=5).not_done
    assert begun <= {future.result() for future in reached}
    assert threads[2].submit(threading.get_ident).result(5) not in begun


def test_what_is_cancelled_before_its_turn_never_runs() -> None:
    thread, go_on, ran = DaemonThread("test"), threading.Event(), threading.Event()
    thread.submit(go_on.wait)
    late = thread.submit(ran.set)
    assert late.cancel()
    go_on.set()
    assert thread.submit(lambda: True).result(5)
    assert not ran.is_set()
