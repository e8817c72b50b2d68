"""What a session's token says of itself, explained. Nobody has verified it here (`pomerium.md` §9 rule 1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from pomtray.core.details.value import Fact, Section, Times
from pomtray.core.domain.session import Session
from pomtray.core.plain import foreign
from pomtray.core.protocol.claims import payload_of
from pomtray.core.protocol.sign_in_url import LATEST
from pomtray.core.text import phrase

TITLE: Final = phrase("What the token says of itself (not verified)")
HIDDEN: Final = phrase("hidden, as the preferences say")
_MOST: Final = 12
"""Entries of a list, and names of claims that are not explained."""
_TIMES: Final = {
    "iat": (phrase("Issued (iat)"), ""),
    "nbf": (phrase("Counts from (nbf)"), ""),
    "auth_time": (phrase("Signed in at the provider (auth_time)"), ""),
    "exp": (phrase("Ends (exp)"), ""),
}
_STALE: Final = phrase("It may be out of date: Pomerium keeps this session and can make it longer or end it.")
_TEXTS: Final = {
    "iss": (phrase("Issuer (iss)"), phrase("Who says that it issued the token.")),
    "aud": (phrase("For (aud)"), phrase("Whom the token is meant for.")),
    "azp": (phrase("Asked for by (azp)"), phrase("The program that the provider gave it to.")),
    "client_id": (phrase("Client (client_id)"), phrase("The program that the provider gave it to.")),
    "scope": (phrase("Scope (scope)"), phrase("What it may be used for at the provider.")),
    "jti": (phrase("Id (jti)"), phrase("The session's name: two sign-ins can give the same one.")),
    "sid": (phrase("Provider's session (sid)"), ""),
    "idp_id": (phrase("Identity provider (idp_id)"), phrase("Which of its identity providers Pomerium asked.")),
}
_PEOPLE: Final = {
    "sub": (phrase("Person (sub)"), phrase("The user id.")),
    "name": (phrase("Name (name)"), ""),
    "preferred_username": (phrase("Account (preferred_username)"), ""),
    "email": (phrase("E-mail (email)"), ""),
    "groups": (phrase("Groups (groups)"), ""),
}
_KEPT: Final = "databroker_"


def claimed(session: Session, times: Times, *, hide_people: bool) -> Section:
    """The claims that are known by name; of others only the names, for what they hold may be a secret."""
    try:
        payload = payload_of(session.credential)
    except ValueError:
        return Section(TITLE, (Fact("", phrase("Nothing that could be read here: only its server understands it.")),))
    facts = (*_times(payload, times), *_texts(payload, hide_people=hide_people), *_rest(payload))
    return Section(TITLE, facts or (Fact("", phrase("Nothing.")),))


def _times(payload: Mapping[str, object], times: Times) -> Iterator[Fact]:
    kept = any(name.startswith(_KEPT) for name in payload)
    for claim, (name, meaning) in _TIMES.items():
        at = _instant(payload.get(claim))
        if at is not None:
            yield times.fact(name, at, _STALE if kept and claim == "exp" else meaning)


def _instant(value: object) -> datetime | None:
    """RFC 7519's NumericDate; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LATEST:
        return None
    return datetime.fromtimestamp(value, UTC)


def _texts(payload: Mapping[str, object], *, hide_people: bool) -> Iterator[Fact]:
    for claim, (name, meaning) in (_TEXTS | _PEOPLE).items():
        shown = _value(payload.get(claim))
        if shown:
            yield Fact(name, HIDDEN if hide_people and claim in _PEOPLE else shown, meaning)


def _value(value: object) -> str:
    """Texts and lists of them; "" for anything else."""
    if not isinstance(value, list):
        return foreign(value)
    names = [foreign(name) for name in value[:_MOST] if isinstance(name, str)]
    shown = ", ".join(names)
    return phrase("{names}, and {count} more", names=shown, count=len(value) - _MOST) if len(value) > _MOST else shown


def _rest(payload: Mapping[str, object]) -> Iterator[Fact]:
    known = {*_TIMES, *_TEXTS, *_PEOPLE}
    others = sorted(name for name in payload if name not in known)
    if any(name.startswith(_KEPT) for name in others):
        yield Fact(
            phrase("Kept by Pomerium (databroker_…)"),
            phrase("yes"),
            phrase("The session lives at Pomerium, not in the token."),
        )
    others = [name for name in others if not name.startswith(_KEPT)]
    if others:
        yield Fact(phrase("Also in it"), _value(others), phrase("Only the names are shown."))
