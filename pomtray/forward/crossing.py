"""What may cross the proxy on loopback, and as what: the rules, as functions of heads (RFC 9110 §7.6)."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pomtray.core.domain.origin import Origin
from pomtray.forward.local import written

Headers = list[tuple[bytes, bytes]]

SECRET_HEADER: Final = b"x-pomtray-secret"
_HOP_BY_HOP: Final = frozenset(
    {
        *(b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te"),
        *(b"trailer", b"transfer-encoding", b"upgrade", b"http2-settings"),
    }
)
_OURS: Final = frozenset({b"host", b"origin", b"referer", b"cookie", b"authorization", b"expect", SECRET_HEADER})
"""Written anew, or kept for ourselves."""
_NOT_OVER_HTTP: Final = frozenset({b"strict-transport-security", b"alt-svc", b"clear-site-data"})
"""They would speak for 127.0.0.1, which other programs share."""
_CREDENTIALS: Final = (b"pomerium ", b"bearer pomerium-")
_COOKIE: Final = b"_pomerium"
_SAME: Final = frozenset({b"same-origin", b"none"})


class Denied(Exception):
    """What came is not passed on."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


@dataclass(frozen=True, slots=True)
class Place:
    """Where the proxy listens, and what one has to know."""

    host: str
    port: int
    secret: str = field(repr=False)

    @property
    def authorities(self) -> frozenset[bytes]:
        return frozenset(written(name, self.port).encode() for name in (self.host, "localhost"))

    @property
    def address(self) -> str:
        return f"http://{written(self.host, self.port)}/{self.secret}/"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the route gets it; the credential is still to be added."""

    method: str
    target: bytes = field(repr=False)
    headers: Headers = field(repr=False)
    prefix: bytes = field(default=b"", repr=False)
    """What stood before the path: it is put before what the answer names."""
    authority: bytes = b""
    """As the client wrote it."""
    own: bytes = field(default=b"", repr=False)
    """The client's own `Authorization`, for what is behind the route."""
    upgrades: bool = False
    """To WebSocket: nothing else is."""
    has_body: bool = False


def asked(place: Place, route: Origin, method: bytes, target: bytes, headers: Headers) -> Asked:
    """The request that goes to `route`. Names of headers are in lower case. Raises `Denied`."""
    named = _HeaderNames(headers)
    authority = _of_this_place(place, named)
    path, prefix = _known(place, target, named)
    if named.count(b"content-length") and named.count(b"transfer-encoding"):
        raise Denied(400, "Two lengths of one body.")
    dropped = _HOP_BY_HOP | _OURS | named.listed(b"connection")
    kept = [(name, value) for name, value in headers if name not in dropped and not name.startswith(b"x-pomerium-")]
    upgrades = b"upgrade" in named.listed(b"connection") and named.listed(b"upgrade") == {b"websocket"}
    chunked = bool(named.count(b"transfer-encoding"))
    added = _own_lines(route, named, upgrades=upgrades, chunked=chunked)
    has_body = chunked or named.first_value(b"content-length") not in (b"", b"0")
    own = named.first_value(b"authorization")
    own = b"" if own.lower().startswith(_CREDENTIALS) or _is_password(own, place) else own
    return Asked(method.decode("ascii"), path, [*added, *kept], prefix, authority, own, upgrades, has_body)


def with_credential(asked: Asked, name: str, value: str) -> Headers:
    """The client's own `Authorization` goes along where Pomerium's can take another form (`pomerium.md` §3)."""
    if not asked.own or name.lower() != "authorization":
        own = [(b"authorization", asked.own)] if asked.own else []
        return [*asked.headers, (name.encode("ascii"), value.encode("ascii")), *own]
    for form in ("Pomerium ", "Bearer Pomerium-"):
        if value.startswith(form):
            token = value.removeprefix(form).encode("ascii")
            return [*asked.headers, (b"X-Pomerium-Authorization", token), (b"authorization", asked.own)]
    return [*asked.headers, (name.encode("ascii"), value.encode("ascii"))]


