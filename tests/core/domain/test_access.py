"""Why a route is not open to a session that lives, in words."""

from __future__ import annotations

import pytest

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.provider import Method
from pomtray.core.domain.route import HeaderForm, Route
from tests.core.built import APP, CRM, NOW, ROBOT, SECOND, WIKI, a_granted, a_session

DB = Route("db", "tcp+https://db.pom.test:5432")


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
        told = [session.heard({CRM.origin: Refusal(why)}).closed(CRM) for session in sessions]
        assert all(told)
    texts = [session.heard({APP.origin: Refusal(Closed.NOT_ALLOWED)}).closed(APP) for session in sessions]
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
    assert (open_again, open_again.closed(APP)) == (a_session(), None)


def test_a_tcp_route_that_opened_once_is_known_until_it_refuses() -> None:
    session = a_session()
    assert (session.knows(DB), session.knows(APP)) == (False, True), "a host's pages are asked about at each look"
    opened = session.heard({DB.place: None})
    assert (opened.knows(DB), opened.opened) == (True, {DB.place})
    assert opened.heard({}) == opened
    refused = opened.heard({DB.place: Refusal(Closed.NOT_ALLOWED)})
    assert (refused.knows(DB), refused.opened) == (True, frozenset())


def test_a_form_that_is_not_taken_closes_the_route_in_that_form_only() -> None:
    session = a_session().heard({WIKI.origin: Refusal(Closed.FORM)}, [WIKI.origin], NOW)
    closed = session.closed(WIKI)
    assert closed
    assert closed.title == "Bearer form not taken"
    for form in (HeaderForm.POMERIUM, HeaderForm.X_POMERIUM):
        assert session.closed(WIKI.handed_as(form)) is None
    assert session.closed(WIKI.as_token) is None
    assert session.heard({WIKI.origin: None}).closed(WIKI) == closed, "another form tells nothing of the bearer"
    assert session.heard({WIKI.origin: None}, [WIKI.origin], NOW).closed(WIKI) is None
    shut = session.heard({WIKI.origin: Refusal(Closed.NOT_ALLOWED)})
    assert shut.closed(WIKI.as_token), "what its policy forbids is forbidden in each form"


def test_when_a_bearer_was_taken_is_known_until_it_is_refused() -> None:
    session = a_session()
    assert (session.takes_form(WIKI), session.takes_form(APP)) == (False, True)
    taken = session.heard({WIKI.origin: None, APP.origin: None}, [WIKI.origin], NOW)
    assert taken.bearers == {WIKI.origin: NOW}
    assert taken.heard({WIKI.origin: None}).bearers == {WIKI.origin: NOW}
    assert taken.heard({}, [WIKI.origin], NOW + SECOND).bearers == {WIKI.origin: NOW}, "it gave no clear answer"
    assert taken.heard({WIKI.origin: Refusal(Closed.FORM)}, [WIKI.origin], NOW).bearers == {}


def test_a_provider_s_token_has_one_form() -> None:
    assert all(CRM.handed_as(form) is CRM for form in (None, *HeaderForm))
    assert APP.handed_as(HeaderForm.PLAIN_BEARER).header is HeaderForm.BEARER, "that of a session's own"
    assert (APP.handed_as(None), APP.as_token, CRM.as_token) == (APP, APP, CRM)
