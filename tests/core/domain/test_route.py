"""Settings, and what follows from them."""

from __future__ import annotations

import pytest

from pomtray.core.domain.provider import FromCommand, InEnvironment, InVault, Provider, SecretPlace
from pomtray.core.domain.route import AutoRenew, Preferences, Route, Settings


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


@pytest.mark.parametrize(
    ("usual", "own", "looks"),
    [
        (AutoRenew.NOTIFY, None, False),
        (AutoRenew.BROWSER, None, True),
        (AutoRenew.BROWSER, AutoRenew.OFF, False),
        (AutoRenew.OFF, AutoRenew.BROWSER, True),
    ],
)
def test_somebody_must_be_there_only_where_a_page_may_open_unasked(
    usual: AutoRenew, own: AutoRenew | None, *, looks: bool
) -> None:
    route = Route("app", "https://app.test", auto_renew=own)
    assert Settings((route,), Preferences(auto_renew=usual)).looks_for_person is looks


def test_without_routes_nobody_is_looked_for() -> None:
    assert not Settings(preferences=Preferences(auto_renew=AutoRenew.BROWSER)).looks_for_person
