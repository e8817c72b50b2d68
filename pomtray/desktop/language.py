"""The language that texts are told in: that of the desktop, or of the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pomtray.core.catalogue import Catalogue

_ENGLISH: Final = "en"
_OTHERS: Final = frozenset({"de"})
"""Those that `resources/translations` has."""
_AS_NAMES: Final = 8
"""MUI_LANGUAGE_NAME."""
_UTF_8: Final = 0x08000100
"""kCFStringEncodingUTF8."""


def catalogue(language: str) -> Catalogue | None:
    """The texts of `language`; None where that is English, or where we have none."""
    if language not in _OTHERS:
        return None
    import json  # noqa: PLC0415 English needs nothing of it

    from pomtray.core.catalogue import Catalogue  # noqa: PLC0415 as above
    from pomtray.serve.resources import resource_bytes  # noqa: PLC0415 as above

    lines = resource_bytes(f"translations/{language}.jsonl").decode().splitlines()
    return Catalogue(language, dict(json.loads(f"[{','.join(lines)}]")))


def language() -> str:
    """The first that the person prefers and we have: "de". English where there is none."""
    return next((name for name in map(_short, _preferred()) if name in {_ENGLISH, *_OTHERS}), _ENGLISH)


def _short(name: str) -> str:
    """A locale's language: "de" of "de_AT.UTF-8" and of "de-AT"; English of "C"."""
    short = name.replace("-", "_").partition(".")[0].partition("@")[0].partition("_")[0].lower()
    return _ENGLISH if short in {"c", "posix"} else short


def _preferred() -> Iterator[str]:
    yield from of_environment(os.environ)
    if sys.platform == "darwin":
        yield from _of_macos()
    elif sys.platform == "win32":
        yield from _of_windows()


def of_environment(environment: Mapping[str, str]) -> list[str]:
    """As GNU gettext reads it ("Locale Environment Variables"): for the locale C `LANGUAGE` counts for nothing."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environment[name] for name in names if environment.get(name)), "")
    if locale.partition(".")[0] in {"", "C", "POSIX"}:
        return [locale] if locale else []
    return [*filter(None, environment.get("LANGUAGE", "").split(":")), locale]


if sys.platform == "win32":

    def _of_windows() -> list[str]:
        """The person's languages for programs (Microsoft Learn, "GetUserPreferredUILanguages")."""
        import ctypes  # noqa: PLC0415 only here

        count, length = ctypes.c_ulong(), ctypes.c_ulong()
        ask = ctypes.windll.kernel32.GetUserPreferredUILanguages
        ask(_AS_NAMES, ctypes.byref(count), None, ctypes.byref(length))
        names = ctypes.create_unicode_buffer(length.value)
        ask(_AS_NAMES, ctypes.byref(count), names, ctypes.byref(length))
        return names[:].split("\0")


if sys.platform == "darwin":

    def _of_macos() -> list[str]:
        """The person's languages, which no environment says for what the Finder starts (Apple, "CFLocale")."""
        import ctypes  # noqa: PLC0415 only here

        core = ctypes.CDLL("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation")
        core.CFLocaleCopyPreferredLanguages.restype = core.CFArrayGetValueAtIndex.restype = ctypes.c_void_p
        core.CFArrayGetValueAtIndex.argtypes = [ctypes.c_void_p, ctypes.c_long]
        core.CFArrayGetCount.argtypes, core.CFArrayGetCount.restype = [ctypes.c_void_p], ctypes.c_long
        core.CFStringGetCString.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_long, ctypes.c_uint32]
        found, name, names = core.CFLocaleCopyPreferredLanguages(), ctypes.create_string_buffer(64), list[str]()
        for place in range(core.CFArrayGetCount(found)):
            if core.CFStringGetCString(core.CFArrayGetValueAtIndex(found, place), name, len(name), _UTF_8):
                names.append(name.value.decode())
        return names
