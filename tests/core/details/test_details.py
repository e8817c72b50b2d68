"""The details of a route: what they say, that they hold no secret, and until when they are true."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core import events as happened
from pomtray.core.details import Details, Trouble, details
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.known_pomerium import KnownPomerium
from pomtray.core.domain.login import Doubt
from pomtray.core.domain.route import AutoRenew, Preferences, Route, Settings
from pomtray.core.domain.session import Credential, EndSource, Person, Session, Verdict
from pomtray.core.errors import Problem
from pomtray.core.intent import Action
from pomtray.core.secret import Secret
from pomtray.core.settings.refused import RefusedEntry
from tests.core.built import (
    APP,
    APP_ID,
    CRM,
    CRM_ID,
    HOUR,
    ISSUER,
    MINUTE,
    NOW,
    PROBLEM,
    ROBOT,
    ROBOT_ID,
    WIKI,
    World,
    a_granted,
    a_session,
    a_world,
    place,
    signed_in,
)

CLAIMS = {
    "iss": "authenticate.pom.test",
    "aud": ["app.pom.test", "127.0.0.1:4321"],
    "iat": NOW.timestamp(),
    "exp": (NOW + 14 * HOUR).timestamp(),
    "jti": "one",
    "sub": "alice",
    "databroker_server_version": 1,
    "nickname": "Lissy",
}


def jwt(claims: Mapping[str, object]) -> Credential:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return Credential(f"eyJhbGciOiJIUzI1NiJ9.{payload}.signature-of-it")


def of(world: World, route: str = "app") -> Details:
    found = details(world.model, route, world.now)
    assert found
    return found


def section(found: Details, title: str) -> dict[str, str]:
    facts = next(part.facts for part in found.sections if part.title == title)
    return {fact.name: fact.text for fact in facts}


def with_claims(claims: Mapping[str, object] = CLAIMS) -> Session:
    return replace(a_session(), credential=jwt(claims), got_for=APP.origin)


def test_claims_are_explained_and_never_called_verified() -> None:
    world = signed_in(with_claims())
    world.now += 2 * HOUR
    found = of(world)
    claims = section(found, "What the token says of itself (not verified)")
    assert claims == {
        "Issued (iat)": "09:00 (2 h ago)",
        "Ends (exp)": "23:00 (in 12 h 0 m)",
        "Issuer (iss)": "authenticate.pom.test",
        "For (aud)": "app.pom.test, 127.0.0.1:4321",
        "Id (jti)": "one",
        "Person (sub)": "alice",
        "Kept by Pomerium (databroker_…)": "yes",
        "Also in it": "nickname",
    }
    assert "Lissy" not in found.text(), "what is not explained is not shown"
    assert "may be out of date" in found.text()


@pytest.mark.parametrize(
    "claims", [{}, {"exp": "soon", "iat": True, "nbf": -1, "aud": [1, 2], "iss": {}}, {"exp": 1e300}, {"": ""}]
)
def test_claims_of_any_kind_are_told(claims: dict[str, object]) -> None:
    assert of(signed_in(with_claims(claims))).text()


def test_an_opaque_token_says_nothing() -> None:
    claims = section(of(signed_in()), "What the token says of itself (not verified)")
    assert claims == {"": "Nothing that could be read here: only its server understands it."}


def test_people_are_hidden_where_the_preferences_say_so() -> None:
    world = a_world(APP, preferences=Preferences(hide_people=True))
    person = Person("user-77", "ada@pom.test", "Ada L")
    claims = CLAIMS | {"sub": "user-77", "email": "ada@pom.test", "name": "Ada L", "groups": ["ada-fans"]}
    person = replace(person, groups=("ada-fans",))
    place(world, APP_ID, replace(with_claims(claims), person=person))
    for text in (of(world).text(), _signed_out(world).text()):
        assert not [name for name in ("user-77", "ada@", "Ada L", "ada-fans") if name in text]
        assert "hidden" in text


def _signed_out(world: World) -> Details:
    world.wish(Action.SIGN_OUT)
    return of(world)


def test_who_was_signed_in_last_is_told() -> None:
    assert section(_signed_out(signed_in()), "Person")["Last signed in"] == "alice@pom.test"


@pytest.mark.parametrize(
    ("source", "text", "meaning"),
    [
        (EndSource.SERVER, "23:00 (in 14 h 0 m)", "The server says so"),
        (EndSource.TOKEN, "23:00 (in 14 h 0 m)", "nobody has verified it"),
        (EndSource.ESTIMATE, "about 23:00 (in 14 h 0 m)", "Worked out"),
    ],
)
def test_how_the_end_is_known(source: EndSource, text: str, meaning: str) -> None:
    found = of(signed_in(a_session(source=source)))
    assert section(found, "Session")["Ends"] == text
    assert meaning in found.text()


def test_why_each_host_may_have_the_token() -> None:
    grouped, group = Route("docs", "https://docs.other.test", group="ops"), replace(APP, group="ops")
    world = a_world(group, WIKI, grouped)
    listed = KnownPomerium(frozenset({WIKI.origin}), frozenset({(APP.origin, Doubt.OTHER_ROUTE)}))
    remembered = world.model.remembered.with_pomerium(ISSUER, listed)
    world.model = replace(world.model, remembered=remembered)
    origins = frozenset({APP.origin, WIKI.origin, grouped.origin, ISSUER})
    place(world, APP_ID, replace(with_claims(), may_go_to=origins))
    assert section(of(world), "Where the token may be sent") == {
        "https://app.pom.test": "The sign-in was for it. You allowed it when it was asked about.",
        "https://authenticate.pom.test": "It issued the session.",
        "https://docs.other.test": "The settings put it in the same group (ops) as what was signed in to.",
        "https://wiki.pom.test": "authenticate.pom.test lists it among the routes of this session.",
        "As": "Authorization: Pomerium …",
    }


@pytest.mark.parametrize(("count", "said"), [(40, "and 29 more hosts"), (12, "and 1 more host")])
def test_many_hosts_are_counted(count: int, said: str) -> None:
    many = [Route(f"r{number}", f"https://r{number}.pom.test") for number in range(count)]
    world = a_world(APP, *many)
    place(world, APP_ID, replace(with_claims(), may_go_to=frozenset({APP.origin, *(one.origin for one in many)})))
    told = section(of(world), "Where the token may be sent")
    assert len(told) == 14
    assert told[""] == said
    assert next(iter(told)) == "https://app.pom.test", "the route itself comes first"


def test_which_routes_share_the_session() -> None:
    world = a_world(APP, WIKI)
    world.wish(Action.SIGN_IN)
    world.succeed(
        replace(with_claims(), may_go_to=frozenset({APP.origin, WIKI.origin})), opened=frozenset({WIKI.origin})
    )
    assert section(of(world), "Session")["Serves"] == "app and wiki"
    assert section(of(world, "wiki"), "Session")["Serves"] == "app and wiki"


def test_what_renews_a_session_of_pomeriums_own() -> None:
    world = signed_in(with_claims())
    assert section(of(world), "Renewal") == {
        "Renewed by": "you, in the browser",
        "Offered from": "19:30 (in 10 h 30 m)",
        "Counts as ending": "22:45 (in 13 h 45 m)",
    }
    world.model = world.model.remembering(extends={ISSUER: False})
    assert section(of(world), "Renewal")["Gains"] == "nothing before it has ended"


@pytest.mark.parametrize(
    ("way", "text"),
    [
        (AutoRenew.NOTIFY, "A notice comes"),
        (AutoRenew.BROWSER, "Its page opens"),
        (AutoRenew.OFF, "Nothing happens by itself"),
    ],
)
def test_what_happens_at_the_end_is_told(way: AutoRenew, text: str) -> None:
    world = a_world(replace(APP, auto_renew=way))
    place(world, APP_ID, with_claims())
    assert text in of(world).text()


def test_a_notice_that_is_switched_off_is_not_promised() -> None:
    world = a_world(replace(APP, notices=False))
    place(world, APP_ID, with_claims())
    assert "Nothing happens by itself" in of(world).text()


def test_what_renews_a_providers_session() -> None:
    world = a_world(CRM)
    session = a_granted(lasts=HOUR)
    place(world, CRM_ID, session)
    told = section(of(world, "crm"), "Renewal")
    assert told["Renewed by"] == "the provider, without you"
    assert told["Next"].startswith("09:4")
    assert session.grant
    failing = replace(session.grant, failures=2, problem=PROBLEM, retry_at=NOW + 3 * MINUTE)
    place(world, CRM_ID, replace(session, grant=failing))
    told = section(of(world, "crm"), "Renewal")
    assert (told["Failed since"], told["Next"]) == ("2 times", "09:03 (in 3 m)")
    assert of(world, "crm").again is Action.RENEW
    place(world, CRM_ID, replace(session, grant=replace(session.grant, over=PROBLEM)))
    assert section(of(world, "crm"), "Renewal") == {"Renewed by": "nobody any more"}
    assert of(world, "crm").again is Action.SIGN_IN


def test_a_machine_renews_itself() -> None:
    world = a_world(ROBOT)
    place(world, ROBOT_ID, a_granted(route=ROBOT))
    assert section(of(world, "robot"), "Renewal")["Renewed by"] == "the provider, without anybody"


def test_the_last_error_is_whole() -> None:
    world = a_world(APP)
    world.wish(Action.SIGN_IN)
    world.fail()
    world.now += 5 * MINUTE
    found = of(world)
    assert found.again is Action.SIGN_IN
    (trouble,) = found.troubles
    assert (trouble.title, trouble.sentence, trouble.helps) == (PROBLEM.title, PROBLEM.sentence, PROBLEM.action)
    assert {fact.name: fact.text for fact in trouble.facts} == {
        "When": "09:00 (5 m ago)",
        "Step": "login API",
        "Request id": "req-1",
    }
    for part in (PROBLEM.title, PROBLEM.sentence, PROBLEM.action, PROBLEM.request_id):
        assert part in found.text()


def test_trying_again_is_offered_where_it_can_be_asked() -> None:
    world = a_world(APP)
    world.wish(Action.SIGN_IN)
    assert of(world).again is None
    assert section(of(world), "Sign-in under way")["Begun"] == "09:00 (just now)"


def test_a_check_in_vain_and_a_closed_route_have_their_request_ids() -> None:
    session = with_claims()
    check = replace(session.check, verdict=Verdict.UNREACHABLE, problem=PROBLEM, tried_at=NOW + MINUTE)
    closed = {APP.origin: Refusal(Closed.NOT_ALLOWED, "req-9")}
    world = signed_in(replace(session, check=check, refusals=closed))
    world.now += 2 * MINUTE
    found = of(world)
    assert [trouble.title for trouble in found.troubles] == ["Not allowed", PROBLEM.title]
    assert found.again is Action.TEST
    told = section(found, "Last checks")
    assert told == {
        "authenticate.pom.test said": "no answer that says anything",
        "Tried": "09:01 (1 m ago)",
        "Last answer": "09:00 (2 m ago)",
        "This route": "Not allowed",
    }
    assert "Request id req-9." in found.text()
    assert "Request id req-1." in found.text()


def test_an_answer_has_its_request_id_and_the_groups_that_it_told() -> None:
    world = signed_in(with_claims())
    person = Person("alice", "alice@pom.test", groups=("admins", "staff"))
    said = happened.Verified(NOW, "one", Verdict.LIVE, person, request_id="req-3")
    world.happen(said)
    assert section(of(world), "Person")["Groups"] == "admins, staff"
    assert "the session lives. Request id req-3." in of(world).text()
    world.happen(replace(said, verdict=Verdict.UNREACHABLE, person=None, problem=PROBLEM, request_id=""))
    assert "Request id req-1." in of(world).text()
    assert "req-3" not in of(world).text(), "it is not that of the question in vain"


def test_a_clock_that_is_off_is_told_with_advice() -> None:
    session = with_claims()
    world = signed_in(replace(session, check=replace(session.check, skew=timedelta(minutes=5))))
    assert section(of(world), "Last checks")["Clock"] == "this clock is 5 m ahead of the server's"
    assert "set this computer's clock" in of(world).text()


def test_what_could_not_be_asked_is_told() -> None:
    world = signed_in(with_claims())
    world.model = replace(world.model, unasked={APP_ID: PROBLEM})
    assert of(world).troubles[0].sentence.startswith("Whether the session opens more routes could not be asked")
    assert of(world).again is Action.TEST


def test_a_refused_entry_tells_its_line() -> None:
    entry = RefusedEntry("routes", 2, "bad", 7, Problem("No URL", "It has none.", "Write one."))
    world = World()
    world.happen(happened.SettingsRead(NOW, Settings(refused=(entry,))))
    found = of(world, "bad")
    assert found.troubles == (Trouble("No URL", "It has none.", "Write one.", found.troubles[0].facts),)
    assert found.troubles[0].facts[0].text == "7"
    assert found.changes_at is None
    assert details(world.model, "other", NOW) is None


@given(st.integers(min_value=0, max_value=15 * 3600), st.integers(min_value=0, max_value=3600))
def test_it_holds_until_it_says_so(since: int, more: int) -> None:
    session = with_claims()
    world = signed_in(replace(session, check=replace(session.check, tried_at=NOW)))
    world.now += timedelta(seconds=since)
    first = of(world)
    assert first.changes_at is not None
    assert first.changes_at > world.now
    later = min(world.now + timedelta(seconds=more), first.changes_at - timedelta(microseconds=1))
    again = details(world.model, "app", later)
    assert again is not None
    assert again.text() == first.text()


_TOKEN_CHARS = st.sampled_from("ABCdef0123456789-_")
_SECRETS = st.text(_TOKEN_CHARS, min_size=24, max_size=200)


@st.composite
def _robbed(draw: st.DrawFn) -> tuple[World, list[str]]:
    """A provider that writes our own secrets wherever it may write something."""
    refresh, other = draw(_SECRETS), draw(_SECRETS)
    stolen = st.sampled_from([refresh, f"a {refresh}", f"{refresh} b", f"“{refresh}”", f"x{other}"])
    texts = st.dictionaries(st.sampled_from([*CLAIMS, "email", "groups", "azp", refresh]), stolen | st.lists(stolen))
    credential = jwt(draw(texts))
    problem = Problem(draw(stolen), draw(stolen), draw(stolen), request_id=draw(stolen), code=draw(stolen))
    session = a_granted(lasts=HOUR)
    assert session.grant
    grant = replace(session.grant, refresh=Secret(refresh), problem=problem, failures=1, retry_at=NOW + MINUTE)
    check = replace(session.check, verdict=Verdict.UNREACHABLE, problem=problem)
    person = Person(draw(stolen), draw(stolen), draw(stolen))
    world = a_world(CRM)
    place(world, CRM_ID, replace(session, credential=credential, grant=grant, check=check, person=person))
    parts = (part for part in credential.reveal().split(".") if part != _NO_CLAIMS)
    return world, [refresh, credential.reveal(), *parts]


_NO_CLAIMS = "e30"
"""`{}`, which says nothing, and stands in other texts by chance."""


@given(_robbed())
def test_no_secret_is_in_it_whatever_a_provider_writes(robbed: tuple[World, list[str]]) -> None:
    world, secrets = robbed
    found = of(world, "crm")
    for shown in (found.text(), repr(found)):
        assert not [secret for secret in secrets if secret in shown]


def test_a_secret_that_was_cut_off_is_none_either() -> None:
    refresh = "s3cr3t" * 40
    session = replace(
        a_granted(lasts=HOUR), credential=jwt({"sub": refresh, "aud": [f"eyJhbGciOiJIUzI1NiJ9.{refresh}"]})
    )
    assert session.grant
    world = a_world(CRM)
    place(world, CRM_ID, replace(session, grant=replace(session.grant, refresh=Secret(refresh))))
    text = of(world, "crm").text()
    assert "s3cr3t" not in text
    assert "(a secret, not shown)" in text
