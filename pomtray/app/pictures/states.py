"""What the pictures show: the demo's routes in every state, at one moment, made by the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from pomtray.core import events as happened
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.consent import ConsentAnswer
from pomtray.core.domain.lock import Lock
from pomtray.core.domain.login import LoginId, SignedIn, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.program import Program
from pomtray.core.domain.provider import Method, Provider
from pomtray.core.domain.route import HeaderForm, Preferences, Route, Settings
from pomtray.core.domain.session import Check, Credential, End, EndSource, Person, Session, Verdict
from pomtray.core.effects import PutOnClipboard
from pomtray.core.errors import Part, Problem
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.model import Model, step
from pomtray.core.text import phrase
from pomtray.core.view.snapshot import Snapshot, snapshot
from pomtray.demo.options import PLANS
from pomtray.desktop.settings.settings import parse
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble
from pomtray.signin.words import other_browser, other_domain

NOW: Final = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
_AUTHENTICATE: Final = Origin.parse("https://authenticate.demo.example")
_PROVIDER: Final = Provider("demo identity-token", "https://login.demo.example", "pomtray-demo")
_ALICE: Final = Person("alice", "alice@demo.example", "Alice")
_HOUR: Final = timedelta(hours=1)
REFUSED_TEXT: Final = '# The demo\'s routes.\n\n[[routes]]\nname = "reports"\nuri = "https://reports.demo.example"\n'


def _route(name: str, kind: str) -> Route:
    address = f"https://{name}.demo.example"
    if kind == "provider":
        return Route(name, address, method=Method.OIDC, provider=_PROVIDER, header=HeaderForm.PLAIN_BEARER)
    return Route(name, address, tags=("demo",))


ROUTES: Final = {
    plan.name: _route(plan.name, plan.kind) for plan in PLANS if plan.kind != "tcp" and plan.name != "machine"
}


class State:
    """A model that things happen to."""

    def __init__(self, *routes: str, preferences: Preferences | None = None) -> None:
        self.model = Model()
        self.now = NOW
        self.settings = Settings(tuple(ROUTES[name] for name in routes), preferences or Preferences())
        self.happen(happened.SettingsRead(NOW, self.settings))

    @property
    def snapshot(self) -> Snapshot:
        return snapshot(self.model, self.now)

    def happen(self, event: happened.Event) -> State:
        """NOTE: of what is to be done only this is: what is put on the clipboard counts as there."""
        self.model, effects = step(self.model, event)
        for effect in effects:
            if isinstance(effect, PutOnClipboard):
                filled = (effect.clears_at, effect.notice, effect.session, effect.route)
                self.model, _ = step(self.model, happened.ClipboardFilled(self.now, *filled))
        return self

    def wish(self, action: Action, route: str) -> State:
        return self.happen(happened.ActionRequested(self.now, RouteIntent(action, route)))

    def login(self, route: str) -> LoginId:
        """Who serves it."""
        return next(login.id for login in self.model.logins.values() if login.serves(ROUTES[route]))

    def hold(self, route: str, session: Session) -> State:
        """It was signed in to."""
        held = self.model.logins[self.login(route)]
        self.model = self.model.with_state(replace(held, last_person=session.person), SignedIn(session))
        return self

    def after(self, span: timedelta) -> State:
        self.now += span
        return self


def _session(name: str, left: timedelta, source: EndSource = EndSource.SERVER) -> Session:
    """NOTE: its credential is a word, which is drawn nowhere."""
    return Session(
        id=name,
        credential=Credential("no-credential"),
        issuer=_AUTHENTICATE,
        idp_id="demo",
        person=_ALICE,
        signed_in_at=NOW - 4 * _HOUR,
        end=End(NOW + left, source),
        check=Check(Verdict.LIVE, NOW - timedelta(minutes=2)),
        may_go_to=frozenset({_AUTHENTICATE, *(route.origin for route in ROUTES.values())}),
    )


def of_the_day() -> State:
    """What a day looks like: one session for three routes, one that ends soon, one that lets in nobody."""
    state = State(*ROUTES)
    for route in ("app", "api", "wiki"):
        state.hold(route, _session("day", 10 * _HOUR))
    state.hold("other-idp", _session("other", timedelta(minutes=9)))
    refusal = {ROUTES["denied"].origin: Refusal(Closed.NOT_ALLOWED)}
    state.hold("denied", _session("denied", 3 * _HOUR).heard(refusal))
    return state.hold("exchange", _session("exchange", 20 * _HOUR, EndSource.ESTIMATE))


def ended() -> State:
    state = of_the_day()
    return state.hold("other-idp", _session("other", -timedelta(minutes=20)))


def waiting() -> State:
    state = of_the_day().wish(Action.SIGN_IN, "identity-token")
    login, attempt = state.login("identity-token"), state.model.attempts
    state.happen(happened.StageReached(NOW, login, attempt, Stage.BROWSER, "login.demo.example"))
    return state.after(timedelta(minutes=1))


def code() -> State:
    state = of_the_day().wish(Action.DEVICE, "identity-token")
    page = "https://login.demo.example/device"
    shown = happened.CodeShown(
        NOW, state.login("identity-token"), state.model.attempts, "WDJB-MJHT", page, f"{page}?user_code=WDJB-MJHT"
    )
    return state.happen(shown).after(timedelta(minutes=1))


def question() -> State:
    state = waiting()
    asked = other_browser(ROUTES["identity-token"], _ALICE, None)
    return state.happen(happened.QuestionAsked(NOW, state.login("identity-token"), state.model.attempts, asked))


def doubt() -> State:
    """At the first sign-in of all."""
    state = State("app").wish(Action.SIGN_IN, "app")
    asked = other_domain(ROUTES["app"], Origin.parse("https://sign-in.partner.example"), (), ("api", "wiki"), ())
    state.happen(happened.QuestionAsked(NOW, state.login("app"), state.model.attempts, asked))
    return state.after(timedelta(minutes=1))


def program() -> State:
    """One asks, and others are allowed."""
    state = of_the_day()
    asking = replace(state.settings, preferences=replace(state.settings.preferences, ask_programs=True))
    state.happen(happened.SettingsRead(NOW, asking))
    tool = Program("/usr/bin/python3.11", "/home/alice/bin/deploy.py", "1", lasting=True)
    for number, known in enumerate((Program("/usr/bin/kubectl", lasting=True), tool), 1):
        state.happen(happened.ProgramAsks(NOW - _HOUR, number, known, "wiki"))
        state.happen(happened.ProgramAnswered(NOW - _HOUR, number, ConsentAnswer.ALLOWED))
        state.happen(happened.ProgramLeft(NOW - _HOUR, number))
    shell = Program("/usr/bin/bash", terminal="pts/3", lasting=True)
    return state.happen(happened.ProgramAsks(NOW, 3, shell, "wiki"))


def failed() -> State:
    state = waiting()
    why = Problem(
        phrase("The name is not known"),
        phrase("{origin} has no address here (DNS).", origin="login.demo.example"),
        phrase("Check the address in the settings and the network: some names exist inside a VPN only."),
        "discovery",
    )
    return state.happen(happened.SignInFailed(NOW, state.login("identity-token"), state.model.attempts, why))


def copied() -> State:
    state = of_the_day()
    state.happen(happened.WindowShown(NOW, shown=True))
    state.model, _ = step(state.model, happened.ActionRequested(NOW, RouteIntent(Action.COPY_HEADER, "wiki")))
    state.after(timedelta(seconds=2)).happen(happened.TimePassed(state.now))
    return state.after(timedelta(seconds=3))


def not_saved() -> State:
    why = VaultTrouble(Trouble.LOCKED, program="GNOME Keyring").problem
    return of_the_day().happen(happened.Impaired(NOW, Part.VAULT, why))


def refused() -> State:
    state = of_the_day()
    found = parse(REFUSED_TEXT, Path("pomtray.toml")).refused
    return state.happen(happened.SettingsRead(NOW, replace(state.settings, refused=found)))


def locked() -> State:
    state = of_the_day()
    state.model = replace(state.model, lock=Lock.LOCKED)
    return state


def empty() -> State:
    return State()


STATES: Final[dict[str, Callable[[], State]]] = {
    "day": of_the_day,
    "ended": ended,
    "waiting": waiting,
    "code": code,
    "question": question,
    "program": program,
    "failed": failed,
    "copied": copied,
    "not-saved": not_saved,
    "refused": refused,
    "locked": locked,
    "empty": empty,
}
