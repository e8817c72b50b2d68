"""What `[[providers]]` of a settings file may say."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from pomtray.core.domain.provider import (
    REDIRECT_URI,
    SCOPES,
    FromCommand,
    InEnvironment,
    InVault,
    Provider,
    SecretPlace,
    TokenAuth,
)
from pomtray.core.plain import plain
from pomtray.core.text import phrase
from pomtray.desktop.settings import endpoints
from pomtray.desktop.settings.commands import secret_command
from pomtray.desktop.settings.values import (
    Misfit,
    at,
    certificates,
    choice,
    flag,
    known,
    name,
    origin_of,
    text,
    texts,
    word,
)

KEYS: Final = (
    "name",
    "issuer",
    "client_id",
    "client_secret",
    "pomerium_client_id",
    "scopes",
    "authorization_params",
    "token_params",
    "redirect_uri",
    "token_auth",
    "ca",
    "client_cert",
    "client_key",
    *endpoints.KEYS,
)
_MISSING: Final = phrase("is missing; every provider has a name, an issuer and a client_id")
_NO_ISSUER: Final = phrase(
    "{missing}, or a token_endpoint in place of the issuer where there is no discovery document", missing=_MISSING
)
_PLACES: Final = phrase('write { vault = true }, { env = "NAME" } or { command = ["program", "argument"] }')
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_SCOPE: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,256}")
_PARAMETER: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_LONGEST_PARAMETER: Final = 2048
_MOST: Final = 32
_REDIRECT: Final = re.compile(r"http://(?:127\.0\.0\.1|\[::1\]|localhost):([0-9]{1,5})/[A-Za-z0-9._~/-]{0,200}")
_LAST_PORT: Final = 65535
_ELSEWHERE: Final = {
    "scope": phrase("scopes say it"),
    "client_id": phrase("client_id of the provider says it"),
    "redirect_uri": phrase("redirect_uri of the provider says it"),
    "client_secret": phrase("secrets are never in this file; client_secret of the provider says where it is"),
}
_OURS: Final = frozenset(
    (
        *_ELSEWHERE,
        *("response_type", "response_mode", "state", "nonce", "code_challenge", "code_challenge_method"),
        *("request", "request_uri", "grant_type", "code", "code_verifier", "device_code"),
        *("refresh_token", "client_assertion", "client_assertion_type", "assertion", "username", "password"),
    )
)
"""Parameters that pomtray sets by itself, that would change what comes back, or that are secrets."""


def provider(table: object, folder: Path, taken: Collection[str]) -> Provider:
    """One provider; `taken`: the names of those before it. Raises `Misfit`."""
    if not isinstance(table, dict):
        raise Misfit(phrase("expected a table with name, issuer and client_id"))
    known(table, KEYS)
    audience = at("pomerium_client_id", lambda: word(table, "pomerium_client_id"))
    secret = at("client_secret", lambda: _secret_place(table.get("client_secret")))
    called = at("name", lambda: name(table, _MISSING, taken, "provider"))
    issuer = at("issuer", lambda: _issuer(table))
    ca, certificate, key = certificates(table, folder)
    return Provider(
        name=called,
        issuer=issuer,
        client_id=at("client_id", lambda: word(table, "client_id", _MISSING)),
        client_secret=secret,
        pomerium_client_id=audience,
        scopes=at("scopes", lambda: _scopes(table)),
        authorization_params=at("authorization_params", lambda: _parameters(table.get("authorization_params", {}))),
        token_params=at("token_params", lambda: _token_parameters(table.get("token_params", {}), audience)),
        redirect_uris=at("redirect_uri", lambda: _redirect_uris(table.get("redirect_uri", REDIRECT_URI))),
        token_auth=at("token_auth", lambda: _token_auth(table, secret)),
        ca=ca,
        client_cert=certificate,
        client_key=key,
        metadata=endpoints.metadata(table, issuer),
    )


def _issuer(table: Mapping[str, object]) -> str:
    """As written: issuers are compared character by character (OpenID Connect Discovery §4.3)."""
    if "issuer" not in table and "token_endpoint" in table:
        return ""
    issuer = text(table, "issuer", _NO_ISSUER).strip()
    origin_of(issuer)
    if "?" in issuer or "#" in issuer:
        raise Misfit(phrase("must not contain a query or a fragment"))
    return issuer


def _secret_place(value: object) -> SecretPlace | None:
    if value is None:
        return None
    if isinstance(value, str):
        raise Misfit(phrase("a secret is never written into this file; {places}", places=_PLACES))
    if not isinstance(value, dict) or len(value.keys() - {"first_line"}) != 1:
        raise Misfit(phrase("expected one place of the secret: {places}", places=_PLACES))
    known(value, ("vault", "env", "command", *(("first_line",) if "first_line" in value else ())))
    if "first_line" in value and "command" not in value:
        raise Misfit(phrase("goes with command only"), "first_line")
    return _place(value)


def _place(value: Mapping[str, object]) -> SecretPlace:
    if "vault" in value:
        if not at("vault", lambda: flag(value, "vault", usual=True)):
            raise Misfit(phrase("expected true; leave client_secret out where there is none"), "vault")
        return InVault()
    if "env" in value:
        return InEnvironment(at("env", lambda: _variable(text(value, "env"))))
    example = '["secret-tool", "lookup", "service", "idp"]'
    argv = at("command", lambda: secret_command(texts(value, "command", example)))
    return FromCommand(argv, first_line=at("first_line", lambda: flag(value, "first_line", usual=False)))


def _variable(value: str) -> str:
    if not _VARIABLE.fullmatch(value):
        raise Misfit(phrase('expected the name of an environment variable, like "POMTRAY_IDP_SECRET"'))
    return value


def _scopes(table: Mapping[str, object]) -> tuple[str, ...]:
    if "scopes" not in table:
        return SCOPES
    scopes = texts(table, "scopes", '["openid", "email"]')
    if len(scopes) > _MOST or not all(_SCOPE.fullmatch(scope) for scope in scopes):
        raise Misfit(phrase("expected one scope in each text, without spaces (RFC 6749 §3.3)"))
    if "openid" not in scopes:
        raise Misfit(phrase('expected "openid" among them: without it a provider gives no ID token'))
    return scopes


def _token_parameters(value: object, audience: str) -> tuple[tuple[str, str], ...]:
    parameters = _parameters(value)
    if audience and "audience" in dict(parameters):
        raise Misfit(phrase("pomerium_client_id is sent as audience already; leave one of the two out"), "audience")
    return parameters


def _parameters(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or len(value) > _MOST:
        raise Misfit(phrase('expected a table of texts, like { prompt = "consent" }'))
    return tuple((key, at(plain(key, 40), partial(_parameter, key, value[key]))) for key in value)


def _parameter(key: str, value: object) -> str:
    if key in _OURS:
        raise Misfit(
            phrase(
                "this parameter is not set here; {why}", why=_ELSEWHERE.get(key, phrase("pomtray sets it by itself"))
            )
        )
    if not _PARAMETER.fullmatch(key):
        raise Misfit(phrase("expected a parameter's name of letters, digits, dots, hyphens and underscores"))
    if isinstance(value, dict):
        raise Misfit(phrase('expected text in quotes, like "…"; a key with a dot in it stands in quotes'))
    if not isinstance(value, str) or len(value) > _LONGEST_PARAMETER or not value.isprintable():
        raise Misfit(
            phrase(
                'expected text in quotes, like "…", of at most {most} characters on one line',
                most=_LONGEST_PARAMETER,
            )
        )
    return value


def _redirect_uris(value: object) -> tuple[str, ...]:
    uris = [value] if isinstance(value, str) else value
    if not isinstance(uris, list) or not 0 < len(uris) <= _MOST or not all(isinstance(uri, str) for uri in uris):
        raise Misfit(phrase('expected text or a list of texts, like "{redirect_uri}"', redirect_uri=REDIRECT_URI))
    if not all(_is_loopback(uri) for uri in uris):
        raise Misfit(
            phrase(
                "expected http:// with 127.0.0.1, [::1] or localhost, a port (0: any free one) and a path, like "
                '"{redirect_uri}"',
                redirect_uri=REDIRECT_URI,
            )
        )
    return tuple(uris)


def _is_loopback(uri: str) -> bool:
    match = _REDIRECT.fullmatch(uri)
    return match is not None and int(match[1]) <= _LAST_PORT


def _token_auth(table: Mapping[str, object], secret: SecretPlace | None) -> TokenAuth:
    usual = TokenAuth.NONE if secret is None else TokenAuth.BASIC
    chosen = choice(TokenAuth, table.get("token_auth", usual.value))
    if chosen is TokenAuth.NONE and secret is not None:
        raise Misfit(phrase("none does not go with a client_secret; leave one of the two out"))
    if chosen is not TokenAuth.NONE and secret is None:
        raise Misfit(phrase("this needs a client_secret: {places}", places=_PLACES))
    return chosen
