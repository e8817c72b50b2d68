"""The collector of circles: what it has found alive it looks through no more, until all is looked through again."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from pomtray.app.collecting import LeavesAlone, leave_loaded_alone
from pomtray.desktop import freed_memory


class Circle:
    """One that only the collector can free."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def _leaving_alone() -> Iterator[None]:
    gc.collect()
    leaves_alone = LeavesAlone()
    gc.callbacks.append(leaves_alone)
    yield
    gc.callbacks.remove(leaves_alone)
    gc.unfreeze()


def test_what_was_found_alive_is_not_looked_through_again() -> None:
    stays = [Circle() for _ in range(1000)]

    gc.collect()

    assert gc.get_freeze_count() > len(stays)
    assert len(gc.get_objects()) < len(stays)


def test_what_is_new_is_still_collected() -> None:
    gc.collect()
    circle = Circle()
    gone = weakref.ref(circle)

    del circle
    gc.collect()

    assert gone() is None


def test_young_collections_leave_nothing_alone() -> None:
    before = gc.get_freeze_count()  # some are from the start of Python 3.12 on

    gc.collect(1)

    assert gc.get_freeze_count() == before


def test_what_was_loaded_is_not_looked_through_even_once() -> None:
    young, stays = Circle(), [Circle() for _ in range(1000)]
    gone = weakref.ref(young)
    full = gc.get_stats()[2]["collections"]
    del young

    leave_loaded_alone()

    assert gone() is None
    assert gc.get_freeze_count() > len(stays)
    assert gc.get_stats()[2]["collections"] == full


def test_now_and_then_all_is_looked_through_again() -> None:
    circle = Circle()
    gone = weakref.ref(circle)
    gc.collect()
    del circle

    for _ in range(51):
        gc.collect()

    assert gone() is None


def test_once_something_is_to_leave_the_memory_all_is_looked_through_again() -> None:
    circle = Circle()
    gone = weakref.ref(circle)
    gc.collect()
    del circle

    asyncio.run(freed_memory.sweep())
    gc.collect()

    assert gone() is None


def test_what_is_given_back_is_looked_for_everywhere() -> None:
    circle = Circle()
    gone = weakref.ref(circle)
    gc.collect()
    del circle

    asyncio.run(freed_memory.give_back())

    assert gone() is None
