"""`pomtray get` for an address that the settings file does not have: settings of its own, made from the command line.

They hold no secret, and lie beside the vault, so that the next call finds the session of the one before.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from pathlib import Path
from typing import Final

from pomtray.cli import quick
from pomtray.cli.asking import USAGE, No, settings_path
from pomtray.core.domain.origin import Origin
from pomtray.core.errors import PomtrayError
from pomtray.core.requests.request import Declined, Exit, route_meant
from pomtray.core.system_errors import said_of
from pomtray.core.text import joined, phrase, reason_of
from pomtray.desktop.files import fresh_file, places, private_folder
from pomtray.desktop.settings import settings

MADE: Final = "get-*.toml"
"""Their names."""
SECRET: Final = "POMTRAY_CLIENT_SECRET"  # noqa: S105 a variable's name
_NEEDED: Final = ("openid_configuration", "client_id", "pomerium_client_id", "pomerium_token_url")


def settings_for(options: argparse.Namespace) -> Path | None:
    """The settings that know `options.dst`; None for the person's own, or the ones that they name. Raises `No`."""
    if options.client_secret is not None or options.pomerium_token is not None or options.code:
        way = phrase(
            "Others can read it there. "
            "Set {variable}; a code is asked for here, and Pomerium's token is got and kept by pomtray.",
            variable=SECRET,
        )
        raise No(USAGE, phrase("Not as an argument"), way)
    given = [name for name in _NEEDED if getattr(options, name)]
    if place := quick.elsewhere(options.config):
        if given:
            why = phrase(
                "{variable} is set, so {place} is asked, which knows its own routes only.",
                variable=quick.ELSEWHERE,
                place=place,
            )
            raise No(USAGE, phrase("Not over SSH"), why)
        return None
    if not given and _is_known(options):
        return None
    if given and len(given) < len(_NEEDED):
        missing = ", ".join(f"--{name.replace('_', '-')}" for name in _NEEDED if name not in given)
        way = phrase("Give {options} too.", options=missing)
        raise No(USAGE, phrase("Not enough is known of the provider"), way)
    return _written(_text(options, provider=bool(given)))


def _is_known(options: argparse.Namespace) -> bool:
    path = Path(settings_path(options.config))
    if options.config is not None:
        return True
    try:
        if not settings.is_there(path):
            return False
        found = settings.read(path)
        route_meant(found, options.dst)
    except Declined as declined:
        if found.has_refused_routes:  # it may be one of them, with an authority or a browser of its own
            raise No(USAGE, declined.problem.title, declined.problem.text()) from None
        return False
    except PomtrayError as error:
        raise No(USAGE, error.problem.title, error.problem.text()) from None
    return True


def _text(options: argparse.Namespace, *, provider: bool) -> str:
    try:
        origin = Origin.parse(options.dst)
    except ValueError as error:
        why = phrase("--dst cannot be used: {reason}.", reason=reason_of(error))
        raise No(USAGE, phrase("Not an address"), why) from None
    lines = ["# Made by pomtray get.", "[[routes]]", _line("name", origin.authority), _line("url", str(origin))]
    if not provider:
        return "\n".join([*lines, ""])
    lines += [_line("method", "oidc"), _line("provider", "provider"), _line("deliver", "exchange")]
    lines += [_line("exchange_url", options.pomerium_token_url), "", "[[providers]]", _line("name", "provider")]
    lines += [_line("issuer", options.openid_configuration), _line("client_id", options.client_id)]
    lines += [_line("pomerium_client_id", options.pomerium_client_id)]
    if os.environ.get(SECRET):
        lines.append(f'client_secret = {{ env = "{SECRET}" }}')
    return "\n".join([*lines, ""])


def _line(name: str, value: str) -> str:
    return f"{name} = {json.dumps(value)}"


def _written(text: str) -> Path:
    """Whole or not there: what a full disk left of it would count for ever. Raises `No`."""
    places.settle_environment()
    folder = places.data_folder()
    place = folder / MADE.replace("*", hashlib.sha256(text.encode()).hexdigest()[:16])
    try:
        private_folder.make(folder)
        if not place.exists() or place.read_bytes() != text.encode():
            fresh_file.replace(place, text.encode())
    except OSError as error:
        advice = phrase("Check its permissions and the free space.")
        raise No(Exit.LOCKED, phrase("Sessions cannot be read"), joined(" ", (said_of(error, place), advice))) from None
    return place
