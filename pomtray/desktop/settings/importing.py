"""A file that names routes: of a Pomerium, of Pomerium Desktop, or another pomtray's settings."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

import platformdirs

from pomtray.core.domain.provider import Method
from pomtray.core.domain.route import Route
from pomtray.core.errors import Problem, SettingsError
from pomtray.core.plain import isolated, plain
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import NotTaken, address_of
from pomtray.core.settings.saved_connections import saved_connections
from pomtray.core.system_errors import said_of
from pomtray.core.text import changed, phrase, reason_of
from pomtray.desktop.settings import settings

_OURS: Final = re.compile(r"^[ \t]*\[\[[ \t]*routes[ \t]*\]\]", re.MULTILINE)
_ACTION: Final = phrase(
    "Choose a Pomerium's config.yaml (written in lines, without braces), saved connections of Pomerium Desktop, or the "
    "settings of another pomtray."
)

_NO_ENTRY: Final = phrase("It is no entry that can be read")
_BY_PROVIDER: Final = phrase("It is signed in to at a provider: add its address, then choose the provider under Edit…")


def named_in(path: Path) -> tuple[Offer | NotTaken, ...]:
    """What the file names, with what cannot be taken: at least one. It blocks. Raises `SettingsError`."""
    try:
        text = settings.text_of(settings.data_in(path))
        named = _of_settings(text, path) if _OURS.search(text) else saved_connections(text)
    except SettingsError as error:
        why = error.__cause__
        raise _nothing(said_of(why, path) if isinstance(why, FileNotFoundError) else error.problem.sentence) from None
    except ValueError as error:
        raise _nothing(phrase("It cannot be read: {error}.", error=changed(reason_of(error), plain))) from None
    if not named:
        raise _no_route(path)
    return named


def left_in_plain_text() -> tuple[Path, ...]:
    """Files in which pomerium-cli keeps sessions unencrypted, for whoever can read them."""
    folder = platformdirs.user_cache_path("pomerium-cli", appauthor=False, opinion=False)
    return tuple(sorted([*folder.glob("exec-credential/*.json"), *folder.glob("jwts/*.jwt")]))


def delete_plain_text(paths: Collection[str]) -> int:
    """Delete those of the files that still are such, and give how many. It blocks. Raises `SettingsError`."""
    found = [file for file in left_in_plain_text() if str(file) in paths]
    try:
        for file in found:
            file.unlink(missing_ok=True)
    except OSError as error:
        problem = Problem(phrase("Not deleted"), said_of(error, isolated(str(file))), phrase("Delete it by hand."))
        raise SettingsError(problem) from error
    return len(found)


def _of_settings(text: str, path: Path) -> tuple[Offer | NotTaken, ...]:
    """NOTE: a `browser` or a file's path that came from elsewhere does not count (`pomerium.md` §9 rule 11)."""
    found = settings.parse(text, path)
    refused = [NotTaken(entry.called, _NO_ENTRY) for entry in found.refused if entry.is_route]
    return (*map(_offered, found.routes), *refused)


def _offered(route: Route) -> Offer | NotTaken:
    if route.method is not Method.POMERIUM:
        return NotTaken(route.name, _BY_PROVIDER)
    path = route.path.partition("?")[0].removesuffix("/")
    return Offer(address_of(route), route.name, route.tags, f"{route.origin}{path}" if path else "")


def _no_route(path: Path) -> SettingsError:
    return _nothing(
        phrase("There is no route in {path} that pomtray could sign in to.", path=isolated(plain(path.name)))
    )


def _nothing(sentence: str) -> SettingsError:
    return SettingsError(Problem(phrase("Nothing was imported"), sentence, _ACTION))
