"""What may be asked from another machine: what is known and credentials, and nobody signs in for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.domain.route import Route, Settings
from pomtray.core.requests.forwarded import declined_there, forwardable, told_there
from pomtray.core.requests.request import Declined, Exit, Request, RequestKind
from tests.core.requests.every_request import requests

APP, WIKI = Route("app", "https://app.pom.test"), Route("wiki", "https://wiki.pom.test")
SETTINGS = Settings((APP, WIKI))


@given(requests(st.sampled_from(["app", "APP", "https://app.pom.test/deep", "app.pom.test"])))
def test_whatever_is_asked_nothing_is_changed_by_it(request_: Request) -> None:
    if request_.do not in {RequestKind.STATUS, RequestKind.CREDENTIAL}:
        with pytest.raises(Declined) as declined:
            forwardable(request_, SETTINGS, "laptop")
        assert declined.value.status is Exit.NOT_ALLOWED
        assert declined.value.problem.action == "Do it on laptop."
        return
    passed, route = forwardable(request_, SETTINGS, "laptop")
    name = "app" if request_.do is RequestKind.CREDENTIAL else ""
    still: dict[str, Any] = {
        "waits": False,
        "browser": False,
        "device": False,
        "every": False,
        "config": "",
        "route": name,
    }
    assert passed == replace(request_, **still)
    assert route == (APP if name else None)


def test_a_route_that_is_none_is_declined() -> None:
    with pytest.raises(Declined) as declined:
        forwardable(Request(RequestKind.CREDENTIAL, "https://elsewhere.test"), SETTINGS, "laptop")
    assert declined.value.status is Exit.USAGE


@pytest.mark.parametrize("text", ["wiki", "https://wiki.pom.test/x", "nothing", "https://nothing.test"])
def test_where_routes_are_named_of_others_nothing_is_told(text: str) -> None:
    with pytest.raises(Declined) as declined:
        forwardable(Request(RequestKind.CREDENTIAL, text), SETTINGS, "laptop", {"app"})
    assert declined.value.status is Exit.USAGE
    assert declined.value.problem.sentence == "laptop can be asked for these routes only: app."
    assert forwardable(Request(RequestKind.CREDENTIAL, "https://app.pom.test/x"), SETTINGS, "laptop", {"app"})[1] == APP


def test_what_is_of_this_machine_alone_is_not_told() -> None:
    rows = [{"name": "app"}, {"name": "wiki"}]
    status = {"status": "2 routes", "routes": rows, "trouble": [{"title": "No tray", "text": "Here."}], "locked": False}
    everything = {"status": "2 routes", "routes": rows, "trouble": [], "locked": False, "machine": "laptop"}
    assert told_there(status, "laptop", ()) == everything
    assert told_there(status, "laptop", {"wiki"}) == everything | {"status": "", "routes": [{"name": "wiki"}]}
    tls = {"authorities": ["/home/me/ca.pem"], "certificate": "/home/me/me.p12", "key": ""}
    empty = {"authorities": [], "certificate": "", "key": ""}
    assert told_there({"token": "x", "tls": tls}, "laptop", ()) == {"token": "x", "tls": empty, "machine": "laptop"}
    assert told_there({"text": "x"}, "laptop", ()) == {"text": "x", "machine": "laptop"}


def test_a_no_says_whose_it_is() -> None:
    declined = declined_there(2, "Sign-in needed", "Nobody is signed in.", "laptop")
    assert declined.status is Exit.SIGN_IN_NEEDED
    assert declined.problem.text() == "Nobody is signed in. So says laptop, which was asked over SSH."
