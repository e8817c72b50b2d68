"""Settings, and what follows from them."""

from __future__ import annotations

from pomtray.core.provider import FromCommand, InEnvironment, InVault, Provider, SecretPlace
from pomtray.core.route import Settings


def test_the_variables_that_hold_secrets_are_those_of_every_provider() -> None:
    places: tuple[SecretPlace | None, ...] = (
        InEnvironment("A"),
        None,
        InVault(),
        FromCommand(("pass", "show", "B")),
        InEnvironment("C"),
    )
    providers = tuple(Provider("x", "https://x.test", "us", place) for place in places)
    assert Settings(providers=providers).secret_variables == {"A", "C"}
