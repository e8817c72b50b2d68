"""The session that an identity provider's tokens make, new or renewed."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Check, Grant, Person, Session, Verdict
from pomtray.signin.provider.delivering import Delivered
from pomtray.signin.provider.guard import on_route
from pomtray.signin.provider.providers import Client
from pomtray.signin.routes.checking import CheckResult


async def new_session(
    client: Client, route: Route, delivered: Delivered, person: Person, unread: Collection[Origin]
) -> Session:
    """Ask the route once, and hold what came of the sign-in. Its id is made up: the provider's may change."""
    now = client.providers.now()
    checked = await on_route(client.providers.web, route, delivered.credential, now)
    return Session(
        id=secrets.token_hex(16),
        credential=delivered.credential,
        issuer=client.issuer,
        idp_id=client.provider.name,
        person=person,
        signed_in_at=now,
        end=delivered.end,
        check=_check(checked, now, now, delivered.skew),
        may_go_to=frozenset({route.origin}),
        grant=Grant(route.method, delivered.refresh, unread=frozenset(unread), client=client.provider.client_id),
        got_for=route.origin,
        browser=route.browser,
    ).heard(checked.heard)


async def renewed_session(session: Session, client: Client, route: Route, delivered: Delivered) -> Session:
    """The same session with what the renewal gave."""
    now = client.providers.now()
    checked = await on_route(client.providers.web, route, delivered.credential, now)
    unread = session.grant.unread if session.grant else frozenset()
    return replace(
        session,
        credential=delivered.credential,
        end=delivered.end,
        check=_check(checked, now, session.check.answered_at, delivered.skew),
        ended_at=None,
        grant=Grant(route.method, delivered.refresh, renewed_at=now, unread=unread, client=client.provider.client_id),
    ).heard(checked.heard)


def _check(checked: CheckResult, now: datetime, before: datetime, skew: timedelta) -> Check:
    """`before`: when the server was last heard of. `skew`: by the provider, where the route does not tell."""
    answered_at = before if checked.verdict is Verdict.UNREACHABLE else now
    return Check(checked.verdict, answered_at, checked.problem, skew if checked.skew is None else checked.skew)
