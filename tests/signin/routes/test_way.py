"""The way to a server, step by step."""

from __future__ import annotations

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.errors import Problem
from pomtray.core.network.proxy import Proxy
from pomtray.core.report import About, Outcome
from pomtray.signin.routes import way
from pomtray.signin.web.failures import RequestTarget
from pomtray.signin.web.server_certificate import CertificateWatch

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


@pytest.mark.parametrize(
    ("step", "scheme", "connected", "encrypted", "place"),
    [
        (About.PROXY, "https", False, False, About.PROXY),
        (About.NAME, "https", True, True, About.NAME),
        (About.CONNECTION, "https", True, True, About.POMERIUM),
        (About.CONNECTION, "https", False, False, About.CONNECTION),
        ("", "https", False, False, About.CONNECTION),
        ("", "https", True, False, About.ENCRYPTION),
        ("", "https", True, True, About.POMERIUM),
        ("", "http", True, False, About.POMERIUM),
    ],
)
def test_it_ended_where_the_failure_says_or_the_connection_had_come_to(
    step: str, scheme: str, place: About, *, connected: bool, encrypted: bool
) -> None:
    watching = CertificateWatch(None)
    watching.connected, watching.encrypted = connected, encrypted
    origin = Origin(scheme, "127.0.0.1", 443)
    assert way.place(watching, Problem("No", "It failed.", step=step), origin) is place
