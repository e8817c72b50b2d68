"""A route of somebody who wants a session of another Pomerium: relays that one's login API (`pomerium.md` §9)."""

from __future__ import annotations

import ssl
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import httpx

from tests.e2e.names import EVIL
from tests.e2e.process import PATIENCE
from tests.secrets_scan import SecretsScan

_SMALL = 64 * 1024
_LOGIN_API = "/.pomerium/api/v1/login"
_SIGN_IN = "/.pomerium/sign_in"


class Relay(StrEnum):
    """What becomes of the victim's answer."""

    UNCHANGED = "unchanged"
    OWN_CALLBACK = "own host in the callback"
    OWN_HOST = "asked with our own Host"
    MADE_UP = "a Pomerium of our own, whose page leads on to the real one"


@dataclass(frozen=True)
class Asked:
    """One request; `raw` is all of it, headers and query included."""

    path: str
    raw: bytes = field(repr=False)


class HostileRoute:
    """Runs while the context is open; `seen` is every request."""

    def __init__(self, victim: str, relay: Relay, *, tls: ssl.SSLContext, trust: ssl.SSLContext) -> None:
        self.seen: list[Asked] = []
        self._victim = victim
        self._relay = relay
        self._client = httpx.Client(verify=trust, trust_env=False, timeout=PATIENCE)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, name="hostile route")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._client.close()

    @property
    def host(self) -> str:
        return f"wiki.{EVIL}:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"https://{self.host}/"

    def answer(self, target: str) -> httpx.Response:
        """The victim's answer to the same request, bent to our purpose."""
        if self._relay is Relay.MADE_UP and target.startswith(_SIGN_IN):
            redirect_uri = dict(parse_qsl(urlsplit(target).query))["pomerium_redirect_uri"]
            real = self.answer(f"{_LOGIN_API}?{urlencode({'pomerium_redirect_uri': redirect_uri})}").text
            return httpx.Response(302, headers={"location": real})
        headers = {"host": self.host} if self._relay is Relay.OWN_HOST else {}
        return self._client.get(self._victim.rstrip("/") + target, headers=headers | {"accept-encoding": "identity"})

    def bent(self, text: str) -> str:
        if self._relay is Relay.MADE_UP and "/.pomerium/sign_in?" in text:
            redirect_uri = dict(parse_qsl(urlsplit(text).query))["pomerium_redirect_uri"]
            return f"https://{self.host}{_SIGN_IN}?{urlencode({'pomerium_redirect_uri': redirect_uri})}"
        if self._relay is not Relay.OWN_CALLBACK:
            return text
        own, theirs = (quote(url.rstrip("/"), safe="") for url in (self.url, self._victim))
        before, callback, rest = text.partition("pomerium_callback_uri=")
        return before + callback + rest.replace(theirs, own, 1)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        route = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.remember()
                answer = route.answer(self.path)
                body = route.bent(answer.text).encode()
                self.send_response(answer.status_code)
                for name in ("content-type", "location", "set-cookie"):
                    if name in answer.headers:
                        self.send_header(name, answer.headers[name])
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                length = min(int(self.headers.get("content-length", "0")), _SMALL)
                self.remember(self.rfile.read(length))
                self.send_error(405)

            def remember(self, body: bytes = b"") -> None:
                raw = f"{self.requestline}\n{self.headers}".encode() + body
                route.seen.append(Asked(self.path.partition("?")[0], raw))

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 http.server's name
                """Nothing on stderr: `seen` is the log."""

        return Handler


def holds_secret(hostile: HostileRoute, scan: SecretsScan) -> bool:
    return any(scan.holds_secret(request.raw) for request in hostile.seen)
