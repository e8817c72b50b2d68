"""A file that names routes: of a Pomerium, of Pomerium Desktop, or another pomtray's settings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from pomtray.core.errors import Problem, SettingsError
from pomtray.core.offers import Offer, address_of
from pomtray.core.plain import isolated, plain
from pomtray.core.provider import Method
from pomtray.core.saved_connections import saved_connections
from pomtray.desktop import settings

_OURS: Final = re.compile(r"^[ \t]*\[\[[ \t]*routes[ \t]*\]\]", re.MULTILINE)
_ACTION: Final = (
    "Choose a Pomerium's config.yaml, saved connections of Pomerium Desktop, or the settings of another pomtray."
)


def offers_in(path: Path) -> tuple[Offer, ...]:
    """The routes that the file names, at least one. It blocks. Raises `SettingsError`."""
    try:
        text = settings.text_of(settings.data_in(path))
        offers = _of_settings(text, path) if _OURS.search(text) else saved_connections(text)
    except SettingsError as error:
        raise _nothing(error.problem.sentence) from None
    except ValueError as error:
        raise _nothing(f"It cannot be read: {plain(str(error))}.") from None
    if not offers:
        raise _nothing(f"There is no route in {isolated(plain(path.name))} that pomtray could sign in to.")
    return offers


def _of_settings(text: str, path: Path) -> tuple[Offer, ...]:
    """NOTE: a `browser` or a file's path that came from elsewhere does not count (`pomerium.md` §9 rule 11)."""
    routes = (route for route in settings.parse(text, path).routes if route.method is Method.POMERIUM)
    return tuple(Offer(address_of(route), route.name, route.tags) for route in routes)


def _nothing(sentence: str) -> SettingsError:
    return SettingsError(Problem("Nothing was imported", sentence, _ACTION))
