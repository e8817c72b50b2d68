"""How well-known providers answer, each where it differs from the demo's provider."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from pomtray.core.domain.session import RevocationResult, Verdict
from pomtray.demo.realm import Ask
from pomtray.demo.signing import parse_query
from pomtray.demo.world import Demo
from pomtray.serve.http import Response

TAKEN = RevocationResult(Verdict.LIVE, taken=True)
KNOWN = RevocationResult(Verdict.ENDED)
NO_WAY = RevocationResult(Verdict.LIVE)
_WELL_KNOWN = "/.well-known/openid-configuration"
_GONE: None = None
"""A member that is not there."""
US = "<our client id>"

Members = Mapping[str, object]
Answer = tuple[int, object]
"""The status, and what is sent as JSON; a text is sent as plain text."""


@dataclass(frozen=True)
class Shape:
    """`None` as a value leaves the demo's member out."""

    name: str
    title: str = ""
    """Of its example in the guide."""
    path: str = ""
    """Of the issuer, behind the host."""
    discovery: Members = field(default_factory=dict)
    tokens: Members = field(default_factory=dict)
    first: Members = field(default_factory=dict)
    """Of the first answer only."""
    claims: Members = field(default_factory=dict)
    lists_us: bool = False
    """`aud` is a list: Pomerium's client, ours, and others."""
    key: Members = field(default_factory=dict)
    more_keys: tuple[Members, ...] = ()
    refuses: frozenset[str] = frozenset()
    """Scopes for which it sends the browser back with `invalid_scope`."""
    always_renews: bool = False
    """A refresh token comes without any scope for it."""
    rotates: bool = True
    dead: Answer = (400, {"error": "invalid_grant"})
    """To a refresh token that is worth nothing any more."""
    revoked: Answer | None = (200, "")
    """None: it has no endpoint for that."""
    undone: RevocationResult = KNOWN
    machine_says_no: Answer = (401, {"error": "invalid_client"})


ENCRYPTION_KEY = {"kty": "RSA", "kid": "enc", "use": "enc", "alg": "RSA-OAEP", "n": "AQAB", "e": "AQAB", "x5c": ["MII"]}
OFFLINE = frozenset({"offline_access"})

