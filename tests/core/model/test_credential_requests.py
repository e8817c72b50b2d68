"""What comes before a credential is handed to another program."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import EndSource, Verdict
from pomtray.core.effects import Renew, Share, Verify
from pomtray.core.errors import Part, Problem
from pomtray.core.model.credential_requests import GrantedCredential, Precondition, decide, is_out
from pomtray.core.requests.request import Declined, Exit
from tests.core.built import (
    APP,
    APP_ID,
    CRM,
    CRM_ID,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    WIKI,
    World,
    a_granted,
    a_session,
    a_world,
    place,
    signed_in,
)

NONE = timedelta()
BOTH = frozenset(Precondition)


def asked(
    world: World, route: Route = APP, least: timedelta = NONE, done: frozenset[Precondition] = frozenset()
) -> GrantedCredential | Precondition:
    return decide(world.model, route, least, world.now, done=done)


def declined(world: World, route: Route = APP, least: timedelta = NONE) -> Declined:
    with pytest.raises(Declined) as no:
        asked(world, route, least, BOTH)
    return no.value


def test_one_that_the_server_has_just_vouched_for_is_handed_out() -> None:
    world = signed_in()
    ready = asked(world)
    assert isinstance(ready, GrantedCredential)
    assert ready.session.id == "one"
    assert not ready.note


def test_a_tcp_route_beside_one_that_is_signed_in_is_asked_about_first() -> None:
    """The session serves its host already, and the server's yes was about that."""
    first, second = (Route(name, f"tcp+https://app.pom.test:{port}") for name, port in (("one", 5432), ("two", 5433)))
    world = signed_in()
    world.configure(APP, first, second)
    assert asked(world, second) is Precondition.ANSWER
    refused = {first.place: None, second.place: Refusal(Closed.NOT_ALLOWED)}
    world.happen(happened.Verified(world.now, "one", Verdict.LIVE, heard=refused))
    assert isinstance(asked(world, first), GrantedCredential)
    assert declined(world, second).status is Exit.NOT_ALLOWED


def test_an_older_yes_is_asked_for_anew() -> None:
    world = signed_in()
    world.wait(11 * SECOND)
    assert asked(world) is Precondition.ANSWER
    (effect,) = world.happen(happened.CredentialRequested(world.now, "app", NONE))
    assert isinstance(effect, Verify)
    assert is_out(world.model, APP)
    world.verify(Verdict.LIVE)
    assert not is_out(world.model, APP)
    assert isinstance(asked(world), GrantedCredential)


def test_without_an_answer_it_is_handed_out_and_that_is_told() -> None:
    world = signed_in()
    world.wait(MINUTE)
    ready = asked(world, done=frozenset({Precondition.ANSWER}))
    assert isinstance(ready, GrantedCredential)
    assert "no answer" in ready.note


def test_what_the_server_has_ended_takes_a_sign_in() -> None:
    world = signed_in()
    world.verify(Verdict.ENDED)
    assert asked(world) is Precondition.SIGN_IN
    no = declined(world)
    assert no.status is Exit.SIGN_IN_NEEDED
    assert "has ended" in no.problem.text()
    assert "pomtray login app" in no.problem.text()


def test_nobody_signed_in_takes_a_sign_in() -> None:
    world = a_world(APP, WIKI)
    assert asked(world, WIKI) is Precondition.SIGN_IN
    assert declined(world, WIKI).status is Exit.SIGN_IN_NEEDED


def with_wiki_written_down() -> World:
    world = a_world(APP, WIKI)
    place(world, APP_ID, a_session())
    return world


def test_a_route_that_is_new_is_first_held_against_the_sessions_that_live() -> None:
    world = with_wiki_written_down()
    assert asked(world, WIKI) is Precondition.SHARE
    (effect,) = world.happen(happened.CredentialRequested(world.now, "wiki", NONE))
    assert isinstance(effect, Share)
    assert (effect.login, effect.routes) == (APP_ID, (WIKI,))
    assert is_out(world.model, WIKI)
    world.happen(happened.SessionShared(world.now, APP_ID, "one", frozenset({WIKI.origin})))
    assert is_out(world.model, WIKI), "whether it takes a bearer"
    world.verify(Verdict.LIVE, heard={WIKI.origin: None}, shown={WIKI.origin})
    assert not is_out(world.model, WIKI)
    assert isinstance(asked(world, WIKI, done=frozenset({Precondition.SHARE})), GrantedCredential)


def test_one_that_no_session_opens_takes_a_sign_in() -> None:
    world = with_wiki_written_down()
    world.happen(happened.CredentialRequested(world.now, "wiki", NONE))
    world.happen(happened.SessionShared(world.now, APP_ID, "one", frozenset()))
    assert asked(world, WIKI, done=frozenset({Precondition.SHARE})) is Precondition.SIGN_IN


def test_who_signed_out_of_a_route_is_not_signed_in_again_by_another_ones_session() -> None:
    world = with_wiki_written_down()
    login = world.model.login_of(WIKI)
    assert login
    world.model = world.model.with_login(replace(login, last_person=a_session().person))
    assert asked(world, WIKI) is Precondition.SIGN_IN
    assert not world.happen(happened.CredentialRequested(world.now, "wiki", NONE))


def test_a_route_that_does_not_let_in_gets_none() -> None:
    refused = replace(a_session(), refusals={APP.origin: Refusal(Closed.NOT_ALLOWED)})
    no = declined(signed_in(refused))
    assert no.status is Exit.NOT_ALLOWED
    assert "does not let this person in" in no.problem.text()


def test_a_credential_goes_where_it_may_go_and_nowhere_else() -> None:
    elsewhere = replace(a_session(), may_go_to=frozenset({WIKI.origin}))
    assert declined(signed_in(elsewhere)).status is Exit.NOT_ALLOWED


