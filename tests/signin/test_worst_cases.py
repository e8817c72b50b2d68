"""Nothing that a server sends takes longer to read than the event loop can spare, at a MiB of the worst."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from pomtray.core.session import Credential
from pomtray.signin import pomerium
from pomtray.signin.http import Answer
from pomtray.signin.provider.delivering import _stated_end
from tests.signin.answering import SAMPLES
from tests.worst import SIZE, assert_quick, everything, filled

PAGE = b"window.POMERIUM_DATA = "


def as_json(body: bytes) -> Answer:
    return Answer(200, {"content-type": "application/json"}, body)


def user_page(body: bytes) -> pomerium.UserPage | None:
    return pomerium.on_user_page(Answer(200, {"content-type": "text/html"}, body))


def test_the_user_page() -> None:
    frames = ((b"\n" + PAGE, b"\n"), (PAGE + b"{", b"};"), (PAGE + b'{"session":{"id":"', b'"}};\n'), (b"", PAGE))
    assert_quick(user_page, everything(frames))
    assert_quick(user_page, {"its marker": filled(PAGE), "its marker on lines": filled(b"  " + PAGE + b"{};\n")})


def test_a_user_page_that_is_as_long_as_may_be() -> None:
    data = json.dumps(json.loads((SAMPLES / "user-page.json").read_text()), separators=(",", ":")).encode()
    page = filled(b" \t\r\n", tail=b"      " + PAGE + data + b";\r\n</script>\n")
    assert len(page) > SIZE - 4
    read = user_page(page)
    assert read is not None
    assert read.sid == "f5dd2ce1-7986-4c9b-8e98-8afdc3eff20d"


@pytest.mark.parametrize(
    "read",
    [pomerium._object, pomerium._is_unauthenticated],
    ids=["an object", "an error"],
)
def test_json(read: Callable[[Answer], object]) -> None:
    assert_quick(lambda body: read(as_json(body)), everything([(b'{"error":"', b'"}')]))


def test_the_end_of_an_access_token() -> None:
    assert_quick(lambda body: _stated_end(Credential(body[: 32 * 1024].decode("ascii"))), everything([(b"e.", b".e")]))