SHAPES = (
    Shape(
        "google",
        "Google",
        discovery={"device_authorization_endpoint": _GONE, "claims_supported": ["aud", "email"], "grant_types": 7},
        tokens={"expires_in": 3599, "scope": "openid"},
        claims={"azp": US, "hd": "example.com", "email_verified": True},
        key={"alg": "RS256"},
        refuses=OFFLINE,
        rotates=False,
        dead=(400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}),
        revoked=(200, {}),
    ),
    Shape(
        "okta",
        "Okta",
        path="/oauth2/default",
        discovery={"request_parameter_supported": True, "end_session_endpoint": "https://acme.okta.com/logout"},
        tokens={"scope": "openid"},
        claims={"ver": 1, "idp": "00o1", "amr": ["pwd"], "name": _GONE, "email": _GONE},
        dead=(400, {"error": "invalid_grant", "error_description": "The refresh token is invalid or expired."}),
    ),
    Shape(
        "auth0",
        "Auth0",
        path="/",
        discovery={"device_authorization_endpoint": _GONE, "request_uri_parameter_supported": False},
        tokens={"scope": "openid"},
        claims={"sid": "abc", "updated_at": "2026-11-21T09:00:00.000Z"},
        key={"x5t": "abc", "x5c": ["MIIC"]},
        dead=(403, {"error": "invalid_grant", "error_description": "Unknown or invalid refresh token."}),
        machine_says_no=(401, {"error": "access_denied", "error_description": "Unauthorized"}),
    ),
    Shape(
        "entra",
        "Microsoft Entra",
        path="/00000000-0000-0000-0000-000000000000/v2.0",
        discovery={
            "revocation_endpoint": _GONE,
            "tenant_region_scope": "EU",
            "code_challenge_methods_supported": _GONE,
            "http_logout_supported": True,
        },
        tokens={"ext_expires_in": 3599, "expires_in": "3599"},
        claims={"tid": "00000000", "ver": "2.0", "uti": "x", "rh": "1.Aa", "email_verified": _GONE},
        key={"alg": _GONE, "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0", "x5t": "abc"},
        dead=(
            400,
            {
                "error": "invalid_grant",
                "error_description": "AADSTS700082: The refresh token has expired due to inactivity.",
                "error_codes": [700082],
                "timestamp": "2026-11-21 09:00:00Z",
            },
        ),
        revoked=None,
        undone=NO_WAY,
        machine_says_no=(
            401,
            {
                "error": "invalid_client",
                "error_description": "AADSTS7000222: The client secret keys are expired.",
            },
        ),
    ),
    Shape(
        "keycloak",
        "Keycloak",
        path="/realms/acme",
        discovery={"introspection_endpoint": _GONE, "mtls_endpoint_aliases": {"token_endpoint": "https://x/token"}},
        tokens={"refresh_expires_in": 0, "not-before-policy": 0, "session_state": "abc"},
        claims={"typ": "ID", "sid": "abc", "azp": US, "acr": "1"},
        lists_us=True,
        more_keys=(ENCRYPTION_KEY,),
        dead=(400, {"error": "invalid_grant", "error_description": "Token is not active"}),
    ),
    Shape(
        "dex",
        "Dex",
        path="/dex",
        discovery={"revocation_endpoint": _GONE, "end_session_endpoint": _GONE},
        tokens={"token_type": "bearer", "expires_in": 86399},
        dead=(
            400,
            {
                "error": "invalid_request",
                "error_description": "Refresh token is invalid or has already been claimed by another client.",
            },
        ),
        revoked=None,
        undone=NO_WAY,
    ),
    Shape(
        "gitlab",
        "GitLab",
        discovery={"device_authorization_endpoint": _GONE, "claims_supported": ["sub", "groups_direct"]},
        tokens={"created_at": 1795251600, "expires_in": 7200},
        claims={"sub_legacy": "abc", "groups_direct": ["acme"], "at_hash": _GONE},
        refuses=OFFLINE,
        always_renews=True,
        dead=(
            400,
            {
                "error": "invalid_grant",
                "error_description": "The provided authorization grant is invalid, expired, revoked.",
            },
        ),
        revoked=(200, {}),
    ),
    Shape(
        "cognito",
        "Amazon Cognito",
        path="/eu-central-1_AbCdEf",
        discovery={"device_authorization_endpoint": _GONE, "code_challenge_methods_supported": _GONE},
        tokens={"scope": _GONE},
        claims={"cognito:username": "alice", "token_use": "id", "event_id": "abc", "origin_jti": "abc"},
        refuses=OFFLINE,
        always_renews=True,
        rotates=False,
        dead=(400, {"error": "invalid_grant"}),
    ),
    Shape(
        "zitadel",
        "Zitadel",
        discovery={"request_parameter_supported": True},
        claims={"azp": _GONE, "client_id": US, "sid": "V1_abc"},
        lists_us=True,
        dead=(400, {"error": "invalid_grant", "error_description": "Errors.OIDCSession.RefreshTokenInvalid"}),
        revoked=(200, ""),
    ),
    Shape(
        "authentik",
        "Authentik",
        path="/application/o/pomtray/",
        discovery={"userinfo_endpoint": "/application/o/userinfo/", "acr_values_supported": ["goauthentik.io/default"]},
        tokens={"expires_in": 300, "id_token_hint": _GONE},
        claims={"acr": "goauthentik.io/providers/oauth2/default", "amr": ["pwd"], "uid": "abc"},
        key={"x5c": ["MIIF"], "x5t": "abc"},
        dead=(
            400,
            {
                "error": "invalid_grant",
                "error_description": "The provided authorization grant or refresh token is invalid, expired, revoked",
                "request_id": "abc",
            },
        ),
    ),
    Shape(
        "hydra",
        discovery={"backchannel_logout_supported": True, "credentials_supported_draft_00": []},
        key={"kid": _GONE},
        dead=(
            401,
            {
                "error": "token_inactive",
                "error_description": "Token is inactive because it is malformed, expired or otherwise invalid.",
                "status_code": 401,
            },
        ),
    ),
    Shape(
        "salesforce",
        discovery={"device_authorization_endpoint": False, "revocation_endpoint": "http://login.example/revoke"},
        tokens={"expires_in": _GONE, "instance_url": "https://acme.my.example", "issued_at": "1795251600000"},
        claims={"nickname": "alice"},
        dead=(400, {"error": "invalid_grant", "error_description": "expired access/refresh token"}),
        revoked=None,
        undone=NO_WAY,
    ),
    Shape(
        "adfs",
        path="/adfs",
        discovery={"revocation_endpoint": _GONE, "code_challenge_methods_supported": "S256"},
        tokens={"expires_in": 3599.7, "resource": "urn:microsoft:userinfo"},
        claims={"apptype": "Public", "auth_time": "2026-11-21", "upn": "alice@corp.example"},
        key={"alg": _GONE, "use": "sig"},
        dead=(400, {"error": "INVALID_GRANT", "error_description": "MSIS9615: The refresh token has expired."}),
        revoked=None,
        undone=NO_WAY,
    ),
    Shape(
        "supabase",
        path="/auth/v1",
        tokens={"expires_at": 1795251900, "token_type": "bearer", "user": {"id": "alice"}},
        claims={"aal": "aal1", "role": "authenticated"},
        key={"key_ops": ["verify"]},
        dead=(401, {"message": "Invalid refresh token."}),
        revoked=(204, ""),
    ),
    Shape(
        "ping",
        path="/as",
        tokens={"expires_in": 0, "token_type": _GONE},
        claims={"pi.sri": "abc", "aud": [US, US]},
        dead=(400, {"error": "invalid_token", "error_description": "unknown, invalid, or expired refresh token"}),
    ),
)


