"""What `[[routes]]` of a settings file may say, by the way one gets a credential."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pomtray.core.domain.provider import Deliver, Method, Provider
from pomtray.core.domain.route import POMERIUM_FORMS, AutoRenew, HeaderForm, Route
from pomtray.core.network.tunnel import is_tunnel, tunnel
from pomtray.core.plain import isolated, plain
from pomtray.core.text import phrase
from pomtray.desktop.settings.commands import browser
from pomtray.desktop.settings.values import (
    Misfit,
    at,
    certificates,
    choice,
    did_you_mean,
    flag,
    known,
    label,
    name,
    seconds,
    text,
    texts,
    url,
    word,
)

_ALWAYS: Final = ("name", "url", "tags", "ca", "client_cert", "client_key", "method", "notices", "favourite")
_ONLY_FOR: Final = {
    "header": (Method.POMERIUM,),
    "group": (Method.POMERIUM, Method.OIDC),
    "share": (Method.POMERIUM, Method.OIDC),
    "browser": (Method.POMERIUM, Method.OIDC),
    "auto_renew": (Method.POMERIUM, Method.OIDC),
    "provider": (Method.OIDC, Method.CLIENT_CREDENTIALS),
    "deliver": (Method.OIDC,),
    "exchange_url": (Method.OIDC,),
    "audience": (Method.CLIENT_CREDENTIALS,),
    "scope": (Method.CLIENT_CREDENTIALS,),
    "resource": (Method.CLIENT_CREDENTIALS,),
    "token_for": (Method.CLIENT_CREDENTIALS,),
}
_WHY_NOT: Final = {
    "header": phrase("a provider's token always goes as Authorization: Bearer"),
    "group": phrase("every machine's route asks for a token of its own"),
    "share": phrase("every machine's route asks for a token of its own"),
    "browser": phrase("a machine's route never opens a browser"),
    "auto_renew": phrase("a machine's route renews by itself"),
}
KEYS: Final = (*_ALWAYS, *_ONLY_FOR)
_MISSING: Final = phrase("is missing; every route has a name and a url")
_FEW: Final = 100
"""Providers among which a slip of the hand is looked for: that takes the longer the more there are."""
_TOKEN_FOR: Final = (30, 366 * 86400)
_SCOPE: Final = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]{0,2048}")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^#]+")


def route(table: object, folder: Path, taken: Collection[str], providers: Mapping[str, Provider | Misfit]) -> Route:
    """One route; `taken`: the names of those before it, `providers` by name, also refused ones. Raises `Misfit`."""
    if not isinstance(table, dict):
        raise Misfit(phrase("expected a table with name and url"))
    known(table, KEYS)
    method = at("method", lambda: choice(Method, table.get("method", Method.POMERIUM.value)))
    _fitting(table, method)
    deliver = at("deliver", lambda: choice(Deliver, table.get("deliver", Deliver.IDENTITY_TOKEN.value)))
    ca, certificate, key = certificates(table, folder)
    return Route(
        name=at("name", lambda: name(table, _MISSING, taken, "route")),
        url=at("url", lambda: _url(text(table, "url", _MISSING))),
        tags=at("tags", lambda: tuple(label(tag) for tag in texts(table, "tags", '["work", "prod"]'))),
        header=at("header", lambda: _header(table, method)),
        browser=at("browser", lambda: browser(texts(table, "browser", '["firefox", "{url}"]'))),
        ca=ca,
        client_cert=certificate,
        client_key=key,
        group=at("group", lambda: label(text(table, "group"))),
        share=at("share", lambda: flag(table, "share", usual=True)),
        notices=at("notices", lambda: flag(table, "notices", usual=True)),
        favourite=at("favourite", lambda: flag(table, "favourite", usual=False)),
        auto_renew=at("auto_renew", lambda: _auto_renew(table)),
        method=method,
        provider=at("provider", lambda: _provider(table, method, providers)),
        deliver=deliver,
        exchange_url=at("exchange_url", lambda: _exchange_url(table, deliver)),
        audience=at("audience", lambda: word(table, "audience")),
        scope=at("scope", lambda: _scope(text(table, "scope"))),
        resource=at("resource", lambda: _resource(word(table, "resource"))),
        token_for=at("token_for", lambda: seconds(table, "token_for", Route.token_for, _TOKEN_FOR)),
    )


def _url(value: str) -> str:
    return str(tunnel(value)) if is_tunnel(value) else url(value)


def _fitting(table: Mapping[str, object], method: Method) -> None:
    for key in table:
        fits = _ONLY_FOR.get(key, (method,))
        if method not in fits:
            why = _WHY_NOT.get(
                key, phrase("it goes with method = {methods}", methods=" or ".join(f'"{fit}"' for fit in fits))
            )
            raise Misfit(phrase('does not go with method = "{method}": {why}', method=method, why=why), key)


def _header(table: Mapping[str, object], method: Method) -> HeaderForm:
    if method is not Method.POMERIUM:
        return HeaderForm.PLAIN_BEARER
    return choice(HeaderForm, table.get("header", HeaderForm.POMERIUM.value), POMERIUM_FORMS)


def _auto_renew(table: Mapping[str, object]) -> AutoRenew | None:
    return choice(AutoRenew, table["auto_renew"]) if "auto_renew" in table else None


def _provider(
    table: Mapping[str, object], method: Method, providers: Mapping[str, Provider | Misfit]
) -> Provider | None:
    if method is Method.POMERIUM:
        return None
    missing = phrase('is missing; method = "{method}" needs the name of one of [[providers]]', method=method.value)
    wanted = text(table, "provider", missing).strip()
    found = providers.get(wanted)
    if found is None:
        raise Misfit(phrase("there is no such provider{meant}", meant=_meant(wanted, providers)))
    if isinstance(found, Misfit):
        raise Misfit(phrase("its provider {wanted} does not count", wanted=isolated(plain(wanted, 40))), cause=found)
    _check_endpoints(found, method)
    if method is Method.CLIENT_CREDENTIALS and found.client_secret is None:
        raise Misfit(phrase('this provider has no client_secret, which method = "{method}" needs', method=method))
    return found


def _check_endpoints(provider: Provider, method: Method) -> None:
    """A provider whose endpoints are written down needs those at which people sign in."""
    if method is not Method.OIDC or provider.metadata is None:
        return
    page = provider.metadata.authorization_endpoint or provider.metadata.device_authorization_endpoint
    lacking = "authorization_endpoint" if not page else "" if provider.metadata.jwks_uri else "jwks_uri"
    if lacking:
        raise Misfit(
            phrase('this provider has no {lacking}, which method = "{method}" needs', lacking=lacking, method=method)
        )


def _meant(wanted: str, names: Collection[str]) -> str:
    if not names:
        return phrase("; add it as [[providers]] with this name")
    hint = did_you_mean(wanted, names) if len(names) <= _FEW else ""
    return hint or phrase("; expected one of {names}", names=plain(", ".join(names), 200))


def _exchange_url(table: Mapping[str, object], deliver: Deliver) -> str:
    example = phrase('like "https://authenticate.example.com/api/v1/token"')
    if deliver is not Deliver.EXCHANGE:
        if "exchange_url" in table:
            raise Misfit(phrase('goes with deliver = "exchange" only; leave one of the two out'))
        return ""
    given = url(
        text(table, "exchange_url", phrase('is missing; deliver = "exchange" needs it, {example}', example=example))
    )
    if urlsplit(given).path in {"", "/"}:
        raise Misfit(phrase("expected the whole address with its path, {example}", example=example))
    return given


def _scope(value: str) -> str:
    if not _SCOPE.fullmatch(value):
        raise Misfit(phrase("expected scopes in one text, with spaces between them (RFC 6749 §3.3)"))
    return value


def _resource(value: str) -> str:
    if value and not _ABSOLUTE.fullmatch(value):
        raise Misfit(phrase("expected an absolute URI without a fragment (RFC 8707 §2)"))
    return value
