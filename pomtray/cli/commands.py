"""Which function is which command, and how each ends."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import Final

from pomtray.cli import asking
from pomtray.cli.asking import FAILED, No, tell
from pomtray.desktop.language import language

_PLACES: Final = {
    "status": ("sessions", "status"),
    "routes": ("sessions", "routes"),
    "login": ("sessions", "login"),
    "renew": ("sessions", "login"),
    "logout": ("sessions", "logout"),
    "open": ("sessions", "show"),
    "add": ("settings.adding", "add"),
    "lock": ("locking", "main"),
    "unlock": ("locking", "main"),
    "import": ("settings.importing", "bring"),
    "export": ("settings.exporting", "export"),
    "header": ("handing.credentials", "header"),
    "token": ("handing.credentials", "header"),
    "curl": ("handing.handing", "curl"),
    "exec": ("handing.handing", "execute"),
    "env": ("handing.handing", "env"),
    "get": ("handing.getting", "get"),
    "kube-credential": ("handing.kube", "credential"),
    "kube-config": ("handing.kube", "config"),
    "git-credential": ("handing.git", "credential"),
    "doctor": ("doctor.doctor", "main"),
}
NAMES: Final = frozenset(_PLACES)
_INTERRUPTED: Final = 130
_NOBODY_READS: Final = 141
"""As a shell tells that SIGPIPE ended a program."""


def run(options: argparse.Namespace) -> int:
    """Do it; gives the exit status."""
    module, name = _PLACES[options.command]
    if not getattr(options, "json", False):  # programs read that, and words of ours in it are English
        asking.use(language())
    try:
        status: int = getattr(importlib.import_module(f"pomtray.cli.{module}"), name)(options)
        sys.stdout.flush()
    except No as no:
        tell(f"pomtray: {asking.in_words(no.title)}. {asking.in_words(no.text)}".rstrip())
        return no.status
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        sys.stdout = None  # else the interpreter tries again at its end
        return _NOBODY_READS
    except OSError as error:
        tell(
            f"pomtray: {error.filename}: {error.strerror}" if error.filename else f"pomtray: {error.strerror or error}"
        )
        return FAILED
    except Exception as error:  # noqa: BLE001 a command ends here
        return _failed(error)
    return status


def _failed(error: Exception) -> int:
    from pomtray.core.errors import PomtrayError  # noqa: PLC0415 most commands end otherwise
    from pomtray.core.request import status_of  # noqa: PLC0415 as above
    from pomtray.core.text import joined  # noqa: PLC0415 as above

    if not isinstance(error, PomtrayError):
        raise error
    tell(joined("", ("pomtray: ", joined(". ", (error.problem.title, error.problem.text())))))
    return status_of(error)
