"""Any events in any order: what can happen to pomtray, as strategies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from pomtray.core import events as happened
from pomtray.core.deadline import WallClock
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.consent import Consent, ConsentAnswer
from pomtray.core.domain.login import Doubt, Login, LoginId, SignedIn, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.portal import Portal
from pomtray.core.domain.program import OURS, UNKNOWN, Program
from pomtray.core.domain.remembered import Remembered, Revocation
from pomtray.core.domain.route import AutoRenew, HeaderForm, Preferences, Route, Settings
from pomtray.core.domain.session import End, EndSource, Person, Session, Verdict
from pomtray.core.errors import Part
from pomtray.core.intent import Action, Answer, RouteIntent
from pomtray.core.secret import Secret
from pomtray.core.view.notice import Notice
from pomtray.core.view.notices import SEVERAL
from tests.core.built import (
    ALICE,
    APP,
    APP_ID,
    CANARY,
    CRM,
    CRM_ID,
    HOUR,
    ISSUER,
    MAIL,
    MINUTE,
    NO,
    NOW,
    PROBLEM,
    QUESTION,
    ROBOT,
    ROBOT_ID,
    WIKI,
    WIKI_ID,
    a_granted,
    a_session,
    renewed,
)

names = st.sampled_from(["app", "wiki", "mail", "crm", "robot", "nobody", ""])
logins = st.sampled_from([APP_ID, WIKI_ID, CRM_ID, ROBOT_ID, LoginId("nobody")])
attempts = st.integers(-1, 6)
own, given_by_provider = ["one", "two"], ["person", "machine"]
words = st.sampled_from(own + given_by_provider)
spans = st.sampled_from(
    [timedelta(0), timedelta(seconds=20), timedelta(minutes=4), 2 * HOUR, 15 * HOUR, -HOUR, timedelta(hours=-3)]
)
instants = st.sampled_from([NOW, NOW + HOUR])
lifetimes = st.none() | st.sampled_from([timedelta(0), 3 * MINUTE, HOUR, 14 * HOUR])
alone = st.builds(
    a_session,
    st.sampled_from(own),
    at=instants,
    lasts=lifetimes,
    source=st.sampled_from([EndSource.SERVER, EndSource.TOKEN, EndSource.ESTIMATE]),
    verdict=st.sampled_from(Verdict),
)
plain = alone | st.builds(
    replace, alone, got_for=st.just(APP.origin), browser=st.sampled_from([(), ("firefox", "{url}")])
)
people = st.builds(a_granted, st.just("person"), at=instants, lasts=lifetimes)
machines = st.builds(a_granted, st.just("machine"), at=instants, lasts=lifetimes, route=st.just(ROBOT))
sessions = plain | people | machines
anew = st.builds(renewed, people | machines, st.integers(1, 3), instants, st.sampled_from([MINUTE, HOUR]))
ends = st.none() | st.builds(
    End, st.just(NOW + HOUR) | st.just(datetime.max.replace(tzinfo=UTC)), st.sampled_from(EndSource)
)
ROUTES = (APP, WIKI, MAIL, CRM, ROBOT)
QUIET = replace(MAIL, notices=False, share=False)
configured = st.lists(
    st.sampled_from([*ROUTES, Route("wiki", APP.url), Route("app", WIKI.url), QUIET]),
    unique_by=lambda route: route.name,
).map(tuple)
preferences = st.builds(
    Preferences,
    hide_people=st.booleans(),
    auto_renew=st.sampled_from(AutoRenew),
    look_every=st.sampled_from([0, 600]),
    lock_with_screen=st.booleans(),
    ask_programs=st.booleans(),
)
intents = st.builds(
    RouteIntent, st.sampled_from(Action), names, st.none() | st.sampled_from(HeaderForm), st.just(f"paste {CANARY}")
)
numbers = st.integers(0, 4)
programs = st.sampled_from([UNKNOWN, OURS, Program("/usr/bin/kubectl", lasting=True), Program("/home/x", "", "1")])
consents = st.builds(
    Consent, st.just(Program("/usr/bin/kubectl", lasting=True)), names, st.just(APP.origin), st.just(NOW)
)
questions = st.sampled_from(
    [
        QUESTION,
        replace(QUESTION, doubt=Doubt.ENDS_ELSEWHERE),
        replace(QUESTION, doubt=Doubt.OTHER_DOMAIN, about=(ISSUER, APP.origin)),
        replace(QUESTION, doubt=Doubt.CLIENT_SECRET, entry="Client secret"),
    ]
)
remembered = st.builds(
    Remembered,
    st.lists(st.builds(Revocation, st.just(APP), sessions), max_size=1).map(tuple),
    st.none() | instants,
    st.dictionaries(st.sampled_from([ISSUER, Origin.parse("https://other.test")]), st.booleans()),
    st.booleans(),
    st.dictionaries(st.just("idp"), st.just(Secret(CANARY))),
)
presses = st.sampled_from(
    ["sign-in", "renew", "snooze", "yes", "yes 1", "no 1", "yes 2", "default", "sign-out-page", "sign-out", "x"]
)
at = st.just(NOW)
secrets = st.sampled_from([Secret(f"{CANARY} a"), Secret(f"{CANARY} b")])
origins = st.frozensets(st.sampled_from([route.origin for route in ROUTES]))
LISTED: set[type] = set()


def of(event: type, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    LISTED.add(event)
    return st.builds(event, *parts)


def stored(session: Session) -> dict[LoginId, Login]:
    """The login that holds `session`, as the last run left it."""
    by_session = {"person": (CRM_ID, CRM), "machine": (ROBOT_ID, ROBOT)}
    key, route = by_session.get(session.id, (APP_ID, APP))
    return {key: Login(key, frozenset({route.origin}), SignedIn(session), ALICE, way=route.way)}


EVENTS: list[st.SearchStrategy[Any]] = [
    of(happened.SettingsRead, at, st.builds(Settings, configured, preferences)),
    of(happened.VaultOpened, at, sessions.map(stored), remembered),
    of(happened.Impaired, at, st.sampled_from(Part), st.just(PROBLEM)),
    of(happened.Restored, at, st.sampled_from(Part)),
    of(happened.ActionRequested, at, intents),
    of(
        happened.ActionRequested,
        at,
        st.builds(RouteIntent, st.just(Action.SIGN_IN), st.sampled_from(["app", "crm", "robot"])),
    ),
    of(happened.SignInAllRequested, at),
    of(happened.LastCopyRequested, at),
    of(
        happened.CredentialRequested,
        at,
        names,
        st.sampled_from([timedelta(), timedelta(minutes=5), timedelta(hours=3)]),
    ),
    of(happened.RetryRequested, at),
    of(happened.ChangeUndone, at),
    of(happened.PlainTextDeleted, at, st.integers(1, 3)),
    of(happened.PromptCancelled, at),
    of(happened.SignOutAllRequested, at),
    of(
        happened.QuestionAnswered,
        at,
        st.builds(Answer, logins, attempts, st.integers(0, 3), st.booleans(), st.just(CANARY)),
    ),
    of(
        happened.NoticeUsed,
        at,
        logins.map(lambda login: f"login:{login}") | st.just(SEVERAL) | st.text(max_size=5),
        presses,
    ),
    of(happened.MenuOpened, at),
    of(happened.WindowShown, at, st.booleans()),
    of(
        happened.StageReached,
        at,
        logins,
        attempts,
        st.sampled_from(Stage),
        st.sampled_from(["", "authenticate.pom.test"]),
    ),
    of(happened.QuestionAsked, at, logins, attempts, questions),
    of(happened.RevocationWithheld, at, logins, attempts),
    of(happened.CodeShown, at, logins, attempts, st.just("WDJB-MJHT"), st.just("https://idp.test/device")),
    of(happened.SignInSucceeded, at, logins, attempts, sessions),
    of(happened.SignInDeclined, at, logins, attempts, st.just(NO)),
    of(happened.SignInFailed, at, logins, attempts, st.just(PROBLEM), st.just("") | words),
    of(happened.LinkReady, at, logins, attempts, st.just(f"https://{CANARY}.test")),
    of(
        happened.Verified,
        at,
        words,
        st.sampled_from(Verdict),
        st.none() | st.just(Person("bob")),
        ends,
        st.none() | st.just(PROBLEM),
        st.none() | st.sampled_from([timedelta(0), HOUR, -MINUTE]),
        st.dictionaries(
            st.sampled_from([APP.origin, WIKI.origin]), st.none() | st.builds(Refusal, st.sampled_from(Closed))
        ),
        st.none() | instants,
        st.booleans(),
    ),
    of(happened.SignInDoubted, at, words),
    of(happened.SecretGiven, at, st.sampled_from(["idp", "other"]), st.none() | secrets),
    of(happened.Rotated, at, logins, words, secrets),
    of(happened.Renewed, at, logins, anew),
    of(happened.RenewalFailed, at, logins, words, st.just(PROBLEM), st.booleans()),
    of(happened.PresenceChecked, at, logins, st.booleans()),
    of(happened.NoticesPaused, at, st.none() | instants),
    of(happened.NetworkChanged, at, st.booleans()),
    of(happened.ScreenChanged, at, st.booleans()),
    of(happened.LockRequested, at),
    of(happened.FoundLocked, at),
    of(happened.ServingBegan, at, names, st.integers(0, 3), st.just("127.0.0.1:5432"), secrets),
    of(happened.ServingEnded, at, names, st.integers(0, 3), st.just(PROBLEM), st.booleans()),
    of(happened.ProgramAsks, at, numbers, programs, names),
    of(happened.ProgramLeft, at, numbers),
    of(happened.ProgramAnswered, at, numbers, st.sampled_from(ConsentAnswer)),
    of(happened.ConsentTaken, at, consents),
    of(happened.ConsentRestored, at, consents),
    of(happened.Locked, at),
    of(happened.LockRefused, at, st.just(PROBLEM)),
    of(happened.UnlockRequested, at),
    of(happened.UnlockRefused, at, st.just(PROBLEM)),
    of(happened.ClockSet, at, st.builds(WallClock, twelve_hours=st.booleans())),
    of(happened.SessionShared, at, logins, words, origins),
    of(happened.RoutesListed, at, st.just(ISSUER), origins),
    of(happened.PortalRead, at, st.just(ISSUER), st.builds(Portal, words, st.just({str(APP.origin): "App"}))),
    of(happened.RouteTried, at, names, st.just("app answers"), st.just("app answered 200.")),
    of(happened.Revoked, at, words, st.sampled_from(Verdict)),
    of(happened.ClipboardFilled, at, st.just(NOW + timedelta(seconds=30)), st.just(Notice("copied", "Copied", "."))),
    of(happened.ClipboardCleared, at),
    of(happened.ClipboardRefused, at, st.just(PROBLEM)),
    of(happened.ClipboardKept, at, st.just(PROBLEM)),
    of(happened.TimePassed, at),
    of(happened.Resumed, at),
    of(happened.PageOpened, at, st.just("https://app.pom.test/"), st.none() | st.just(PROBLEM)),
    of(happened.ProblemOccurred, at, st.just(PROBLEM)),
]
histories = st.lists(st.tuples(spans, st.one_of(EVENTS)), max_size=25)
