"""A route's host: Pomerium's own endpoints, the policy check, and an upstream that says what it saw."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from pomtray.demo import endpoints, tunnels
from pomtray.demo.answers import cookie, endpoint_error, json_answer, not_found, policy_error, redirect, route_not_found
from pomtray.demo.bearers import Bearers, bearer
from pomtray.demo.credentials import Form, browser_cookie, live_session, opens, presented
from pomtray.demo.login_api import CALLBACK, login, sign_in_url
from pomtray.demo.options import BearerFormat
from pomtray.demo.realm import Ask, DemoRoute, Realm
from pomtray.demo.signing import encode_query, parse_query
from pomtray.serve.http import Response

_OWN_HEADERS = {b"x-pomerium-authorization"}
_SCHEMES = {"basic": "Basic", "bearer": "Bearer", "digest": "Digest"}


def answer(realm: Realm, bearers: Bearers, route: DemoRoute, ask: Ask) -> Response:
    """One request to this route's port."""
    if ask.method == "CONNECT":
        return tunnels.answer(realm, ask)
    if ask.path.startswith(("/.pomerium/", "/.well-known/pomerium")) or ask.path in {"/ping", "/healthz"}:
        return endpoints.without_credentials(realm, ask) or _own_endpoint(realm, route, ask)
    if route.plan.kind in {"tcp", "missing"} or ask.host != ask.origin.authority:
        return route_not_found(ask)
    return _denial(realm, bearers, route, ask) or _upstream(realm, route, ask)


def _denial(realm: Realm, bearers: Bearers, route: DemoRoute, ask: Ask) -> Response | None:
    """What the policy answers in the upstream's place."""
    plan = route.plan
    if plan.public:
        return None
    if bearer(ask) and plan.bearer is not BearerFormat.DEFAULT:
        return _bearer_denial(realm, bearers, route, ask)
    if plan.bearer is BearerFormat.EXCHANGE and presented(realm, ask) is None:
        return _to_sign_in(realm, route, ask)
    if refused := _refusal(realm, route, ask):
        return refused
    session = live_session(realm, ask, plan.idp_id)
    return None if session and session.person.sub in plan.allowed else policy_error(ask, 403)


def _bearer_denial(realm: Realm, bearers: Bearers, route: DemoRoute, ask: Ask) -> Response | None:
    """A token that is not taken looks like a policy denial (§7); the older servers ask to sign in (§8)."""
    subject = bearers.subject(route.plan, ask)
    if subject is None and route.plan.bearer is BearerFormat.EXCHANGE:
        return _to_sign_in(realm, route, ask)
    return None if subject in route.plan.allowed else policy_error(ask, 403)


def _own_endpoint(realm: Realm, route: DemoRoute, ask: Ask) -> Response:
    match ask.path:
        case endpoints.LOGIN:
            return login(realm, ask, route.plan.idp_id)
        case endpoints.USER | endpoints.ROUTES:
            return _about_session(realm, route, ask)
        case endpoints.USER_PAGE if ask.method == "GET":
            return endpoints.user_page(realm, ask, endpoints.header_session(realm, ask, route.plan.idp_id))
        case endpoints.SIGN_OUT if ask.method == "GET":
            return _sign_out(realm, ask)
        case _ if ask.path == CALLBACK and ask.method == "GET":
            return _callback(realm, ask)
        case _:
            return not_found()


def _about_session(realm: Realm, route: DemoRoute, ask: Ask) -> Response:
    """The policy of the route is not asked: a person it denies has a session all the same (§4)."""
    if ask.method != "GET" or (ask.path == endpoints.ROUTES and not realm.options.routes_api):
        return not_found()
    if refused := _refusal(realm, route, ask):
        return refused
    session = live_session(realm, ask, route.plan.idp_id)
    if session is None:
        return policy_error(ask, 401)
    return endpoints.user(session) if ask.path == endpoints.USER else endpoints.routes(realm, session)


def _refusal(realm: Realm, route: DemoRoute, ask: Ask) -> Response | None:
    """302 or 401 where no live session of this route's `idp_id` is presented (`pomerium.md` §3)."""
    found = presented(realm, ask)
    if found is None and not ask.wants_json:
        return _to_sign_in(realm, route, ask)
    if found is None or not opens(found.session, ask, route.plan.idp_id):
        return policy_error(ask, 401)
    return None


def _to_sign_in(realm: Realm, route: DemoRoute, ask: Ask) -> Response:
    return redirect(sign_in_url(realm, ask, ask.url, route.plan.idp_id))


def _sign_out(realm: Realm, ask: Ask) -> Response:
    """Only a signed address of the authenticate host; nothing is revoked here (`pomerium.md` §5)."""
    return redirect(realm.sign(f"{realm.authenticate}{endpoints.SIGN_OUT}", ask.now), (_cookie(realm, ask, "", 0),))


def _callback(realm: Realm, ask: Ask) -> Response:
    """The end of a sign-in: the browser gets its cookie here, a program its JWT in the address (§2)."""
    signed = realm.verified(ask.url, ask.now)
    session = realm.sessions.by_jti(signed.get("demo_session", "")) if signed else None
    if signed is None or session is None or not session.alive(ask.now):
        return endpoint_error(ask, 400)
    target = signed["pomerium_redirect_uri"]
    if signed.get("pomerium_programmatic") == "true":
        audience = [realm.authenticate.authority, urlsplit(target).netloc, ask.host]
        target = with_jwt(target, realm.sessions.token(session, audience, ask.now))
    left: timedelta = session.expires_at - ask.now
    return redirect(target, (_cookie(realm, ask, session.handle, int(left.total_seconds()) + 1),))


def with_jwt(target: str, token: str) -> str:
    """The path stays byte for byte, the query is sorted, the fragment survives (`pomerium.md` §2)."""
    address, hash_, fragment = target.partition("#")
    path, _, query = address.partition("?")
    kept = [pair for pair in parse_query(query) if pair[0] != "pomerium_jwt"]
    return f"{path}?{encode_query([*kept, ('pomerium_jwt', token)])}{hash_}{fragment}"


def _upstream(realm: Realm, route: DemoRoute, ask: Ask) -> Response:
    """An echo that shows how much of the credential reached it, and never the credential."""
    found = presented(realm, ask)
    dropped = _OWN_HEADERS | ({b"authorization"} if found and found.form is Form.POMERIUM else set())
    seen = [name for name, _ in ask.request.headers if name not in dropped]
    said: dict[str, object] = {
        "route": route.name,
        "method": ask.method,
        "path": ask.path,
        "authorization": _shortened(ask.header("authorization")) if b"authorization" in seen else "absent",
        "headers": sorted({name.decode("latin-1") for name in seen}),
    }
    own, location = ((b"x-envoy-upstream-service-time", b"1"),), realm.options.upstream_location
    return redirect(location, own) if location else json_answer(said, realm.options.upstream_status, own)


def _shortened(value: str) -> str:
    if value.startswith("Bearer Pomerium-"):
        return "present, form Bearer Pomerium-…"
    scheme = _SCHEMES.get(value.partition(" ")[0].lower())
    return f"present, form {scheme} …" if scheme else "present, another form"


def _cookie(realm: Realm, ask: Ask, value: str, max_age: int) -> tuple[bytes, bytes]:
    return cookie(browser_cookie(ask), value, max_age, secure=realm.options.tls is not None)
