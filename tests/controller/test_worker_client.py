"""The port `SignInClient` across a real pair: the worker at its other end, in this process, asks a played client."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest

from pomtray.controller.ports import Progress, RefreshTokenKeeper, Secrets, SignInClient, SignInContext
from pomtray.controller.worker_client import ENDED, WorkerClient
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.known_pomerium import KnownPomerium
from pomtray.core.domain.login import Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Preferences
from pomtray.core.domain.session import End, EndSource, Person, RevocationResult, Verdict
from pomtray.core.effects import BeginSignIn
from pomtray.core.errors import Problem, Unreachable
from pomtray.core.report import About, Outcome, Report, Step
from pomtray.core.secret import Secret
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.recognised import Recognised
from pomtray.pair import messages as say
from pomtray.pair.faults import RemoteDefect
from pomtray.pair.peer import Peer
from pomtray.pair.supervisor import Supervisor
from pomtray.worker.asking import Asking
from pomtray.worker.hooks import RemoteHooks
from pomtray.worker.serving import Worker
from tests.controller.granting import IN_VAULT
from tests.controller.world import LOGIN, NOW, QUESTION, ROUTE, a_session, until

SESSION, OTHER = a_session(1), a_session(2)
HOST = Origin.parse("https://authenticate.example.com")
PROBLEM = Problem("Not now", "It did not answer.")
WORD = say.CheckResult(
    Verdict.LIVE,
    Person("alice", "alice@example.com"),
    End(NOW, EndSource.SERVER),
    PROBLEM,
    timedelta(seconds=3),
    {HOST: Refusal(Closed.NOT_ALLOWED), ROUTE.origin: None},
    "req-7",
)
STEP = Step(About.POLICY, Outcome.LOOK, "It says no.", "Ask.", "request-7")
REPORT = Report("app", (STEP,))
KNOWN = SignInContext(Person("bob"), (OTHER,), {HOST: KnownPomerium(frozenset({HOST}))}, (ROUTE,))
HOOKS: dict[str, tuple[tuple[object, ...], dict[str, object], object]] = {
    "stage": ((Stage.BROWSER, "idp.example.com"), {}, None),
    "open_browser": (("http://127.0.0.1:1/start", "https://idp.example.com/auth"), {}, None),
    "ask": ((QUESTION,), {}, True),
    "pasted": ((), {}, "http://127.0.0.1:1/callback?code=1"),
    "refused": ((PROBLEM,), {}, None),
    "doubted": ((SESSION,), {}, None),
    "may_end": ((SESSION,), {}, True),
    "ended": ((SESSION,), {}, None),
    "listed": ((HOST, frozenset({HOST})), {}, None),
    "device_code": (("ABCD", "https://idp.example.com/device", "https://idp.example.com/device?c", NOW), {}, None),
    "secret": ((IN_VAULT,), {}, Secret("canary-client-secret")),
    "secret_refused": ((IN_VAULT,), {}, None),
    "keep": ((Secret("canary-refresh"),), {}, None),
    "passphrase": (("/home/alice/me.p12",), {"again": True}, Secret("canary-passphrase")),
}
"""What each hook is called with, and what it answers."""
HOOKED = {"sign_in": Progress, "renew": RefreshTokenKeeper, "revoke": Secrets}
"""The calls that have hooks, which stand third."""
CALLS: dict[str, tuple[tuple[Any, ...], object]] = {
    "sign_in": ((BeginSignIn(LOGIN, 3, ROUTE, ends=OTHER), Preferences(ca="/etc/ca.pem"), None, KNOWN), SESSION),
    "renew": ((OTHER, ROUTE, None), SESSION),
    "verify": ((SESSION, (ROUTE,), lambda _: None), WORD),
    "share": (
        (SESSION, (ROUTE,), frozenset({"work"})),
        say.OpenedRoutes(frozenset({HOST}), frozenset({HOST}), PROBLEM),
    ),
    "try_route": ((SESSION, ROUTE), say.Trial("app answers", "app answered 200.", WORD)),
    "examine": ((ROUTE, SESSION, lambda _: None, lambda _: None), REPORT),
    "revoke": ((SESSION, ROUTE, None), RevocationResult(Verdict.LIVE, taken=True, problem=PROBLEM)),
    "listed": ((SESSION,), (Offer("https://api.example.com", "api"),)),
    "recognise": ((HOST,), Recognised(HOST, ROUTE.origin, PROBLEM)),
}
"""What each call of the port is given, and what it gives."""


def members(port: type) -> set[str]:
    """The names of a port's calls."""
    return {name for kind in port.__mro__ for name, part in vars(kind).items() if inspect.isfunction(part)} - set(
        dir(object)
    )


class Remembering:
    """Answers what is called as the table says, and remembers it."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, tuple[object, ...], dict[str, object]]] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def told(*given: object, **named: object) -> None:
            self.heard.append((name, given, named))

        async def asked(*given: object, **named: object) -> object:
            told(*given, **named)
            return HOOKS[name][2]

        return asked if inspect.iscoroutinefunction(getattr(Progress, name)) else told


class Played:
    """The client at the worker's end: a call does what it was told to, then answers as the table says."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.does: Callable[..., Any] = lambda *_: None

    async def ready(self, route: object) -> None:
        """Nothing has to be made for it."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def call(*given: Any) -> object:
            self.calls.append((name, given))
            done = self.does(*given)
            if inspect.isawaitable(done):
                await done
            return CALLS[name][1]

        return call


class InThisProcess:
    """`pair.running.Process`: what the worker's process does, here."""

    channel = None

    def __init__(self, reader: StreamReader, writer: StreamWriter, theirs: Peer) -> None:
        self.reader, self.writer = reader, writer
        self.theirs = theirs
        self._serving = asyncio.create_task(theirs.run())

    def kill(self) -> None:
        self.theirs.close()

    async def wait(self) -> None:
        await self._serving


