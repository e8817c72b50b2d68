"""A request to the provider's OAuth endpoints as named values, and OAuth's errors (RFC 6749 §5.2)."""

from __future__ import annotations

from dataclasses import dataclass, field

from pomtray.core.protocol.strict_json import read_object, text_or_empty
from pomtray.demo.answers import Headers, json_answer
from pomtray.demo.realm import Ask
from pomtray.demo.signing import Pairs, parse_query
from pomtray.serve.http import Response

_NO_STORE: Headers = ((b"pragma", b"no-cache"),)


class OAuthError(Exception):
    """What an endpoint refuses: the code that programs read, the sentence that people read."""

    def __init__(self, code: str, description: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.description = description
        self.status = status

    def answer(self, headers: Headers = ()) -> Response:
        said = {"error": self.code, "error_description": self.description}
        return json_answer(said, self.status, (*_NO_STORE, *headers))


@dataclass(frozen=True, slots=True)
class Parameters:
    """Each name once, as RFC 6749 §3.2 wants it; empty values count as absent."""

    values: dict[str, str] = field(repr=False)
    as_json: bool = False

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def need(self, name: str) -> str:
        """Raises `OAuthError` where the parameter is absent."""
        value = self.get(name)
        if not value:
            raise OAuthError("invalid_request", f"{name} is missing")
        return value

    @property
    def scopes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.get("scope").split()))


def posted(ask: Ask) -> Parameters:
    """The body: a form, or a JSON object of texts. Raises `OAuthError` for any other."""
    kind = ask.header("content-type").partition(";")[0].strip().lower()
    body = ask.request.body.decode("utf-8", "surrogateescape")
    if kind == "application/json":
        return Parameters(_json_object(body), as_json=True)
    if kind != "application/x-www-form-urlencoded":
        raise OAuthError("invalid_request", "the body must be a form or JSON")
    return Parameters(single(parse_query(body)))


def single(pairs: Pairs) -> dict[str, str]:
    """Raises `OAuthError` where a parameter comes twice (RFC 6749 §3.1, §3.2)."""
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise OAuthError("invalid_request", "a parameter comes more than once")
    return dict(pairs)


def answered(values: dict[str, object]) -> Response:
    return json_answer(values, 200, _NO_STORE)


def _json_object(body: str) -> dict[str, str]:
    try:
        said = read_object(body.encode())
        return {name: text_or_empty(said, name) for name in said}
    except ValueError:
        raise OAuthError("invalid_request", "the body must be a JSON object of texts") from None
