"""Answers of an X server about its counters, as bytes and as a server gives them."""

from __future__ import annotations

import struct
from datetime import timedelta

import pytest

from pomtray.desktop.system.x11_idle import counted, idle_counter, x11_idle_for
from tests.desktop.buses import display

__all__ = ["display"]


def counters(*names: bytes) -> bytes:
    """An answer to ListSystemCounters; the counters' ids count from 40."""
    listed = b""
    for number, name in enumerate(names):
        one = struct.pack("=IiIH", 40 + number, 0, 4, len(name)) + name
        listed += one + bytes(-len(one) % 4)
    return struct.pack("=BxHII20x", 1, 7, len(listed) // 4, len(names)) + listed


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (counters(b"SERVERTIME", b"IDLETIME"), 41),
        (counters(b"IDLETIME", b"SERVERTIME"), 40),
        (counters(b"DEVICEIDLETIME 2", b"IDLETIMES", b"IDLETIME"), 42),
        (counters(b"SERVERTIME"), None),
        (counters(), None),
        (b"", None),
    ],
)
def test_the_counter_is_found_by_its_name(answer: bytes, found: int | None) -> None:
    assert idle_counter(answer) == found


def test_a_value_has_two_halves() -> None:
    assert counted(struct.pack("=8xiI", 0, 90_000)) == timedelta(seconds=90)
    assert counted(struct.pack("=8xiI", 1, 5)) == timedelta(milliseconds=2**32 + 5)
    assert counted(b"") is None


def test_a_server_that_runs(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display)
    first = x11_idle_for()
    assert first is not None
    assert timedelta() <= first < timedelta(hours=1)


@pytest.mark.parametrize("name", [":4242", "nonsense"])
def test_no_server(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", name)
    assert x11_idle_for() is None


def test_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr("ctypes.CDLL", missing)
    assert x11_idle_for() is None