class Place:
    """Our end, with hooks of its own, and the client at the other."""

    def __init__(self) -> None:
        self.played = Played()
        self.hooks = Remembering()
        self.processes: list[InThisProcess] = []
        self.news: list[object] = []
        self.supervisor = Supervisor(self._start, begin=say.Handshake, standing=say.WorkerConfig, hear=self.news.append)
        self.client = WorkerClient(self.supervisor)

    async def call(self, name: str) -> Any:
        """As the controller does."""
        given, _ = CALLS[name]
        hooked = (*given[:2], self.hooks, *given[3:]) if name in HOOKED else given
        return await getattr(self.client, name)(*hooked)

    async def _start(self) -> InThisProcess:
        ours, theirs = socket.socketpair()
        worker = Worker()
        worker.peer = Peer(*await asyncio.open_connection(sock=theirs), worker)
        self.processes.append(InThisProcess(*await asyncio.open_connection(sock=ours), worker.peer))
        return self.processes[-1]


@pytest.fixture
async def place(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    made = Place()

    async def client(_: Asking) -> Played:
        return made.played

    monkeypatch.setattr(Asking, "_new", client)
    yield made
    await made.supervisor.close()


def test_the_tables_are_whole() -> None:
    assert HOOKS.keys() == members(Progress)
    assert CALLS.keys() == members(SignInClient) - {"close"}


@pytest.mark.parametrize("name", CALLS)
async def test_each_call_arrives_whole_and_so_does_its_answer(place: Place, name: str) -> None:
    given, answer = CALLS[name]
    assert await place.call(name) == answer
    ((called, arrived),) = place.played.calls
    assert (called, arrived[:2], len(arrived)) == (name, given[:2], len(given))
    if name == "share":
        assert arrived == given
    if name == "sign_in":
        known = arrived[3]
        assert SignInContext(known.last_person, known.sessions, known.pomeriums, known.routes) == KNOWN


HAS = [(call, hook) for call, port in HOOKED.items() for hook in sorted(members(port) - {"doubted"})]
HAS_NOT = [(call, hook) for call in CALLS if call != "sign_in" for hook in HOOKS if (call, hook) not in HAS]


async def used(place: Place, call: str, hook: str) -> list[object]:
    """What the worker's client got from a hook that it called during a call."""
    given, named, _ = HOOKS[hook]
    got: list[object] = []

    async def does(*arrived: Any) -> None:
        hooks = arrived[2] if call in HOOKED else RemoteHooks(place.processes[0].theirs, number=1)
        called = getattr(hooks, hook)(*given, **named)
        got.append(await called if inspect.isawaitable(called) else called)

    place.played.does = does
    await place.call(call)
    return got


@pytest.mark.parametrize(("call", "hook"), HAS)
async def test_each_hook_arrives_whole_and_so_does_its_answer(place: Place, call: str, hook: str) -> None:
    given, named, answer = HOOKS[hook]
    assert await used(place, call, hook) == [answer]
    assert place.hooks.heard == [(hook, given, named)]


@pytest.mark.allow_log("unexpected RemoteDefect")
@pytest.mark.parametrize(("call", "hook"), HAS_NOT)
async def test_a_hook_that_a_call_does_not_have_is_not_performed(place: Place, call: str, hook: str) -> None:
    asks = inspect.iscoroutinefunction(getattr(Progress, hook))
    with pytest.raises(RemoteDefect) if asks else contextlib.nullcontext():
        await used(place, call, hook)
    assert not place.hooks.heard


async def test_a_doubt_belongs_to_no_call(place: Place) -> None:
    """The sign-in is over by then, and another worker may be there."""
    await used(place, "sign_in", "doubted")
    assert place.news == [say.SignInDoubted(SESSION.id)]


async def test_a_question_that_is_denied_is_denied_at_the_other_end(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hook in ("ask", "may_end"):
        monkeypatch.setitem(HOOKS, hook, (HOOKS[hook][0], {}, False))
        assert await used(place, "sign_in", hook) == [False]


async def test_that_a_session_lives_is_known_before_the_rest(place: Place) -> None:
    first = say.CheckResult(Verdict.LIVE)
    heard: list[object] = []
    place.played.does = lambda *arrived: arrived[2](first)
    await place.client.verify(SESSION, (ROUTE,), heard.append)
    assert heard == [first]


async def test_each_step_is_told_as_it_is_done(place: Place) -> None:
    heard: list[object] = []
    word = say.CheckResult(Verdict.LIVE)
    place.played.does = lambda *arrived: (arrived[2](STEP), arrived[3](word))
    assert await place.client.examine(ROUTE, None, heard.append, heard.append) == REPORT
    assert heard == [STEP, word]


async def test_nothing_is_listed_where_the_server_lists_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CALLS, "listed", (CALLS["listed"][0], None))
    assert await place.call("listed") is None


@pytest.mark.parametrize("name", CALLS)
async def test_a_worker_that_ends_is_a_server_that_does_not_answer(place: Place, name: str) -> None:
    place.played.does = lambda *_: asyncio.Event().wait()
    asking = asyncio.create_task(place.call(name))
    await until(lambda: place.played.calls)
    place.processes[0].kill()
    if name == "listed":
        assert await asking is None
    elif name == "recognise":
        assert await asking == Recognised(HOST, None, ENDED)
    else:
        with pytest.raises(Unreachable) as no:
            await asking
        assert no.value.problem == ENDED


async def test_it_has_nothing_of_its_own_to_close(place: Place) -> None:
    await place.client.close()
    assert await place.call("listed") == CALLS["listed"][1]
