"""The login API: `GET /.pomerium/api/v1/login` on any host (`pomerium.md` §1)."""

from __future__ import annotations

import gzip
import ipaddress
from urllib.parse import SplitResult, quote, urlsplit

from pomtray.demo.answers import Headers, endpoint_error, not_found, text
from pomtray.demo.options import MAIN_IDP
from pomtray.demo.realm import Ask, Realm
from pomtray.serve.http import Response

SIGN_IN = "/.pomerium/sign_in"
CALLBACK = "/.pomerium/callback/"
_TRACED = "pomerium_redirect_uri"


def login(realm: Realm, ask: Ask, idp_id: str = MAIN_IDP) -> Response:
    """A sign-in URL as plain text; whether the host has a route, and who may open it, is not asked."""
    if ask.method != "GET":
        return text("Method Not Allowed", 405)
    targets = [value for name, value in ask.query if name == _TRACED]
    if not targets:
        return not_found()
    if not (realm.options.loopback_redirects and is_loopback_url(targets[0])):
        return endpoint_error(ask, 400)
    url = sign_in_url(realm, ask, targets[0], idp_id, pomerium_programmatic="true")
    return _compressed(url) if _gzip_offered(ask) else text(url)


def sign_in_url(realm: Realm, ask: Ask, target: str, idp_id: str, **more: str) -> str:
    """A signed URL that ends at `target`, through the callback of the host as the caller named it."""
    callback = f"{ask.origin.scheme}://{ask.host}{CALLBACK}?{_TRACED}={_quoted(target)}"
    return realm.sign(
        f"{realm.authenticate}{SIGN_IN}",
        ask.now,
        pomerium_callback_uri=callback,
        pomerium_idp_id=idp_id,
        pomerium_redirect_uri=target,
        **more,
    )


def is_loopback_url(url: str) -> bool:
    """What Pomerium signs for without being told: http or https to `localhost`, 127/8 or ::1."""
    try:
        parts: SplitResult = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"}:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _quoted(text_: str) -> str:
    return quote(text_, safe="", errors="surrogateescape")


def _gzip_offered(ask: Ask) -> bool:
    return any(part.strip().split(";")[0] == "gzip" for part in ask.header("accept-encoding").split(","))


def _compressed(url: str) -> Response:
    plain = text(url)
    headers: Headers = (*plain.headers, (b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding"))
    return Response(200, headers, gzip.compress(plain.body))
