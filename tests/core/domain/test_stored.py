"""The vault's content: what goes in comes out, and nothing else comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.known_pomerium import UNKNOWN, KnownPomerium
from pomtray.core.domain.login import Attempt, Doubt, Failed, Login, LoginId, SignedIn, SignedOut, SigningIn, session_of
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.portal import Portal
from pomtray.core.domain.provider import Method
from pomtray.core.domain.remembered import Remembered, Revocation
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Check, Credential, End, EndSource, Grant, Person, Session, Verdict
from pomtray.core.domain.stored import dump, load, load_remembered, merge
from pomtray.core.errors import Problem
from pomtray.core.secret import Secret
from tests.core.built import (
    ALICE,
    APP,
    APP_ID,
    CANARY,
    HOUR,
    ISSUER,
    MINUTE,
    NOW,
    PROBLEM,
    WIKI,
    WIKI_ID,
    a_granted,
    a_session,
    renewed,
)

SESSION = a_session()
LOGIN = Login(APP_ID, frozenset({APP.origin}), SignedIn(SESSION), ALICE, NOW + MINUTE)
instants = st.datetimes(timezones=st.just(UTC))
names = st.text(max_size=20)
origins = st.sampled_from([APP.origin, WIKI.origin, ISSUER, Origin("https", "::1", 8443)])
secrets = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1).map(Secret)
ends = st.builds(End, st.none(), st.just(EndSource.UNKNOWN)) | st.builds(End, instants, st.sampled_from(EndSource))
places = origins.map(lambda origin: replace(origin, scheme="tcp+https"))
sessions = st.builds(
    Session,
    id=names,
    credential=st.from_regex(r"[A-Za-z0-9._~+/-]{1,40}={0,2}", fullmatch=True).map(Credential),
    issuer=origins,
    idp_id=names,
    person=st.builds(Person, names, names, names),
    signed_in_at=instants,
    end=ends,
    check=st.builds(Check, st.sampled_from(Verdict), instants),
    may_go_to=st.frozensets(origins),
    ended_at=st.none() | instants,
    grant=st.none()
    | st.builds(
        Grant,
        st.sampled_from([Method.OIDC, Method.CLIENT_CREDENTIALS]),
        st.none() | secrets,
        st.none() | instants,
        st.frozensets(origins),
        over=st.none() | st.builds(Problem, names, names, names),
    ),
    got_for=st.none() | origins,
    browser=st.none() | st.lists(names, max_size=2).map(tuple),
    vouched_by=st.none() | origins,
    refusals=st.dictionaries(origins | places, st.builds(Refusal, st.sampled_from(Closed), names)),
)
logins = st.builds(
    Login,
    names.map(LoginId),
    st.frozensets(origins),
    st.just(SignedOut()) | sessions.map(SignedIn),
    st.none() | st.builds(Person, names, names, names),
    st.none() | instants,
    names,
)
kept_besides = st.builds(
    Remembered,
    st.lists(
        st.builds(
            Revocation,
            st.builds(Route, names, origins.map(str)),
            sessions,
            names,
        ),
        max_size=2,
    ).map(tuple),
    st.none() | instants,
    st.dictionaries(origins, st.booleans()),
    st.booleans(),
    st.dictionaries(names, secrets),
    st.dictionaries(
        origins,
        st.builds(
            KnownPomerium,
            st.frozensets(origins | st.just(Origin("https", "*.pom.test", 443))),
            st.frozensets(st.tuples(origins, st.sampled_from(Doubt))),
        ),
    ),
    st.dictionaries(origins, st.builds(Portal, names, st.dictionaries(names, names))),
)


@given(kept_besides)
def test_what_is_remembered_is_read_again(kept: Remembered) -> None:
    assert load_remembered(dump({}, kept)) == kept
    assert load_remembered(merge(dump({}), dump({}, kept))) == kept


def test_what_is_under_way_or_was_tried_in_vain_is_not_kept() -> None:
    """The next run tries at once."""
    grant = Grant(Method.OIDC, Secret("refresh"), NOW, frozenset({APP.origin}))
    tried = replace(grant, asked=True, failures=7, retry_at=NOW + HOUR)
    content = dump({APP_ID: replace(LOGIN, state=SignedIn(replace(SESSION, grant=tried)))})
    assert load(content)[APP_ID].state == SignedIn(replace(SESSION, grant=grant))
    due = Revocation(Route("app", str(APP.origin)), SESSION, "oidc idp", ("wiki",), asked=True, unreached=True)
    kept = replace(due, along=(), asked=False, unreached=False)
    assert load_remembered(dump({}, Remembered((due,)))).revocations == (kept,)


def test_what_an_earlier_pomtray_wrote_is_read() -> None:
    """Without ways, grants and secrets, and what tells hosts, browsers and clients apart: the first knew none."""
    content = json.loads(dump({APP_ID: LOGIN}, Remembered(warned_of_renewal=True)))
    del content["logins"][0]["way"], content["remembered"]["secrets"], content["remembered"]["pomeriums"]
    for name in ("grant", "got_for", "browser", "vouched_by"):
        del content["logins"][0]["session"][name]
    content["version"] = 1
    earlier = json.dumps(content).encode()
    assert load(earlier) == {APP_ID: LOGIN}
    assert load_remembered(earlier) == Remembered(warned_of_renewal=True)


def test_a_revocation_and_a_grant_that_an_earlier_pomtray_wrote_are_read() -> None:
    grant = Grant(Method.OIDC, Secret("refresh"), client="pomtray")
    held = replace(SESSION, grant=grant)
    content = json.loads(dump({}, Remembered((Revocation(Route("app", str(APP.origin)), held, "oidc idp"),))))
    (due,) = content["remembered"]["revocations"]
    del due["way"], due["session"]["grant"]["client"]
    (found,) = load_remembered(json.dumps(content).encode()).revocations
    assert found == Revocation(Route("app", str(APP.origin)), replace(held, grant=replace(grant, client="")))


STRANGE_GRANTS = {
    "a method of another program": ("method", CANARY),
    "an empty refresh token": ("refresh", ""),
    "a refresh token with NUL": ("refresh", f"{CANARY}\0"),
    "a refresh token that is a number": ("refresh", 5),
    "renewed at words": ("renewed_at", CANARY),
    "renewed in no zone": ("renewed_at", "2026-11-21T09:00:00"),
    "a route that is no URL": ("unread", [CANARY]),
    "a reason without its parts": ("over", [CANARY]),
    "a reason of numbers": ("over", [1, 2, 3]),
    "a reason of too many parts": ("over", [CANARY] * 9),
}


@pytest.mark.parametrize(("field", "value"), STRANGE_GRANTS.values(), ids=STRANGE_GRANTS.keys())
def test_a_strange_grant_is_refused_without_quoting_it(field: str, value: object) -> None:
    held = replace(SESSION, grant=Grant(Method.OIDC, Secret("refresh"), NOW))
    content = json.loads(dump({APP_ID: replace(LOGIN, state=SignedIn(held))}))
    content["logins"][0]["session"]["grant"][field] = value
    with pytest.raises(ValueError, match=r"^it is not what pomtray writes$"):
        load(json.dumps(content).encode())


STRANGE_MEMORIES = {
    "a secret is a number": ("secrets", {"idp": 5}),
    "a secret is empty": ("secrets", {"idp": ""}),
    "secrets are a list": ("secrets", [CANARY]),
    "paused until words": ("paused_until", CANARY),
    "a Pomerium is no URL": ("extends", {CANARY: True}),
    "a revocation is text": ("revocations", [CANARY]),
    "what is known of a Pomerium that is no URL": ("pomeriums", {CANARY: {"listed": [], "allowed": []}}),
    "a Pomerium that lists words": ("pomeriums", {str(ISSUER): {"listed": [CANARY], "allowed": []}}),
    "a doubt of another program": (
        "pomeriums",
        {str(ISSUER): {"listed": [], "allowed": [["https://app.pom.test", CANARY]]}},
    ),
    "a Pomerium without its lists": ("pomeriums", {str(ISSUER): {}}),
    "a portal of no Pomerium": ("portals", {CANARY: ["alice", {}]}),
    "a portal that names numbers": ("portals", {str(ISSUER): ["alice", {CANARY: 1}]}),
    "a portal without its names": ("portals", {str(ISSUER): ["alice"]}),
    "a revocation of nothing": ("revocations", [{"name": "app", "url": "https://app.pom.test", "session": None}]),
}


@pytest.mark.parametrize(("field", "value"), STRANGE_MEMORIES.values(), ids=STRANGE_MEMORIES.keys())
def test_strange_memories_are_refused_without_quoting_them(field: str, value: object) -> None:
    content = json.loads(dump({}))
    content["remembered"][field] = value
    with pytest.raises(ValueError, match=r"^it is not what pomtray writes$"):
        load_remembered(json.dumps(content).encode())


def test_what_a_portal_listed_is_kept_and_the_last_list_counts() -> None:
    old, new = (Portal("alice", {str(APP.origin): name}) for name in ("App", "Application"))
    memory = Remembered(portals={ISSUER: new})
    assert load_remembered(dump({}, memory)) == memory
    assert load_remembered(merge(dump({}, Remembered(portals={ISSUER: old})), dump({}, memory))) == memory
    earlier = json.loads(dump({}))
    del earlier["remembered"]["portals"]
    assert load_remembered(json.dumps(earlier).encode()) == Remembered()


def test_a_late_vault_adds_what_this_run_does_not_know() -> None:
    old_due = Revocation(Route("app", str(APP.origin)), a_session("old"))
    due = Revocation(Route("app", str(APP.origin)), SESSION)
    allowed = UNKNOWN.with_allowed(WIKI.origin, Doubt.OTHER_DOMAIN)
    old = Remembered(
        (old_due, due),
        NOW,
        {ISSUER: True, APP.origin: True},
        True,  # noqa: FBT003
        {"a": Secret("old a"), "b": Secret("old b")},
        {ISSUER: UNKNOWN.with_listed({APP.origin})},
    )
    new = Remembered((due,), None, {ISSUER: False}, False, {"a": Secret("new a")}, {ISSUER: allowed})  # noqa: FBT003
    assert load_remembered(merge(dump({}, old), dump({}, new))) == Remembered(
        (old_due, due),
        NOW,
        {ISSUER: False, APP.origin: True},
        True,  # noqa: FBT003
        {"a": Secret("new a"), "b": Secret("old b")},
        {ISSUER: allowed.with_listed({APP.origin})},
    )


@given(st.lists(logins, max_size=4))
def test_what_is_stored_is_read_again(kept: list[Login]) -> None:
    known = {login.id: login for login in kept}
    assert load(dump(known)) == known


def test_a_form_that_is_not_taken_is_kept_where_earlier_versions_do_not_look() -> None:
    """They do not know the word, and would take the vault for another's."""
    heard = {ISSUER: Refusal(Closed.FORM, "request-7"), APP.origin: Refusal(Closed.NOT_ALLOWED)}
    login = Login(LoginId("a"), frozenset(), SignedIn(SESSION.heard(heard, [ISSUER, WIKI.origin], NOW)))
    stored = dump({login.id: login})
    read = session_of(load(stored)[login.id].state)
    assert read
    assert (dict(read.refusals), dict(read.bearers)) == (heard, {})
    written = json.loads(stored)["logins"][0]["session"]
    assert (len(written["refusals"]), written["bearers_refused"]) == (1, {str(ISSUER): "request-7"})


