"""Failures of the network: which of an error's causes is told, what it is called, and what helps."""

from __future__ import annotations

import socket
import ssl
from dataclasses import replace
from itertools import islice
from typing import Any

import httpx
import pytest

from pomtray.core.domain.origin import Origin
from pomtray.signin.web import failures
from pomtray.signin.web.failures import RequestTarget

ASKED = RequestTarget(Origin.parse("https://app.test"))


def test_causes_that_go_round_come_to_an_end() -> None:
    one, other = httpx.ConnectError("one"), ConnectionRefusedError("other")
    one.__cause__, other.__cause__ = other, one
    assert list(islice(failures._chain(one), 9)) == [one, other]
    assert failures.explain(one, ASKED).title == "The connection was refused"


@pytest.mark.parametrize("where", ["cause", "context", "group"])
def test_the_cause_is_found_wherever_it_stands(where: str) -> None:
    error: BaseException = httpx.ConnectError("one")
    if where == "cause":
        error.__cause__ = ConnectionRefusedError()
    elif where == "context":
        error.__context__ = ConnectionRefusedError()
    else:
        error.__cause__ = ExceptionGroup("several", [OSError(), ConnectionRefusedError()])
    assert failures.explain(error, ASKED).title == "The connection was refused"


def test_the_nearest_cause_is_told() -> None:
    error = httpx.ConnectError("one")
    error.__context__ = failed(ssl.SSLCertVerificationError(), verify_message="told by what came before")
    error.__cause__ = failed(ssl.SSLCertVerificationError(), verify_message="told by the cause")
    assert failures.explain(error, ASKED).sentence.endswith("refused: told by the cause.")


def failed(error: Exception, **told: Any) -> Exception:
    """With what OpenSSL says besides."""
    for name, value in told.items():
        setattr(error, name, value)
    return error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            failed(ssl.SSLError(), reason="WRONG_VERSION_NUMBER"),
            "app.test does not speak TLS as expected (wrong version number).",
        ),
        (failed(ssl.SSLError(), reason=None), "app.test does not speak TLS as expected (no reason given)."),
        (
            failed(ssl.SSLCertVerificationError(), verify_message="self-signed certificate"),
            "app.test showed a certificate that is refused: self-signed certificate.",
        ),
        (ssl.SSLCertVerificationError(), "app.test showed a certificate that is refused: it is not trusted."),
    ],
)
def test_the_reason_is_openssls_where_it_gives_one(error: Exception, sentence: str) -> None:
    assert failures.explain(error, ASKED).sentence == sentence


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (failed(ssl.SSLError(), reason=""), "Check scheme and port of the address"),
        (ConnectionRefusedError(), "Check host and port of the address"),
        (socket.gaierror(), "Check the address in the settings and the network"),
        (TimeoutError(), "Check the network; some servers answer inside a VPN only."),
        (OSError(), "Try again; if it stays so, check the address"),
    ],
)
def test_what_helps_is_to_look_at_what_should_stand_between(error: Exception, action: str) -> None:
    assert failures.explain(error, ASKED).action.startswith(action)
    wanted = failures.explain(error, replace(ASKED, automatic="GNOME"))
    assert wanted.action.startswith("GNOME let a script (PAC) choose the proxy")
