"""Signing in on another device, against the demo's device endpoint and its clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from pomtray.core.domain.login import Doubt, Stage
from pomtray.core.domain.session import Person, Session, Verdict
from pomtray.core.errors import Cancelled, PomtrayError, Refused, SignInError
from pomtray.signin.provider.oidc import provider_of
from tests.signin.person import Known
from tests.signin.provider_ground import Ground, playing


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    async with playing() as made:
        yield made


@pytest.fixture
def pauses(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited each time; the person decides after the third."""
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        ground.clock.forward(timedelta(seconds=seconds))
        if len(waited) == 3:
            await ground.person.browser.open(ground.person.codes[0][2])

    monkeypatch.setattr(ground, "pause", pause)
    return waited


async def sign_in(ground: Ground, known: Known | None = None) -> Session:
    return await ground.sign_in(ground.route("identity-token"), known, device=True)


async def test_a_code_typed_in_elsewhere(ground: Ground, pauses: list[float]) -> None:
    session = await sign_in(ground)
    assert session.check.verdict is Verdict.LIVE
    assert session.person.user == "alice"
    [(user_code, uri, complete, expires_at)] = ground.person.codes
    assert user_code in complete
    assert complete.startswith(uri)
    assert expires_at > ground.clock()
    assert pauses == [5, 5, 5]
    provider = session.issuer.authority
    assert list(zip(ground.person.stages, ground.person.hosts, strict=True))[1:] == [
        (Stage.BROWSER, provider),
        (Stage.CHECKING, provider),
        (Stage.CHECKING, ground.route().origin.authority),
    ]
    assert [question.doubt for question in ground.person.questions] == [Doubt.OTHER_BROWSER]


async def test_the_same_person_as_last_time_is_not_asked(ground: Ground, pauses: list[float]) -> None:
    await sign_in(ground, Known(Person("alice")))
    assert not ground.person.questions


async def test_somebody_else_may_say_no(ground: Ground, pauses: list[float]) -> None:
    ground.person.says_yes = False
    with pytest.raises(Cancelled):
        await sign_in(ground, Known(Person("bob")))
    assert not ground.person.refreshes
    (question,) = ground.person.questions
    assert question.doubt is Doubt.OTHER_BROWSER, "whoever saw the code may have typed it in"
    assert "bob" in question.text


async def test_too_often_is_slower(ground: Ground, pauses: list[float]) -> None:
    """The interval that the provider told is not the one that it keeps to."""
    ground.demo.options.device_interval = timedelta(seconds=2)
    waits = iter([1.0, 1.0])
    asked = ground.pause

    async def too_early(seconds: float) -> None:
        await asked(next(waits, seconds))

    ground.pause = too_early  # type: ignore[method-assign]  # its pauses are cut
    await sign_in(ground)
    assert pauses[2] == 7, "2 s, and 5 s for the slow_down"


@pytest.mark.parametrize(
    ("interval", "waits"), [(5, [5, 10, 20, 40, 60, 60]), (90, [90, 90, 90])], ids=["a usual one", "a slow one"]
)
async def test_a_provider_in_trouble_is_asked_less_often(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, interval: int, waits: list[float]
) -> None:
    """Up to once a minute, and never more often than it wants."""
    ground.demo.options.device_interval = timedelta(seconds=interval)
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        ground.clock.forward(timedelta(seconds=seconds))
        ground.demo.options.provider_down = len(waited) < len(waits)
        if len(waited) == len(waits):
            await ground.person.browser.open(ground.person.codes[0][2])

    monkeypatch.setattr(ground, "pause", pause)
    await sign_in(ground)
    assert waited == waits


async def test_nobody_types_it_in(ground: Ground) -> None:
    ground.demo.options.device_code_for = timedelta(seconds=12)
    with pytest.raises(PomtrayError, match=r"run out|too old"):
        await sign_in(ground)


async def test_from_the_codes_last_moment_on_nobody_is_asked_any_more(ground: Ground) -> None:
    ground.demo.options.device_code_for = timedelta(seconds=10)
    with pytest.raises(SignInError, match="run out"):
        await sign_in(ground)
    assert [path for method, path, _ in ground.seen("idp") if method == "POST"][1:] == ["/token"]


async def test_a_provider_that_never_answers_again_is_not_asked_for_ever(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pause(seconds: float) -> None:
        ground.demo.options.provider_down = True
        ground.clock.forward(timedelta(seconds=seconds))

    monkeypatch.setattr(ground, "pause", pause)
    with pytest.raises(SignInError, match="run out"):
        await sign_in(ground)
    assert len(ground.seen("idp")) < 20


async def test_the_person_says_no_there(ground: Ground, pauses: list[float]) -> None:
    ground.person.browser.person = "cancel"
    with pytest.raises(Cancelled) as caught:
        await sign_in(ground)
    assert "access_denied" in caught.value.problem.sentence
    assert (caught.value.problem.step, caught.value.problem.code) == ("token", "access_denied")


async def test_it_can_be_given_up(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = asyncio.Event()

    async def pause(seconds: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(ground, "pause", pause)
    task = asyncio.create_task(sign_in(ground))
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_provider_without_it(ground: Ground) -> None:
    route = ground.route()
    metadata = await ground.providers.metadata(provider_of(route))
    ground.forget_endpoint(replace(metadata, device_authorization_endpoint=""))
    with pytest.raises(Refused, match="another device"):
        await sign_in(ground)
