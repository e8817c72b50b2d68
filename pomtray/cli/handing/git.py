"""git's credential helper (gitcredentials(7)): answers for addresses under a route, and for nothing else.

The header goes over as `authtype` and `credential`, which git takes since 2.46; older ones send passwords only.
It keeps the route's form: a service behind Pomerium sees what follows `Bearer`.
"""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from typing import Final

from pomtray.cli.asking import USAGE, No, note
from pomtray.cli.handing.credentials import credential as found_for
from pomtray.core.text import phrase

_LONGEST: Final = 64 * 1024
"""Bytes that git tells."""


def credential(options: argparse.Namespace) -> int:
    """Answer `get`. What git wants stored or erased is kept where it was got, and found dead there."""
    said = _attributes(sys.stdin.read(_LONGEST))
    if options.operation != "get" or said.get("protocol") not in {"https", "http"} or not said.get("host"):
        return 0
    if "authtype" not in said.get("capability[]", "").split():
        note(phrase("this git takes no headers from a helper. It takes 2.46 or later."))
        return 0
    try:
        found = found_for(options, f"{said['protocol']}://{said['host']}/{said.get('path', '')}")
    except No as no:
        if no.status == USAGE:  # no route of ours: another helper may know it
            return 0
        raise
    scheme, secret = _scheme(*found["header"])
    lines = ["capability[]=authtype", f"authtype={scheme}", f"credential={secret}", "ephemeral=1"]
    if found["expires_at"]:
        lines.append(f"password_expiry_utc={int(datetime.fromisoformat(found['expires_at']).timestamp())}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _scheme(name: str, value: str) -> tuple[str, str]:
    """What git puts into `Authorization`, the one header that it has for a helper; Pomerium takes its own there too."""
    scheme, _, secret = value.partition(" ")
    return (scheme, secret) if name == "Authorization" else ("Pomerium", value)


def _attributes(text: str) -> dict[str, str]:
    """By name; a name that comes again and again has all its values."""
    said: dict[str, str] = {}
    for line in text.splitlines():
        name, found, value = line.partition("=")
        if found:
            said[name] = f"{said[name]} {value}" if name.endswith("[]") and name in said else value
    return said
