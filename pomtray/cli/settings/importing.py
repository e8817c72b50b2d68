"""`pomtray import FILE`: the routes that another program's file names, as the window takes them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypedDict

from pomtray.cli.asking import note, settings_path
from pomtray.cli.handing.credentials import print_json
from pomtray.cli.sessions import print_table
from pomtray.cli.settings.adding import names_taken, write
from pomtray.core.domain.route import Settings
from pomtray.core.settings.change import AddRoutes, Keys
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import NotTaken, address_of, entries, unknown
from pomtray.core.text import joined, phrase
from pomtray.desktop.files import places
from pomtray.desktop.settings import settings
from pomtray.desktop.settings.importing import left_in_plain_text, named_in


class _Found(TypedDict):
    """What the file names: each route once."""

    new: list[Keys]
    there: list[dict[str, str]]
    refused: list[dict[str, str]]


def bring(options: argparse.Namespace) -> int:
    """Add what is new; once it is there, nothing is. With `--dry-run` it is only told."""
    places.settle_environment()
    named = named_in(options.file)
    path = Path(settings_path(options.config))
    if not options.dry_run:
        settings.write_example(path)
    found = _sorted(named, settings.read_if_there(path))
    if found["new"] and not options.dry_run:
        write(path, AddRoutes(found["new"]))
    plain = [str(file) for file in left_in_plain_text()]
    for file in plain:
        note(
            phrase(
                "{file} holds a session of pomerium-cli in plain text. Delete it once you use pomtray instead.",
                file=file,
            )
        )
    if options.json:
        return print_json({**found, "plain_text": plain, "changed": bool(found["new"]) and not options.dry_run})
    _print(found)
    return 0


def _sorted(named: tuple[Offer | NotTaken, ...], found: Settings) -> _Found:
    offers = [one for one in named if isinstance(one, Offer)]
    there = {address_of(route): route.name for route in found.routes}
    known = {offer.address for offer in offers} & there.keys()
    return {
        "new": [*entries(unknown(offers, found.routes), names_taken(found))],
        "there": [{"name": there[address], "url": address} for address in sorted(known)],
        "refused": [{"name": one.name, "why": one.why} for one in named if isinstance(one, NotTaken)],
    }


def _print(found: _Found) -> None:
    new = [[phrase("new", "a route"), str(keys["name"]), str(keys["url"])] for keys in found["new"]]
    there = [[phrase("here already"), route["name"], route["url"]] for route in found["there"]]
    print_table(
        [
            *new,
            *there,
            *([phrase("refused", "a route"), one["name"], joined("", (one["why"], "."))] for one in found["refused"]),
        ]
    )
