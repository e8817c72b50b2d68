"""The sign-ins under way: one task each, with what the person still has to say to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import PurePath

from pomtray.controller.client_secrets import ClientSecrets
from pomtray.controller.ports import Ports
from pomtray.core.domain.login import Doubt, LoginId, Question, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import InVault, Provider
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.effects import BeginSignIn, GiveAnswer
from pomtray.core.errors import Cancelled, Problem
from pomtray.core.events import (
    CodeShown,
    Event,
    LinkReady,
    ProblemOccurred,
    QuestionAsked,
    RevocationWithheld,
    RoutesListed,
    SecretGiven,
    SignInDoubted,
    StageReached,
    Verified,
)
from pomtray.core.model import Model
from pomtray.core.network.tls import passphrase_name
from pomtray.core.plain import isolated
from pomtray.core.secret import Secret
from pomtray.core.text import joined, phrase


class RunningAttempt:
    """Carries progress out of one sign-in, and the person's answers into it."""

    def __init__(
        self, effect: BeginSignIn, ports: Ports, happen: Callable[[Event], None], model: Callable[[], Model]
    ) -> None:
        self._effect = effect
        self._ports = ports
        self._happen = happen
        self._model = model
        self._secrets = ClientSecrets(ports, happen, model)
        self._answer: asyncio.Future[GiveAnswer] | None = None
        self._pastes: asyncio.Queue[str] = asyncio.Queue()

    @property
    def _which(self) -> tuple[datetime, LoginId, int]:
        return self._ports.now(), self._effect.login, self._effect.attempt

    def stage(self, stage: Stage, host: str = "") -> None:
        self._happen(StageReached(*self._which, stage, host))

    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        """The browser gets the one-time start address; a person who wants a link gets the sign-in URL itself."""
        if self._effect.link:
            self._happen(LinkReady(*self._which, sign_in_url))
            return
        await self._ports.open_page(start_url, self._effect.route.browser)

    async def ask(self, question: Question) -> bool:
        return (await self._asked(question)).yes

    async def _asked(self, question: Question) -> GiveAnswer:
        """Raises `Cancelled` where nobody answers for as long as a sign-in waits for its browser."""
        self._answer = asyncio.get_running_loop().create_future()
        self._happen(QuestionAsked(*self._which, question))
        try:
            async with asyncio.timeout(self._model().settings.preferences.sign_in_for):
                return await self._answer
        except TimeoutError:
            raise Cancelled(_not_answered(question)) from None

    async def pasted(self) -> str:
        return await self._pastes.get()

    def refused(self, problem: Problem) -> None:
        self._happen(ProblemOccurred(self._ports.now(), problem))

    def doubted(self, session: Session) -> None:
        self._happen(SignInDoubted(self._ports.now(), session.id))

    async def may_end(self, session: Session) -> bool:
        """Not while another attempt may be about to get that session: then this one goes on without."""
        waits = self._model().awaits(session, besides=self._effect.login)
        if waits:
            self._happen(RevocationWithheld(*self._which))
        return not waits

    def ended(self, session: Session) -> None:
        self._happen(Verified(self._ports.now(), session.id, Verdict.ENDED))

    def listed(self, authenticate: Origin, origins: frozenset[Origin]) -> None:
        self._happen(RoutesListed(self._ports.now(), authenticate, origins))

    def device_code(self, user_code: str, verification_uri: str, complete: str, expires_at: datetime) -> None:
        """NOTE: the address with the code in it helps phishing: it is neither told, copied nor opened, only scanned."""
        del expires_at  # the attempt has an end of its own
        self._happen(CodeShown(*self._which, user_code, verification_uri, complete))

    async def secret(self, provider: Provider) -> Secret:
        """As configured; one for the vault that is not there yet is asked for."""
        if isinstance(provider.client_secret, InVault) and not self._secrets.holds(provider):
            answer = await self._asked(_secret_wanted(provider))
            if not answer.yes or not answer.text:
                raise Cancelled(
                    Problem(
                        phrase("Sign-in cancelled"),
                        phrase("The client secret of {provider} was not given.", provider=provider.shown),
                    )
                )
            self._secrets.take(provider, answer.text)
        return await self._secrets.secret(provider)

    def secret_refused(self, provider: Provider) -> None:
        self._secrets.forget(provider)

    async def passphrase(self, file: str, *, again: bool) -> Secret:
        answer = await self._asked(_passphrase_wanted(file, self._effect.route.shown, again=again))
        if not answer.yes or not answer.text:
            raise Cancelled(
                Problem(phrase("Sign-in cancelled"), phrase("The passphrase of the client certificate was not given."))
            )
        passphrase = Secret(answer.text)
        self._happen(SecretGiven(self._ports.now(), passphrase_name(file), passphrase))
        return passphrase

    async def keep(self, refresh: Secret) -> None:
        """NOTE: nothing is lost with it before there is a session: signing in again gives another."""

    def answer(self, given: GiveAnswer) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(given)

    def paste(self, text: str) -> None:
        self._pastes.put_nowait(text)


def _not_answered(question: Question) -> Problem:
    return Problem(phrase("Nobody answered"), phrase('"{title}" was asked, and nobody answered.', title=question.title))


def _passphrase_wanted(file: str, route: str, *, again: bool) -> Question:
    wrong = phrase("The passphrase that pomtray has does not open it.") if again else ""
    shown = phrase(
        "{route} is shown a client certificate, whose key in {file} has a passphrase.",
        route=route,
        file=isolated(file),
    )
    once = phrase("It is kept in the vault, encrypted, and is asked for only once.")
    return Question(
        Doubt.CLIENT_KEY,
        phrase("The passphrase of {file}", file=isolated(PurePath(file).name)),
        joined(" ", (shown, wrong, once)),
        phrase("Keep it"),
        entry=phrase("Passphrase"),
    )


def _secret_wanted(provider: Provider) -> Question:
    return Question(
        Doubt.CLIENT_SECRET,
        phrase("The client secret of {provider}", provider=provider.shown),
        phrase(
            "{provider} wants to know a secret of the client {client_id}. It is kept in the vault, "
            "encrypted, and is asked for only once.",
            provider=provider.shown,
            client_id=provider.client_id,
        ),
        phrase("Keep it"),
        entry=phrase("Client secret"),
    )
