"""What a request waits for, and how long: each wait has its own end, tried where no other wait has one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from pomtray.controller.requests import answering as waits
from pomtray.core.domain.session import RevocationResult
from pomtray.core.requests.request import Declined, Request, RequestKind
from tests.controller.granting import granted, signed_in_at_provider
from tests.controller.requesting import HEADER, LOGIN, RENEW, asking
from tests.controller.world import World, a_session, settled, signed_in, until

PATIENCE = ("ASKED_FOR", "_RENEWED_FOR", "_ENDED_FOR", "_OPENS_FOR")
SOON = timedelta(milliseconds=20)
FIRST, SECOND = "Authorization: Bearer canary-access-1", "Authorization: Bearer canary-access-2"


def short_of(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """That patience ends at once, every other never: whoever waits by another hangs here."""
    for other in PATIENCE:
        monkeypatch.setattr(waits, other, SOON if other == name else timedelta(days=1))


async def hang(*_: object) -> RevocationResult:
    await asyncio.Event().wait()
    raise AssertionError


async def test_a_servers_word_is_waited_for_as_a_copy_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    short_of("ASKED_FOR", monkeypatch)
    world = await signed_in()
    world.now += timedelta(minutes=1)
    world.client.hangs = True
    answer, _ = asking(world)
    said = {"text": "Authorization: Pomerium eyJ.secret.1"}
    assert await answer == said | {"note": "authenticate.example.com gave no answer whether it still works."}
    await world.controller.close()


async def near_its_end() -> World:
    """A credential that renews itself, and lasts for less than anybody wants; the provider takes its time."""
    world = await signed_in_at_provider()
    world.client.go_on.clear()
    world.client.renewed = granted(2)
    world.now += timedelta(minutes=9, seconds=45)
    return world


async def test_a_renewal_is_waited_for_longer_than_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    short_of("ASKED_FOR", monkeypatch)
    world = await near_its_end()
    answer, _ = asking(world)
    await asyncio.sleep(2 * SOON.total_seconds())
    world.client.go_on.set()
    assert await answer == {"text": SECOND}
    await world.controller.close()


async def test_a_renewal_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    short_of("_RENEWED_FOR", monkeypatch)
    world = await near_its_end()
    answer, _ = asking(world, replace(HEADER, min_for=timedelta(minutes=1)))
    assert await answer == {"text": FIRST, "note": "Only 15 s is left, and it could not be renewed for longer."}
    world.client.go_on.set()
    await world.controller.close()


async def test_a_server_that_does_not_end_a_session_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    short_of("_ENDED_FOR", monkeypatch)
    world = await signed_in()
    monkeypatch.setattr(world.client, "revoke", hang)
    answer, told = asking(world, Request(RequestKind.LOGOUT, "app"))
    assert await answer == {"ended": False}
    assert len(told) == 1
    await world.controller.close()


async def test_a_vault_that_does_not_open_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    short_of("_OPENS_FOR", monkeypatch)
    world = World()
    with pytest.raises(Declined):
        await asking(world)[0]
    await world.controller.close()


async def test_what_is_asked_before_the_vault_is_open_is_answered_from_it() -> None:
    before = await signed_in()
    await before.controller.close()
    world = World()
    world.vault.stored = before.vault.stored
    answer, _ = asking(world)
    await settled()
    await world.controller.start()
    assert await answer == {"text": "Authorization: Pomerium eyJ.secret.1"}
    await world.controller.close()


async def test_who_waits_for_a_sign_in_waits_for_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PATIENCE:
        monkeypatch.setattr(waits, name, SOON)
    world = World()
    await world.controller.start()
    world.client.go_on.clear()
    answer, _ = asking(world, LOGIN)
    await asyncio.sleep(2 * SOON.total_seconds())
    world.client.go_on.set()
    assert await answer
    await world.controller.close()


async def test_nobody_hears_of_anything_once_it_is_answered() -> None:
    world = await signed_in()
    for request in (HEADER, LOGIN, RENEW, Request(RequestKind.LOGOUT, "app")):
        world.now += timedelta(minutes=1)
        world.client.result = a_session(world.client.signed_in + 1, world.now)
        await asking(world, request)[0]
        assert not world.controller.hears
    await world.controller.close()


async def test_what_another_program_has_saved_is_taken_up() -> None:
    other = await signed_in()
    world = World()
    await world.controller.start()
    world.vault.stored = other.vault.stored
    assert await asking(world, Request(RequestKind.REREAD))[0] == {}
    await until(lambda: world.controller.model.logins.holding)
    await other.controller.close()
    await world.controller.close()
