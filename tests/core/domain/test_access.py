"""Why a route is not open to a session that lives, in words."""

from __future__ import annotations

import pytest

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.provider import Method
from tests.core.built import APP, CRM, ROBOT, a_granted, a_session


@pytest.mark.parametrize("why", Closed)
@pytest.mark.parametrize("method", Method)
def test_every_reason_names_the_route_and_what_helps(why: Closed, method: Method) -> None:
    problem = Refusal(why, "request-7").problem(APP.origin, method)
    assert "app.pom.test" in problem.sentence
    assert problem.title
    assert problem.action
    assert problem.text().endswith("Request id request-7.")


def test_the_reasons_are_told_apart() -> None:
    texts = {Refusal(why).problem(APP.origin).text() for why in Closed}
    assert len(texts) == len(Closed)


def test_a_provider_s_token_and_a_machine_s_are_refused_in_words_of_their_own() -> None:
    sessions = (a_session(), a_granted(), a_granted(route=ROBOT))
    for why in (Closed.NOT_ALLOWED, Closed.NOT_READ):
        told = [session.heard({CRM.origin: Refusal(why)}).closed(CRM.origin) for session in sessions]
        assert all(told)
    texts = [session.heard({APP.origin: Refusal(Closed.NOT_ALLOWED)}).closed(APP.origin) for session in sessions]
    assert [("this person" in str(text), "kind of token" in str(text), "machines" in str(text)) for text in texts] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]


def test_what_a_route_says_last_counts() -> None:
    session = a_session().heard({APP.origin: Refusal(Closed.NOT_ALLOWED), CRM.origin: None})
    assert session.refusals == {APP.origin: Refusal(Closed.NOT_ALLOWED)}
    assert session.heard({}) == session
    other = session.heard({APP.origin: Refusal(Closed.NO_SUCH_ROUTE)})
    assert other.refusals == {APP.origin: Refusal(Closed.NO_SUCH_ROUTE)}
    open_again = other.heard({APP.origin: None})
    assert (open_again, open_again.closed(APP.origin)) == (a_session(), None)
