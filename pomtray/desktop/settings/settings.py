"""The settings file, read; `writer` changes it.

Routes and providers are counted from 1 in what is said about a file: `routes[2].url` is the second `[[routes]]`.
A bad entry is in `Settings.refused` and nowhere else. No error ever rewrites the file.
"""

from __future__ import annotations

import os
import stat
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Final

from pomtray.core.domain.route import Settings
from pomtray.core.text import phrase, reason_of
from pomtray.desktop.files import fresh_file, private_folder
from pomtray.desktop.settings.bounds import check_bounds
from pomtray.desktop.settings.problems import entries, missing, refused, unreadable, unwritable
from pomtray.desktop.settings.schema import Document

_BIGGEST: Final = 1024 * 1024


def read(path: Path) -> Settings:
    """The settings in the file at `path`. Raises `SettingsError` where none of it can be used.

    It blocks: a file of 5,000 routes takes a second, and one on a network's disk as long as that likes.
    """
    return parse(text_of(data_in(path)), path)


def is_there(path: Path) -> bool:
    """Whether there is something at `path`: a link that leads nowhere is the person's own, too.

    Raises `SettingsError` where that cannot be known.
    """
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise unreadable(path, error) from error
    return True


def read_if_there(path: Path) -> Settings:
    """As `read`, and without any settings where there is no file."""
    return read(path) if is_there(path) else Settings()


def parse(text: str, path: Path) -> Settings:
    """The same for the file's text; `~` and relative paths in it start at the file's folder."""
    check(text)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        from pomtray.desktop.settings.syntax import explained  # noqa: PLC0415 most files are well written

        line, why = explained(text, reason_of(error))
        raise refused(phrase("Line {line}: {why}", line=line, why=why)) from None
    document = Document(content, path.parent.absolute())
    return replace(document.settings, refused=entries(document.misfits, text))


def write_example(path: Path) -> bool:
    """Write a commented example, in the person's language, where there is no file; False where there is one.

    Raises `SettingsError`.
    """
    return not is_there(path) and _write_new(path)


def _write_new(path: Path) -> bool:
    from pomtray.desktop.language import catalogue, language  # noqa: PLC0415 once, at the first start
    from pomtray.desktop.settings.example import example  # noqa: PLC0415 as above

    try:
        private_folder.make(path.parent)
        fresh_file.create(path, example(catalogue(language())).encode())
    except OSError as error:
        raise unwritable(path, error) from error
    return True


def check(text: str) -> None:
    """Raises `SettingsError` where it is not to be parsed."""
    try:
        check_bounds(text)
    except ValueError as error:
        raise refused(reason_of(error)) from None


def data_in(path: Path) -> bytes:
    """What the file holds. Raises `SettingsError`."""
    try:
        return _data(path)
    except FileNotFoundError as error:
        raise (unreadable(path, error) if path.is_symlink() else missing(path)) from error
    except OSError as error:
        raise unreadable(path, error) from error


def text_of(data: bytes) -> str:
    """The text that `data` is, without the mark in front of it. Raises `SettingsError`."""
    if len(data) > _BIGGEST:
        raise refused(phrase("The file is larger than 1 MiB"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refused(
            phrase("Line {line}: this is not UTF-8; choose that encoding where your editor saves the file", line=line)
        ) from None


def _data(path: Path) -> bytes:
    """At most a byte more than is taken. A device or a pipe in the file's place is not opened, let alone waited for."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise refused(phrase("There is no file at this place, but something else"))
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise refused(phrase("There is no file at this place, but something else"))
        return file.read(_BIGGEST + 1)
