"""Logins as the vault keeps them: JSON with a version, read strictly. Version 1 is read too, and written no more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.consent import Consent
from pomtray.core.domain.known_pomerium import KnownPomerium, listed_origin
from pomtray.core.domain.login import Doubt, Login, LoginId, SignedIn, SignedOut, session_of
from pomtray.core.domain.merging import merged
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.portal import Portal
from pomtray.core.domain.provider import Method
from pomtray.core.domain.remembered import Remembered, Revocation, united
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Check, Credential, End, EndSource, Grant, Person, Session, Verdict
from pomtray.core.errors import Problem
from pomtray.core.protocol.strict_json import read_object
from pomtray.core.secret import Secret
from pomtray.core.text import phrase
from pomtray.core.written_text import form_of, text_of

_VERSION: Final = 2
_READABLE: Final = {1, _VERSION}
_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a vault."""
_MOST: Final = 200_000
"""Values: some 8,000 sessions."""
_DENIED: Final = "denied"
"""An earlier pomtray wrote this verdict, and not which route had said no: each of them is asked again."""


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
                "session": _session(item.session),
            }
            for item in remembered.revocations
        ],
        "paused_until": _instant(remembered.paused_until),
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
            Route(_text(item["name"]), str(Origin.parse(item["url"]))),
            _read_session(item["session"]),
            _text(item.get("way", "")),
        )
        for item in stored["revocations"]
    ]
    extends = {Origin.parse(origin): bool(extends) for origin, extends in stored["extends"].items()}
    paused_until = _read_instant(stored["paused_until"])
    secrets = {name: Secret(secret) for name, secret in stored.get("secrets", {}).items()}
    pomeriums = {Origin.parse(host): _read_pomerium(known) for host, known in stored.get("pomeriums", {}).items()}
    portals = {Origin.parse(host): _read_portal(*portal) for host, portal in stored.get("portals", {}).items()}
    warned = stored["warned_of_renewal"] is True
    consents = tuple(Consent.read(consent) for consent in stored.get("consents", []))
    return Remembered(tuple(due), paused_until, extends, warned, secrets, pomeriums, portals, consents)


def _read_portal(user: object, names: dict[object, object]) -> Portal:
    return Portal(_text(user), {_text(address): _text(name) for address, name in names.items()})


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
        "session": _session(session) if session else None,
        "last_person": _person(login.last_person) if login.last_person else None,
        "snoozed_until": _instant(login.snoozed_until),
        "way": login.way,
    }


def _read_login(stored: dict[str, Any]) -> Login:
    session = stored["session"]
    last = stored["last_person"]
    return Login(
        LoginId(_text(stored["id"])),
        frozenset(Origin.parse(origin) for origin in stored["routes"]),
        SignedOut() if session is None else SignedIn(_read_session(session)),
        None if last is None else _read_person(last),
        _read_instant(stored["snoozed_until"]),
        _text(stored.get("way", "")),
    )


def _session(session: Session) -> dict[str, Any]:
    """NOTE: earlier versions do not know the word for a form that is not taken, so that has a place of its own."""
    refusals = {str(origin): said for origin, said in session.refusals.items()}
    return {
        "id": session.id,
        "credential": session.credential.reveal(),
        "issuer": str(session.issuer),
        "idp_id": session.idp_id,
        "person": _person(session.person),
        "signed_in_at": _instant(session.signed_in_at),
        "end": [_instant(session.end.at), session.end.source],
        "check": [session.check.verdict, _instant(session.check.answered_at)],
        "may_go_to": sorted(str(origin) for origin in session.may_go_to),
        "ended_at": _instant(session.ended_at),
        "grant": _grant(session.grant) if session.grant else None,
        "got_for": _origin(session.got_for),
        "browser": session.browser,
        "vouched_by": _origin(session.vouched_by),
        "refusals": {
            origin: [said.why, said.request_id] for origin, said in refusals.items() if said.why != Closed.FORM
        },
        "bearers_refused": {origin: said.request_id for origin, said in refusals.items() if said.why == Closed.FORM},
    }


def _read_session(stored: dict[str, Any]) -> Session:
    end_at, source = stored["end"]
    verdict, answered_at = stored["check"]
    denied = verdict == _DENIED
    may_go_to = frozenset(Origin.parse(origin) for origin in stored["may_go_to"])
    return Session(
        id=_text(stored["id"]),
        credential=Credential(stored["credential"]),
        issuer=Origin.parse(stored["issuer"]),
        idp_id=_text(stored["idp_id"]),
        person=_read_person(stored["person"]),
        signed_in_at=_known(stored["signed_in_at"]),
        end=End(_read_instant(end_at), EndSource(source)),
        check=Check(Verdict.LIVE if denied else Verdict(verdict), _known(answered_at)),
        may_go_to=may_go_to,
        ended_at=_read_instant(stored["ended_at"]),
        grant=_read_grant(stored["grant"]) if stored.get("grant") else None,
        got_for=_read_origin(stored.get("got_for")),
        browser=_read_browser(stored.get("browser")),
        vouched_by=_read_origin(stored.get("vouched_by")),
        refusals=dict.fromkeys(may_go_to, Refusal(Closed.NOT_ALLOWED)) if denied else _read_refusals(stored),
    )


def _origin(origin: Origin | None) -> str | None:
    return str(origin) if origin else None


def _read_origin(text: str | None) -> Origin | None:
    return None if text is None else Origin.parse(text)


def _read_browser(stored: list[str] | None) -> tuple[str, ...] | None:
    return None if stored is None else tuple(_text(argument) for argument in stored)


def _read_refusals(stored: dict[str, Any]) -> dict[Origin, Refusal]:
    said = stored.get("refusals", {})
    read = {Origin.parse(origin): Refusal(Closed(why), _text(number)) for origin, (why, number) in said.items()}
    bearers = stored.get("bearers_refused", {})
    return {Origin.parse(origin): Refusal(Closed.FORM, _text(number)) for origin, number in bearers.items()} | read


def _grant(grant: Grant) -> dict[str, Any]:
    """What is under way or was tried in vain is not kept: the next run tries at once."""
    return {
        "method": grant.method,
        "refresh": grant.refresh.reveal() if grant.refresh else None,
        "renewed_at": _instant(grant.renewed_at),
        "unread": sorted(str(origin) for origin in grant.unread),
        "over": _words(grant.over) if grant.over else None,
        "over_told": list(map(form_of, _words(grant.over))) if grant.over else None,
        "client": grant.client,
    }


def _read_grant(stored: dict[str, Any]) -> Grant:
    refresh, over = stored["refresh"], stored["over"]
    return Grant(
        Method(stored["method"]),
        None if refresh is None else Secret(refresh),
        _read_instant(stored["renewed_at"]),
        frozenset(Origin.parse(origin) for origin in stored["unread"]),
        over=None if over is None else _read_problem(stored.get("over_told") or over),
        client=_text(stored.get("client", "")),
    )


def _read_problem(stored: list[Any]) -> Problem:
    title, sentence, action = map(text_of, stored)
    return Problem(title, sentence, action)


def _words(problem: Problem) -> tuple[str, str, str]:
    return problem.title, problem.sentence, problem.action


def _person(person: Person) -> dict[str, str]:
    return {"user": person.user, "email": person.email, "name": person.name}


def _read_person(stored: dict[str, Any]) -> Person:
    return Person(_text(stored["user"]), _text(stored["email"]), _text(stored["name"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _read_instant(text: str | None) -> datetime | None:
    return None if text is None else _known(text)


def _known(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at.astimezone(UTC)
