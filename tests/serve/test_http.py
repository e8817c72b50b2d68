"""Requests, answers and limits as values."""

from __future__ import annotations

import pytest

from pomtray.serve.http import Limits, Request, Response

_SECRET = b"secret"
_HEADERS = ((b"cookie", _SECRET), (b"host", b"a"), (b"cookie", b"second"))


def test_no_repr_shows_what_may_be_secret() -> None:
    assert repr(Request("POST", b"/secret", _HEADERS, _SECRET)) == "Request(method='POST')"
    assert repr(Response(200, _HEADERS, _SECRET)) == "Response(status=200)"


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [(b"/a", b"/a", b""), (b"/a?b=c", b"/a", b"b=c"), (b"/a?b?c=%20", b"/a", b"b?c=%20"), (b"?", b"", b"")],
)
def test_the_target_has_a_path_and_a_query(target: bytes, path: bytes, query: bytes) -> None:
    request = Request("GET", target)
    assert (request.path, request.query) == (path, query)


def test_a_header_has_all_its_values() -> None:
    request = Request("GET", b"/", _HEADERS)
    assert request.header(b"cookie") == [_SECRET, b"second"]
    assert request.header(b"origin") == []


def test_what_is_not_given_is_empty() -> None:
    assert Request("GET", b"/") == Request("GET", b"/", (), b"")
    assert Response(204) == Response(204, (), b"")
    assert Limits().body_bytes == 0  # nobody posts to us unless a handler takes it
