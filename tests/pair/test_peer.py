"""Two peers on a socket pair: answers, errors, cancelling, news, and the end."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from pomtray.core.domain.login import Stage
from pomtray.core.errors import GrantEnded, Problem
from pomtray.core.secret import Secret
from pomtray.pair import messages as say
from pomtray.pair import vault_messages as of_vault
from pomtray.pair.faults import RemoteDefect
from pomtray.pair.frames import framed
from pomtray.pair.peer import Peer, PeerGone


@dataclass
class Handler:
    """Answers as it is told to."""

    answer: Callable[[Any], Awaitable[object]] | None = None
    calls: list[tuple[object, int]] = field(default_factory=list)
    news: list[tuple[object, int]] = field(default_factory=list)
    cancelled: list[object] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def perform(self, call: Any, number: int, about: int) -> object:
        self.calls.append((call, about))
        self.heard.set()
        try:
            return await self.answer(call) if self.answer else None
        except asyncio.CancelledError:
            self.cancelled.append(call)
            raise

    def hear(self, news: Any, about: int) -> None:
        self.news.append((news, about))
        self.heard.set()


@dataclass
class Two:
    ours: Peer
    theirs: Peer
    handler: Handler
    raw: socket.socket


@asynccontextmanager
async def two() -> AsyncIterator[Two]:
    left, right = socket.socketpair()
    handler = Handler()
    ours = Peer(*await asyncio.open_connection(sock=left), Handler())
    theirs = Peer(*await asyncio.open_connection(sock=right), handler)
    running = [asyncio.create_task(peer.run()) for peer in (ours, theirs)]
    try:
        yield Two(ours, theirs, handler, left)
    finally:
        ours.close()
        theirs.close()
        await asyncio.gather(*running)


async def forever(_: object) -> object:
    return await asyncio.Event().wait()


async def test_a_call_is_answered() -> None:
    async with two() as pair:

        async def typed(call: Any) -> object:
            return f"pasted {len(pair.handler.calls)}" if isinstance(call, say.AwaitPaste) else None

        pair.handler.answer = typed
        assert await asyncio.gather(
            pair.ours.call(say.AwaitPaste()), pair.ours.call(say.KeepRefreshToken(Secret("a")))
        ) == [
            "pasted 1",
            None,
        ]


async def test_an_error_arrives_as_what_it_was() -> None:
    async with two() as pair:

        async def refused(_: object) -> object:
            raise GrantEnded(Problem("Over", "corp renews no more."), 400, "invalid_grant")

        pair.handler.answer = refused
        with pytest.raises(GrantEnded) as ended:
            await pair.ours.call(say.Ping())
        assert ended.value.code == "invalid_grant"


async def test_an_answer_of_another_type_is_a_defect_of_who_gave_it() -> None:
    async with two() as pair:

        async def wrong(_: object) -> object:
            return 7

        pair.handler.answer = wrong
        with pytest.raises(RemoteDefect):
            await pair.ours.call(say.AwaitPaste())
        with pytest.raises(RemoteDefect):
            await pair.ours.call(say.Ping())


async def test_cancelling_is_passed_on_and_nobody_waits_for_it() -> None:
    async with two() as pair:
        pair.handler.answer = forever
        call = asyncio.create_task(pair.ours.call(say.AwaitPaste()))
        await pair.handler.heard.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        pair.handler.answer = None
        await pair.ours.call(say.Ping())
        assert pair.handler.cancelled == [say.AwaitPaste()]


async def test_news_and_calls_keep_their_order_and_say_what_they_belong_to() -> None:
    async with two() as pair:
        pair.ours.tell(say.ReachedStage(Stage.BROWSER, "a"), about=3)
        await pair.ours.call(say.Ping(), about=4)
        assert pair.handler.news == [(say.ReachedStage(Stage.BROWSER, "a"), 3)]
        assert pair.handler.calls == [(say.Ping(), 4)]


@pytest.mark.allow_log("unexpected LookupError")
async def test_a_fault_at_hearing_news_ends_nothing() -> None:
    async with two() as pair:

        def fails(news: object, about: int) -> None:
            raise LookupError

        pair.handler.hear = fails  # type: ignore[method-assign]
        pair.ours.tell(of_vault.CancelPrompt())
        await pair.ours.call(say.Ping())


async def test_the_end_of_one_is_the_end_of_all_calls_of_the_other() -> None:
    async with two() as pair:
        pair.handler.answer = forever
        call = asyncio.create_task(pair.ours.call(say.AwaitPaste()))
        await pair.handler.heard.wait()
        pair.theirs.close()
        with pytest.raises(PeerGone):
            await call
        with pytest.raises(PeerGone):
            await pair.ours.call(say.Ping())
        pair.ours.tell(of_vault.CancelPrompt())  # to nobody


async def test_calls_of_one_that_has_gone_are_given_up() -> None:
    async with two() as pair:
        pair.handler.answer = forever
        call = asyncio.create_task(pair.ours.call(say.AwaitPaste()))
        await pair.handler.heard.wait()
        pair.ours.close()
        with pytest.raises(PeerGone):
            await call
        while not pair.handler.cancelled:
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"kind": "call", "number": 0, "about": 0, "name": "Ping", "body": {}},
        {"kind": "call", "number": True, "about": 0, "name": "Ping", "body": {}},
        {"kind": "call", "number": 1, "about": -1, "name": "Ping", "body": {}},
        {"kind": "call", "number": 1, "about": 0, "name": "Session", "body": {}},
        {"kind": "call", "number": 1, "about": 0, "name": "os.system", "body": {}},
        {"kind": "call", "number": 1, "about": 0, "name": ["Ping"], "body": {}},
        {"kind": "call", "number": 1, "about": 0, "name": "Ping", "body": {"more": 1}},
        {"kind": "news", "number": 0, "about": 0, "name": "Ping", "body": {}},
        {"kind": "failure", "number": 1, "body": {"kind": "anything"}},
        {"kind": "cancel", "number": []},
        {"kind": "other", "number": 1},
    ],
)
async def test_what_was_not_agreed_ends_the_connection(frame: dict[str, Any]) -> None:
    async with two() as pair:
        pair.handler.answer = forever
        theirs = asyncio.create_task(pair.theirs.call(say.AwaitPaste()))
        pair.ours._writer.write(framed(frame))
        with pytest.raises(PeerGone):
            await theirs
        assert not pair.handler.calls


async def test_an_answer_that_nobody_waits_for_is_for_nobody() -> None:
    async with two() as pair:
        pair.ours._writer.write(framed({"kind": "answer", "number": 99, "body": 1}))
        pair.ours._writer.write(framed({"kind": "failure", "number": 99, "body": {"kind": "defect"}}))
        pair.ours._writer.write(framed({"kind": "cancel", "number": 99}))
        await pair.ours.call(say.Ping())


async def test_ten_thousand_changed_frames_break_no_more_than_their_connection() -> None:
    chance = random.Random(13)  # noqa: S311 a test's
    frames = [
        framed({"kind": "call", "number": 1, "about": 0, "name": "Ping", "body": {}}),
        framed(
            {"kind": "news", "number": 0, "about": 0, "name": "Logged", "body": {"logger": "a", "level": 1, "line": ""}}
        ),
        framed({"kind": "answer", "number": 1, "body": None}),
        framed({"kind": "failure", "number": 1, "body": {"kind": "defect"}}),
    ]
    for _ in range(10_000):
        reader, handler = asyncio.StreamReader(), Handler()
        data = bytearray(chance.choice(frames))
        data[chance.randrange(4, len(data))] = chance.randrange(256)
        reader.feed_data(bytes(data))
        reader.feed_eof()
        peer = Peer(reader, _Nowhere(), handler)  # type: ignore[arg-type]
        await peer.run()
        await peer.settled()
        assert all(isinstance(call, say.Ping) for call, _ in handler.calls)
        assert all(isinstance(news, say.LogLine) for news, _ in handler.news)


class _Nowhere:
    def write(self, data: bytes) -> None:
        pass

    def close(self) -> None:
        pass


async def test_what_came_together_leaves_others_their_turns() -> None:
    async with two() as pair:
        turn, turns = 0, set[int]()
        pair.handler.hear = lambda *_: turns.add(turn)  # type: ignore[method-assign]
        for _ in range(5):
            pair.ours.tell(say.ReachedStage(Stage.BROWSER, "a"), about=1)
        while len(turns) < 5 and turn < 1000:
            await asyncio.sleep(0)
            turn += 1
        assert len(turns) == 5, "each message has a turn of its own"
