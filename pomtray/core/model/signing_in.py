"""From the wish to sign in to a session, or to the reason why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pomtray.core.deadline import earliest
from pomtray.core.effects import AbandonSignIn, BeginSignIn, GiveAnswer, GivePaste, PutOnClipboard, Save
from pomtray.core.events import (
    AllWished,
    Answered,
    FellThrough,
    LinkReady,
    QuestionAsked,
    Reached,
    Succeeded,
)
from pomtray.core.login import (
    Attempt,
    Failed,
    Login,
    LoginId,
    SignedIn,
    SignedOut,
    SigningIn,
    is_live,
    session_of,
)
from pomtray.core.model import copying, joining
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.notice import Button, Notice, Urgency, until_text
from pomtray.core.renewal import expiring_at
from pomtray.core.route import CallbackAnswer, Route
from pomtray.core.session import Session, Verdict

TOLD_FOR = timedelta(minutes=5)
"""How long a notice about something that happened stands."""
_BRIEFLY = timedelta(seconds=20)


def begin(model: Model, login: Login, route: Route, at: datetime, *, link: bool = False) -> Step:
    """Start an attempt; while one is under way a second click joins it, and a wish for a link replaces it."""
    state = login.state
    if isinstance(state, SigningIn) and not link:
        return model, ()
    stopped = (AbandonSignIn(state.attempt.number),) if isinstance(state, SigningIn) else ()
    number = model.attempts + 1
    wait = timedelta(seconds=model.settings.preferences.sign_in_for)
    attempt = Attempt(number, at, at + wait)
    model = replace(model, attempts=number).without_notice(notice_key(login.id))
    model = model.with_state(login, SigningIn(attempt, session_of(state)))
    return model, (*stopped, BeginSignIn(login.id, number, route, link))


def begin_all(model: Model, event: AllWished) -> Step:
    """One page after the other, never a storm."""
    return resume(replace(model, queue=tuple(login.id for login in to_sign_in(model, event.at))), event.at)


def to_sign_in(model: Model, now: datetime) -> list[Login]:
    """Logins whose session has ended, or failed to come: what "Sign in to N routes" is for."""
    return [login for login in model.logins.values() if model.route_of(login) and _has_ended(login, now)]


def _has_ended(login: Login, now: datetime) -> bool:
    session = session_of(login.state)
    if isinstance(login.state, SigningIn):
        return False
    if session is None:
        return isinstance(login.state, Failed) or login.last_person is not None
    return not is_live(session, now)


def resume(model: Model, at: datetime) -> Step:
    """Sign in to the next of the queue, once nothing else is under way."""
    if model.sharing or any(isinstance(login.state, SigningIn) for login in model.logins.values()):
        return model, ()
    while model.queue:
        login = model.logins.get(model.queue[0])
        model = replace(model, queue=model.queue[1:])
        route = model.route_of(login) if login else None
        if login and route and not _is_live(login, at):
            return begin(model, login, route, at)
    return model, ()


def _is_live(login: Login, now: datetime) -> bool:
    session = session_of(login.state)
    return session is not None and is_live(session, now)


def cancel(model: Model, login: Login) -> Step:
    """Give the attempt up, and those that were to follow it."""
    if not isinstance(login.state, SigningIn):
        return model, ()
    return give_up(replace(model, queue=()), login)


def give_up(model: Model, login: Login) -> Step:
    """End the attempt and withdraw its question; what was usable before still is."""
    if not isinstance(login.state, SigningIn):
        return model, ()
    number, previous = login.state.attempt.number, login.state.previous
    model = model.with_state(login, SignedIn(previous) if previous else SignedOut())
    return model.without_notice(notice_key(login.id)), (AbandonSignIn(number),)


def paste(model: Model, login: Login, text: str) -> Step:
    if not isinstance(login.state, SigningIn):
        return model, ()
    return model, (GivePaste(login.state.attempt.number, text),)


def reached(model: Model, event: Reached) -> Step:
    attempt = _attempt(model, event.login, event.attempt)
    if attempt is None:
        return model, ()
    further = replace(attempt, stage=event.stage, host=event.host or attempt.host)
    return _with_attempt(model, event.login, further), ()


def asked(model: Model, event: QuestionAsked) -> Step:
    attempt = _attempt(model, event.login, event.attempt)
    if attempt is None:
        return model, ()
    question = event.question
    notice = Notice(
        notice_key(event.login),
        question.title,
        question.text,
        (Button("yes", question.yes), Button("no", "No")),
        Urgency.CRITICAL,
    )
    model = _with_attempt(model, event.login, replace(attempt, question=question))
    return model.telling(notice, attempt.ends_at), ()


def answered(model: Model, event: Answered) -> Step:
    login, number = event.answer.login, event.answer.attempt
    attempt = _attempt(model, login, number)
    if attempt is None or attempt.question is None:
        return model, ()
    model = _with_attempt(model, login, replace(attempt, question=None)).without_notice(notice_key(login))
    return model, (GiveAnswer(number, event.answer.yes),)


def succeeded(model: Model, event: Succeeded) -> Step:
    if _attempt(model, event.login, event.attempt) is None:
        return model, ()
    login = model.logins[event.login]
    before, session = session_of(login.state), event.session
    renewed = joining.begin_anew(replace(login, last_person=session.person, snoozed_until=None), session, before)
    session = session_of(renewed.state) or session
    notice = _signed_in(model, renewed, before, session, event.at)
    model = joining.with_logins(model.with_login(renewed)).telling(notice, _told_until(session, event.at))
    model, copied = copying.checked(model, renewed, event.at)
    model, asked = joining.share(model, renewed, event.at)
    model, begun = resume(model, event.at)
    return model, (Save(), *copied, *asked, *begun)


def _told_until(session: Session | None, at: datetime) -> datetime:
    """No longer than until there is something newer to say of the session."""
    standing = at + TOLD_FOR
    return earliest((standing, expiring_at(session), session.end.at), at) or standing if session else standing


def _signed_in(model: Model, login: Login, before: Session | None, session: Session, at: datetime) -> Notice:
    name = _name(model, login)
    lines = [f"{session.person.label()} is signed in, {until_text(session, at, model.zone)}."]
    if session.check.verdict is Verdict.DENIED:
        lines = [f"Signed in as {session.person.label()}, but {name} does not let this person in."]
    if before is not None and is_live(before, at):
        lines.append(gain(before, session, model, at))
    if model.settings.preferences.callback_answer is CallbackAnswer.NONE:
        lines.append("The browser tab can be closed.")
    return Notice(notice_key(login.id), f"Signed in to {name}", " ".join(lines), urgency=Urgency.LOW)


def gain(before: Session, after: Session, model: Model, at: datetime) -> str:
    """What renewing a live session gained, honestly (`pomerium.md` §5)."""
    if before.id == after.id:
        return "It is the same session as before: Pomerium gives a new one only after this one has ended."
    then, now = until_text(before, at, model.zone), until_text(after, at, model.zone)
    return f"It is a new session ({now}; the one before was {then})."


def fell_through(model: Model, event: FellThrough) -> Step:
    if _attempt(model, event.login, event.attempt) is None:
        return model, ()
    login, problem = model.logins[event.login], event.problem
    model = model.with_state(login, Failed(problem, event.at, session_of(login.state)))
    notice = Notice(
        notice_key(login.id),
        f"{_name(model, login)}: {problem.title}",
        problem.text(),
        (Button("sign-in", "Try again"),),
    )
    return resume(model.telling(notice, _told_until(session_of(login.state), event.at)), event.at)


def link_ready(model: Model, event: LinkReady) -> Step:
    if _attempt(model, event.login, event.attempt) is None:
        return model, ()
    name = _name(model, model.logins[event.login])
    text = "Open it in the browser of your choice. It works for five minutes, for anyone who has it."
    clears_at = event.at + timedelta(seconds=model.settings.preferences.clear_clipboard_for)
    model = model.telling(Notice("copied", f"Sign-in link for {name} copied", text), event.at + _BRIEFLY)
    return model, (PutOnClipboard(event.url, clears_at),)


def _attempt(model: Model, login: LoginId, number: int) -> Attempt | None:
    """The attempt of that number, if it is still the one under way."""
    state = model.logins[login].state if login in model.logins else None
    return state.attempt if isinstance(state, SigningIn) and state.attempt.number == number else None


def _with_attempt(model: Model, login_id: LoginId, attempt: Attempt) -> Model:
    login = model.logins[login_id]
    return model.with_state(login, SigningIn(attempt, session_of(login.state)))


def _name(model: Model, login: Login) -> str:
    route = model.route_of(login)
    return route.name if route else login.id