class Shaped:
    """The demo's provider, answering in a shape from now on."""

    def __init__(self, demo: Demo, shape: Shape) -> None:
        self.shape = shape
        self.issuer = f"{demo.provider}{shape.path}"
        self._demo = demo
        self._inner: Callable[[Ask], Response] = demo._answers["idp"]
        demo._answers["idp"] = self._answer
        demo.options.response_iss = False
        demo.options.rotate_refresh = shape.rotates

    def _answer(self, ask: Ask) -> Response:
        prefix = self.shape.path.removesuffix("/").encode()
        request = replace(ask.request, target=ask.request.target.removeprefix(prefix))
        inner = replace(ask, request=request)
        match inner.path:
            case "/.well-known/openid-configuration":
                return self._discovery(inner) if ask.path == f"{prefix.decode()}{_WELL_KNOWN}" else Response(404)
            case "/jwks":
                return self._keys(inner)
            case "/authorize":
                return self._authorize(inner)
            case "/token":
                return self._token(inner)
            case "/revoke":
                return self._revoked(inner)
            case _:
                return self._inner(inner)

    def _discovery(self, ask: Ask) -> Response:
        said = json.loads(self._inner(ask).body)
        return _sent(200, _with(said, {"issuer": self.issuer, **self.shape.discovery}))

    def _keys(self, ask: Ask) -> Response:
        keys = [_with(key, self.shape.key) for key in json.loads(self._inner(ask).body)["keys"]]
        return _sent(200, {"keys": [*self.shape.more_keys, *keys]})

    def _authorize(self, ask: Ask) -> Response:
        query = dict(ask.query)
        if set(query.get("scope", "").split()) & self.shape.refuses:
            back = {"error": "invalid_scope", "state": query["state"], "error_description": "unknown scope"}
            return Response(303, ((b"Location", f"{query['redirect_uri']}?{urlencode(back)}".encode()),))
        if self.shape.always_renews:
            ask = replace(ask, request=replace(ask.request, target=ask.request.target + b"&access_type=offline"))
        return self._inner(ask)

    def _token(self, ask: Ask) -> Response:
        answer = self._inner(ask)
        grant = dict(parse_query(ask.request.body.decode())).get("grant_type")
        if answer.status != 200:
            return _sent(*self._refused(grant)) if grant != "authorization_code" else answer
        said = _with(json.loads(answer.body), self.shape.tokens)
        said = _with(said, self.shape.first) if grant == "authorization_code" else said
        if "id_token" in said:
            said["id_token"] = self._signed(str(said["id_token"]))
        return _sent(200, said)

    def _refused(self, grant: str | None) -> Answer:
        return self.shape.dead if grant == "refresh_token" else self.shape.machine_says_no

    def _signed(self, token: str) -> str:
        keys = self._demo._provider.keys
        claims: dict[str, Any] = keys.claims(token) or {}
        us = claims.get("azp", claims["aud"])
        claims["iss"] = self.issuer
        if self.shape.lists_us:
            claims["aud"] = ["pomerium", us, "269838764763@acme"]
        changed = json.loads(json.dumps(self.shape.claims).replace(US, us))
        return keys.sign(_with(claims, changed), self._demo.options.id_token_alg)

    def _revoked(self, ask: Ask) -> Response:
        if self.shape.revoked is None:
            return Response(404)
        self._inner(ask)
        return _sent(*self.shape.revoked)


def _with(said: Members, changed: Members) -> dict[str, Any]:
    return {name: value for name, value in ({**said, **changed}).items() if value is not _GONE}


def _sent(status: int, body: object) -> Response:
    if isinstance(body, str):
        return Response(status, ((b"Content-Type", b"text/plain"),), body.encode())
    return Response(status, ((b"Content-Type", b"application/json"),), json.dumps(body).encode())
