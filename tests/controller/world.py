"""A controller with everything it touches: ports that are plain functions, a clock, and fakes that remember."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from pomtray.controller import Controller, Ports
from pomtray.controller.ports import Progress, RefreshTokenKeeper, Secrets, SignInClient, SignInContext
from pomtray.core import events as happened
from pomtray.core.domain.access import Refusal
from pomtray.core.domain.login import Doubt, LoginId, Phase, Question, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import FromCommand, InEnvironment, Provider
from pomtray.core.domain.route import Preferences, Route, Settings
from pomtray.core.domain.session import Check, Credential, End, EndSource, Person, RevocationResult, Session, Verdict
from pomtray.core.effects import BeginSignIn
from pomtray.core.errors import PomtrayError, Problem, Prompt, VaultError
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.model import Model
from pomtray.core.report import Report, Step
from pomtray.core.secret import Secret
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.recognised import Recognised
from pomtray.core.view.notice import Notice
from pomtray.core.view.snapshot import Snapshot

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ROUTE = Route("app", "https://app.example.com")
LOGIN = LoginId("https://app.example.com")
Given = TypeVar("Given")
_LONGEST_WAIT_FOR = 30.0
QUESTION = Question(Doubt.OTHER_BROWSER, "Another browser", "alice signed in there", "Yes")


def a_session(number: int = 1, checked_at: datetime = NOW) -> Session:
    return Session(
        id=f"session-{number}",
        credential=Credential(f"eyJ.secret.{number}"),
        issuer=Origin.parse("https://authenticate.example.com"),
        idp_id="idp",
        person=Person("alice", "alice@example.com"),
        signed_in_at=NOW,
        end=End(NOW + timedelta(hours=14), EndSource.SERVER),
        check=Check(Verdict.LIVE, checked_at),
        may_go_to=frozenset({ROUTE.origin}),
    )


@dataclass(frozen=True)
class Word:
    verdict: Verdict
    person: Person | None = None
    end: End | None = None
    problem: Problem | None = None
    skew: timedelta | None = None
    heard: Mapping[Origin, Refusal | None] = field(default_factory=dict)
    request_id: str = ""


@dataclass(frozen=True)
class Trial:
    title: str = "app answers"
    text: str = "app answered 200."
    checked: Word | None = None


@dataclass(frozen=True)
class Opened:
    origins: frozenset[Origin] = frozenset()
    listed: frozenset[Origin] | None = None
    problem: Problem | None = None


@dataclass
class FakeClient:
    """Pomeriums and providers: each answer is set beforehand, an exception is raised."""

    result: Session | Exception = field(default_factory=a_session)
    word: Word | Exception = field(default_factory=lambda: Word(Verdict.LIVE))
    lives: bool = False
    """The session, by the first word of a check."""
    hangs: bool = False
    hanging: list[asyncio.Future[Word]] = field(default_factory=list)
    """Questions that get no answer, while `hangs`."""
    trial: Trial = field(default_factory=Trial)
    renewed: Session | Exception = field(default_factory=a_session)
    revoked: Verdict | Exception = Verdict.ENDED
    opened: Opened = Opened()
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    question: Question | None = None
    wants_paste: bool = False
    ends_it: bool = False
    asks_secret: bool = False
    asks_passphrase: list[bool] = field(default_factory=list)
    """Whether the one that was there does not open the key, for each time that it asks."""
    refuses_secret: bool = False
    rotates: str = ""
    before_renewed: Callable[[], None] = lambda: None
    """Called where the real one would send the new tokens on."""
    hooks: Progress | None = None
    """Of the last sign-in."""
    wishes: list[BeginSignIn] = field(default_factory=list)
    known: list[SignInContext] = field(default_factory=list)
    """What each sign-in was told of the others."""
    answers: list[object] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    closed: bool = False

    def __post_init__(self) -> None:
        self.go_on.set()

    @property
    def signed_in(self) -> int:
        return self.calls.count("sign_in")

    @property
    def verified(self) -> int:
        return self.calls.count("verify")

    async def sign_in(
        self, wish: BeginSignIn, preferences: Preferences, hooks: Progress, known: SignInContext
    ) -> Session:
        self.calls.append("sign_in")
        self.wishes.append(wish)
        self.known.append(known)
        for again in self.asks_passphrase:
            self.secrets.append(await hooks.passphrase("/home/alice/me.p12", again=again))
        self.hooks = hooks
        if self.asks_secret:
            await self._secret(hooks, wish.route)
        hooks.stage(Stage.BROWSER, "authenticate.example.com")
        await hooks.open_browser("http://127.0.0.1:1/start/x", "https://authenticate.example.com/sign_in")
        if self.question:
            self.answers.append(await hooks.ask(self.question))
        if self.wants_paste:
            self.answers.append(await hooks.pasted())
        if wish.ends is not None:
            self.answers.append(await hooks.may_end(wish.ends))
            if self.ends_it:
                hooks.ended(wish.ends)
        await self.go_on.wait()
        return given(self.result)

    async def renew(self, session: Session, route: Route, keeper: RefreshTokenKeeper) -> Session:
        self.calls.append("renew")
        if self.asks_secret:
            await self._secret(keeper, route)
        if self.rotates:
            await keeper.keep(Secret(self.rotates))
        self.before_renewed()
        await self.go_on.wait()
        return given(self.renewed)

    async def _secret(self, secrets: Secrets, route: Route) -> None:
        assert route.provider is not None
        self.secrets.append(await secrets.secret(route.provider))
        if self.refuses_secret:
            secrets.secret_refused(route.provider)

    async def verify(self, session: Session, routes: Sequence[Route], lives: Callable[[Word], None]) -> Word:
        self.calls.append("verify")
        await asyncio.sleep(0)
        if self.lives:
            lives(Word(Verdict.LIVE))
        if self.hangs:
            self.hanging.append(asyncio.get_running_loop().create_future())
            return await self.hanging[-1]
        return given(self.word)

    async def share(self, session: Session, routes: Sequence[Route], groups: Collection[str]) -> Opened:
        self.calls.append("share")
        return self.opened

    async def try_route(self, session: Session, route: Route) -> Trial:
        return self.trial

    async def examine(
        self, route: Route, session: Session | None, tell: Callable[[Step], None], heard: Callable[[Word], None]
    ) -> Report:
        return Report(route.name)

    async def revoke(self, session: Session, route: Route, secrets: Secrets) -> RevocationResult:
        self.calls.append("revoke")
        return RevocationResult(given(self.revoked))

    async def listed(self, session: Session) -> tuple[Offer, ...] | None:
        return None

    async def recognise(self, origin: Origin) -> Recognised:
        return Recognised(origin, None)

    async def close(self) -> None:
        self.closed = True


def given(answer: Given | Exception) -> Given:
    if isinstance(answer, Exception):
        raise answer
    return answer


LOCKED = Problem("The keyring is locked", "The key is there.", "It will ask you.", prompt=Prompt.DUE)
DECLINED = Problem("The keyring is not used", "You said no.", "Try again.", prompt=Prompt.DECLINED)


class FakeVault:
    def __init__(self) -> None:
        self.stored: bytes | None = None
        self.broken = False
        self.read_only = False
        self.locked = False
        self.asked_again = 0
        self.in_the_way: Problem | None = None
        self.declined = False
        self.unlocking: asyncio.Future[bool] | None = None
        """The prompt that stands open."""
        self.prompts = 0
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.before_stored: Callable[[bytes], Awaitable[None]] | None = None

    def _check(self) -> None:
        if self.broken:
            raise VaultError(Problem("The keyring is locked", "It did not answer."))

    def _check_open(self) -> None:
        self._check()
        if self.in_the_way is not None:
            raise VaultError(DECLINED if self.declined else self.in_the_way)

    async def load(self) -> bytes | None:
        if self.stored is not None:
            self._check_open()
        self._check()
        return self.stored

    async def obstacle(self) -> Problem | None:
        self._check()
        return None if self.declined else self.in_the_way

    async def ask_again(self) -> None:
        self.asked_again += 1
        self.declined = False

    async def unlock(self) -> None:
        self.prompts += 1
        self.unlocking = asyncio.get_running_loop().create_future()
        if not await self.unlocking:
            await self.decline()
            raise VaultError(DECLINED)
        self.in_the_way = None

    async def decline(self) -> None:
        self.declined = True

    def cancel(self) -> None:
        if self.unlocking is not None and not self.unlocking.done():
            self.unlocking.set_result(False)

    async def probe(self) -> None:
        self._check()
        if self.read_only:
            raise VaultError(Problem("Sessions cannot be saved", "The folder is closed."))

    async def is_locked(self) -> bool:
        return self.locked

    async def mark_locked(self) -> None:
        self._check()
        self.locked = True

    async def mark_open(self) -> None:
        self._check()
        self.locked = False

    async def save(self, data: bytes) -> None:
        await asyncio.sleep(0)
        await self.go_on.wait()
        self._check_open()
        if self.before_stored is not None:
            await self.before_stored(data)
        self.stored = data


class FakeClipboard:
    def __init__(self) -> None:
        self.text = ""
        self.left_over = ""
        self.trouble: Problem | None = None
        """Why it neither takes nor loses anything."""
        self.go_on = asyncio.Event()
        self.go_on.set()
        self._turn = asyncio.Lock()

    async def put(self, secret: str, until: datetime) -> None:
        await self._hold(secret)

    async def clear(self) -> None:
        await self._hold("")

    async def clear_left_over(self) -> None:
        if self.left_over:
            await self._hold("")
            self.left_over = ""

    async def _hold(self, text: str) -> None:
        async with self._turn:
            await self.go_on.wait()
            if self.trouble is not None:
                raise PomtrayError(self.trouble)
            self.text = text


class World:
    """A controller with everything it touches."""

    def __init__(
        self,
        *routes: Route,
        preferences: Preferences | None = None,
        providers: Sequence[Provider] = (),
        now: datetime = NOW,
    ) -> None:
        self.client = FakeClient()
        self.real: SignInClient | None = None
        """The client proper, where the fake one will not do."""
        self.vault = FakeVault()
        self.clipboard = FakeClipboard()
        self.opened: list[str] = []
        self.browsers: list[tuple[str, ...]] = []
        """By what each page was opened."""
        self.no_page: Problem | None = None
        """Why no page opens."""
        self.no_client: Exception | None = None
        """Why the client cannot be made."""
        self.browse: Callable[[str], object] = lambda _: None
        self.notices: Mapping[str, Notice] = {}
        self.snapshots: list[Snapshot] = []
        self.armed: datetime | None = None
        self.now = now
        self.there = True
        self.served: list[tuple[str, int]] = []
        """What is served, and at which port it was wanted."""
        self.serving: asyncio.Future[tuple[bool, Problem]] = asyncio.get_running_loop().create_future()
        """How the next one ends."""
        self.looked = 0
        self.let_go = 0
        """How often nothing was to hold a credential any more."""
        self.letting_go: Callable[[], Awaitable[object]] = lambda: asyncio.sleep(0)
        self.fetched: list[InEnvironment | FromCommand] = []
        self.controller = Controller(self._ports(), Model())
        self.settings = Settings(routes or (ROUTE,), preferences or Preferences(), tuple(providers))
        self.controller.happen(happened.SettingsRead(now, self.settings))

    async def _serve(self, route: Route, port: int, ready: Callable[[str], None]) -> tuple[bool, Problem]:
        self.served.append((route.name, port))
        ready("127.0.0.1:5432" if route.tunnel else "http://127.0.0.1:8080/canary-of-a-proxy/")
        return await self.serving

    def _ports(self) -> Ports:
        async def client() -> SignInClient:
            if self.no_client is not None:
                raise self.no_client
            return self.real or self.client

        async def open_page(url: str, template: tuple[str, ...]) -> None:
            if self.no_page is not None:
                raise PomtrayError(self.no_page)
            self.opened.append(url)
            self.browsers.append(template)
            self.browse(url)

        return Ports(
            client=client,
            vault=self.vault,
            clipboard=self.clipboard,
            open_page=open_page,
            serve=self._serve,
            let_go=self._let_go,
            fetch_secret=self._fetch_secret,
            is_present=self._is_present,
            notify=lambda notices: setattr(self, "notices", notices),
            publish=self.snapshots.append,
            arm=lambda at: setattr(self, "armed", at),
            now=lambda: self.now,
        )

    async def _let_go(self) -> None:
        self.let_go += 1
        await self.letting_go()

    async def _fetch_secret(self, place: InEnvironment | FromCommand) -> Secret:
        self.fetched.append(place)
        return Secret("canary-fetched-secret")

    async def _is_present(self) -> bool:
        self.looked += 1
        return self.there

    def wish(self, action: Action, route: str = "app", text: str = "") -> None:
        self.controller.happen(happened.ActionRequested(self.now, RouteIntent(action, route, text=text)))

    def pass_time(self, span: timedelta) -> None:
        self.now += span
        self.controller.happen(happened.TimePassed(self.now))

    @property
    def row(self) -> str:
        return self.snapshots[-1].rows[0].phase


class LiveWorld(World):
    """Its clock goes, as the real client's and the servers' do: where it stood, what they give would be of tomorrow."""

    _ahead = timedelta()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    @now.setter
    def now(self, now: datetime) -> None:
        self._ahead = now - datetime.now(UTC)


async def until(fact: Callable[[], object]) -> None:
    """Let the loop run until `fact` holds; a wait that never ends fails here, with the line that waits."""
    async with asyncio.timeout(_LONGEST_WAIT_FOR):
        while not fact():
            await asyncio.sleep(0)


async def settled() -> None:
    """Let everything go on that waits for nothing but its turn."""
    for _ in range(50):
        await asyncio.sleep(0)


class Messages(list[str]):
    """What somebody who asks is told on the way."""

    def tell(self, text: str, scan: str = "") -> None:
        self.append(f"{text}\n{scan}" if scan else text)


async def signed_in() -> World:
    world = World()
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.ACTIVE and world.vault.stored)
    return world