def test_what_is_remembered_comes_back() -> None:
    kept = Remembered((Revocation(Route("app", "https://app.pom.test"), SESSION),), NOW, {ISSUER: False}, True)  # noqa: FBT003
    stored = dump({}, kept)
    assert load_remembered(stored) == kept
    assert load_remembered(merge(stored, dump({}))) == kept
    assert load_remembered(b'{"version": 1, "logins": []}') == Remembered()
    with pytest.raises(ValueError, match="not what pomtray writes"):
        load_remembered(b'{"version": 1, "logins": [], "remembered": {}}')


def test_an_attempt_is_not_stored_and_what_it_would_renew_is() -> None:
    trying = replace(LOGIN, state=SigningIn(Attempt(1, NOW, NOW), SESSION))
    failed = Login(WIKI_ID, frozenset({WIKI.origin}), Failed(PROBLEM, NOW))
    stored = load(dump({APP_ID: trying, WIKI_ID: failed}))
    assert stored == {APP_ID: LOGIN, WIKI_ID: replace(failed, state=SignedOut())}


def changed(*path: str | int, to: object) -> bytes:
    """Stored content with one value replaced."""
    content = json.loads(dump({APP_ID: LOGIN}))
    place: Any = content
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return json.dumps(content).encode()


SESSION_PATH = ("logins", 0, "session")
STRANGE = {
    "nothing": b"",
    "no JSON": CANARY.encode(),
    "not UTF-8": b'{"version": 1, "logins": "\xff' + CANARY.encode(),
    "deep": b"[" * 100_000,
    "a number of 5000 digits": b'{"version": ' + b"1" * 5000 + b"}",
    "a list": b"[]",
    "null": b"null",
    "no version": b"{}",
    "another version": changed("version", to=3),
    "a version in words": changed("version", to="1"),
    "no logins": b'{"version": 1}',
    "logins are null": changed("logins", to=None),
    "a login is text": changed("logins", to=[CANARY]),
    "id is a number": changed("logins", 0, "id", to=1),
    "routes are a number": changed("logins", 0, "routes", to=5),
    "a route is no URL": changed("logins", 0, "routes", to=[CANARY]),
    "a route is a number": changed("logins", 0, "routes", to=[5]),
    "a person is text": changed("logins", 0, "last_person", to=CANARY),
    "a person is nothing": changed("logins", 0, "last_person", to={}),
    "a name is a number": changed("logins", 0, "last_person", "name", to=5),
    "snoozed until words": changed("logins", 0, "snoozed_until", to=CANARY),
    "snoozed until nothing": changed("logins", 0, "snoozed_until", to=""),
    "snoozed until zero": changed("logins", 0, "snoozed_until", to=0),
    "a session is empty": changed(*SESSION_PATH, to={}),
    "a session is false": changed(*SESSION_PATH, to=False),
    "a session is text": changed(*SESSION_PATH, to=CANARY),
    "a credential is a number": changed(*SESSION_PATH, "credential", to=5),
    "a credential is a list": changed(*SESSION_PATH, "credential", to=[CANARY]),
    "a credential with a newline": changed(*SESSION_PATH, "credential", to=f"{CANARY}\nX: y"),
    "an issuer over http": changed(*SESSION_PATH, "issuer", to=f"http://{CANARY}.test"),
    "an issuer with userinfo": changed(*SESSION_PATH, "issuer", to=f"https://{CANARY}@x.test"),
    "a session's id is null": changed(*SESSION_PATH, "id", to=None),
    "a provider is a list": changed(*SESSION_PATH, "idp_id", to=[]),
    "a time without zone": changed(*SESSION_PATH, "signed_in_at", to="2026-11-21T09:00:00"),
    "a time beyond all time": changed(*SESSION_PATH, "signed_in_at", to="9999-12-31T23:59:59-12:00"),
    "a time in numbers": changed(*SESSION_PATH, "signed_in_at", to=1),
    "an end without source": changed(*SESSION_PATH, "end", to=[None]),
    "an end of unknown source": changed(*SESSION_PATH, "end", to=[None, CANARY]),
    "an end in words": changed(*SESSION_PATH, "end", to=[CANARY, "server"]),
    "a check of unknown verdict": changed(*SESSION_PATH, "check", to=[CANARY, "2026-11-21T09:00:00Z"]),
    "a check is null": changed(*SESSION_PATH, "check", to=None),
    "destinations are null": changed(*SESSION_PATH, "may_go_to", to=None),
    "refusals are null": changed(*SESSION_PATH, "refusals", to=None),
    "bearers that are null": changed(*SESSION_PATH, "bearers_refused", to=None),
    "a bearer refused by no origin": changed(*SESSION_PATH, "bearers_refused", to={CANARY: ""}),
    "tunnels that are null": changed(*SESSION_PATH, "tunnels_refused", to=None),
    "tunnels opened by none": changed(*SESSION_PATH, "tunnels_opened", to=[CANARY]),
    "a tunnel refused by none": changed(*SESSION_PATH, "tunnels_refused", to={CANARY: ["signed in, not allowed", ""]}),
    "a refusal by no origin": changed(*SESSION_PATH, "refusals", to={CANARY: ["signed in, not allowed", ""]}),
    "a refusal for no reason": changed(*SESSION_PATH, "refusals", to={"https://a.test": [CANARY, ""]}),
    "a refusal without a request": changed(*SESSION_PATH, "refusals", to={"https://a.test": ["TCP route", None]}),
}


