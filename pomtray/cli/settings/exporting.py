"""`pomtray export [FILE]`: the settings for somebody else, or another computer; `pomtray import` reads them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pomtray.cli.asking import No, note, settings_path
from pomtray.core.requests.request import Exit
from pomtray.core.system_errors import said_of
from pomtray.core.text import phrase
from pomtray.desktop.files import fresh_file, places
from pomtray.desktop.settings import settings
from pomtray.desktop.settings.exporting import exported
from pomtray.desktop.settings.problems import none_there


def export(options: argparse.Namespace) -> int:
    """What is left out is told. A file that is there is not written over."""
    places.settle_environment()
    path = Path(settings_path(options.config))
    if not settings.is_there(path):
        raise No(Exit.USAGE, none_there(path).problem.title, none_there(path).problem.text())
    text, left_out = exported(settings.text_of(settings.data_in(path)), path)
    if options.file is None:
        sys.stdout.write(text)
    else:
        _write(options.file, text)
    if left_out:
        names = ", ".join(left_out)
        note(phrase("left out, as it may be secret or is of this computer alone: {names}.", names=names))
    return 0


def _write(file: Path, text: str) -> None:
    try:
        fresh_file.create(file, text.encode(), mode=0o666)  # to be shared
    except FileExistsError:
        why = phrase("There is a {file} already: move it, or name another.", file=file)
        raise No(Exit.FAILED, phrase("Nothing was written"), why) from None
    except OSError as error:
        raise No(Exit.FAILED, phrase("Nothing was written"), said_of(error, file)) from None
