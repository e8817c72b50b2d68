"""What a sign-in says: to the person who is asked, and on the page that the browser ends on."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from pomtray.core.domain.login import Doubt, Question
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Person, Session
from pomtray.core.errors import Problem
from pomtray.core.plain import foreign
from pomtray.core.protocol.claims import Claims
from pomtray.signin.callback.loopback import Outcome

GIVEN_UP: Final = Problem("Cancelled", "This sign-in was given up.")
INVALID: Final = Problem("Sign-in failed", "The new session is not valid.", "Try again.", "check")


def success(route: Route, session: Session) -> Outcome:
    person = session.person.label()
    closed = session.closed(route.origin)
    if closed is not None:
        title = f"Signed in as {person}: {closed.title.lower()}"
        return Outcome(ok=False, title=title, lines=(route.shown, closed.text()))
    return Outcome(ok=True, title=f"Signed in to {route.shown}", lines=(person, "You can close this tab."))


def failure(route: Route, problem: Problem) -> Outcome:
    return Outcome(ok=False, title=problem.title, lines=(route.shown, problem.text()))


def ends_elsewhere(route: Route, session: Session) -> Question:
    return Question(
        Doubt.ENDS_ELSEWHERE,
        f"End the session of {route.shown} to renew it?",
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


def bad_answer(reason: str) -> Problem:
    return Problem(
        "The browser's answer was refused",
        f"What the browser brought back is not the answer to this sign-in: {reason}.",
        "Try again.",
        step="callback",
    )


def bad_paste(reason: str) -> Problem:
    return Problem(
        "That is not the address",
        f"What was pasted is not the answer to this sign-in: {reason}.",
        "Copy the whole address of the page at which the browser ended, starting with http://127.0.0.1.",
        step="callback",
    )


def other_domain(route: Route, authenticate: Origin, listed: Collection[Origin], opened: Sequence[str]) -> Question:
    """`listed`: what the Pomerium there lists, or did when it was asked. `opened`: what else it is known to open."""
    what = f"whoever runs {route_label(route)} receives the session of {authenticate.authority} that you get there"
    if listed:
        title = f"Let {route_label(route)} use your session?"
        reason = f"{authenticate.authority} does not have {route_label(route)} on its list of your routes."
        advice = "Say no, unless you know better than that list."
    else:
        title = f"Does {route_label(route)} belong to {authenticate.authority}?"
        reason = f"{route_label(route)} sends you to {authenticate.authority} to sign in, and the two share no domain."
        advice = f"Say yes if you know {authenticate.authority} as the sign-in page of this service."
    text = f"{reason} If you go on and sign in, {what}{_opens(opened)}. {advice}"
    return Question(Doubt.OTHER_DOMAIN, title, text, "Yes, they belong together", about=(authenticate, route.origin))


def other_host(
    doubt: Doubt, route: Route, claims: Claims, at: tuple[Origin, Sequence[str]], person: Person | None
) -> Question:
    """`at`: the issuer, and what its sessions are known to open. `person`: who it is by its word, None if not asked."""
    issuer, opened = at
    whose = person.label() if person else f"the user “{foreign(claims.sub)}”" if claims.sub else "somebody"
    reason = _REASONS[doubt].format(route=route.shown, issuer=foreign(claims.iss))
    text = (
        f"What the browser brought is a session of {whose} at {foreign(claims.iss)}. {reason} If you go on, "
        f"{route_label(route)} receives that session{_opens(opened)}. Say no, unless you know why."
    )
    title = f"Let {route_label(route)} use a session of {foreign(claims.iss)}?"
    return Question(doubt, title, text, "Yes, let it have the session", about=(issuer, route.origin))


_REASONS: Final = {
    Doubt.OTHER_ISSUER: "It was not issued where {route} sent you to sign in.",
    Doubt.OTHER_ROUTE: "It does not say that it is for {route}.",
    Doubt.OTHER_SIGN_IN: "It does not say that it was made for this sign-in.",
    Doubt.OTHER_PROVIDER: "It comes from another identity provider than the sign-in page named.",
}
_NAMED: Final = 2


def route_label(route: Route) -> str:
    """The name that the person gave, and where that is."""
    host = route.origin.authority
    return host if route.name == host else f"{route.shown} ({host})"


def route_labels(origins: Collection[Origin], routes: Iterable[Route]) -> tuple[str, ...]:
    """`origins` by the names that the person gave them, these first; else by host."""
    names = {route.origin: route.shown for route in reversed([*routes])}
    known = sorted((names[origin] for origin in origins if origin in names), key=str.casefold)
    return (*known, *sorted(origin.authority for origin in origins if origin not in names))


def _opens(opened: Sequence[str]) -> str:
    """What a session is known to open besides."""
    if not opened:
        return ", and can use it for all that it opens"
    more = f" and {len(opened) - _NAMED} more" if len(opened) > _NAMED else ""
    return f", and can use it for all that it opens: {', '.join(opened[:_NAMED])}{more}"


def other_browser(route: Route, person: Person, last: Person | None) -> Question:
    before = f" Last time it was {_last_label(last, person)}." if last else ""
    return Question(
        Doubt.OTHER_BROWSER,
        f"Are you {person.label()}?",
        f"{person.label()} signed in to {route.shown}, not in the browser that this program opened.{before}",
        "Yes, that is me",
    )


def opened_twice(route: Route, person: Person, last: Person | None) -> Question:
    before = f" Last time it was {_last_label(last, person)}." if last else ""
    return Question(
        Doubt.OPENED_TWICE,
        f"Are you {person.label()}?",
        f"{person.label()} signed in to {route.shown}. The address that starts this sign-in was opened twice: another "
        f"program may have signed in in your place.{before}",
        "Yes, that is me",
    )


def answered_by_another(route: Route, session: Session) -> Outcome:
    return Outcome(
        ok=False,
        title="Another program was here first",
        lines=(
            "It asked for the address of this sign-in before this browser did.",
            f"{session.person.label()} is signed in to {route.shown} now.",
            f"If that is not you, sign out of {route.shown} in the tray, then sign in again.",
        ),
    )


def other_person(route: Route, person: Person, last: Person) -> Question:
    return Question(
        Doubt.OTHER_PERSON,
        f"Go on as {person.label()}?",
        f"{person.label()} signed in to {route.shown}. Last time it was {_last_label(last, person)}.",
        f"Yes, as {person.label()}",
    )


def _last_label(last: Person, person: Person) -> str:
    """Who it was before, so that it differs from who it is."""
    if last.label() != person.label():
        return last.label()
    return f"another account of that name: its id was {last.user}, now it is {person.user}"