@pytest.mark.parametrize("content", STRANGE.values(), ids=STRANGE.keys())
def test_anything_else_is_refused_without_quoting_it(content: bytes) -> None:
    with pytest.raises(
        ValueError, match=r"^(it is not what pomtray writes|another version of pomtray wrote it)$"
    ) as raised:
        load(content)
    assert type(raised.value) is ValueError


def test_the_version_is_named_as_the_reason() -> None:
    with pytest.raises(ValueError, match="another version"):
        load(b'{"version": 3, "whatever": []}')


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | names,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["version", "logins", "id"]), inner)
        ),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_content_raises_anything_but_a_value_error(content: bytes) -> None:
    try:
        load(content)
    except ValueError as error:
        assert str(error) in {"it is not what pomtray writes", "another version of pomtray wrote it"}  # noqa: PT017


LATER = {
    "grant",
    "got_for",
    "browser",
    "vouched_by",
    "refusals",
    "bearers_refused",
    "tunnels_refused",
    "tunnels_opened",
}
"""What the first version did not write."""


@pytest.mark.parametrize("drop", sorted(json.loads(dump({APP_ID: LOGIN}))["logins"][0]["session"].keys() - LATER))
def test_every_field_of_a_session_is_needed(drop: str) -> None:
    content = json.loads(dump({APP_ID: LOGIN}))
    del content["logins"][0]["session"][drop]
    with pytest.raises(ValueError, match="not what pomtray writes"):
        load(json.dumps(content).encode())


