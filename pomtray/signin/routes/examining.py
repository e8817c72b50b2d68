"""Why a route is blocked: asked step by step as a sign-in and "Test this route" ask, up to the first obstacle.

The same connection, trust, proxies and readers of answers; connections of its own, so that none is made already. A
credential goes only where the session may go, by `trying`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace
from datetime import UTC, datetime
from typing import Final

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.login import is_live
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Method
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.errors import PomtrayError, Problem, Refused
from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import foreign
from pomtray.core.protocol.skew import measured
from pomtray.core.report import About, Outcome, Report, Step, clock_step, note, well, wrong
from pomtray.core.text import joined, phrase
from pomtray.signin.provider.endpoints.discovery import discover
from pomtray.signin.routes import way
from pomtray.signin.routes.answer import CERTIFICATE_WANTED, json_object
from pomtray.signin.routes.checking import CheckResult
from pomtray.signin.routes.recognising import recognise
from pomtray.signin.routes.trying import Trial, try_route, try_signed_out
from pomtray.signin.web import failures
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.failures import RequestTarget
from pomtray.signin.web.http import Web
from pomtray.signin.web.intermediaries import intermediary_of
from pomtray.signin.web.server_certificate import CertificateWatch, described, shown_by, trusted

_OK: Final = 200


async def examine(
    web: Web,
    route: Route,
    session: Session | Problem | None,
    tell: Callable[[Step], None],
    heard: Callable[[CheckResult], None] = lambda _: None,
) -> Report:
    """`tell` gets each step as it is done, `heard` what that tells of the session.

    Never raises for an answer or a lack of one. session: what is held for the route, live or not; None for nothing, a
    `Problem` where that is not known.
    """
    examination = _Examination(web.of(route), route, session, tell, heard)
    await examination.run()
    return Report(route.placed, tuple(examination.steps), is_whole=True)


@dataclass(frozen=True, slots=True)
class _Examination:
    web: Web
    route: Route
    session: Session | Problem | None
    tell: Callable[[Step], None]
    heard: Callable[[CheckResult], None]
    steps: list[Step] = field(default_factory=list)

    async def run(self) -> None:
        asked = await self._way()
        if asked is None:
            return
        watching = CertificateWatch(asked.proxy)
        web = self.web.watched(watching)
        try:
            answer = await self._arrive(web, watching, asked)
            if answer is None or not await self._recognise(web, answer):
                return
            await self._enter(web)
        finally:
            await web.close()
        self._add(_clock(answer))

    def _add(self, step: Step | None) -> None:
        if step is not None:
            self.steps.append(step)
            self.tell(step)

    async def _way(self) -> RequestTarget | None:
        """How the route is asked, where that is possible: its name, and the proxy that stands between."""
        try:
            asked = await self.web.way(self.route.origin)
        except PomtrayError as error:
            self._add(wrong(About.PROXY, error.problem))
            return None
        found = await way.name(asked)
        self._add(found)
        self._add(way.proxy(asked))
        return asked if found is None or found.outcome is not Outcome.LOOK else None

    async def _arrive(self, web: Web, watching: CertificateWatch, asked: RequestTarget) -> Answer | None:
        """What the host says of itself, which any Pomerium does without a credential (§4)."""
        answer: Answer | None = None
        problem: Problem | None = None
        try:
            answer = await web.get(self.route.origin, "/.well-known/pomerium")
        except Refused as error:
            problem = replace(error.problem, step=About.POMERIUM)
        except PomtrayError as error:
            problem = replace(error.problem, step=way.place(watching, error.problem, self.route.origin))
        if watching.connected:
            self._add(well(About.CONNECTION, way.connected(asked)))
        if watching.encrypted:
            self._add(
                well(
                    About.ENCRYPTION,
                    phrase(
                        "{version}; it shows {described}.",
                        version=watching.version,
                        described=described(watching.certificate),
                    ),
                )
            )
        if problem is not None:
            self._add(await self._obstacle(problem, asked))
        return answer

    async def _obstacle(self, problem: Problem, asked: RequestTarget) -> Step:
        step = wrong(About(problem.step), problem)
        if problem.title != failures.UNTRUSTED:
            return step
        shown = described(await shown_by(self.route.origin, asked.proxy, self.web.everywhere))
        against = phrase("Held against {trusted}.", trusted=trusted(self.web))
        sentence = (
            phrase("{sentence} It shows {shown}. {against}", sentence=step.sentence, shown=shown, against=against)
            if shown
            else joined(" ", (step.sentence, against))
        )
        return replace(step, sentence=sentence)

    async def _recognise(self, web: Web, answer: Answer) -> bool:
        """Whether it is a Pomerium, and one that can be signed in to from here."""
        found = _pomerium(self.route.origin, answer)
        self._add(found)
        if found.outcome is Outcome.LOOK:
            return False
        sign_in = await (self._login_api(web) if self.route.method is Method.POMERIUM else self._provider(web))
        self._add(sign_in)
        return found.outcome is Outcome.WELL or sign_in.outcome is Outcome.WELL

    async def _login_api(self, web: Web) -> Step:
        found = await recognise(web, self.route)
        if found.problem is not None:
            return wrong(About.SIGN_IN, found.problem)
        where = found.authenticate.authority if found.authenticate else ""
        return well(
            About.SIGN_IN, phrase("The login API answers, and one signs in at {where}, which answers too.", where=where)
        )

    async def _provider(self, web: Web) -> Step:
        provider = self.route.provider
        if provider is None or provider.metadata is not None:
            return note(About.SIGN_IN, phrase("The provider's addresses stand in the settings, and were not asked."))
        try:
            metadata = await discover(web.of(provider), provider)
        except PomtrayError as error:
            return wrong(About.SIGN_IN, error.problem)
        return well(About.SIGN_IN, phrase("The identity provider {origin} answers.", origin=metadata.origin.authority))

    async def _enter(self, web: Web) -> None:
        """What the route says to the session; to nobody, where there is none."""
        shown = _shown(self.route, self.session)
        if isinstance(shown, Session):
            await self._try(web, shown)
        else:
            self._add(shown)
            self._add(_of_trial(await try_signed_out(web, self.route)))

    async def _try(self, web: Web, session: Session) -> None:
        trial = await try_route(web, session, self.route)
        checked = trial.checked
        if checked is not None:
            self.heard(checked)
        self._add(_session(session, trial))
        if checked and checked.heard.get(self.route.place, ...) is None and trial.about is not About.POLICY:
            self._add(well(About.POLICY, phrase("Pomerium lets {person} in.", person=session.person.label())))
        if trial.about is not About.SESSION or (checked and checked.verdict is Verdict.LIVE):
            self._add(_of_trial(trial))


def _pomerium(origin: Origin, answer: Answer) -> Step:
    if answer.status == CERTIFICATE_WANTED:
        return wrong(About.CERTIFICATE, Refusal(Closed.NO_CERTIFICATE, answer.request_id).problem(origin))
    if (found := intermediary_of(origin, answer)) is not None:
        sentence = phrase(
            "{origin} answered {status}: {meaning}.",
            origin=origin.authority,
            status=answer.status,
            meaning=found.meaning,
        )
        return Step(About.FRONT, Outcome.LOOK, sentence, found.action, answer.request_id)
    if answer.status == _OK and (issuer := json_object(answer).get("issuer")):
        return well(
            About.POMERIUM,
            phrase(
                "{origin} is a Pomerium, which calls itself {issuer}.", origin=origin.authority, issuer=foreign(issuer)
            ),
        )
    sentence = phrase(
        "{origin} does not say that it is a Pomerium: it answered {status}.",
        origin=origin.authority,
        status=answer.status,
    )
    return note(About.POMERIUM, sentence)


def _shown(route: Route, session: Session | Problem | None) -> Session | Step:
    """The session that can be shown to the route, or why there is none."""
    if isinstance(session, Problem):
        return wrong(About.SESSION, session)
    if session is None:
        sentence, action = phrase("Nobody is signed in to {route}.", route=route.shown), phrase("Sign in.")
    elif not is_live(session, datetime.now(UTC)):
        sentence, action = (
            phrase("The session of {person} has ended.", person=session.person.label()),
            phrase("Sign in again."),
        )
    elif route.origin not in session.may_go_to:
        sentence, action = (
            phrase("The session that is held does not go to {origin}.", origin=route.origin),
            phrase("Sign in to this route."),
        )
    else:
        return session
    return Step(About.SESSION, Outcome.LOOK, sentence, action)


def _session(session: Session, trial: Trial) -> Step:
    """The word of whoever knows the session."""
    who, host = session.person.label(), session.vouching_host.authority
    if session.grant is not None:
        return well(
            About.SESSION,
            phrase("{who} has a token of {issuer} that has not ended.", who=who, issuer=session.issuer.authority),
        )
    checked = trial.checked
    if checked is None or checked.verdict is Verdict.UNREACHABLE:
        problem = checked.problem if checked else None
        sentence = phrase(
            "Whether the session of {who} lives is not known: {host} could not be asked.", who=who, host=host
        )
        return wrong(About.SESSION, problem) if problem else note(About.SESSION, sentence)
    if checked.verdict is Verdict.ENDED and checked.problem:
        return wrong(About.SESSION, checked.problem)
    person = checked.person.label() if checked.person else who
    return well(About.SESSION, phrase("{host} says that {person} is signed in.", host=host, person=person))


def _of_trial(trial: Trial) -> Step:
    return well(trial.about, trial.said.sentence) if trial.ok else wrong(trial.about, trial.said)


def _clock(answer: Answer) -> Step | None:
    skew = measured(answer.date, datetime.now(UTC))
    return clock_step(skew) if skew is not None else None
