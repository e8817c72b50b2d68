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
from pomtray.core.text import joined, phrase, small, with_values
from pomtray.signin.callback.loopback import SignInOutcome

GIVEN_UP: Final = Problem(phrase("Cancelled"), phrase("This sign-in was given up."))
INVALID: Final = Problem(
    phrase("Sign-in failed"), phrase("The new session is not valid."), phrase("Try again."), "check"
)


def success(route: Route, session: Session) -> SignInOutcome:
    person = session.person.label()
    closed = session.closed(route)
    if closed is not None:
        title = phrase("Signed in as {person}: {closed}", person=person, closed=small(closed.title))
        return SignInOutcome(ok=False, title=title, lines=(route.shown, closed.text()))
    return SignInOutcome(
        ok=True,
        title=phrase("Signed in to {route}", route=route.shown),
        lines=(person, phrase("You can close this tab.")),
    )


def failure(route: Route, problem: Problem) -> SignInOutcome:
    return SignInOutcome(ok=False, title=problem.title, lines=(route.shown, problem.text()))


def ends_elsewhere(route: Route, session: Session) -> Question:
    return Question(
        Doubt.ENDS_ELSEWHERE,
        phrase("End the session of {route} to renew it?", route=route.shown),
        phrase(
            "{issuer} gives a new session only once the one before has ended. Renewing ends it in the "
            "browser and in every program that uses it too, then signs in again. This is asked only once.",
            issuer=session.issuer.authority,
        ),
        phrase("Yes, renew"),
    )


def not_ended(session: Session) -> Problem:
    return Problem(
        phrase("Not renewed"),
        phrase(
            "{issuer} did not say that it has ended the session before, as renewing it takes.",
            issuer=session.issuer.authority,
        ),
        phrase("Try again when the server can be reached."),
        "check",
    )


def dead(authenticate: Origin) -> Problem:
    return Problem(
        phrase("The new session is over already"),
        phrase("{authenticate} gave a session that it does not know any more.", authenticate=authenticate.authority),
        phrase("Try again."),
        "check",
    )


def nobody(seconds: float) -> Problem:
    return Problem(
        phrase("Nobody signed in"),
        phrase("No answer came within {ceil} min.", ceil=math.ceil(seconds / 60)),
        phrase("Try again. A page with Pomerium's error 400 means that its five minutes were over."),
        step="browser",
    )


def bad_answer(reason: str) -> Problem:
    return Problem(
        phrase("The browser's answer was refused"),
        phrase("What the browser brought back is not the answer to this sign-in: {reason}.", reason=reason),
        phrase("Try again."),
        step="callback",
    )


def bad_paste(reason: str) -> Problem:
    return Problem(
        phrase("That is not the address"),
        phrase("What was pasted is not the answer to this sign-in: {reason}.", reason=reason),
        phrase("Copy the whole address of the page at which the browser ended, starting with http://127.0.0.1."),
        step="callback",
    )


def other_domain(
    route: Route, authenticate: Origin, listed: Collection[Origin], opened: Sequence[str], before: Collection[Origin]
) -> Question:
    """`listed`: what the Pomerium there lists, or did when it was asked. `opened`: what else it is known to open.

    `before`: where else one signed in to that route.
    """
    title, reason, advice = _not_on_its_list(route, authenticate) if listed else _no_common_domain(route, authenticate)
    what = phrase(
        "whoever runs {route} receives the session of {authenticate} that you get there",
        route=route_label(route),
        authenticate=authenticate.authority,
    )
    text = phrase(
        "{reason} If you go on and sign in, {what}{opens}. {advice}",
        reason=joined(" ", (reason, _moved(before))),
        what=what,
        opens=_opens(opened),
        advice=advice,
    )
    return Question(
        Doubt.OTHER_DOMAIN, title, text, phrase("Yes, they belong together"), about=(authenticate, route.origin)
    )


def _moved(before: Collection[Origin]) -> str:
    """A route that moves reads differently from one that was never met."""
    hosts = ", ".join(sorted(host.authority for host in before)[:_NAMED])
    return phrase("So far you signed in to it at {hosts}.", hosts=hosts) if hosts else ""


def _not_on_its_list(route: Route, authenticate: Origin) -> tuple[str, str, str]:
    """Title, reason and advice."""
    title = phrase("Let {route} use your session?", route=route_label(route))
    reason = phrase(
        "{authenticate} does not have {route} on its list of your routes.",
        authenticate=authenticate.authority,
        route=route_label(route),
    )
    return title, reason, phrase("Say no, unless you know better than that list.")


