"""What a request is answered with, as JSON's values."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pomtray.core.domain.lock import Lock
from pomtray.core.domain.login import Login, Phase, session_of
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import EndSource, Session
from pomtray.core.model.credential_requests import GrantedCredential
from pomtray.core.model.value import Model
from pomtray.core.network.header import header, header_line
from pomtray.core.plain import unmarked
from pomtray.core.requests.request import CredentialForm, Request

if TYPE_CHECKING:
    from pomtray.core.view.snapshot import Snapshot


def credential_answer(ready: GrantedCredential, request: Request, authority: str = "") -> dict[str, object]:
    """Holds the secret. As a text alone where there is nothing to say to it: a client may take it as it is.

    authority: a CA file that is trusted everywhere, "" for none.
    """
    route, session = ready.route, ready.session
    if request.wanted is not CredentialForm.FULL:
        text = (
            header_line(route.header, session.credential)
            if request.wanted is CredentialForm.HEADER
            else session.credential.reveal()
        )
        return {"text": text, **({"note": ready.note} if ready.note else {})}
    name, value = header(route.header, session.credential)
    return {
        "route": route.name,
        "url": str(route.tunnel or route.page),
        "origin": str(route.origin),
        "header": [name, value],
        "token": session.credential.reveal(),
        "tls": asdict(route.tls.trusting(authority)),
        "person": unmarked(session.person.label()),
        **_end(session),
        "note": ready.note,
    }


def _end(session: Session) -> dict[str, object]:
    """`expires_at` only where it is known: an estimate says little, and is told as that."""
    at = session.end.at
    known = at is not None and session.end.source in {EndSource.SERVER, EndSource.TOKEN}
    return {"expires_at": _instant(at) if known else None, "expected_until": _instant(at)}


def _instant(at: datetime | None) -> str | None:
    """As JSON has it, to the second (RFC 3339)."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at is not None else None


def status_answer(snapshot: Snapshot, model: Model, only: Route | None = None) -> dict[str, object]:
    """What is shown of the routes, and of the program itself. No credential."""
    rows = {row.route: row for row in snapshot.rows}
    wanted = [only] if only is not None else list(model.settings.routes)
    routes = []
    for route in wanted:
        row, login = rows.get(route.name), model.login_of(route)
        if row is None:
            continue
        routes.append(
            {
                "name": route.name,
                "url": route.url,
                "method": route.method.value,
                "tags": list(route.tags),
                "state": row.state,
                "signed_in": row.phase in {Phase.ACTIVE, Phase.EXPIRING},
                "person": unmarked(row.person),
                "left": row.left,
                "until": row.until,
                "note": unmarked(row.note),
                **_ends(login),
            }
        )
    trouble = [{"title": missing.problem.title, "text": missing.problem.text()} for missing in snapshot.trouble]
    locked = model.lock is not Lock.OPEN
    return {"status": snapshot.status, "routes": routes, "trouble": trouble, "locked": locked}


def _ends(login: Login | None) -> dict[str, object]:
    session = session_of(login.state) if login is not None else None
    return _end(session) if session is not None else {"expires_at": None, "expected_until": None}
