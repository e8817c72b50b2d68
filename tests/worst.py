"""What is slow to read, a MiB of each kind, and how long the reading of it holds the event loop."""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

from pomtray.core.errors import PomtrayError

SIZE = 1024 * 1024
LONGEST_HOLD = 70.0
"""As many units as a reader may hold the event loop for. A unit is what ten thousand calls take here and now: a slow
or busy machine slows both alike. It is no less than on the machine where 70 of them were 50 ms, which are allowed
everywhere: a newer one makes calls four times as fast, and reads JSON only twice as fast."""
_LEAST_UNIT = 0.050 / LONGEST_HOLD
_CALLS = 10_000
_PATIENCE = 60.0
"""Seconds, for work that has come to a standstill."""
_TRIES = 15
"""Others may have the caches and the other half of a core: five tries in a row were slow by them alone."""

UNITS: Mapping[str, bytes] = {
    "line ends": b"\n",
    "CR LF": b"\r\n",
    "tabs and line ends": b"\t\n",
    "spaces and line ends": b" \n",
    "spaces": b" ",
    "tabs": b"\t",
    "form feeds": b"\f",
    "no-break spaces": "\u00a0".encode(),
    "line separators": "\u2028".encode(),
    "zeros": b"\0",
    "no UTF-8": b"\xff",
    "bidirectional marks": "\u202e".encode(),
    "letters": b"a",
    "spaced letters": b"a ",
    "39 letters and a space": b"a" * 39 + b" ",
    "digits": b"1",
    "dots": b".",
    "letters and dots": b"a.",
    "digits and dots": b"1.",
    "colons": b":",
    "slashes": b"/",
    "backslashes": b"\\",
    "question marks": b"?",
    "number signs": b"#",
    "at signs": b"@",
    "brackets open": b"[",
    "brackets": b"[]",
    "braces open": b"{",
    "braces": b"{}",
    "objects open": b'{"":',
    "parentheses open": b"(",
    "angle brackets": b"<>",
    "quotes": b'"',
    "escaped quotes": b'\\"',
    "apostrophes": b"'",
    "commas": b",",
    "semicolons": b";",
    "equals signs": b"=",
    "dashes": b"-",
    "percent signs": b"%",
    "escapes": b"%61",
    "ampersands": b"&",
    "parameters": b"a=b&",
    "plus signs": b"+",
    "JWTs begun": b"eyJ",
}


def filled(unit: bytes, head: bytes = b"", tail: bytes = b"", size: int = SIZE) -> bytes:
    """`head`, as many `unit`s as go into `size` bytes, and `tail`."""
    return head + unit * ((size - len(head) - len(tail)) // len(unit)) + tail


def everything(frames: Iterable[tuple[bytes, bytes]] = ()) -> Mapping[str, bytes]:
    """A MiB of every unit; also between head and tail of each of `frames`: what the reader's own grammar wants."""
    framed = (("", (b"", b"")), *((f"{head[:16]!r} … {tail[-16:]!r} ", (head, tail)) for head, tail in frames))
    return {
        f"{where}{name}": filled(unit, head, tail) for where, (head, tail) in framed for name, unit in UNITS.items()
    }


@contextmanager
def untraced() -> Iterator[None]:
    """Coverage would make what is measured take three times as long, and the unit six times.

    Nor is what thousands of other tests have left looked through for garbage meanwhile.
    """
    trace = sys.gettrace()
    sys.settrace(None)
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        sys.settrace(trace)


def _unit() -> float:
    start = time.thread_time()
    for number in range(_CALLS):
        _called(number)
    return max(_LEAST_UNIT, time.thread_time() - start)


def _called(number: int) -> int:
    return number


def held_for(read: Callable[[bytes], object], text: bytes, enough: float = LONGEST_HOLD) -> float:
    """Units for which reading `text` keeps the processor; of a few tries the shortest, the first that is well."""
    shortest = float("inf")
    with untraced():
        for _ in range(_TRIES):
            unit, start = _unit(), time.process_time()
            with suppress(ValueError, PomtrayError):
                read(text)
            shortest = min(shortest, (time.process_time() - start) / unit)
            if shortest < enough:
                break
    return shortest


def assert_quick(read: Callable[[bytes], object], texts: Mapping[str, bytes]) -> None:
    """Each of `texts` is read, or refused with an error of ours, before the event loop misses the time."""
    held = {name: held_for(read, text) for name, text in texts.items()}
    slow = {name: f"{units:.0f} units" for name, units in held.items() if units >= LONGEST_HOLD}
    assert not slow, slow


async def longest_turn(work: Callable[[], Awaitable[object]]) -> float:
    """Units of this thread's time for which `work` keeps all else on the event loop waiting; found as above."""
    shortest = float("inf")
    with untraced():
        for _ in range(_TRIES):
            unit = _unit()
            shortest = min(shortest, await _longest_turn(work) / unit)
            if shortest < LONGEST_HOLD:
                break
    return shortest


async def _longest_turn(work: Callable[[], Awaitable[object]]) -> float:
    turns: list[float] = []

    async def take_turns() -> None:
        while True:
            start = time.thread_time()
            await asyncio.sleep(0)
            turns.append(time.thread_time() - start)

    other = asyncio.create_task(take_turns())
    with suppress(ValueError, PomtrayError):
        async with asyncio.timeout(_PATIENCE):  # the timeout of a test would end the other task only
            await work()
    other.cancel()
    await asyncio.gather(other, return_exceptions=True)
    return max(turns)