def _no_common_domain(route: Route, authenticate: Origin) -> tuple[str, str, str]:
    """Title, reason and advice."""
    title = phrase(
        "Does {route} belong to {authenticate}?", route=route_label(route), authenticate=authenticate.authority
    )
    reason = phrase(
        "{route} sends you to {authenticate} to sign in, and the two share no domain.",
        route=route_label(route),
        authenticate=authenticate.authority,
    )
    advice = phrase(
        "Say yes if you know {authenticate} as the sign-in page of this service.", authenticate=authenticate.authority
    )
    return title, reason, advice


def other_host(
    doubt: Doubt, route: Route, claims: Claims, at: tuple[Origin, Sequence[str]], person: Person | None
) -> Question:
    """`at`: the issuer, and what its sessions are known to open. `person`: who it is by its word, None if not asked."""
    issuer, opened = at
    whose = (
        person.label()
        if person
        else phrase("the user “{sub}”", sub=foreign(claims.sub))
        if claims.sub
        else phrase("somebody")
    )
    reason = with_values(_REASONS[doubt], route=route.shown)
    text = phrase(
        "What the browser brought is a session of {whose} at {iss}. {reason} If you go on, {route} "
        "receives that session{opens}. Say no, unless you know why.",
        whose=whose,
        iss=foreign(claims.iss),
        reason=reason,
        route=route_label(route),
        opens=_opens(opened),
    )
    title = phrase("Let {route} use a session of {iss}?", route=route_label(route), iss=foreign(claims.iss))
    return Question(doubt, title, text, phrase("Yes, let it have the session"), about=(issuer, route.origin))


_REASONS: Final = {
    Doubt.OTHER_ISSUER: phrase("It was not issued where {route} sent you to sign in."),
    Doubt.OTHER_ROUTE: phrase("It does not say that it is for {route}."),
    Doubt.OTHER_SIGN_IN: phrase("It does not say that it was made for this sign-in."),
    Doubt.OTHER_PROVIDER: phrase("It comes from another identity provider than the sign-in page named."),
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
        return phrase(", and can use it for all that it opens")
    names, more = ", ".join(opened[:_NAMED]), len(opened) - _NAMED
    shown = phrase("{names} and {count} more", names=names, count=more) if more > 0 else names
    return phrase(", and can use it for all that it opens: {routes}", routes=shown)


def other_browser(route: Route, person: Person, last: Person | None) -> Question:
    before = phrase("Last time it was {person}.", person=_last_label(last, person)) if last else ""
    found = phrase(
        "{person} signed in to {route}, not in the browser that this program opened.",
        person=person.label(),
        route=route.shown,
    )
    return Question(
        Doubt.OTHER_BROWSER,
        phrase("Are you {person}?", person=person.label()),
        joined(" ", (found, before)),
        phrase("Yes, that is me"),
    )


def opened_twice(route: Route, person: Person, last: Person | None) -> Question:
    before = phrase("Last time it was {person}.", person=_last_label(last, person)) if last else ""
    found = phrase(
        "{person} signed in to {route}. The address that starts this sign-in was opened twice: another "
        "program may have signed in in your place.",
        person=person.label(),
        route=route.shown,
    )
    return Question(
        Doubt.OPENED_TWICE,
        phrase("Are you {person}?", person=person.label()),
        joined(" ", (found, before)),
        phrase("Yes, that is me"),
    )


def answered_by_another(route: Route, session: Session) -> SignInOutcome:
    return SignInOutcome(
        ok=False,
        title=phrase("Another program was here first"),
        lines=(
            phrase("It asked for the address of this sign-in before this browser did."),
            phrase("{person} is signed in to {route} now.", person=session.person.label(), route=route.shown),
            phrase("If that is not you, sign out of {route} in the tray, then sign in again.", route=route.shown),
        ),
    )


def other_person(route: Route, person: Person, last: Person) -> Question:
    return Question(
        Doubt.OTHER_PERSON,
        phrase("Go on as {person}?", person=person.label()),
        phrase(
            "{person} signed in to {route}. Last time it was {last}.",
            person=person.label(),
            route=route.shown,
            last=_last_label(last, person),
        ),
        phrase("Yes, as {person}", person=person.label()),
    )


def _last_label(last: Person, person: Person) -> str:
    """Who it was before, so that it differs from who it is."""
    if last.label() != person.label():
        return last.label()
    return phrase(
        "another account of that name: its id was {before}, now it is {now}", before=last.user, now=person.user
    )
