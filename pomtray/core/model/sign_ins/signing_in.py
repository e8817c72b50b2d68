"""From the wish to sign in to a session, or to the reason why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pomtray.core.domain.login import (
    Attempt,
    DeadOnArrival,
    DeviceCode,
    Failed,
    Login,
    LoginId,
    SignedIn,
    SignedOut,
    SigningIn,
    Stage,
    is_live,
    session_of,
)
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session
from pomtray.core.effects import AbandonSignIn, BeginSignIn, Effect, GivePaste, OpenPage, PutOnClipboard, Save
from pomtray.core.errors import Problem
from pomtray.core.events import (
    CodeShown,
    LinkReady,
    RevocationWithheld,
    SignInDeclined,
    SignInFailed,
    SignInSucceeded,
    StageReached,
)
from pomtray.core.model import asking, copying, retrying, sharing
from pomtray.core.model.sign_ins import loop_breaker, result
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.plain import isolated
from pomtray.core.protocol.skew import skew_advice
from pomtray.core.text import joined, phrase
from pomtray.core.view.notice import Button, Notice, Urgency

_WITH_A_LINK: Final = phrase(
    "Paste it into the address bar of the browser in which you want to sign in. From a browser on "
    "another computer, bring back the address at which it ends, by “Paste the address”. It works for "
    "five minutes, for anyone who has it."
)
_CANCELLED = Problem(phrase("Sign-in cancelled"), phrase("You cancelled the sign-in."))


def begin(
    model: Model,
    login: Login,
    route: Route,
    at: datetime,
    *,
    link: bool = False,
    device: bool = False,
    ends: Session | None = None,
    anew: bool = False,
) -> Step:
    """Start an attempt; while one is under way a second click joins it.

    A wish for a link, for a code, or for the page anew replaces it.
    """
    state = login.state
    if isinstance(state, SigningIn) and not (link or device or anew):
        return model, ()
    stopped = (AbandonSignIn(state.attempt.number),) if isinstance(state, SigningIn) else ()
    number = model.attempts + 1
    attempt = Attempt(number, at, _ends_at(model, at), renews=ends is not None, route=route.name)
    model = replace(model, attempts=number, by_hand=model.by_hand - {login.id}).without_notice(notice_key(login.id))
    model = model.with_state(login, SigningIn(attempt, session_of(state)))
    warned = model.remembered.warned_of_renewal
    return model, (*stopped, BeginSignIn(login.id, number, route, link, ends, warned and ends is not None, device))


def _ends_at(model: Model, at: datetime) -> datetime:
    """When a sign-in ends that begins now; the time that the keyring takes before does not count."""
    return at + timedelta(seconds=model.settings.preferences.sign_in_for)


def renew(model: Model, login: Login, route: Route, at: datetime) -> Step:
    """Sign in again; a session of Pomerium's that lives is ended first, or nothing would be gained (§5)."""
    session = session_of(login.state)
    if session is None or session.grant is not None or not is_live(session, at):
        return begin(model, login, route, at)
    if model.awaits(session):  # that attempt may get this very session
        return begin(model, login, route, at)
    return begin(model, login, route, at, ends=session)


def open_page(model: Model, login: Login, route: Route, at: datetime) -> Step:
    """Show the page again: where a code is entered, else that of an attempt anew, since a start address serves once."""
    if not isinstance(login.state, SigningIn):
        return model, ()
    attempt, session = login.state.attempt, session_of(login.state)
    if attempt.device:
        return model, (OpenPage(attempt.device.url, route.browser),)
    ends = session if attempt.renews and session and is_live(session, at) else None
    return begin(model, login, model.route(attempt.route) or route, at, ends=ends, anew=True)


def copy_code(model: Model, login: Login, route: Route, at: datetime) -> Step:
    """What is to be entered on another device."""
    device = login.state.attempt.device if isinstance(login.state, SigningIn) else None
    if device is None:
        return model, ()
    notice = Notice(
        "copied",
        phrase("Code for {route} copied", route=route.shown),
        phrase("Enter it at {url}.", url=device.url),
        passing=True,
    )
    return _put(model, device.code, notice, route.name, at)