def test_less_than_is_wanted_is_renewed_by_the_person_once() -> None:
    world = signed_in(a_session(lasts=2 * HOUR))
    assert isinstance(asked(world, least=HOUR), GrantedCredential)
    assert asked(world, least=3 * HOUR) is Precondition.SIGN_IN
    ready = asked(world, least=3 * HOUR, done=BOTH)
    assert isinstance(ready, GrantedCredential)
    assert "2 h" in ready.note


def test_an_estimate_is_no_reason_to_refuse() -> None:
    world = signed_in(a_session(lasts=MINUTE, source=EndSource.ESTIMATE))
    assert isinstance(asked(world), GrantedCredential)


def granted(lasts: timedelta) -> World:
    world = a_world(APP, CRM)
    place(world, CRM_ID, a_granted(lasts=lasts))
    return world


def test_a_providers_credential_counts_until_its_end_and_is_renewed_before() -> None:
    world = granted(5 * MINUTE)
    assert isinstance(asked(world, CRM), GrantedCredential)
    assert asked(world, CRM, 10 * MINUTE) is Precondition.ANSWER
    effects = world.happen(happened.CredentialRequested(world.now, "crm", 10 * MINUTE))
    assert [type(effect) for effect in effects] == [Renew]
    assert is_out(world.model, CRM)
    assert not world.happen(happened.CredentialRequested(world.now, "crm", 10 * MINUTE)), "one renewal at a time"


def test_one_that_ends_in_a_moment_is_renewed_first() -> None:
    world = granted(20 * SECOND)
    assert asked(world, CRM) is Precondition.ANSWER


def test_a_provider_that_wants_to_be_left_alone_is() -> None:
    world = granted(MINUTE)
    world.happen(happened.CredentialRequested(world.now, "crm", HOUR))
    session = world.session(CRM_ID)
    assert session
    problem = Problem("Busy", "It is busy.")
    world.happen(
        happened.RenewalFailed(world.now, CRM_ID, session.id, problem, over=False, retry_for=timedelta(minutes=9))
    )
    assert not world.happen(happened.CredentialRequested(world.now, "crm", HOUR))


def test_an_end_that_could_not_be_put_off_is_told_by_why() -> None:
    world = granted(MINUTE)
    world.happen(happened.CredentialRequested(world.now, "crm", HOUR))
    session = world.session(CRM_ID)
    assert session
    problem = Problem("No answer", "idp did not answer.")
    world.happen(happened.RenewalFailed(world.now, CRM_ID, session.id, problem, over=False))
    world.now += 2 * MINUTE
    no = declined(world, CRM)
    assert (no.status, no.problem) == (Exit.UNREACHABLE, problem)


def test_what_the_provider_renews_no_more_is_told_by_its_words() -> None:
    for over in (False, True):
        world = granted(MINUTE)
        session = world.session(CRM_ID)
        assert session
        problem = Problem("The provider renews no more", "The identity provider answered 400.", "Sign in again.")
        failed = happened.RenewalFailed(world.now, CRM_ID, session.id, problem, over=over, refused=True)
        world.happen(failed)
        given = asked(world, CRM, HOUR, done=BOTH)
        assert isinstance(given, GrantedCredential)
        assert given.note.endswith("could not be renewed for longer. The identity provider answered 400.")
        world.now += 2 * MINUTE
        no = declined(world, CRM)
        assert no.status is Exit.SIGN_IN_NEEDED
        assert no.problem.sentence == "The session for crm has ended. The identity provider answered 400."


def test_what_is_locked_away_is_told_as_that() -> None:
    world = a_world(APP)
    trouble = Problem("The keyring is locked", "It is.")
    world.model = replace(world.model, vault_open=False)
    world.happen(happened.Impaired(world.now, Part.VAULT, trouble))
    no = declined(world)
    assert (no.status, no.problem) == (Exit.LOCKED, trouble)


def test_of_a_route_that_is_gone_nothing_is_asked() -> None:
    world = signed_in()
    assert not world.happen(happened.CredentialRequested(world.now, "gone", NONE))


def test_a_bearer_is_asked_for_as_that_before_it_is_handed_out() -> None:
    world = signed_in()
    bearer = APP.handed_as(HeaderForm.BEARER)
    assert asked(world, bearer) is Precondition.ANSWER
    (effect,) = world.happen(happened.CredentialRequested(world.now, "app", NONE, HeaderForm.BEARER))
    assert isinstance(effect, Verify)
    assert effect.routes == (bearer,)
    world.verify(Verdict.LIVE, heard={APP.origin: None}, shown={APP.origin})
    ready = asked(world, bearer)
    assert isinstance(ready, GrantedCredential)
    assert (ready.route, ready.note) == (bearer, "")
    assert isinstance(asked(world), GrantedCredential)


def test_a_bearer_that_is_not_taken_is_not_handed_out_and_the_other_forms_are() -> None:
    world = signed_in(a_session().heard({APP.origin: Refusal(Closed.FORM)}, [APP.origin], NOW))
    no = declined(world, APP.handed_as(HeaderForm.BEARER))
    assert (no.status, no.problem.title) == (Exit.NOT_ALLOWED, "Bearer form not taken")
    assert isinstance(asked(world), GrantedCredential)


def test_without_an_answer_to_the_bearer_that_is_told() -> None:
    world = signed_in()
    ready = asked(world, APP.handed_as(HeaderForm.BEARER), done=frozenset({Precondition.ANSWER}))
    assert isinstance(ready, GrantedCredential)
    assert ready.note == "No answer whether app.pom.test takes the bearer form."
