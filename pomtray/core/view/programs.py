"""What the person is asked about a program that wants a credential: in a notice, and in the window."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pomtray.core.domain.consent import ConsentAnswer, ConsentRequest
from pomtray.core.domain.route import Route
from pomtray.core.light_dataclass import dataclass
from pomtray.core.model.value import Model
from pomtray.core.text import joined, phrase
from pomtray.core.view.notice import Button, Notice, Urgency, listed_names

_KEY: Final = "program:"
_ANSWERS: Final = {
    ConsentAnswer.ALLOWED: phrase("Allow"),
    ConsentAnswer.ONCE: phrase("Only this time"),
    ConsentAnswer.DENIED: phrase("Deny"),
}


@dataclass(frozen=True, slots=True)
class ProgramQuestion:
    """A question about a program; answered by `intent.AnswerProgram`."""

    number: int
    title: str
    text: str
    answers: tuple[tuple[ConsentAnswer, str], ...]
    """What can be said, and as what: the most first, the no last."""
    route: str


def program_questions(model: Model) -> Iterator[ProgramQuestion]:
    """Those that stand, the oldest first."""
    for wanted in model.programs.questions:
        route = model.route(wanted.route)
        if route is not None:
            yield _asking(model, wanted, route)


def program_notices(model: Model) -> dict[str, Notice]:
    """A notice each. No credential, and no argument of the program, which may be one."""
    return {f"{_KEY}{asking.number}": _notice(asking) for asking in program_questions(model)}


def program_number(key: str) -> int | None:
    """Of the question that the notice with that key asks; None for another notice."""
    kind, _, number = key.partition(":")
    return int(number) if f"{kind}:" == _KEY and number.isascii() and number.isdecimal() else None


def program_said(action: str) -> ConsentAnswer | None:
    """What a button of such a notice says; None where it is no answer."""
    return next((said for said in _ANSWERS if said == action), None)


def _asking(model: Model, wanted: ConsentRequest, route: Route) -> ProgramQuestion:
    program = wanted.program
    answers = tuple(
        (said, text) for said, text in _ANSWERS.items() if said is not ConsentAnswer.ALLOWED or program.lasting
    )
    title = phrase("{program} wants the credential of {route}", program=program.name, route=route.shown)
    text = joined(" ", _sentences(model, wanted, route))
    return ProgramQuestion(wanted.number, title, text, answers, route.name)


def _sentences(model: Model, wanted: ConsentRequest, route: Route) -> Iterator[str]:
    yield phrase("{place}.", place=wanted.program.placed)
    if others := _others(model, route):
        yield phrase("It opens {routes} too.", routes=listed_names(others, len(others)))
    yield phrase("Allow it only if you have just started something that needs it.")


def _others(model: Model, route: Route) -> list[str]:
    """Routes that the same credential opens."""
    session = model.session_of(route)
    return [it.name for it in model.routes_with(session) if it.name != route.name] if session else []


def _notice(asking: ProgramQuestion) -> Notice:
    buttons = tuple(Button(said, text) for said, text in asking.answers)
    key = f"{_KEY}{asking.number}"
    return Notice(key, asking.title, asking.text, buttons, Urgency.CRITICAL, passing=True)