def _put(model: Model, text: str, notice: Notice, route: str, at: datetime) -> Step:
    """On the clipboard; it opens no session."""
    clears_at = at + timedelta(seconds=model.settings.preferences.clear_clipboard_for)
    put = PutOnClipboard(text, clears_at, notice, route=route)
    return replace(model, clears_at=clears_at, copied=""), (put,)


def cancel(model: Model, login: Login, at: datetime) -> Step:
    """Give the attempt up, and those that were to follow it."""
    if not isinstance(login.state, SigningIn):
        return model, ()
    return give_up(model.without_queue(), login.id, at)


def give_up(model: Model, login: LoginId, at: datetime, why: Problem = _CANCELLED) -> Step:
    """End the attempt and withdraw its question; what was usable before still is, unless it was ended for this."""
    attempt = model.logins.signing_in[login]
    model, effects = _without_attempt(model, model.logins[login], attempt, at, why)
    return model, (AbandonSignIn(attempt.number), *effects)


def declined(model: Model, event: SignInDeclined) -> Step:
    """A no is no failure: all is as it was before, and quiet."""
    attempt = model.attempt(event.login, event.attempt)
    if attempt is None:
        return model, ()
    login, problem = model.logins[event.login], event.problem
    title = joined(": ", (result.name_of(model, login), problem.title))
    model = model.noting(Notice(notice_key(login.id), title, problem.text()), event.at)
    return _without_attempt(model, login, attempt, event.at, problem)


def _without_attempt(model: Model, login: Login, attempt: Attempt, at: datetime, why: Problem) -> Step:
    previous = session_of(login.state)
    model = model.with_state(login, SignedIn(previous) if previous else SignedOut(why))
    model = model.without_notice(notice_key(login.id))
    model = model if previous else model.without_copy(login.id)
    if _was_ended(attempt, previous):
        model = model.telling(result.lost(model, login), at + result.TOLD_FOR)
    return model, _doubt(model, login, attempt, previous, at)


def _doubt(model: Model, login: Login, attempt: Attempt, previous: Session | None, at: datetime) -> tuple[Effect, ...]:
    """A renewal that stopped midway may have ended the session before, with nobody there to hear of it."""
    route = model.route_of(login)
    if route is None or previous is None or not attempt.renews or attempt.question is not None:
        return ()
    return (asking.check(model, previous, route),) if is_live(previous, at) else ()


def _was_ended(attempt: Attempt, previous: Session | None) -> bool:
    return attempt.renews and previous is not None and previous.ended_at is not None


def paste(model: Model, login: Login, text: str) -> Step:
    if not isinstance(login.state, SigningIn):
        return model, ()
    return model, (GivePaste(login.state.attempt.number, text),)


def stage_reached(model: Model, event: StageReached) -> Step:
    attempt = model.attempt(event.login, event.attempt)
    if attempt is None:
        return model, ()
    ends_at = _ends_at(model, event.at) if attempt.stage is Stage.KEYRING else attempt.ends_at
    further = replace(attempt, stage=event.stage, host=event.host or attempt.host, ends_at=ends_at)
    return model.with_attempt(event.login, further), ()


def revocation_withheld(model: Model, event: RevocationWithheld) -> Step:
    attempt = model.attempt(event.login, event.attempt)
    return (model.with_attempt(event.login, replace(attempt, renews=False)) if attempt else model), ()


def code_shown(model: Model, event: CodeShown) -> Step:
    """A code for another device: told until the sign-in is over."""
    attempt = model.attempt(event.login, event.attempt)
    if attempt is None:
        return model, ()
    code = DeviceCode(event.code, event.url, event.complete)
    model = model.with_attempt(event.login, replace(attempt, device=code))
    text = phrase(
        "{text} on any device. Only if you asked for it yourself: who enters the code signs this program in.",
        text=code.text,
    )
    name = _clicked(model, model.logins[event.login], attempt)
    return model.telling(
        Notice(notice_key(event.login), phrase("Code for {name}", name=name), text, passing=True), attempt.ends_at
    ), ()


