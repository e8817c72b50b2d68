"""What every host of a Pomerium answers about itself and about a session (`pomerium.md` §4)."""

from __future__ import annotations

import hashlib

from pomtray.core.text import phrase
from pomtray.demo import pages, tunnels
from pomtray.demo.answers import go_json, json_answer, not_found, page, text
from pomtray.demo.credentials import presented
from pomtray.demo.provider.provider import OAUTH_CALLBACK
from pomtray.demo.realm import Ask, DemoRoute, Realm
from pomtray.demo.sessions import Session
from pomtray.serve.http import Response

USER = "/.pomerium/user"
USER_PAGE = "/.pomerium/"
ROUTES = "/.pomerium/api/v1/routes"
SIGN_OUT = "/.pomerium/sign_out"
LOGIN = "/.pomerium/api/v1/login"
_NEVER = "1970-01-01T00:00:00Z"


def without_credentials(realm: Realm, ask: Ask) -> Response | None:
    """What is answered to anybody and says nothing about a session."""
    match ask.path:
        case "/ping" | "/healthz":
            return text("OK")
        case "/.well-known/pomerium":
            return _well_known(realm) if realm.options.well_known else not_found()
        case _:
            return None


def user(session: Session) -> Response:
    person = session.person
    claims = {"email": person.email, "groups": list(person.groups), "name": person.name}
    return json_answer({**claims, "sid": session.jti, "sub": person.sub, "user": person.sub})


def routes(realm: Realm, session: Session) -> Response:
    """Also those of another `idp_id`, where this session's token is refused."""
    if not realm.options.routes_api:
        return not_found()
    there = (route for route in realm.routes if route.plan.kind != "missing" and route.plan.listed)
    allowed = (route for route in there if session.person.sub in route.plan.allowed)
    return json_answer({"routes": [_listed(route) for route in allowed]})


def header_session(realm: Realm, ask: Ask, idp_id: str) -> Session | None:
    """The session the user page speaks of: an expired one too, it is shown without its person."""
    found = presented(realm, ask)
    session = found.session if found else None
    return session if session and idp_id == session.idp_id else None


def user_page(realm: Realm, ask: Ask, session: Session | None) -> Response:
    if not realm.options.user_page:
        return not_found()
    live = session is not None and session.alive(ask.now)
    data: dict[str, object] = {
        "isEnterprise": False,
        "isImpersonated": False,
        "page": "UserInfo",
        "profile": None,
        "runtimeFlags": {"mcp": True, "routes_portal": realm.options.routes_api},
        "session": _session_data(realm, ask, session),
        "user": _user_data(realm, session) if session and live else None,
        "webAuthnCreationOptions": {},
        "webAuthnRequestOptions": {},
        "webAuthnUrl": f"{ask.origin.scheme}://{ask.host}/.pomerium/webauthn",
    }
    return page(pages.user(_rows(session) if session and live else (), go_json(data)))


def _rows(session: Session) -> tuple[tuple[str, str], ...]:
    person = session.person
    groups = ", ".join(person.groups) or phrase("none", "groups")
    until = f"{session.expires_at:%Y-%m-%d %H:%M:%S} UTC"
    return (
        (phrase("Name"), person.name),
        (phrase("E-mail"), person.email),
        (phrase("Groups"), groups),
        (phrase("Session ends"), until),
    )


def _session_data(realm: Realm, ask: Ask, session: Session | None) -> dict[str, object] | None:
    if session is None:
        return None
    live = session.alive(ask.now)
    return {
        "claims": _claims(realm, session) if live else {},
        "deviceCredentials": None,
        "expiresAt": session.expires_at_text if live else _NEVER,
        "id": session.jti,
        "userId": session.person.sub if live else "",
    }


def _user_data(realm: Realm, session: Session) -> dict[str, object]:
    person = session.person
    claims = _claims(realm, session)
    return {"claims": claims, "deviceCredentialIds": None, "id": person.sub, "name": person.name}


def _claims(realm: Realm, session: Session) -> dict[str, list[object]]:
    person = session.person
    issued = int(session.started_at.timestamp())
    return {
        "aud": ["pomerium"],
        "email": [person.email],
        "email_verified": [True],
        "exp": [issued + 3600],
        "family_name": ["Example"],
        "given_name": [person.sub],
        "groups": list(person.groups),
        "iat": [issued],
        "iss": [str(realm.provider)],
        "name": [person.name],
        "preferred_username": [person.sub],
        "sub": [person.sub],
    }


def _listed(route: DemoRoute) -> dict[str, str]:
    is_tcp = route.plan.kind == "tcp"
    address = tunnels.address(route) if is_tcp else route.url
    listed = {
        "id": hashlib.sha256(route.name.encode()).hexdigest()[:16],
        "name": route.name,
        "type": "tcp" if is_tcp else "http",
        "from": address,
        "description": route.plan.description,
    }
    if is_tcp:
        listed["connect_command"] = f"pomerium-cli tcp {address}"
    return listed | {"logo_url": ""}


def _well_known(realm: Realm) -> Response:
    base = str(realm.authenticate)
    return json_answer(
        {
            "issuer": f"{base}/",
            "authentication_callback_endpoint": f"{base}{OAUTH_CALLBACK}",
            "jwks_uri": f"{base}/.well-known/pomerium/jwks.json",
            "frontchannel_logout_uri": f"{base}{SIGN_OUT}",
        }
    )
