"""Which function is which command, and how each ends."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from pomtray.cli.asking import FAILED, No, note
from pomtray.cli.telling import sentences
from pomtray.core.text import phrase
from pomtray.core.uncollected import uncollected

if TYPE_CHECKING:
    import argparse

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
    with uncollected():
        return ended(partial(_perform, options))


def _perform(options: argparse.Namespace) -> int:
    module, name = _PLACES[options.command]
    status: int = getattr(importlib.import_module(f"pomtray.cli.{module}"), name)(options)
    return status


def ended(work: Callable[[], int]) -> int:
    """The exit status of a command, with what hindered it told: nobody is shown a traceback for what may happen."""
    try:
        status = work()
        sys.stdout.flush()
    except No as no:
        note(sentences(no.title, no.text))
        return no.status
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        sys.stdout = None  # else the interpreter tries again at its end
        return _NOBODY_READS
    except OSError as error:
        return _refused(error)
    except Exception as error:  # noqa: BLE001 a command ends here
        return _failed(error)
    return status


def _refused(error: OSError) -> int:
    from pomtray.core.system_errors import said_of  # noqa: PLC0415 most commands end otherwise

    note(said_of(error, phrase("Standard output")))
    try:
        sys.stdout.flush()
    except OSError:
        sys.stdout = None  # as above
    return FAILED


def _failed(error: Exception) -> int:
    from pomtray.core.errors import PomtrayError  # noqa: PLC0415 most commands end otherwise
    from pomtray.core.requests.request import status_of  # noqa: PLC0415 as above

    if not isinstance(error, PomtrayError):
        raise error
    note(sentences(error.problem.title, error.problem.text()))
    return status_of(error)
