"""What the system refuses, told in the person's language: the same reasons as Python's in English."""

from __future__ import annotations

import errno
import os
import ssl
import sys

import pytest

from pomtray.core import system_errors
from pomtray.core.catalogue import worded
from pomtray.core.system_errors import said, said_of
from pomtray.core.text import Text, phrase
from pomtray.desktop.language import catalogue


@pytest.mark.skipif(sys.platform != "linux", reason="the words are glibc's")
@pytest.mark.parametrize("number", system_errors._WORDS)
def test_in_english_it_is_what_python_says(number: int) -> None:
    told = said(OSError(number, os.strerror(number)))
    assert told == os.strerror(number) == said(OSError(number, f"error while binding to x: {told.lower()}"))
    assert isinstance(told, Text)
    assert said(OSError(number, "No usable temporary directory found")) == "No usable temporary directory found"


def test_it_is_told_in_german() -> None:
    told = said_of(PermissionError(errno.EACCES, "Permission denied", "/home/a"))
    assert told == "/home/a: Permission denied."
    assert isinstance(told, Text)
    assert worded(told, catalogue("de")) == "/home/a: Keine Berechtigung."


def test_what_has_no_words_is_what_the_system_says() -> None:
    assert said(OSError(errno.EPROTO, "Protocol error")) == "Protocol error"
    assert said(OSError()) == "OSError"
    assert said(TimeoutError("late")) == "TimeoutError"


def test_numbers_of_other_libraries_are_not_the_system_s() -> None:
    assert said(ssl.SSLError(errno.EPERM, "[X509] PEM lib")) == "[X509] PEM lib"


def test_our_own_words_are_kept() -> None:
    ours = phrase("It belongs to somebody else: Operation not permitted")
    assert said(PermissionError(errno.EPERM, ours, "/a")) is ours


def test_a_place_is_named_once() -> None:
    moved = OSError(errno.EXDEV, "Invalid cross-device link", "/a", None, "/b")
    assert said_of(moved, "/c") == "/b: Invalid cross-device link."
    assert said_of(OSError(errno.ENOSPC, ""), "/c") == "/c: No space left on device."
    assert said_of(OSError(errno.ENOSPC, "")) == "No space left on device."
