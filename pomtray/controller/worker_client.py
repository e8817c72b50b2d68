"""The port `SignInClient`, performed by the worker: every call goes there, and what it asks back comes here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, Protocol

from pomtray.controller.ports import CheckResult as WordPort
from pomtray.controller.ports import OpenedRoutes, Progress, RefreshTokenKeeper, Secrets, SignInContext, Trial
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Preferences, Route
from pomtray.core.domain.session import RevocationResult, Session
from pomtray.core.effects import BeginSignIn
from pomtray.core.errors import Problem, Unreachable
from pomtray.core.report import Report, Step
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.recognised import Recognised
from pomtray.core.text import phrase
from pomtray.pair import messages as say
from pomtray.pair.peer import PeerGone
from pomtray.pair.running import Hearing

ENDED: Final = Problem(
    phrase("No answer"),
    phrase("The process of pomtray that asks servers ended before there was an answer."),
    phrase("Try again. If that does not help, quit pomtray and start it again."),
)


class Worker(Protocol):
    """`pair.supervisor.Supervisor`."""

    async def call(self, call: object, hearing: Hearing | None = None) -> Any: ...

    def tell(self, news: object) -> None: ...


class WorkerClient:
    """NOTE: `close` has nothing to do: the worker is ended by whoever has it, after the last save."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    async def sign_in(
        self, wish: BeginSignIn, preferences: Preferences, hooks: Progress, known: SignInContext
    ) -> Session:
        call = say.SignIn(wish, preferences, known.last_person, known.sessions, known.pomeriums, known.routes)
        session: Session = await self._asked(call, _SignInHearing(hooks))
        return session

    async def renew(self, session: Session, route: Route, keeper: RefreshTokenKeeper) -> Session:
        renewed: Session = await self._asked(say.Renew(session, route), _KeeperHearing(keeper))
        return renewed

    async def verify(self, session: Session, routes: Sequence[Route], lives: Callable[[WordPort], None]) -> WordPort:
        word: say.CheckResult = await self._asked(say.Verify(session, tuple(routes)), _LivesHearing(lives))
        return word

    async def share(self, session: Session, routes: Sequence[Route], groups: Collection[str]) -> OpenedRoutes:
        opened: say.OpenedRoutes = await self._asked(say.Share(session, tuple(routes), frozenset(groups)))
        return opened

    async def try_route(self, session: Session, route: Route) -> Trial:
        trial: say.Trial = await self._asked(say.TryRoute(session, route))
        return trial

    async def examine(
        self, route: Route, session: Session | None, tell: Callable[[Step], None], heard: Callable[[WordPort], None]
    ) -> Report:
        report: Report = await self._asked(say.Examine(route, session), _StepHearing(tell, heard))
        return report

    async def revoke(self, session: Session, route: Route, secrets: Secrets) -> RevocationResult:
        undone: RevocationResult = await self._asked(say.Revoke(session, route), _SecretsHearing(secrets))
        return undone

    async def listed(self, session: Session) -> tuple[Offer, ...] | None:
        try:
            offers: tuple[Offer, ...] | None = await self._asked(say.List(session))
        except Unreachable:
            return None
        return offers

    async def recognise(self, origin: Origin) -> Recognised:
        try:
            found: Recognised = await self._asked(say.Recognise(origin))
        except Unreachable as error:
            return Recognised(origin, None, error.problem)
        return found

    async def close(self) -> None:
        """See the note above."""

    async def _asked(self, call: object, hearing: Hearing | None = None) -> Any:
        try:
            return await self._worker.call(call, hearing)
        except PeerGone:
            raise Unreachable(ENDED) from None


class _Hearing:
    """It is asked nothing."""

    async def perform(self, call: Any) -> object:
        raise LookupError(type(call).__name__)


class _LivesHearing(_Hearing):
    def __init__(self, lives: Callable[[WordPort], None]) -> None:
        self._lives = lives

    def hear(self, news: Any) -> None:
        if isinstance(news, say.SessionConfirmed):
            self._lives(news.word)


class _StepHearing(_Hearing):
    def __init__(self, tell: Callable[[Step], None], heard: Callable[[WordPort], None]) -> None:
        self._tell = tell
        self._heard = heard

    def hear(self, news: Any) -> None:
        match news:
            case say.StepDone(step):
                self._tell(step)
            case say.SessionChecked(word):
                self._heard(word)


class _SecretsHearing(_Hearing):
    """What sign-outs need."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    async def perform(self, call: Any) -> object:
        if isinstance(call, say.ClientSecret):
            return await self._secrets.secret(call.provider)
        return await super().perform(call)

    def hear(self, news: Any) -> None:
        if isinstance(news, say.SecretRefused):
            self._secrets.secret_refused(news.provider)


class _KeeperHearing(_SecretsHearing):
    """What renewals need."""

    def __init__(self, keeper: RefreshTokenKeeper) -> None:
        super().__init__(keeper)
        self._keeper = keeper

    async def perform(self, call: Any) -> object:
        if not isinstance(call, say.KeepRefreshToken):
            return await super().perform(call)
        await self._keeper.keep(call.refresh)
        return None


class _SignInHearing(_KeeperHearing):
    """What sign-ins need."""

    def __init__(self, hooks: Progress) -> None:
        super().__init__(hooks)
        self._hooks = hooks

    async def perform(self, call: Any) -> object:
        match call:
            case say.OpenBrowser(start_url, sign_in_url):
                await self._hooks.open_browser(start_url, sign_in_url)
                return None
            case say.Ask(question):
                return await self._hooks.ask(question)
            case say.AwaitPaste():
                return await self._hooks.pasted()
            case say.MayEnd(session):
                return await self._hooks.may_end(session)
            case say.Passphrase(file, again):
                return await self._hooks.passphrase(file, again=again)
            case _:
                return await super().perform(call)

    def hear(self, news: Any) -> None:
        match news:
            case say.ReachedStage(stage, host):
                self._hooks.stage(stage, host)
            case say.PasteRefused(problem):
                self._hooks.refused(problem)
            case say.SessionEnded(session):
                self._hooks.ended(session)
            case say.RoutesListed(authenticate, origins):
                self._hooks.listed(authenticate, origins)
            case say.DeviceCode(user_code, verification_uri, complete, expires_at):
                self._hooks.device_code(user_code, verification_uri, complete, expires_at)
            case _:
                super().hear(news)
