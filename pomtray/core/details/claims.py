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

TITLE: Final = "What the token says of itself (not verified)"
HIDDEN: Final = "hidden, as the preferences say"
_MOST: Final = 12
"""Entries of a list, and names of claims that are not explained."""
_TIMES: Final = {
    "iat": ("Issued (iat)", ""),
    "nbf": ("Counts from (nbf)", ""),
    "auth_time": ("Signed in at the provider (auth_time)", ""),
    "exp": ("Ends (exp)", ""),
}
_STALE: Final = "It may be out of date: Pomerium keeps this session and can make it longer or end it."
_TEXTS: Final = {
    "iss": ("Issuer (iss)", "Who says that it issued the token."),
    "aud": ("For (aud)", "Whom the token is meant for."),
    "azp": ("Asked for by (azp)", "The program that the provider gave it to."),
    "client_id": ("Client (client_id)", "The program that the provider gave it to."),
    "scope": ("Scope (scope)", "What it may be used for at the provider."),
    "jti": ("Id (jti)", "The session's name: two sign-ins can give the same one."),
    "sid": ("Provider's session (sid)", ""),
    "idp_id": ("Identity provider (idp_id)", "Which of its identity providers Pomerium asked."),
}
_PEOPLE: Final = {
    "sub": ("Person (sub)", "The user id."),
    "name": ("Name (name)", ""),
    "preferred_username": ("Account (preferred_username)", ""),
    "email": ("E-mail (email)", ""),
    "groups": ("Groups (groups)", ""),
}
_KEPT: Final = "databroker_"


def claimed(session: Session, times: Times, *, hide_people: bool) -> Section:
    """The claims that are known by name; of others only the names, for what they hold may be a secret."""
    try:
        payload = payload_of(session.credential)
    except ValueError:
        return Section(TITLE, (Fact("", "Nothing that could be read here: only its server understands it."),))
    facts = (*_times(payload, times), *_texts(payload, hide_people=hide_people), *_rest(payload))
    return Section(TITLE, facts or (Fact("", "Nothing."),))


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
    return ", ".join([*names, f"and {len(value) - _MOST} more"] if len(value) > _MOST else names)


def _rest(payload: Mapping[str, object]) -> Iterator[Fact]:
    known = {*_TIMES, *_TEXTS, *_PEOPLE}
    others = sorted(name for name in payload if name not in known)
    if any(name.startswith(_KEPT) for name in others):
        yield Fact("Kept by Pomerium (databroker_…)", "yes", "The session lives at Pomerium, not in the token.")
    others = [name for name in others if not name.startswith(_KEPT)]
    if others:
        yield Fact("Also in it", _value(others), "Only the names are shown.")