def test_what_an_earlier_pomtray_called_denied_may_be_any_of_its_routes() -> None:
    content = json.loads(changed(*SESSION_PATH, "check", 0, to="denied"))
    del content["logins"][0]["session"]["refusals"]
    state = load(json.dumps(content).encode())[APP_ID].state
    assert isinstance(state, SignedIn)
    assert state.session.check == SESSION.check
    assert state.session.refusals == dict.fromkeys(SESSION.may_go_to, Refusal(Closed.NOT_ALLOWED))


OLD = Login(APP_ID, frozenset({APP.origin}), SignedIn(a_session("old")), ALICE)
SAMPLES = Path(__file__).parents[2] / "samples"
MERGED: dict[str, tuple[Callable[[], Login], str | None]] = {
    "nobody signed in since": (lambda: Login(APP_ID, OLD.routes), "old"),
    "an attempt failed since": (lambda: Login(APP_ID, OLD.routes, Failed(PROBLEM, NOW)), "old"),
    "somebody signed in since": (lambda: LOGIN, "one"),
    "and out again": (lambda: replace(LOGIN, state=SignedOut()), None),
}


@pytest.mark.parametrize(("new", "session"), MERGED.values(), ids=MERGED.keys())
def test_a_late_vault_is_merged(new: Callable[[], Login], session: str | None) -> None:
    state = load(merge(dump({APP_ID: OLD}), dump({APP_ID: new()})))[APP_ID].state
    assert (state.session.id if isinstance(state, SignedIn) else None) == session