def succeeded(model: Model, event: SignInSucceeded) -> Step:
    attempt = model.attempt(event.login, event.attempt)
    if attempt is None:
        return model, ()
    if not is_live(event.session, event.at):
        return _dead(model, event)
    login = model.logins[event.login]
    before = session_of(login.state)
    fresh = replace(login, last_person=event.session.person, snoozed_until=None, dead=None)
    login = sharing.begin_anew(fresh, event.session, before)
    model = sharing.with_logins(model.with_login(login))
    model = _with_notice(model, login, _gain(model, event, attempt, before), event)
    model = _learned(model, attempt, before, event.session)
    model = retrying.answered(model, event.session, event.at) if event.session.grant else model
    model, copied = copying.checked(model, login, event.at)
    model, asked = sharing.share(model, login, event.at)
    unheard = asking.of_unheard(model, model.routes_of(login), event.at)
    return model, (Save(), *copied, *asked, *unheard)


def _with_notice(model: Model, login: Login, gain: str, event: SignInSucceeded) -> Model:
    session = event.session
    clock = skew_advice(session.check.skew)
    lines = (result.who(model, login, session, event.at), gain, result.tab(model, session), clock)
    text = joined(" ", lines)
    notice = Notice(notice_key(login.id), result.headline(model, login, session), text, urgency=Urgency.LOW)
    return model.telling(notice, result.told_until(session, event.at))


def _gain(model: Model, event: SignInSucceeded, attempt: Attempt, before: Session | None) -> str:
    if before is None or not (attempt.renews or is_live(before, event.at)):
        return ""
    return result.gain(before, event.session, model, event.at, renews=attempt.renews)


def _learned(model: Model, attempt: Attempt, before: Session | None, session: Session) -> Model:
    """Whether renewing early extends at this Pomerium: it decides when to remind. Others' sessions say nothing."""
    is_renewal = before is not None and attempt.renews and before.person.user == session.person.user
    known = result.extends(before, session) if before is not None and is_renewal else None
    if known is None:
        return model
    return model.remembering(extends={**model.remembered.extends, session.issuer: known})


def _dead(model: Model, event: SignInSucceeded) -> Step:
    """What came has ended already: by the clock, or the server says so in the token."""
    problem = loop_breaker.DEAD
    return failed(model, SignInFailed(event.at, event.login, event.attempt, problem, event.session.id))


def failed(model: Model, event: SignInFailed) -> Step:
    attempt = model.attempt(event.login, event.attempt)
    if attempt is None:
        return model, ()
    login, problem = model.logins[event.login], event.problem
    if loop_breaker.is_loop(login.dead, event):
        model, problem = model.without_queue(), loop_breaker.LOOP
    previous = session_of(login.state)
    login = replace(login, dead=DeadOnArrival(event.dead, event.at) if event.dead else None)
    model = model.with_state(login, Failed(problem, event.at, previous))
    model = model if previous else model.without_copy(login.id)
    notice = Notice(
        notice_key(login.id),
        joined(": ", (_clicked(model, login, attempt), problem.title)),
        problem.text(),
        (loop_breaker.BUTTON,) if problem is loop_breaker.LOOP else (Button("sign-in", phrase("Try again")),),
    )
    if _was_ended(attempt, previous):
        notice = result.lost(model, login, problem.text())
    doubt = _doubt(model, login, attempt, previous, event.at)
    return model.telling(notice, result.told_until(previous, event.at)), doubt


def link_ready(model: Model, event: LinkReady) -> Step:
    attempt = model.attempt(event.login, event.attempt)
    if attempt is None:
        return model, ()
    name = _clicked(model, model.logins[event.login], attempt)
    notice = Notice("copied", phrase("Sign-in link for {name} copied", name=name), _WITH_A_LINK, passing=True)
    return _put(model, event.url, notice, attempt.route, event.at)


def _clicked(model: Model, login: Login, attempt: Attempt) -> str:
    """Name of the route that the person clicked, or of the login's first where that is gone."""
    names = [route.name for route in model.routes_of(login)]
    return isolated(attempt.route) if attempt.route in names else result.name_of(model, login)
