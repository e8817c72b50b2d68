"""Which callbacks are judged, in which order, and what their browsers are shown."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from pomtray.signin.callback.answer_page import SignInOutcome
from pomtray.signin.callback.callback_queue import CallbackQueue, PendingCallback
from pomtray.signin.callback.finished import ELSEWHERE, OVER
from pomtray.signin.callback.visitors import Visitor

ALICE, BOB = Visitor(b"a=1", b"b=1"), Visitor(b"a=2", b"b=2")
DONE = SignInOutcome(ok=True, title="Signed in", lines=())


@dataclass(frozen=True)
class Callback:
    text: str
    with_cookie: bool = True


def took(arrivals: CallbackQueue[Callback], text: str, visitor: Visitor | None = None) -> PendingCallback[Callback]:
    arrival = arrivals.take(Callback(text), visitor)
    assert arrival is not None
    return arrival


def shown(arrival: PendingCallback[Callback]) -> SignInOutcome | None:
    return arrival.outcome.result() if arrival.outcome.done() else None


async def test_each_has_a_page_of_its_own() -> None:
    arrivals: CallbackQueue[Callback] = CallbackQueue()
    one, other = took(arrivals, "one", ALICE), took(arrivals, "other", BOB)
    assert arrivals.at(one.done) is one
    assert arrivals.at(other.done) is other
    assert arrivals.at(b"/done/") is None
    assert len(one.done) == len(b"/done/") + 43
    assert one.done.decode() not in repr(one)


async def test_they_are_judged_one_after_the_other() -> None:
    arrivals: CallbackQueue[Callback] = CallbackQueue()
    waiting = asyncio.create_task(arrivals.next())
    await asyncio.sleep(0)
    one, other = took(arrivals, "one", ALICE), took(arrivals, "other", BOB)
    assert await waiting == one.callback
    assert arrivals.judged is one
    assert await arrivals.next() == other.callback


async def test_who_stops_waiting_loses_none() -> None:
    arrivals: CallbackQueue[Callback] = CallbackQueue()
    waiting = asyncio.create_task(arrivals.next())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    one = took(arrivals, "one", ALICE)
    assert await asyncio.wait_for(arrivals.next(), 10) == one.callback


async def test_of_one_browser_one_callback_waits_and_the_same_again_is_the_same() -> None:
    arrivals: CallbackQueue[Callback] = CallbackQueue()
    one = took(arrivals, "one", ALICE)
    assert took(arrivals, "one", ALICE) is one
    assert took(arrivals, "another", ALICE) is one
    await arrivals.next()
    assert took(arrivals, "another", ALICE) is one
    assert arrivals.of(ALICE) is one
    assert arrivals.of(BOB) is None
    assert arrivals.of(None) is None


async def test_a_strangers_is_taken_while_there_is_no_other() -> None:
    arrivals: CallbackQueue[Callback] = CallbackQueue()
    stranger = took(arrivals, "stranger")
    assert arrivals.take(Callback("another"), None) is None
    own = took(arrivals, "own", ALICE)
    assert shown(stranger) == ELSEWHERE
    assert await arrivals.next() == own.callback
    assert arrivals.take(Callback("a third"), None) is None


async def test_while_a_strangers_is_judged_a_browser_waits_and_no_other_stranger() -> None:
    arrivals: CallbackQueue[Callback] = CallbackQueue()
    stranger = took(arrivals, "stranger")
    await arrivals.next()
    assert arrivals.take(Callback("another"), None) is None
    own = took(arrivals, "own", ALICE)
    assert shown(stranger) is None
    assert await arrivals.next() == own.callback


@pytest.mark.parametrize("visitor", [ALICE, None], ids=["a browser", "strangers"])
async def test_after_three_that_were_refused_no_more_are_taken(visitor: Visitor | None) -> None:
    arrivals: CallbackQueue[Callback] = CallbackQueue()
    refused = []
    for number in range(3):
        refused.append(took(arrivals, f"{number}", visitor))
        await arrivals.next()
        arrivals.refuse()
        assert arrivals.judged is None
    assert [shown(arrival) for arrival in refused] == [OVER] * 3
    assert arrivals.take(Callback("3"), visitor) is (refused[-1] if visitor else None)
    assert took(arrivals, "other", BOB).callback.text == "other"
    arrivals.refuse()  # nothing was judged


async def test_the_browser_whose_answer_counted_sees_how_it_ended() -> None:
    arrivals: CallbackQueue[Callback] = CallbackQueue()
    one, other = took(arrivals, "one", ALICE), took(arrivals, "other", BOB)
    await arrivals.next()
    arrivals.show(DONE, exposed=True)
    assert (shown(one), shown(other)) == (DONE, ELSEWHERE)
    arrivals.show(OVER, exposed=True)
    assert shown(one) == DONE


@pytest.mark.parametrize("exposed", [True, False])
async def test_one_that_nobody_came_to_judge_sees_it_where_it_alone_may_have_asked(*, exposed: bool) -> None:
    arrivals: CallbackQueue[Callback] = CallbackQueue()
    one = took(arrivals, "one", ALICE)
    arrivals.show(DONE, exposed=exposed)
    assert shown(one) == (ELSEWHERE if exposed else DONE)


async def test_a_stranger_that_nobody_came_to_judge_sees_nothing_of_it() -> None:
    arrivals: CallbackQueue[Callback] = CallbackQueue()
    stranger = took(arrivals, "stranger")
    arrivals.show(DONE, exposed=False)
    assert shown(stranger) == ELSEWHERE


async def test_two_wait_for_a_page_and_a_third_does_not() -> None:
    arrival = took(CallbackQueue(), "one", ALICE)
    readers = [asyncio.create_task(arrival.shown(60)) for _ in range(2)]
    await asyncio.sleep(0)
    assert await asyncio.wait_for(arrival.shown(60), 10) is None
    arrival.show(DONE)
    assert await asyncio.gather(*readers, arrival.shown(60)) == [DONE] * 3
    assert arrival.readers == 0


async def test_who_has_waited_long_enough_makes_room() -> None:
    arrival = took(CallbackQueue(), "one", ALICE)
    assert await asyncio.gather(arrival.shown(0.01), arrival.shown(0.01)) == [None, None]
    reader = asyncio.create_task(arrival.shown(60))
    await asyncio.sleep(0)
    arrival.show(DONE)
    assert await reader == DONE
