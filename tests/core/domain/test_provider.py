"""A provider's settings: whose sessions it gives."""

from __future__ import annotations

import pytest

from pomtray.core.domain.provider import Provider
from pomtray.core.protocol.metadata import Metadata


@pytest.mark.parametrize(
    ("provider", "origin"),
    [
        (Provider("a", "https://idp.pom.test/realms/a", "c"), "https://idp.pom.test"),
        (Provider("a", "", "c", metadata=Metadata("", "https://idp.pom.test:8443/token")), "https://idp.pom.test:8443"),
    ],
)
def test_whose_sessions_they_are(provider: Provider, origin: str) -> None:
    assert str(provider.origin) == origin
