"""The authorization endpoint for the provider's clients: code flow with PKCE, on loopback (RFC 6749, 7636, 8252)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from pomtray.core.text import phrase
from pomtray.demo.answers import redirect
from pomtray.demo.options import POMERIUM_CLIENT
from pomtray.demo.provider.clients import OAuthClients
from pomtray.demo.provider.oauth import OAuthError, Parameters, single
from pomtray.demo.provider.tokens import AUDIENCE_SCOPE, Grant, Tokens
from pomtray.demo.realm import Ask, Realm
from pomtray.serve.http import Response

CODE_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}\Z", re.ASCII)
_ADDRESSES = {"127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sound authorization request that waits for its person."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    challenge: str
    refreshable: bool
    prompt: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Authorization:
    """Says what a client may ask for, and brings it the answer."""

    realm: Realm
    clients: OAuthClients
    tokens: Tokens

    def wanted(self, ask: Ask) -> Wanted | Response:
        """The request; or, once it is known where to, the redirect that tells the client what is wrong with it.

        Raises `OAuthError` where there is nobody to send back to (RFC 6749 §4.1.2.1).
        """
        pairs = ask.query
        sent = Parameters(dict(pairs))
        client = self.clients.get(sent.get("client_id"))
        if client is None or "authorization_code" not in client.grants:
            raise OAuthError("unauthorized_client", phrase("This client is not known here."))
        if not registered(sent.get("redirect_uri"), self.realm.options.redirect_uris):
            raise OAuthError("invalid_request", phrase("This address is not registered for the client."))
        try:
            _check(Parameters(single(pairs)))
        except OAuthError as error:
            return self._send(
                sent.get("redirect_uri"),
                sent.get("state"),
                error=error.code,
                error_description=error.description,
            )
        return _wanted(sent)

    def granted(self, wanted: Wanted, person: str, ask: Ask) -> Response:
        grant = Grant(wanted.client_id, person, wanted.scopes, ask.now, wanted.refreshable, wanted.nonce)
        code = self.tokens.code(grant, wanted.redirect_uri, wanted.challenge, ask.now)
        return self._send(wanted.redirect_uri, wanted.state, code=code)

    def denied(self, wanted: Wanted, error: str) -> Response:
        return self._send(wanted.redirect_uri, wanted.state, error=error)

    def _send(self, redirect_uri: str, state: str, **parameters: str) -> Response:
        if state:
            parameters["state"] = state
        if self.realm.options.response_iss:
            parameters["iss"] = str(self.realm.provider)
        joint = "&" if urlsplit(redirect_uri).query else "?"
        return redirect(f"{redirect_uri}{joint}{urlencode(parameters, errors='surrogateescape')}")


def registered(redirect_uri: str, known: tuple[str, ...]) -> bool:
    """Exactly as registered; an IP address registered without a port may come with any (RFC 8252 §7.3)."""
    if redirect_uri in known:
        return True
    try:
        parts = urlsplit(redirect_uri)
        port, host = parts.port, parts.hostname
    except ValueError:
        return False
    if not port or host not in _ADDRESSES:
        return False
    host_text = f"[{host}]" if ":" in host else host
    return parts._replace(netloc=host_text).geturl() in known and parts.netloc == f"{host_text}:{port}"


def _check(sent: Parameters) -> None:
    if sent.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "only code")
    if sent.get("code_challenge_method") != "S256" or not CODE_CHALLENGE.match(sent.get("code_challenge")):
        raise OAuthError("invalid_request", "PKCE with S256 is required")
    for scope in sent.scopes:
        if scope.startswith(AUDIENCE_SCOPE) and scope.removeprefix(AUDIENCE_SCOPE) != POMERIUM_CLIENT:
            raise OAuthError("invalid_scope", "no such audience")


def _wanted(sent: Parameters) -> Wanted:
    return Wanted(
        client_id=sent.get("client_id"),
        redirect_uri=sent.get("redirect_uri"),
        scopes=sent.scopes,
        challenge=sent.get("code_challenge"),
        # The second is Google's way (RFC 6749 leaves it open).
        refreshable="offline_access" in sent.scopes or sent.get("access_type") == "offline",
        prompt=sent.get("prompt"),
        state=sent.get("state"),
        nonce=sent.get("nonce"),
    )
