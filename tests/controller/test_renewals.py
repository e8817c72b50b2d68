"""Silent renewals: begun when due, safe in the vault, with three outcomes and never two at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.login import Phase
from pomtray.core.domain.renewal import renew_at
from pomtray.core.errors import GrantEnded, GrantRefused, Problem, Refused, Unreachable
from pomtray.core.intent import Action
from pomtray.core.secret import Secret
from tests.controller.granting import grant, granted, held, signed_in_at_provider, stored_refresh
from tests.controller.world import World, settled, until

DUE = timedelta(minutes=9)
OVER = GrantEnded(Problem("Sign in again", "corp renews no more: invalid_grant."))
REFUSED = GrantRefused(Problem("The grant has ended", "The provider says no: invalid_grant.", code="invalid_grant"))
OFFLINE = Unreachable(Problem("Offline", "No network."))


async def renewing() -> World:
    """A provider whose answer is on its way."""
    world = await signed_in_at_provider()
    world.client.go_on.clear()
    world.client.renewed = granted(2, "canary-refresh-2")
    world.pass_time(DUE)
    await until(lambda: "renew" in world.client.calls)
    return world


async def test_the_alarm_is_set_to_the_renewal_and_not_to_the_end() -> None:
    world = await signed_in_at_provider()
    world.pass_time(timedelta(minutes=6))
    assert world.armed == renew_at(held(world))
    await world.controller.close()


async def test_a_new_credential_serves_and_is_saved() -> None:
    world = await renewing()
    world.client.go_on.set()
    await until(lambda: stored_refresh(world) == "canary-refresh-2")
    assert held(world).credential.reveal() == "canary-access-2"
    assert world.row == Phase.ACTIVE
    assert world.notices.get("trouble") is None
    await world.controller.close()


async def test_nobody_is_asked_twice_at_once() -> None:
    world = await renewing()
    world.pass_time(timedelta(seconds=10))
    world.wish(Action.COPY_TOKEN)
    world.controller.happen(happened.Resumed(world.now))
    await settled()
    world.client.go_on.set()
    await until(lambda: held(world).credential.reveal() == "canary-access-2")
    assert world.client.calls.count("renew") == 1
    await world.controller.close()


async def test_a_rotated_token_is_in_the_vault_before_what_came_with_it_is_used() -> None:
    world = await signed_in_at_provider()
    in_vault: list[str] = []
    world.client.rotates = "canary-refresh-2"
    world.client.renewed = granted(2, "canary-refresh-2")
    world.client.before_renewed = lambda: in_vault.append(stored_refresh(world))
    world.pass_time(DUE)
    await until(lambda: in_vault)
    assert in_vault == ["canary-refresh-2"]
    await world.controller.close()


async def test_a_rotated_token_survives_that_the_exchange_after_it_fails() -> None:
    world = await signed_in_at_provider()
    world.client.rotates = "canary-refresh-2"
    world.client.renewed = OFFLINE
    world.pass_time(DUE)
    await until(lambda: grant(world).failures)
    await world.controller.close()
    assert stored_refresh(world) == "canary-refresh-2"


async def test_a_slow_vault_does_not_hold_the_renewal_up_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pomtray.controller.renewals._KEEP_FOR", 0.01)
    world = await signed_in_at_provider()
    world.vault.go_on.clear()
    world.client.rotates = "canary-refresh-2"
    world.client.renewed = OFFLINE
    world.pass_time(DUE)
    await until(lambda: grant(world).failures)
    world.vault.go_on.set()
    await until(lambda: stored_refresh(world) == "canary-refresh-2")
    await world.controller.close()


@pytest.mark.allow_log("The keyring is locked")
async def test_a_broken_vault_does_not_hold_the_renewal_up() -> None:
    world = await signed_in_at_provider()
    world.vault.broken = True
    world.client.rotates = "canary-refresh-2"
    world.client.renewed = granted(2, "canary-refresh-2")
    world.pass_time(DUE)
    await until(lambda: held(world).credential.reveal() == "canary-access-2")
    assert [missing.problem.title for missing in world.snapshots[-1].trouble] == ["The keyring is locked"]
    await world.controller.close()


async def test_quitting_waits_for_what_a_provider_is_about_to_rotate() -> None:
    world = await renewing()
    closing = asyncio.create_task(world.controller.close())
    await settled()
    assert not closing.done()
    world.client.go_on.set()
    await closing
    assert stored_refresh(world) == "canary-refresh-2"


async def test_quitting_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pomtray.controller.controller._CLOSE_FOR", 0.01)
    world = await renewing()
    await world.controller.close()
    assert stored_refresh(world) != "canary-refresh-2"


async def test_a_definite_no_is_over_after_the_second(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    world = await signed_in_at_provider()
    world.client.renewed = REFUSED
    world.pass_time(DUE)
    await until(lambda: grant(world).refused)
    assert grant(world).over is None
    world.pass_time(grant(world).retry_at - world.now)  # type: ignore[operator]  # there is one
    await until(lambda: grant(world).over)
    assert world.client.calls.count("renew") == 2
    assert [notice.title for notice in world.notices.values()] == ["app: sign in again"]
    assert caplog.text.count("renewal of app failed: The grant has ended: invalid_grant") == 2
    await world.controller.close()


async def test_a_provider_that_asks_to_be_left_alone_is() -> None:
    world = await signed_in_at_provider()
    world.client.renewed = Unreachable(Problem("Busy", "The provider is busy."), timedelta(seconds=40))
    world.pass_time(DUE)
    await until(lambda: grant(world).failures == 1)
    assert grant(world).retry_at == world.now + timedelta(seconds=40)
    await world.controller.close()


async def test_a_refused_secret_is_kept_where_nobody_could_type_another_in() -> None:
    world = await signed_in_at_provider()
    world.controller.happen(happened.SecretGiven(world.now, "corp", Secret("canary-secret")))
    world.client.asks_secret = world.client.refuses_secret = True
    world.client.renewed = REFUSED
    world.pass_time(DUE)
    await until(lambda: grant(world).refused)
    assert world.controller.model.remembered.secrets == {"corp": Secret("canary-secret")}
    await world.controller.close()


async def test_what_ends_the_grant_is_told_once_and_the_old_credential_serves_on() -> None:
    world = await signed_in_at_provider()
    world.client.renewed = OVER
    world.pass_time(DUE)
    await until(lambda: grant(world).over)
    assert held(world).credential.reveal() == "canary-access-1"
    assert [notice.title for notice in world.notices.values()] == ["app: sign in again"]
    world.pass_time(timedelta(seconds=50))
    await settled()
    await world.controller.close()
    assert world.client.calls.count("renew") == 1


@pytest.mark.parametrize("error", [OFFLINE, Refused(Problem("No", "server_error"), 500)], ids=["offline", "500"])
async def test_anything_else_is_tried_again(error: Exception) -> None:
    world = await signed_in_at_provider()
    world.client.renewed = error
    world.pass_time(DUE)
    await until(lambda: grant(world).failures == 1)
    assert world.armed == world.now + timedelta(seconds=5)
    world.client.renewed = granted(2, "canary-refresh-2")
    world.pass_time(timedelta(seconds=5))
    await until(lambda: held(world).credential.reveal() == "canary-access-2")
    assert grant(world).failures == 0
    await world.controller.close()


async def test_a_defect_is_an_answer_too(allow_log: Callable[[str], None]) -> None:
    allow_log("unexpected RuntimeError")
    world = await signed_in_at_provider()
    world.client.renewed = RuntimeError("refresh_token=canary-refresh-1")
    world.pass_time(DUE)
    await until(lambda: grant(world).failures == 1)
    assert not grant(world).asked
    await world.controller.close()


async def test_a_copy_waits_for_the_fresh_credential() -> None:
    world = await renewing()
    world.pass_time(timedelta(seconds=45))
    world.wish(Action.COPY_TOKEN)
    assert world.clipboard.text == ""
    world.client.go_on.set()
    await until(lambda: world.clipboard.text)
    assert world.clipboard.text == "canary-access-2"
    await world.controller.close()
