"""Which credential a request presents to Pomerium, and what Pomerium makes of it (`pomerium.md` §3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pomtray.demo.realm import Ask, Realm
from pomtray.demo.sessions import Session

_POMERIUM = "Pomerium "
_BEARER = "Bearer Pomerium-"


class Form(Enum):
    COOKIE = "cookie"
    BROWSER = "browser"
    X_POMERIUM = "x-pomerium-authorization"
    POMERIUM = "Authorization: Pomerium"
    BEARER = "Authorization: Bearer Pomerium-"


@dataclass(frozen=True, slots=True)
class Presented:
    """The first credential found; `session` is what its token names, expired or not."""

    form: Form
    session: Session | None


def presented(realm: Realm, ask: Ask) -> Presented | None:
    """The cookie, then `X-Pomerium-Authorization`, then `Authorization`: the first wins, even if invalid."""
    cookies = ask.cookies
    sessions = realm.sessions
    if realm.options.cookie_name in cookies:
        return Presented(Form.COOKIE, sessions.by_token(cookies[realm.options.cookie_name]))
    own = sessions.by_handle(cookies.get(browser_cookie(ask), ""))
    if own is not None and own.alive(ask.now):
        return Presented(Form.BROWSER, own)
    if extra := ask.header("x-pomerium-authorization"):
        return Presented(Form.X_POMERIUM, sessions.by_token(extra))
    return _authorization(realm, ask.header("authorization"))


def live_session(realm: Realm, ask: Ask, idp_id: str) -> Session | None:
    """The session that opens this host now: each knows those of its own provider settings only (`pomerium.md` §4)."""
    found = presented(realm, ask)
    return found.session if found and opens(found.session, ask, idp_id) else None


def opens(session: Session | None, ask: Ask, idp_id: str) -> bool:
    return session is not None and session.alive(ask.now) and idp_id == session.idp_id


def browser_cookie(ask: Ask, suffix: str = "") -> str:
    """The demo's own cookie of one port: browsers share cookies among the ports of a host (RFC 6265 §8.5)."""
    return f"demo_pomerium_{ask.origin.port}{suffix}"


def carries_credential(realm: Realm, ask: Ask) -> bool:
    names = {realm.options.cookie_name, f"{realm.options.cookie_name}_authenticate"}
    headers = ("authorization", "x-pomerium-authorization")
    return bool(names & ask.cookies.keys()) or any(ask.header(name) for name in headers)


def _authorization(realm: Realm, value: str) -> Presented | None:
    if value.startswith(_POMERIUM):
        return Presented(Form.POMERIUM, realm.sessions.by_token(value.removeprefix(_POMERIUM)))
    if value.startswith(_BEARER):
        return Presented(Form.BEARER, realm.sessions.by_token(value.removeprefix(_BEARER)))
    return None
