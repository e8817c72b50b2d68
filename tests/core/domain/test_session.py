"""A credential shows itself to nobody; a session ends once."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace

import pytest

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Credential, Person
from tests.core.built import APP, CANARY, NOW, SECOND, a_session

SECRET = f"{CANARY}.abc-_~+/x=="


@pytest.mark.parametrize("shown", [repr, str, "{}".format, "{!r}".format, lambda it: f"{it}", lambda it: f"{[it]}"])
def test_no_text_of_a_credential_holds_it(shown: object) -> None:
    assert callable(shown)
    assert shown(Credential(SECRET)) in {"Credential(…)", "[Credential(…)]"}


@pytest.mark.parametrize("taken", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_credential_is_not_pickled_or_copied(taken: object) -> None:
    assert callable(taken)
    with pytest.raises(TypeError, match="not pickled") as raised:
        taken(Credential(SECRET))
    assert CANARY not in str(raised.value)


def test_a_credential_has_no_attributes_to_list() -> None:
    assert not hasattr(Credential(SECRET), "__dict__")
    with pytest.raises(TypeError):
        format(Credential(SECRET), ">40")


def test_credentials_compare_by_value() -> None:
    assert Credential(SECRET) == Credential(SECRET)
    assert len({Credential(SECRET), Credential(SECRET), Credential("other")}) == 2
    assert Credential("a") != "a"
    assert Credential(SECRET).reveal() == SECRET


@pytest.mark.parametrize(
    "value",
    ["", "=", "a b", "a\n", "a\r\nX: y", 'a"', "a'", "a\\", "a=b", "ä", "a\0", "a,b", "$(x)", "a" * (32 * 1024 + 1)],
)
def test_only_the_characters_of_a_b64token_are_taken(value: str) -> None:
    with pytest.raises(ValueError, match="not a token") as raised:
        Credential(CANARY + value if value not in {"", "="} else value)
    assert CANARY not in str(raised.value)


def test_the_longest_token_is_taken() -> None:
    assert len(Credential("a" * 32 * 1024).reveal()) == 32 * 1024


def test_a_session_keeps_its_first_end() -> None:
    ended = a_session().ended(NOW)
    assert ended.ended(NOW + SECOND).ended_at == NOW
    assert CANARY not in repr(ended)


@pytest.mark.parametrize(
    ("person", "label"),
    [(Person("u", "e@x", "N"), "e@x"), (Person("u", "", "N"), "N"), (Person("u"), "u")],
)
def test_a_person_is_told_by_what_there_is(person: Person, label: str) -> None:
    assert person.label() == label


def test_a_session_is_asked_about_where_it_is_known() -> None:
    session = a_session()
    assert session.vouching_host == session.issuer
    assert replace(session, vouched_by=APP.origin).vouching_host == APP.origin


@pytest.mark.parametrize("why", Closed)
@pytest.mark.parametrize("url", ["tcp+https://app.pom.test:5432", "tcp+https://app.pom.test/db.pom.test:5432"])
def test_what_pages_of_its_host_say_closes_no_tcp_route(url: str, why: Closed) -> None:
    """As where the host was added as a page first, where it turned out to have none (`pomerium.md` §4)."""
    route, session = Route("db", url), replace(a_session(), refusals={APP.origin: Refusal(why)})
    assert route.origin == APP.origin
    assert session.closed(route) is None
    assert session.closed(APP) or why is Closed.FORM


def test_what_a_tcp_route_says_closes_it_and_no_other_of_its_host() -> None:
    routes = [Route("db", f"tcp+https://app.pom.test/db.pom.test:{port}") for port in (5432, 5433)]
    session = a_session().heard({routes[0].place: Refusal(Closed.NOT_ALLOWED)})
    closed = session.closed(routes[0])
    assert closed
    assert closed.sentence == "db.pom.test:5432 does not let this person in."
    assert session.closed(routes[1]) is None
    assert session.closed(APP) is None
    assert session.heard({routes[0].place: None}).closed(routes[0]) is None
