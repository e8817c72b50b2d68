"""What a sign-in says: to the person who is asked, and on the page that the browser ends on."""

from __future__ import annotations

import math
from typing import Final

from pomtray.core.errors import Problem
from pomtray.core.login import Doubt, Question
from pomtray.core.origin import Origin
from pomtray.core.route import Route
from pomtray.core.session import Person, Session, Verdict
from pomtray.signin.loopback import Outcome

GIVEN_UP: Final = Problem("Cancelled", "This sign-in was given up.")
INVALID: Final = Problem("Not signed in", "The new session is not valid.", "Try again.", "check")


def success(route: Route, session: Session) -> Outcome:
    person = session.person.label()
    if session.check.verdict is Verdict.DENIED and session.check.problem:
        return Outcome(
            ok=False, title=f"Signed in as {person}, not allowed", lines=(route.name, session.check.problem.text())
        )
    return Outcome(ok=True, title=f"Signed in to {route.name}", lines=(person, "You can close this tab."))


def failure(route: Route, problem: Problem) -> Outcome:
    return Outcome(ok=False, title=problem.title, lines=(route.name, problem.text()))


def ends_elsewhere(route: Route, session: Session) -> Question:
    return Question(
        Doubt.ENDS_ELSEWHERE,
        f"End the session of {route.name} to renew it?",
        f"{session.issuer.authority} gives a new session only once the one before has ended. Renewing ends it in the "
        "browser and in every program that uses it too, then signs in again. This is asked only once.",
        "Yes, renew",
    )


def not_ended(session: Session) -> Problem:
    return Problem(
        "Not renewed",
        f"{session.issuer.authority} did not say that it has ended the session before, as renewing it takes.",
        "Try again when the server can be reached.",
        "check",
    )


def dead(authenticate: Origin) -> Problem:
    return Problem(
        "The new session is over already",
        f"{authenticate.authority} gave a session that it does not know any more.",
        "Try again.",
        "check",
    )


def nobody(seconds: float) -> Problem:
    return Problem(
        "Nobody signed in",
        f"No answer came within {math.ceil(seconds / 60)} min.",
        "Try again. A page with Pomerium's error 400 means that its five minutes were over.",
        step="browser",
    )


def declined(question: Question) -> Problem:
    return Problem("Not signed in", f'You said no to "{question.title}"', "", "check")


def bad_paste(reason: str) -> Problem:
    return Problem(
        "That is not the address",
        f"What was pasted is not the answer to this sign-in: {reason}.",
        "Copy the whole address of the page at which the browser ended, starting with http://127.0.0.1.",
        step="callback",
    )


def other_browser(route: Route, person: Person, last: Person | None) -> Question:
    before = f" Last time it was {last.label()}." if last else ""
    return Question(
        Doubt.OTHER_BROWSER,
        f"Are you {person.label()}?",
        f"{person.label()} signed in to {route.name}, not in the browser that this program opened.{before}",
        "Yes, that is me",
    )


def other_person(route: Route, person: Person, last: Person) -> Question:
    return Question(
        Doubt.OTHER_PERSON,
        f"Go on as {person.label()}?",
        f"{person.label()} signed in to {route.name}. Last time it was {last.label()}.",
        f"Yes, as {person.label()}",
    )
