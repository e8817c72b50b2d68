"""The shapes of the demo's answers: JSON, text, pages, redirects and Pomerium's own errors."""

from __future__ import annotations

import json
from http import HTTPStatus

from pomtray.core.text import phrase
from pomtray.demo import pages
from pomtray.demo.realm import Ask
from pomtray.serve.http import Response

Headers = tuple[tuple[bytes, bytes], ...]

INTERCEPTED: Headers = ((b"x-pomerium-intercepted-response", b"true"),)
_GO_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
_POLICY_WORDS = {401: phrase("Unauthenticated"), 403: phrase("Forbidden")}
_TITLES = {
    HTTPStatus.BAD_REQUEST: phrase("Bad Request"),
    HTTPStatus.UNAUTHORIZED: phrase("Unauthorized"),
    HTTPStatus.FORBIDDEN: phrase("Forbidden"),
    HTTPStatus.NOT_FOUND: phrase("Not Found"),
    HTTPStatus.INTERNAL_SERVER_ERROR: phrase("Internal Server Error"),
    HTTPStatus.SERVICE_UNAVAILABLE: phrase("Service Unavailable"),
}


def go_json(value: object) -> str:
    """JSON as Go writes it: no spaces, and nothing that could end a script (`&` is escaped too)."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).translate(_GO_ESCAPES)


def json_answer(value: object, status: int = 200, headers: Headers = ()) -> Response:
    return _answer(status, b"application/json", go_json(value).encode(), headers)


def text(body: str, status: int = 200, headers: Headers = ()) -> Response:
    return _answer(status, b"text/plain; charset=utf-8", body.encode(), headers)


def not_found() -> Response:
    return text("Not Found", 404)


def page(body: str, status: int = 200, headers: Headers = ()) -> Response:
    return _answer(status, b"text/html; charset=utf-8", body.encode(), headers)


def redirect(location: str, headers: Headers = ()) -> Response:
    return Response(302, ((b"location", location.encode("utf-8", "surrogateescape")), *headers))


def error_page(ask: Ask, status: int, reason: str = "") -> Response:
    """Pomerium's HTML error; what went wrong is for the administrator, who needs the request id."""
    return page(pages.error(status, _TITLES[HTTPStatus(status)], reason, ask.request_id), status, INTERCEPTED)


def endpoint_error(ask: Ask, status: int) -> Response:
    """An error of a `/.pomerium` endpoint itself (`pomerium.md` §1); no reason is given."""
    if ask.wants_json:
        return json_answer({"Status": status, "RequestID": ask.request_id}, status, INTERCEPTED)
    return error_page(ask, status)


def policy_error(ask: Ask, status: int) -> Response:
    """What the policy check answers; its JSON is not marked as intercepted (`pomerium.md` §3)."""
    if ask.wants_json:
        return json_answer({"error": _POLICY_WORDS[status], "request_id": ask.request_id}, status)
    return error_page(ask, status, _POLICY_WORDS[status])


def route_not_found(ask: Ask) -> Response:
    """What a host without a route answers, whoever asks: JSON of another shape, over several lines (§4)."""
    return _local_reply(ask, 404, "route_not_found")


def no_upstream(ask: Ask) -> Response:
    """What is said where nothing behind the route takes the connection (v0.33 source, `local_reply.go`)."""
    return _local_reply(ask, 503, "upstream_reset_before_response_started{connection_failure}")


def _local_reply(ask: Ask, status: int, reason: str) -> Response:
    said = {"requestId": ask.request_id, "status": str(status), "statusText": reason}
    return _answer(status, b"application/json", json.dumps(said, indent=2).encode(), ())


def cookie(name: str, value: str, max_age: int, *, secure: bool) -> tuple[bytes, bytes]:
    parts = [f"{name}={value}", "Path=/", "HttpOnly", "SameSite=Lax", f"Max-Age={max_age}"]
    return b"set-cookie", "; ".join([*parts, "Secure"] if secure else parts).encode()


def _answer(status: int, kind: bytes, body: bytes, headers: Headers) -> Response:
    return Response(status, ((b"content-type", kind), (b"cache-control", b"no-store"), *headers), body)
