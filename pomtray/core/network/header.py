"""A credential in the forms Pomerium takes (`pomerium.md` §3)."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Final, assert_never

from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import Credential

STAYS: Final = "no-location"
"""For curl: the person's own `.curlrc` may tell it to follow redirects. What is said later counts."""


def header(form: HeaderForm, credential: Credential) -> tuple[str, str]:
    """Name and value. The value holds the secret."""
    token = credential.reveal()
    match form:
        case HeaderForm.POMERIUM:
            return "Authorization", f"Pomerium {token}"
        case HeaderForm.X_POMERIUM:
            return "X-Pomerium-Authorization", token
        case HeaderForm.BEARER:
            return "Authorization", f"Bearer Pomerium-{token}"
        case HeaderForm.PLAIN_BEARER:
            return "Authorization", f"Bearer {token}"
        case _:
            assert_never(form)


def form_of(written: Sequence[str], credential: Credential) -> HeaderForm:
    """The form in which it was written as `written`, name and value. Raises `StopIteration` for none."""
    return next(form for form in HeaderForm if header(form, credential) == tuple(written))


def header_line(form: HeaderForm, credential: Credential) -> str:
    """`Authorization: Pomerium …`, as a request carries it."""
    return ": ".join(header(form, credential))


def shortened(form: HeaderForm, credential: Credential) -> str:
    """The header's form for a person to recognise: the token is not in it."""
    name, value = header(form, credential)
    prefix = value.removesuffix(credential.reveal())
    return f"{name}: {prefix}… ({len(credential.reveal())} characters)"


def curl(route: Route, form: HeaderForm, credential: Credential) -> str:
    """A shell command that hands the token to curl on standard input, never in argv.

    NOTE: no `-L`: curl carries `X-Pomerium-Authorization` on to another origin (§9 rule 7). `--globoff`: braces and
    brackets in the URL are not patterns.
    """
    config = f'{STAYS}\nheader = "{header_line(form, credential)}"'
    url = f"{route.origin}{route.path}"
    command = f"curl --globoff --config - -- {shlex.quote(url)} <<'END'"
    return f"{command}\n{config}\nEND\n"
