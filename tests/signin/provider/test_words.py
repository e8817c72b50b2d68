"""Words of a provider's sign-in that no other test reads to the letter."""

from __future__ import annotations

import pytest

from pomtray.core.plain import unmarked
from pomtray.signin.provider import words
from pomtray.signin.provider.callback.words import no_listener
from tests.core.built import CRM, PROVIDER, ROBOT


@pytest.mark.parametrize(("seconds", "told"), [(59, "within 1 min."), (60, "within 1 min."), (61, "within 2 min.")])
def test_how_long_nobody_came_is_told_in_whole_minutes(seconds: float, told: str) -> None:
    assert words.nobody(seconds).sentence.endswith(told)


def test_who_lacks_an_access_token_gets_the_advice_that_can_be_followed() -> None:
    person, machine = (words.no_access_token(route, PROVIDER, "it is empty").problem for route in (CRM, ROBOT))
    assert person.sentence == machine.sentence
    assert unmarked(person.sentence) == "idp gave none that can be used: it is empty."
    assert "`deliver`" in person.action
    assert machine.action == "Ask the provider's administrator."


def test_a_renewal_without_an_id_token_says_why() -> None:
    problem = words.renewed_without_id_token(PROVIDER, "it is not there").problem
    assert (
        unmarked(problem.sentence)
        == "idp renews, but gives no ID token then, and the route wants one: it is not there."
    )


def test_where_one_may_not_listen_is_told() -> None:
    assert no_listener("localhost").problem.sentence.endswith("listen on localhost.")
