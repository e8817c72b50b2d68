"""What a client of the proxy is told where a route does not take the credential."""

from __future__ import annotations

from dataclasses import replace

from pomtray.core.domain.route import HeaderForm, Route
from pomtray.forward.refusing import refused
from pomtray.signin.web.answer import Answer

ROUTE = Route("app", "https://app.pom.test")
FORBIDDEN = Answer(403, {"content-type": "application/json"}, b'{"error":"Forbidden","request_id":"r"}', "r")


def test_a_bearer_may_be_refused_for_its_form() -> None:
    """Pomerium answers both alike (`pomerium.md` §7)."""
    told = refused(ROUTE, FORBIDDEN)
    bearer = refused(replace(ROUTE, header=HeaderForm.BEARER), FORBIDDEN)
    assert told
    assert bearer
    assert "`pomtray doctor app` tells" in bearer.problem.text()
    assert "bearer" not in told.problem.text()
