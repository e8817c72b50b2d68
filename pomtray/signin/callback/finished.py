"""A sign-in that is over, and what its port still answers until its URL is dead (`pomerium.md` §9 rule 6).

It takes no callback any more: a late token meets a 410, not a stranger. The answer page stays readable, a browser that
comes again is sent there, and who asks for the start address for the first time casts doubt.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import field
from typing import Final

from pomtray.core.domain.route import CallbackAnswer
from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import phrase
from pomtray.serve.http import Request, Response
from pomtray.signin.callback.answer_page import PageStyle, SignInOutcome, bare, outcome_page, page
from pomtray.signin.callback.visitors import Visitor, bearer, starter

OVER: Final = SignInOutcome(
    ok=False, title=phrase("This sign-in is over"), lines=(phrase("Start again from the tray if you need to."),)
)
ELSEWHERE: Final = SignInOutcome(
    ok=False, title=phrase("Not used"), lines=(phrase("This sign-in was answered from another browser."),)
)
_TAKEN: Final = SignInOutcome(
    ok=False,
    title=phrase("Another program was here first"),
    lines=(phrase("It asked for the address of this sign-in before this browser did."), *OVER.lines),
)


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """Where the browser that brought a callback was sent; `visitor` None: a stranger's."""

    path: bytes = field(repr=False)
    outcome: SignInOutcome
    visitor: Visitor | None = None


@dataclass(frozen=True, slots=True)
class DoubtfulSession:
    """A session whose sign-in somebody else may have answered; `outcome`: what a browser is told that asks now."""

    session: str
    outcome: SignInOutcome


@dataclass(frozen=True, slots=True)
class FinishedSignIn:
    """All that is left of the sign-in. `host`: as requests must name it. `path`: the callback's."""

    host: str
    path: bytes = field(repr=False)
    start: bytes = field(repr=False)
    end: SignInOutcome
    visitors: tuple[Visitor, ...] = ()
    pages: tuple[AnswerPage, ...] = ()
    answer: CallbackAnswer = CallbackAnswer.PAGE
    doubtful: DoubtfulSession | None = None

    def page_at(self, path: bytes) -> AnswerPage | None:
        return next((one for one in self.pages if one.path == path), None)

    def page_of(self, visitor: Visitor) -> AnswerPage | None:
        """The last one of that browser."""
        return next((one for one in reversed(self.pages) if one.visitor == visitor), None)


class FinishedSignInHandler:
    """Answers for a sign-in that is over. doubted: hears once, by its id, of a session that has become doubtful."""

    def __init__(self, over: FinishedSignIn, doubted: Callable[[str], None]) -> None:
        self._over = over
        self._doubted = doubted
        self._told = False

    async def handle(self, request: Request) -> Response:
        """As a server calls it."""
        over = self._over
        if request.header(b"host") != [over.host.encode()]:
            return refused(400)
        if request.method != "GET":
            return refused(410)
        if (answer := over.page_at(request.path)) is not None:
            return outcome_page(answer.outcome)
        if hmac.compare_digest(request.path, over.path):
            visitor = bearer(over.visitors, request)
            return self._ended(visitor) if visitor else refused(410)
        return self._late(request) if hmac.compare_digest(request.path, over.start) else refused(410)

    def _late(self, request: Request) -> Response:
        """The start address."""
        if (visitor := starter(self._over.visitors, request)) is not None:
            return self._ended(visitor)
        if not self._over.visitors:
            return refused(410)
        return _gone(self._doubt())

    def _doubt(self) -> SignInOutcome:
        doubtful = self._over.doubtful
        if doubtful is None:
            return _TAKEN
        if not self._told:
            self._told = True
            self._doubted(doubtful.session)
        return doubtful.outcome

    def _ended(self, visitor: Visitor) -> Response:
        """How the sign-in ended, for a browser that comes again, or too late."""
        if (answer := self._over.page_of(visitor)) is not None:
            return sent_to(answer.path, self._over.answer)
        exposed = len(self._over.visitors) > 1
        return _gone(ELSEWHERE if exposed else self._over.end)


_REFUSALS: Final = {
    400: (phrase("This is not an answer"), phrase("What the browser sent does not belong to a sign-in.")),
    404: (phrase("Nothing is here"), phrase("The sign-in waits at another address.")),
    405: (phrase("Nothing is here"), phrase("The sign-in waits for another kind of request.")),
    410: (OVER.title, OVER.lines[0]),
}


def refused(status: int, *reasons: str) -> Response:
    """What is no answer to a sign-in."""
    title, line = _REFUSALS[status]
    allow = ((b"Allow", b"GET"),) if status == 405 else ()  # noqa: PLR2004 Method Not Allowed
    return page(status, PageStyle.FAILED, title, (line, *reasons), allow)


def sent_to(answer_page: bytes, answer: CallbackAnswer) -> Response:
    """What a browser that brought a callback gets at once."""
    return bare(204) if answer is CallbackAnswer.NONE else bare(303, (b"Location", answer_page))


def _gone(outcome: SignInOutcome) -> Response:
    return page(410, PageStyle.WELL if outcome.ok else PageStyle.FAILED, outcome.title, outcome.lines)
