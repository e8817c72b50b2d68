"""What a shell on another machine may ask of this one (`pomtray forward`): what is known, and credentials."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from pomtray.core.domain.route import Route, Settings
from pomtray.core.errors import Problem
from pomtray.core.requests.request import Declined, Exit, Request, RequestKind, route_meant
from pomtray.core.text import joined, phrase

_READS: Final = frozenset({RequestKind.STATUS, RequestKind.CREDENTIAL})
_NO_FILES: Final = {"authorities": [], "certificate": "", "key": ""}


def forwardable(
    request: Request, settings: Settings, machine: str, only: Collection[str] = ()
) -> tuple[Request, Route | None]:
    """The request as it is passed on, and the route whose credential it wants. Raises `Declined`.

    Nothing is changed by it: nobody is asked to sign in. machine: this one's name. only: the names of routes that may
    be asked for, and told; all where empty.
    """
    if request.do not in _READS:
        sentence = phrase(
            "Over SSH {machine} hands out credentials and says who is signed in where, nothing else.", machine=machine
        )
        raise Declined(
            Exit.NOT_ALLOWED,
            Problem(phrase("Not over SSH"), sentence, phrase("Do it on {machine}.", machine=machine)),
        )
    asked = replace(request, waits=False, browser=False, device=False, every=False, config="")
    if request.do is RequestKind.STATUS:
        return replace(asked, route=""), None
    route = _meant(settings, request.route, machine, only)
    return replace(asked, route=route.name), route


def _meant(settings: Settings, text: str, machine: str, only: Collection[str]) -> Route:
    """NOTE: of routes that may not be told the answer does not say whether they are there."""
    try:
        route = route_meant(settings, text)
    except Declined:
        if not only:
            raise
    else:
        if not only or route.name in only:
            return route
    names = joined(", ", sorted(only))
    sentence = phrase("{machine} can be asked for these routes only: {names}.", machine=machine, names=names)
    raise Declined(Exit.USAGE, Problem(phrase("No such route"), sentence, phrase("Name it there by --route too.")))


def told_there(answer: Mapping[str, Any], machine: str, only: Collection[str]) -> dict[str, object]:
    """The answer without what is of this machine alone. only: as `forwardable` takes it."""
    if "routes" not in answer:
        return {**answer, "machine": machine, **({"tls": _NO_FILES} if "tls" in answer else {})}
    routes = [row for row in answer["routes"] if not only or row["name"] in only]
    told = {"routes": routes, "trouble": [], "machine": machine}
    return {**answer, **told, **({"status": ""} if only else {})}


def declined_there(status: int, title: str, text: str, machine: str) -> Declined:
    """A no of this machine, as it is told on another: what helps has to be done here."""
    return Declined(
        Exit(status), Problem(title, text, phrase("So says {machine}, which was asked over SSH.", machine=machine))
    )
