"""Logins as the vault keeps them: JSON with a version, read strictly. Version 1 is read too, and written no more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pomtray.core.domain.consent import Consent
from pomtray.core.domain.known_pomerium import KnownPomerium, listed_origin
from pomtray.core.domain.login import Doubt, Login, LoginId, SignedIn, SignedOut, session_of
from pomtray.core.domain.merging import merged
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.portal import Portal
from pomtray.core.domain.remembered import Remembered, Revocation, united
from pomtray.core.domain.route import Route
from pomtray.core.domain.stored_session import (
    instant_written,
    person_written,
    read_instant,
    read_person,
    read_session,
    session_written,
    text_read,
)
from pomtray.core.errors import Problem
from pomtray.core.protocol.strict_json import read_object
from pomtray.core.secret import Secret
from pomtray.core.text import phrase

_VERSION: Final = 2
_READABLE: Final = {1, _VERSION}
_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a vault."""
_MOST: Final = 200_000
"""Values: some 8,000 sessions."""


def not_ours(why: str) -> Problem:
    """What is told of saved sessions that this program does not know how to read: in all likelihood it is the older."""
    return Problem(
        phrase("Saved sessions are another pomtray's"),
        phrase(
            "The vault's file cannot be read by this one: {why}. Nothing in it is changed, and sessions of "
            "this run are kept in memory.",
            why=why,
        ),
        phrase("Use the newer pomtray, or move the vault's file away to begin anew."),
    )


def dump(logins: Mapping[LoginId, Login], remembered: Remembered | None = None) -> bytes:
    """The vault's content. It holds credentials: it goes to the vault and nowhere else."""
    content = {
        "version": _VERSION,
        "logins": [_login(login) for login in logins.values()],
        "remembered": _remembered(remembered or Remembered()),
    }
    return json.dumps(content, separators=(",", ":")).encode()


def load(content: bytes) -> dict[LoginId, Login]:
    """Raises `ValueError`, without the content, for anything `dump` did not write."""
    try:
        stored = _stored(content)
        known = stored["version"] in _READABLE
        logins = [_read_login(item) for item in stored["logins"]] if known else []
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
        # NOTE: the text of these may quote what was read.
        raise ValueError(phrase("it is not what pomtray writes")) from None
    if not known:
        raise ValueError(phrase("another version of pomtray wrote it"))
    return {login.id: login for login in logins}


def load_remembered(content: bytes) -> Remembered:
    """What `dump` wrote beside the logins; nothing where an earlier pomtray wrote none. Raises `ValueError`."""
    try:
        stored = _stored(content).get("remembered")
        return _read_remembered(stored) if stored is not None else Remembered()
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
        raise ValueError(phrase("it is not what pomtray writes")) from None


def _stored(content: bytes) -> dict[str, Any]:
    return read_object(content, largest=_LARGEST, most=_MOST)


def merge(old: bytes | None, new: bytes) -> bytes:
    """What a vault that could be opened only now should hold: the new, and of the old what the new does not know."""
    if old is None:
        return new
    return dump(merged(load(old), load(new)), united(load_remembered(old), load_remembered(new)))


def _remembered(remembered: Remembered) -> dict[str, Any]:
    return {
        "revocations": [
            {
                "name": item.route.name,
                "url": str(item.route.origin),
                "way": item.way,
                "session": session_written(item.session),
            }
            for item in remembered.revocations
        ],
        "paused_until": instant_written(remembered.paused_until),
        "extends": {str(origin): extends for origin, extends in remembered.extends.items()},
        "warned_of_renewal": remembered.warned_of_renewal,
        "secrets": {name: secret.reveal() for name, secret in remembered.secrets.items()},
        "pomeriums": {str(host): _pomerium(known) for host, known in remembered.pomeriums.items()},
        "portals": {str(host): [portal.user, dict(portal.names)] for host, portal in remembered.portals.items()},
        "consents": [consent.stored() for consent in remembered.consents],
    }


def _read_remembered(stored: dict[str, Any]) -> Remembered:
    due = [
        Revocation(
            Route(text_read(item["name"]), str(Origin.parse(item["url"]))),
            read_session(item["session"]),
            text_read(item.get("way", "")),
        )
        for item in stored["revocations"]
    ]
    extends = {Origin.parse(origin): bool(extends) for origin, extends in stored["extends"].items()}
    paused_until = read_instant(stored["paused_until"])
    secrets = {name: Secret(secret) for name, secret in stored.get("secrets", {}).items()}
    pomeriums = {Origin.parse(host): _read_pomerium(known) for host, known in stored.get("pomeriums", {}).items()}
    portals = {Origin.parse(host): _read_portal(*portal) for host, portal in stored.get("portals", {}).items()}
    warned = stored["warned_of_renewal"] is True
    consents = tuple(Consent.read(consent) for consent in stored.get("consents", []))
    return Remembered(tuple(due), paused_until, extends, warned, secrets, pomeriums, portals, consents)


def _read_portal(user: object, names: dict[object, object]) -> Portal:
    return Portal(text_read(user), {text_read(address): text_read(name) for address, name in names.items()})


def _pomerium(known: KnownPomerium) -> dict[str, Any]:
    return {
        "listed": sorted(str(origin) for origin in known.listed),
        "allowed": sorted([str(route), doubt] for route, doubt in known.allowed),
    }


def _read_pomerium(stored: dict[str, Any]) -> KnownPomerium:
    return KnownPomerium(
        frozenset(listed_origin(origin) for origin in stored["listed"]),
        frozenset((Origin.parse(route), Doubt(doubt)) for route, doubt in stored["allowed"]),
    )


def _login(login: Login) -> dict[str, Any]:
    session = session_of(login.state)
    return {
        "id": login.id,
        "routes": sorted(str(origin) for origin in login.routes),
        "session": session_written(session) if session else None,
        "last_person": person_written(login.last_person) if login.last_person else None,
        "snoozed_until": instant_written(login.snoozed_until),
        "way": login.way,
        "profile": login.profile,
    }


def _read_login(stored: dict[str, Any]) -> Login:
    session = None if stored["session"] is None else read_session(stored["session"])
    last = stored["last_person"]
    got_with = (session and session.browser) or ()
    return Login(
        LoginId(text_read(stored["id"])),
        frozenset(Origin.parse(origin) for origin in stored["routes"]),
        SignedOut() if session is None else SignedIn(session),
        None if last is None else read_person(last),
        read_instant(stored["snoozed_until"]),
        text_read(stored.get("way", "")),
        tuple(text_read(word) for word in stored.get("profile", got_with)),  # an earlier pomtray had one for all
    )
