"""What the operating system refuses, in words that can be told in any language.

Python says it in English (glibc's `strerror` in the C locale), as these words do.
"""

from __future__ import annotations

import errno
from typing import Final

from pomtray.core.text import Text, joined, phrase

_WORDS: Final = {
    errno.EACCES: phrase("Permission denied"),
    errno.EADDRINUSE: phrase("Address already in use"),
    errno.EADDRNOTAVAIL: phrase("Cannot assign requested address"),
    errno.EBUSY: phrase("Device or resource busy"),
    errno.ECONNREFUSED: phrase("Connection refused"),
    errno.ECONNRESET: phrase("Connection reset by peer"),
    errno.EDQUOT: phrase("Disk quota exceeded"),
    errno.EEXIST: phrase("File exists"),
    errno.EFBIG: phrase("File too large"),
    errno.EIO: phrase("Input/output error"),
    errno.EISDIR: phrase("Is a directory"),
    errno.ELOOP: phrase("Too many levels of symbolic links"),
    errno.EMFILE: phrase("Too many open files"),
    errno.ENAMETOOLONG: phrase("File name too long"),
    errno.ENFILE: phrase("Too many open files in system"),
    errno.ENODEV: phrase("No such device"),
    errno.ENOENT: phrase("No such file or directory"),
    errno.ENOEXEC: phrase("Exec format error"),
    errno.ENOMEM: phrase("Cannot allocate memory"),
    errno.ENOSPC: phrase("No space left on device"),
    errno.ENOTDIR: phrase("Not a directory"),
    errno.ENOTEMPTY: phrase("Directory not empty"),
    errno.ENXIO: phrase("No such device or address"),
    errno.EPERM: phrase("Operation not permitted"),
    errno.EROFS: phrase("Read-only file system"),
    errno.ESTALE: phrase("Stale file handle"),
    errno.ETIMEDOUT: phrase("Connection timed out"),
    errno.EXDEV: phrase("Invalid cross-device link"),
}
_OWN: Final = "builtins"
"""Where the kinds are at home whose numbers are the system's: `ssl` and `socket` have numbers of their own."""


def said(error: OSError) -> str:
    """The reason alone: "Permission denied"; what we or a library raised may have words of its own."""
    told = error.strerror or ""
    known = _WORDS.get(error.errno or 0) if type(error).__module__ == _OWN and not isinstance(told, Text) else None
    if known and (not told or told.lower().endswith(known.lower())):  # asyncio puts an address before it
        return known
    return told or type(error).__name__


def said_of(error: OSError, place: object = "") -> str:
    """As a sentence, with what it is about: "/home/a: Permission denied.". place: where the error names none."""
    about = error.filename2 or error.filename or place
    return joined("", (joined(": ", (about if isinstance(about, str) else str(about), said(error))), "."))