def answered(asked: Asked, route: Origin, headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The head of the answer as the client gets it: what names the route names the proxy."""
    named = _HeaderNames([(name.lower(), value) for name, value in headers])
    dropped = _HOP_BY_HOP | _NOT_OVER_HTTP | named.listed(b"connection") | {b"referrer-policy"}
    found: Headers = [(b"referrer-policy", b"no-referrer")]
    for name, value in named.headers:
        if name == b"set-cookie":
            found += [(name, cookie) for cookie in _cookie(value, asked.prefix)]
        elif name in {b"location", b"content-location"}:
            found.append((name, _located(asked, route, value)))
        elif name not in dropped:
            found.append((name, value))
    return found


class _HeaderNames:
    def __init__(self, headers: Headers) -> None:
        self.headers = headers

    def all(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.headers if key == name]

    def count(self, name: bytes) -> int:
        return len(self.all(name))

    def first_value(self, name: bytes) -> bytes:
        return next(iter(self.all(name)), b"")

    def listed(self, name: bytes) -> set[bytes]:
        """The members of a list, in lower case."""
        return {part.strip().lower() for value in self.all(name) for part in value.split(b",") if part.strip()}


def _of_this_place(place: Place, named: _HeaderNames) -> bytes:
    """A page that rebinds its name has that name in `Host`; one of another origin is named in `Origin`."""
    hosts = named.all(b"host")
    if len(hosts) != 1 or hosts[0].lower() not in place.authorities:
        raise Denied(403, "This address is not known here.")
    ours = {b"http://" + authority for authority in place.authorities}
    if any(origin.lower() not in ours for origin in named.all(b"origin")):
        raise Denied(403, "Web pages of other origins are not served.")
    if any(site.lower() not in _SAME for site in named.all(b"sec-fetch-site")):
        raise Denied(403, "Web pages of other origins are not served.")
    return hosts[0]


def _known(place: Place, target: bytes, named: _HeaderNames) -> tuple[bytes, bytes]:
    """The route's own target, and what stood before it."""
    if not target.startswith(b"/"):
        raise Denied(400, "Only addresses under this one are served.")
    secret = place.secret.encode()
    first, rest = _split(target)
    if hmac.compare_digest(first, secret):
        return (rest if rest.startswith(b"/") else b"/" + rest), b"/" + first
    if any(hmac.compare_digest(value, secret) for value in named.all(SECRET_HEADER)):
        return target, b""
    if _is_password(named.first_value(b"authorization"), place) and not named.count(b"sec-fetch-site"):
        return target, b""  # NOTE: a browser would send it for any page, once it knows it
    raise Denied(403, "The secret of this address is missing or wrong.")


def _is_password(authorization: bytes, place: Place) -> bool:
    """Whether it is the secret, as the password of any name (RFC 7617)."""
    kind, _, coded = authorization.partition(b" ")
    try:
        password = base64.b64decode(coded, validate=True).partition(b":")[2] if kind.lower() == b"basic" else b""
    except binascii.Error:
        return False
    return hmac.compare_digest(password, place.secret.encode())


def _split(target: bytes) -> tuple[bytes, bytes]:
    """The first part of the path, and what comes after it."""
    end = min((at for sign in b"/?#" if (at := target.find(sign, 1)) > 0), default=len(target))
    return target[1:end], target[end:]


def _own_lines(route: Origin, named: _HeaderNames, *, upgrades: bool, chunked: bool) -> Iterator[tuple[bytes, bytes]]:
    """NOTE: which page a request came from is nobody's business, so `Referer` is left out."""
    yield b"Host", route.authority.encode()
    if named.count(b"origin"):
        yield b"Origin", str(route).encode()
    if cookies := b"; ".join(_cookies(named.all(b"cookie"))):
        yield b"Cookie", cookies
    if upgrades:
        yield b"Connection", b"Upgrade"
        yield b"Upgrade", b"websocket"
    if chunked:
        yield b"Transfer-Encoding", b"chunked"


def _cookies(values: Iterable[bytes]) -> Iterator[bytes]:
    """Pomerium's own would win over the credential (`pomerium.md` §3)."""
    for value in values:
        for cookie in value.split(b";"):
            if cookie.strip() and not cookie.strip().startswith(_COOKIE):
                yield cookie.strip()


def _cookie(value: bytes, prefix: bytes) -> Iterator[bytes]:
    """As one for this place; Pomerium's own stays here."""
    first, *attributes = (part.strip() for part in value.split(b";"))
    if first.startswith(_COOKIE):
        return
    kept = [first]
    for attribute in attributes:
        name, _, said = attribute.partition(b"=")
        if name.lower() == b"path" and said.startswith(b"/"):
            kept.append(b"Path=" + prefix + said)
        elif name.lower() not in {b"domain", b"secure", b"path"} and attribute.lower() != b"samesite=none":
            kept.append(attribute)
    yield b"; ".join(kept)


def _located(asked: Asked, route: Origin, value: bytes) -> bytes:
    """What leads to the route leads here; what leads elsewhere is the client's to follow, without the credential."""
    origin = str(route).encode()
    rest = value.removeprefix(origin)
    leads_here = rest != value and rest[:1] in (b"", b"/", b"?", b"#")
    if leads_here:
        return b"http://" + asked.authority + asked.prefix + (rest if rest.startswith(b"/") else b"/" + rest)
    if value.startswith(b"/") and not value.startswith((b"//", b"/\\")):
        return asked.prefix + value
    return value
