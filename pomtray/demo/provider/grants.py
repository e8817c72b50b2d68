"""The endpoints that programs call: token, device authorization, revocation, userinfo and discovery."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

from pomtray.demo.answers import Headers, json_answer
from pomtray.demo.provider.clients import AUTH_METHODS, DEVICE_GRANT, OAuthClient, OAuthClients
from pomtray.demo.provider.device import Devices
from pomtray.demo.provider.keys import ALGORITHMS, SigningKeys
from pomtray.demo.provider.oauth import OAuthError, Parameters, answered, posted
from pomtray.demo.provider.tokens import Tokens, person_claims
from pomtray.demo.realm import Ask, Realm
from pomtray.serve.http import Response

TOKEN = "/token"  # noqa: S105 a path
DEVICE_AUTHORIZATION = "/device_authorization"
REVOCATION = "/revoke"
USERINFO = "/userinfo"
JWKS = "/jwks"
GRANTS = ("authorization_code", "refresh_token", "client_credentials", DEVICE_GRANT)
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}\Z", re.ASCII)
_CHALLENGE: Headers = ((b"www-authenticate", b'Basic realm="demo"'),)
_BEARER: Headers = ((b"www-authenticate", b'Bearer error="invalid_token"'),)
_ALL_SCOPES = ("openid", "email", "profile", "offline_access")


class AnswerLost(Exception):
    """The request was processed and its answer goes nowhere."""


class Endpoints:
    """One method an endpoint."""

    def __init__(self, realm: Realm, clients: OAuthClients, keys: SigningKeys, tokens: Tokens) -> None:
        self.devices = Devices(realm, tokens)
        self._realm = realm
        self._clients = clients
        self._keys = keys
        self._tokens = tokens

    def answer(self, ask: Ask) -> Response | None:
        """None where the path is none of ours. Raises `AnswerLost`."""
        match ask.method, ask.path:
            case "GET", "/.well-known/openid-configuration":
                return json_answer(self._discovery())
            case "GET", "/jwks":
                return json_answer(self._keys.jwks())
            case "GET" | "POST", "/userinfo":
                return self._userinfo(ask)
            case "POST", "/token" | "/device_authorization" | "/revoke":
                return self._posted(ask)
            case _:
                return None

    def _posted(self, ask: Ask) -> Response:
        try:
            sent = posted(ask)
            audiences = frozenset({str(self._realm.provider), f"{self._realm.provider}{ask.path}"})
            client = self._clients.authenticated(ask, sent, audiences)
            answer = self._granted(ask, sent, client)
        except OAuthError as error:
            # RFC 6749 §5.2: only who came with that header is told of the scheme.
            answer = error.answer(_CHALLENGE if error.status == 401 and ask.header("authorization") else ())  # noqa: PLR2004
        options = self._realm.options
        if ask.path == TOKEN and options.lose_token_answers > 0:
            options.lose_token_answers -= 1
            raise AnswerLost
        return answer

    def _granted(self, ask: Ask, sent: Parameters, client: OAuthClient) -> Response:
        match ask.path:
            case "/token":
                return answered(self._token(ask, sent, client))
            case "/revoke":
                self._tokens.revoke(sent.need("token"), client)
                return Response(200)
            case _:
                if DEVICE_GRANT not in client.grants:
                    raise OAuthError("unauthorized_client", "not a grant of this client's")
                return answered(self.devices.start(client, sent.scopes, ask.now))

    def _token(self, ask: Ask, sent: Parameters, client: OAuthClient) -> dict[str, object]:
        grant = sent.need("grant_type")
        if grant not in GRANTS:
            raise OAuthError("unsupported_grant_type", "not a grant of this provider's")
        if grant not in client.grants:
            raise OAuthError("unauthorized_client", "not a grant of this client's")
        match grant:
            case "authorization_code":
                return self._redeemed(ask, sent, client)
            case "refresh_token":
                token = sent.need("refresh_token")
                return self._tokens.refreshed(token, client, sent.get("audience"), sent.scopes, ask.now)
            case "client_credentials":
                audience = sent.get("audience") or sent.get("resource")
                return self._tokens.machine(client, audience, sent.scopes, ask.now)
            case _:
                return self.devices.poll(sent.need("device_code"), client, ask.now)

    def _redeemed(self, ask: Ask, sent: Parameters, client: OAuthClient) -> dict[str, object]:
        verifier = sent.need("code_verifier")
        terms = self._tokens.redeemed(sent.need("code"), client, ask.now)
        if sent.get("redirect_uri") != terms.redirect_uri:
            raise OAuthError("invalid_grant", "redirect_uri is not that of the authorization request")
        if not _VERIFIER.match(verifier) or not secrets.compare_digest(_s256(verifier), terms.challenge):
            raise OAuthError("invalid_grant", "code_verifier does not fit the challenge")
        return self._tokens.issue(terms.family, ask.now)

    def _userinfo(self, ask: Ask) -> Response:
        scheme, _, token = ask.header("authorization").partition(" ")
        person = self._tokens.person(token, ask.now) if scheme == "Bearer" else None
        if person is None:
            return OAuthError("invalid_token", "this access token is not accepted", 401).answer(_BEARER)
        return json_answer({"sub": person.sub, **person_claims(person, _ALL_SCOPES)})

    def _discovery(self) -> dict[str, object]:
        issuer = str(self._realm.provider)
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}{TOKEN}",
            "jwks_uri": f"{issuer}{JWKS}",
            "userinfo_endpoint": f"{issuer}{USERINFO}",
            "revocation_endpoint": f"{issuer}{REVOCATION}",
            "device_authorization_endpoint": f"{issuer}{DEVICE_AUTHORIZATION}",
            "end_session_endpoint": f"{issuer}/end_session",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": list(GRANTS),
            "scopes_supported": list(_ALL_SCOPES),
            "subject_types_supported": ["public"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": list(ALGORITHMS),
            "token_endpoint_auth_methods_supported": list(AUTH_METHODS),
            "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
            "authorization_response_iss_parameter_supported": self._realm.options.response_iss,
        }


def _s256(verifier: str) -> str:
    """RFC 7636 §4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