def test_of_one_session_what_was_renewed_last_is_kept() -> None:
    """Another program has renewed it meanwhile: the refresh token that is held here works no more."""
    held = a_granted("granted", refresh="first")
    later = renewed(held, 2, NOW + MINUTE)
    here, there = (Login(APP_ID, frozenset({APP.origin}), SignedIn(session)) for session in (held, later))
    for old, new in ((there, here), (here, there)):
        assert load(merge(dump({APP_ID: old}), dump({APP_ID: new}))) == {APP_ID: there}


def test_a_merge_keeps_what_either_knows() -> None:
    other = Login(WIKI_ID, frozenset({WIKI.origin}), SignedIn(a_session("wiki", lasts=HOUR)))
    assert load(merge(dump({APP_ID: OLD}), dump({WIKI_ID: other}))) == {APP_ID: OLD, WIKI_ID: other}
    assert merge(None, dump({WIKI_ID: other})) == dump({WIKI_ID: other})


def test_each_version_that_was_written_has_a_sample() -> None:
    last = json.loads(dump({}))["version"]
    assert {f"vault-{version}.json" for version in range(1, last + 1)} == {
        path.name for path in SAMPLES.glob("vault-*")
    }


@pytest.mark.parametrize("version", [1, 2])
def test_the_bytes_of_each_version_are_read(version: int) -> None:
    """Its own bytes: what is written now may change, these do not."""
    content = (SAMPLES / f"vault-{version}.json").read_bytes()
    (login,) = load(content).values()
    assert isinstance(login.state, SignedIn)
    assert login.last_person == ALICE
    assert login.routes == {APP.origin}
    assert load_remembered(content).extends == {ISSUER: True}
