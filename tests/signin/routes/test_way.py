"""The way to a server, step by step."""

from __future__ import annotations

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.network.proxy import Proxy
from pomtray.core.report import Outcome
from pomtray.signin.routes import way
from pomtray.signin.web.failures import RequestTarget

PROXY = Proxy("http", "proxy.test", 3128, "HTTPS_PROXY")


async def test_a_name_is_told_with_its_addresses() -> None:
    step = await way.name(RequestTarget(Origin.parse("https://localhost")))
    assert step
    assert step.outcome is Outcome.WELL
    assert step.sentence.startswith("localhost is ")
    assert "127.0.0.1" in step.sentence or "::1" in step.sentence


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
async def test_an_address_is_no_name(host: str) -> None:
    assert await way.name(RequestTarget(Origin.parse(f"https://{host}"))) is None


def test_a_connection_is_one_to_the_proxy_where_there_is_one() -> None:
    app = Origin.parse("https://app.pom.test")
    assert way.connected(RequestTarget(app)) == "app.pom.test takes connections."
    assert way.connected(RequestTarget(app, proxy=PROXY)) == "The proxy proxy.test:3128 takes connections."
