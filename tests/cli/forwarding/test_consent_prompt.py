"""The person at the terminal decides, once or for the run; what was typed before the question decides nothing."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator

import pytest

from pomtray.cli.forwarding import consent_prompt
from pomtray.cli.forwarding.consent_prompt import ConsentPrompt
from pomtray.core.domain.route import Route

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no such terminal")
APP, WIKI = Route("app", "https://app.test"), Route("wiki", "https://wiki.test")


class Person:
    """At the other end of a terminal. typing: what is typed as soon as a question stands there, one after the other."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._end, self.terminal = os.openpty()
        self.typing: list[str] = []
        self.told: list[str] = []
        self.consent = ConsentPrompt("there", self.terminal)
        monkeypatch.setattr(consent_prompt, "tell", self._tell)

    def _tell(self, text: str) -> None:
        self.told.append(text)
        if "Enter: no" in text and self.typing:
            self.types(self.typing.pop(0))

    def types(self, text: str) -> None:
        os.write(self._end, f"{text}\n".encode())

    @property
    def questions(self) -> int:
        return sum("asks for" in text for text in self.told)

    def go(self) -> None:
        os.close(self._end)
        os.close(self.terminal)


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    person = Person(monkeypatch)
    yield person
    person.consent.close()
    person.go()


@pytest.mark.parametrize(
    ("typed", "agreed"), [("y", True), ("Yes", True), ("", False), ("n", False), ("always not", False)]
)
async def test_a_yes_counts_once(person: Person, typed: str, agreed: bool) -> None:  # noqa: FBT001
    person.typing = [typed, "n"]
    assert await person.consent.agreed(APP) is agreed
    assert await person.consent.agreed(APP) is False
    assert person.questions == 2


async def test_always_counts_for_that_route(person: Person) -> None:
    person.typing = ["a", "n"]
    assert [await person.consent.agreed(route) for route in (APP, APP, WIKI)] == [True, True, False]
    assert person.questions == 2


async def test_one_question_at_a_time_and_one_for_all_that_ask_for_the_same(person: Person) -> None:
    person.typing = ["y", "n"]
    asked = [person.consent.agreed(route) for route in (APP, WIKI, APP, APP)]
    assert await asyncio.gather(*asked) == [True, False, True, True]
    assert person.questions == 2


async def test_what_was_typed_before_is_no_answer(person: Person) -> None:
    person.types("y")
    person.typing = ["n"]
    assert await person.consent.agreed(APP) is False


async def test_no_answer_is_a_no(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent_prompt, "_ANSWERED_FOR", 0.05)
    assert await person.consent.agreed(APP) is False
    assert "Nobody has answered" in person.told[-1]
    monkeypatch.undo()
    monkeypatch.setattr(consent_prompt, "tell", person._tell)
    person.typing = ["y"]
    assert await person.consent.agreed(APP) is True


async def test_whoever_asks_and_goes_takes_nobody_along(person: Person) -> None:
    gone = asyncio.create_task(person.consent.agreed(APP))
    await asyncio.sleep(0)
    gone.cancel()
    person.typing = ["y"]
    assert await person.consent.agreed(APP) is True
    assert person.questions == 1
