"""A session as the vault keeps it (`stored`): what JSON can hold, and read back strictly.

What reads raises `KeyError`, `TypeError`, `AttributeError`, `ValueError` or `OverflowError` for what was not written
here; their texts may quote it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Method
from pomtray.core.domain.session import Check, Credential, End, EndSource, Grant, Person, Session, Verdict
from pomtray.core.errors import Problem
from pomtray.core.network.tunnel import tunnel
from pomtray.core.secret import Secret
from pomtray.core.written_text import form_of, text_of

_DENIED: Final = "denied"
"""An earlier pomtray wrote this verdict, and not which route had said no: each of them is asked again."""


def session_written(session: Session) -> dict[str, Any]:
    """NOTE: earlier versions know no form that is not taken and no word of TCP routes: those have their own places."""
    refusals = {str(origin): said for origin, said in session.refusals.items() if origin.is_asked}
    of_tunnels = {str(place): said for place, said in session.refusals.items() if not place.is_asked}
    return {
        "id": session.id,
        "credential": session.credential.reveal(),
        "issuer": str(session.issuer),
        "idp_id": session.idp_id,
        "person": person_written(session.person),
        "signed_in_at": instant_written(session.signed_in_at),
        "end": [instant_written(session.end.at), session.end.source],
        "check": [session.check.verdict, instant_written(session.check.answered_at)],
        "may_go_to": sorted(str(origin) for origin in session.may_go_to),
        "ended_at": instant_written(session.ended_at),
        "grant": _grant(session.grant) if session.grant else None,
        "got_for": _origin(session.got_for),
        "browser": session.browser,
        "vouched_by": _origin(session.vouched_by),
        "refusals": {
            origin: [said.why, said.request_id] for origin, said in refusals.items() if said.why != Closed.FORM
        },
        "tunnels_refused": {place: [said.why, said.request_id] for place, said in of_tunnels.items()},
        "tunnels_opened": sorted(map(str, session.opened)),
        "bearers_refused": {origin: said.request_id for origin, said in refusals.items() if said.why == Closed.FORM},
    }


def read_session(stored: dict[str, Any]) -> Session:
    end_at, source = stored["end"]
    verdict, answered_at = stored["check"]
    denied = verdict == _DENIED
    may_go_to = frozenset(Origin.parse(origin) for origin in stored["may_go_to"])
    return Session(
        id=text_read(stored["id"]),
        credential=Credential(stored["credential"]),
        issuer=Origin.parse(stored["issuer"]),
        idp_id=text_read(stored["idp_id"]),
        person=read_person(stored["person"]),
        signed_in_at=_known(stored["signed_in_at"]),
        end=End(read_instant(end_at), EndSource(source)),
        check=Check(Verdict.LIVE if denied else Verdict(verdict), _known(answered_at)),
        may_go_to=may_go_to,
        ended_at=read_instant(stored["ended_at"]),
        grant=_read_grant(stored["grant"]) if stored.get("grant") else None,
        got_for=_read_origin(stored.get("got_for")),
        browser=_read_browser(stored.get("browser")),
        vouched_by=_read_origin(stored.get("vouched_by")),
        refusals=dict.fromkeys(may_go_to, Refusal(Closed.NOT_ALLOWED)) if denied else _read_refusals(stored),
        opened=frozenset(tunnel(place).place for place in stored.get("tunnels_opened", ())),
    )


def _origin(origin: Origin | None) -> str | None:
    return str(origin) if origin else None


def _read_origin(text: str | None) -> Origin | None:
    return None if text is None else Origin.parse(text)


def _read_browser(stored: list[str] | None) -> tuple[str, ...] | None:
    return None if stored is None else tuple(text_read(argument) for argument in stored)


def _read_refusals(stored: dict[str, Any]) -> dict[Origin, Refusal]:
    said = stored.get("refusals", {})
    read = {Origin.parse(origin): Refusal(Closed(why), text_read(number)) for origin, (why, number) in said.items()}
    tunnels = stored.get("tunnels_refused", {})
    read |= {tunnel(place).place: Refusal(Closed(why), text_read(number)) for place, (why, number) in tunnels.items()}
    bearers = stored.get("bearers_refused", {})
    return {Origin.parse(origin): Refusal(Closed.FORM, text_read(number)) for origin, number in bearers.items()} | read


def _grant(grant: Grant) -> dict[str, Any]:
    """What is under way or was tried in vain is not kept: the next run tries at once."""
    return {
        "method": grant.method,
        "refresh": grant.refresh.reveal() if grant.refresh else None,
        "renewed_at": instant_written(grant.renewed_at),
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
        read_instant(stored["renewed_at"]),
        frozenset(Origin.parse(origin) for origin in stored["unread"]),
        over=None if over is None else _read_problem(stored.get("over_told") or over),
        client=text_read(stored.get("client", "")),
    )


def _read_problem(stored: list[Any]) -> Problem:
    title, sentence, action = map(text_of, stored)
    return Problem(title, sentence, action)


def _words(problem: Problem) -> tuple[str, str, str]:
    return problem.title, problem.sentence, problem.action


def person_written(person: Person) -> dict[str, str]:
    return {"user": person.user, "email": person.email, "name": person.name}


def read_person(stored: dict[str, Any]) -> Person:
    return Person(text_read(stored["user"]), text_read(stored["email"]), text_read(stored["name"]))


def text_read(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def instant_written(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def read_instant(text: str | None) -> datetime | None:
    return None if text is None else _known(text)


def _known(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at.astimezone(UTC)
