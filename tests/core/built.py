"""Values to test with: small, real, and told apart by what a test changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pomtray.core import events as happened
from pomtray.core.domain.access import Refusal
from pomtray.core.domain.login import Doubt, LoginId, Phase, Question, SignedIn, phase, session_of
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Method, Provider
from pomtray.core.domain.route import AutoRenew, HeaderForm, Preferences, Route, Settings
from pomtray.core.domain.session import Check, Credential, End, EndSource, Grant, Person, Session, Verdict
from pomtray.core.effects import Effect, PutOnClipboard, Share
from pomtray.core.errors import Problem
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.model import Model, step
from pomtray.core.secret import Secret
from pomtray.core.view.notice import Notice
from pomtray.core.view.notices import SEVERAL, wanted
from pomtray.core.view.snapshot import Row, Snapshot, snapshot

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
ISSUER = Origin.parse("https://authenticate.pom.test")
NO_ORIGINS: frozenset[Origin] = frozenset()
CANARY = "eyJcanary"
"""In every token here, and nowhere where a person or a log could see it."""
PROBLEM = Problem("No such host", "app.pom.test has no address.", "Check the name.", "login API", "req-1")
NO = Problem("Sign-in declined", "The sign-in was declined.", "Ask the administrator.", "authorization", "req-2")
QUESTION = Question(Doubt.OTHER_BROWSER, "Is that you?", "bob signed in elsewhere", "Yes, that is me")
APP = Route("app", "https://app.pom.test/start?x=1")
WIKI = Route("wiki", "https://wiki.pom.test", header=HeaderForm.BEARER)
MAIL = Route("mail", "https://mail.pom.test")
APP_ID, WIKI_ID, MAIL_ID = (LoginId(str(route.origin)) for route in (APP, WIKI, MAIL))
PROVIDER = Provider("idp", "https://idp.test", "client")
CRM = Route("crm", "https://crm.pom.test", method=Method.OIDC, provider=PROVIDER, header=HeaderForm.PLAIN_BEARER)
ROBOT = Route(
    "robot",
    "https://robot.pom.test",
    method=Method.CLIENT_CREDENTIALS,
    provider=PROVIDER,
    header=HeaderForm.PLAIN_BEARER,
)
CRM_ID, ROBOT_ID = (LoginId(f"{route.origin} {route.way}") for route in (CRM, ROBOT))
BY_BROWSER = Preferences(auto_renew=AutoRenew.BROWSER)
ALICE = Person("alice", "alice@pom.test", "Alice")


def a_session(
    name: str = "one",
    *,
    at: datetime = NOW,
    lasts: timedelta | None = 14 * HOUR,
    source: EndSource = EndSource.SERVER,
    verdict: Verdict = Verdict.LIVE,
    person: Person = ALICE,
) -> Session:
    """A session signed in at `at`; `lasts=None`: nobody knows how long."""
    end = End(None, EndSource.UNKNOWN) if lasts is None else End(at + lasts, source)
    return Session(
        id=name,
        credential=Credential(f"{CANARY}.{name}.signature"),
        issuer=ISSUER,
        idp_id="idp",
        person=person,
        signed_in_at=at,
        end=end,
        check=Check(verdict, at),
        may_go_to=frozenset({APP.origin, ISSUER}),
    )


def a_granted(
    name: str = "granted",
    *,
    at: datetime = NOW,
    lasts: timedelta | None = 5 * MINUTE,
    refresh: str = "",
    route: Route = CRM,
) -> Session:
    """A session that `route`'s provider gave; a machine's has no refresh token."""
    secret = None if route is ROBOT else Secret(f"refresh {CANARY} {refresh or name}")
    return replace(
        a_session(name, at=at, lasts=lasts, source=EndSource.TOKEN),
        issuer=Origin.parse(PROVIDER.issuer),
        may_go_to=frozenset({route.origin}),
        grant=Grant(route.method, secret),
    )


def renewed(session: Session, number: int, at: datetime, lasts: timedelta = 5 * MINUTE) -> Session:
    """The same session with the next credential, and the next refresh token if it has one."""
    assert session.grant
    refresh = session.grant.refresh and Secret(f"refresh {CANARY} {number}")
    return replace(
        session,
        credential=Credential(f"{CANARY}.{session.id}.{number}"),
        end=End(at + lasts, EndSource.TOKEN),
        check=Check(Verdict.LIVE, at),
        grant=Grant(session.grant.method, refresh, renewed_at=at),
    )


@dataclass
class World:
    """The rules with a clock: what happens goes in, what is to be done piles up."""

    model: Model = field(default_factory=Model)
    now: datetime = NOW
    effects: list[Effect] = field(default_factory=list)

    clipboard_works: bool = True
    """What is put there is there at once."""

    def happen(self, event: happened.Event) -> tuple[Effect, ...]:
        self.model, effects = step(self.model, event)
        self.effects += effects
        for effect in effects:
            if isinstance(effect, PutOnClipboard) and self.clipboard_works:
                filled = (effect.clears_at, effect.notice, effect.session, effect.route)
                self.happen(happened.ClipboardFilled(event.at, *filled))
        return effects

    def wish(
        self, action: Action, route: str = "app", form: HeaderForm | None = None, text: str = ""
    ) -> tuple[Effect, ...]:
        return self.happen(happened.ActionRequested(self.now, RouteIntent(action, route, form, text)))

    def succeed(
        self,
        session: Session,
        login: LoginId = APP_ID,
        attempt: int | None = None,
        opened: frozenset[Origin] = NO_ORIGINS,
    ) -> tuple[Effect, ...]:
        """The attempt gives `session`, which turns out to open `opened` as well."""
        number = self.model.attempts if attempt is None else attempt
        effects = self.happen(happened.SignInSucceeded(self.now, login, number, session))
        if login not in self.model.sharing:
            return effects
        others = self.happen(happened.SessionShared(self.now, login, session.id, opened))
        return tuple(effect for effect in effects if not isinstance(effect, Share)) + others

    def fail(self, login: LoginId = APP_ID, attempt: int | None = None) -> tuple[Effect, ...]:
        number = self.model.attempts if attempt is None else attempt
        return self.happen(happened.SignInFailed(self.now, login, number, PROBLEM))

    def ask(self, login: LoginId = APP_ID) -> tuple[Effect, ...]:
        return self.happen(happened.QuestionAsked(self.now, login, self.model.attempts, QUESTION))

    def verify(
        self,
        verdict: Verdict,
        session: str = "one",
        *,
        end: End | None = None,
        person: Person | None = None,
        skew: timedelta | None = None,
        heard: Mapping[Origin, Refusal | None] | None = None,
        shown: Collection[Origin] = (),
        asked_at: datetime | None = None,
        partial: bool = False,
    ) -> tuple[Effect, ...]:
        said = happened.Verified(self.now, session, verdict, person, end, skew=skew, heard=heard or {})
        return self.happen(replace(said, shown=frozenset(shown), asked_at=asked_at, partial=partial))

    def press(self, action: str, login: LoginId = APP_ID) -> tuple[Effect, ...]:
        return self.happen(happened.NoticeUsed(self.now, f"login:{login}", action))

    def press_several(self, action: str) -> tuple[Effect, ...]:
        return self.happen(happened.NoticeUsed(self.now, SEVERAL, action))

    def wait(self, span: timedelta) -> tuple[Effect, ...]:
        self.now += span
        return self.happen(happened.TimePassed(self.now))

    def configure(self, *routes: Route, preferences: Preferences | None = None) -> tuple[Effect, ...]:
        settings = Settings(routes, preferences or self.model.settings.preferences)
        return self.happen(happened.SettingsRead(self.now, settings))

    def phase(self, login: LoginId = APP_ID) -> Phase:
        return phase(self.model.logins[login].state, self.now)

    def session(self, login: LoginId = APP_ID) -> Session | None:
        return session_of(self.model.logins[login].state)

    @property
    def notices(self) -> dict[str, Notice]:
        return wanted(self.model, self.now)

    @property
    def titles(self) -> dict[str, str]:
        return {key: notice.title for key, notice in self.notices.items()}

    def notice(self, login: LoginId = APP_ID) -> Notice:
        return self.notices[f"login:{login}"]

    @property
    def snapshot(self) -> Snapshot:
        return snapshot(self.model, self.now)

    def row(self, route: str = "app") -> Row:
        return next(row for row in self.snapshot.rows if row.route == route)


def a_world(*routes: Route, preferences: Preferences | None = None) -> World:
    """Routes read from the settings, nobody signed in; nothing is looked at unasked, unless that is said."""
    world = World()
    world.configure(*(routes or (APP,)), preferences=preferences or Preferences(look_every=0))
    return world


def signed_in(session: Session | None = None, *others: Route) -> World:
    """A world in which `app` is signed in to, and nothing is left to be said or done about it."""
    world = a_world(APP, *others)
    place(world, APP_ID, session or a_session())
    return world


def three_sessions(lasts: timedelta = HOUR) -> World:
    """Three sessions of their own; mail's lasts an hour longer."""
    world = a_world(APP, WIKI, MAIL)
    for login, name, span in ((APP_ID, "one", lasts), (WIKI_ID, "two", lasts), (MAIL_ID, "three", lasts + HOUR)):
        place(world, login, a_session(name, lasts=span))
    return world


def place(world: World, login: LoginId, session: Session) -> None:
    """Put a session there as if it had been for a while."""
    known = replace(world.model.logins[login], last_person=session.person)
    world.model = world.model.with_state(known, SignedIn(session))


def kinds(effects: Iterable[Effect]) -> list[str]:
    return [type(effect).__name__ for effect in effects]
