"""Client secrets: where they come from, who is asked, and what becomes of one that is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.login import Doubt, Phase
from pomtray.core.domain.provider import Provider
from pomtray.core.domain.remembered import Remembered
from pomtray.core.domain.stored import dump
from pomtray.core.intent import Action, Answer
from pomtray.core.network.tls import passphrase_name
from pomtray.core.secret import Secret
from tests.controller.granting import (
    FROM_COMMAND,
    IN_ENVIRONMENT,
    IN_VAULT,
    grant,
    granted,
    granted_route,
    login_of,
    signed_in_at_provider,
    stored_secrets,
)
from tests.controller.world import World, until


async def asking(provider: Provider = IN_VAULT, secret: str = "") -> World:
    """A sign-in that wants to know the client secret; `secret`: what the vault holds."""
    world = World(granted_route(provider))
    world.client.result = granted()
    world.client.asks_secret = True
    if secret:
        world.vault.stored = dump({}, Remembered(secrets={"corp": Secret(secret)}))
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    return world


def answer(world: World, text: str, *, yes: bool = True) -> None:
    asked = world.snapshots[-1].questions[0]
    given = Answer(asked.login, asked.attempt, asked.number, yes, text)
    world.controller.happen(happened.QuestionAnswered(world.now, given))


async def test_the_vaults_secret_is_used_unasked() -> None:
    world = await asking(secret="canary-secret")
    await until(lambda: world.row == Phase.ACTIVE)
    assert [secret.reveal() for secret in world.client.secrets] == ["canary-secret"]
    assert world.fetched == []
    await world.controller.close()


@pytest.mark.parametrize("provider", [IN_ENVIRONMENT, FROM_COMMAND])
async def test_the_environment_and_commands_are_asked_each_time_and_nothing_is_kept(provider: Provider) -> None:
    world = await asking(provider)
    await until(lambda: world.row == Phase.ACTIVE)
    world.client.renewed = granted(2)
    world.pass_time(timedelta(minutes=9))
    await until(lambda: "renew" in world.client.calls and not grant(world).asked)
    assert [secret.reveal() for secret in world.client.secrets] == ["canary-fetched-secret"] * 2
    assert world.fetched == [provider.client_secret] * 2
    await world.controller.close()
    assert stored_secrets(world) == {}


async def test_what_is_missing_is_asked_for_once_and_kept() -> None:
    world = await asking()
    await until(lambda: world.snapshots[-1].questions)
    question = world.snapshots[-1].questions[0].question
    assert (question.doubt, question.entry) == (Doubt.CLIENT_SECRET, "Client secret")
    answer(world, "canary-typed-in")
    await until(lambda: world.row == Phase.ACTIVE)
    assert [secret.reveal() for secret in world.client.secrets] == ["canary-typed-in"]
    await until(lambda: stored_secrets(world) == {"corp": "canary-typed-in"})
    world.wish(Action.SIGN_IN)
    await until(lambda: world.client.signed_in == 2 and world.row == Phase.ACTIVE)
    assert world.client.secrets[1].reveal() == "canary-typed-in"
    await world.controller.close()


async def test_what_was_typed_in_is_not_shown() -> None:
    world = await asking()
    await until(lambda: world.snapshots[-1].questions)
    answer(world, "canary-typed-in")
    await until(lambda: world.row == Phase.ACTIVE)
    told = f"{world.snapshots} {world.notices} {world.controller.model}"
    assert "canary-typed-in" not in told
    await world.controller.close()


@pytest.mark.parametrize(("text", "yes"), [("", True), ("canary-typed-in", False)])
async def test_without_an_answer_nobody_signs_in(text: str, yes: bool) -> None:  # noqa: FBT001
    world = await asking()
    await until(lambda: world.snapshots[-1].questions)
    answer(world, text, yes=yes)
    await until(lambda: world.row == Phase.SIGNED_OUT)
    assert world.client.secrets == []
    assert world.opened == []
    await world.controller.close()
    assert stored_secrets(world) == {}


async def test_a_refused_secret_is_forgotten_and_asked_for_again() -> None:
    world = await asking(secret="canary-wrong")
    world.client.refuses_secret = True
    await until(lambda: world.row == Phase.ACTIVE and stored_secrets(world) == {})
    world.wish(Action.SIGN_IN)
    await until(lambda: world.snapshots[-1].questions)
    await world.controller.close()


async def test_a_refused_secret_of_a_command_is_the_commands_business() -> None:
    world = await asking(FROM_COMMAND)
    world.client.refuses_secret = True
    await until(lambda: world.row == Phase.ACTIVE)
    world.wish(Action.SIGN_IN)
    await until(lambda: world.client.signed_in == 2 and world.row == Phase.ACTIVE)
    assert len(world.fetched) == 2
    await world.controller.close()


async def test_a_silent_renewal_asks_nobody_and_ends_where_the_secret_is_missing() -> None:
    world = await signed_in_at_provider()
    world.client.asks_secret = True
    world.pass_time(timedelta(minutes=9))
    await until(lambda: grant(world).over)
    assert world.snapshots[-1].questions == ()
    assert "client secret" in world.notices[f"login:{login_of(world)}"].text
    await world.controller.close()


async def unlocking(times: int = 1) -> World:
    """A sign-in whose client certificate has a passphrase."""
    world = World(granted_route(IN_VAULT))
    world.client.result = granted()
    world.client.asks_passphrase = [time > 0 for time in range(times)]
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.snapshots[-1].questions)
    return world


async def test_a_passphrase_is_asked_for_by_file_and_kept() -> None:
    world = await unlocking()
    question = world.snapshots[-1].questions[0].question
    assert (question.doubt, question.entry) == (Doubt.CLIENT_KEY, "Passphrase")
    assert "me.p12" in question.title
    assert "does not open it" not in question.text
    answer(world, "canary-typed-in")
    await until(lambda: world.row == Phase.ACTIVE)
    assert [secret.reveal() for secret in world.client.secrets] == ["canary-typed-in"]
    await until(lambda: stored_secrets(world) == {passphrase_name("/home/alice/me.p12"): "canary-typed-in"})
    assert "canary-typed-in" not in f"{world.snapshots} {world.notices} {world.controller.model}"
    await world.controller.close()


async def test_one_that_does_not_open_it_is_asked_for_again() -> None:
    world = await unlocking(times=2)
    answer(world, "canary-wrong")
    await until(lambda: world.snapshots[-1].questions and "does not open it" in message_of(world))
    answer(world, "canary-right")
    await until(lambda: stored_secrets(world) == {passphrase_name("/home/alice/me.p12"): "canary-right"})
    await world.controller.close()


def message_of(world: World) -> str:
    return world.snapshots[-1].questions[0].question.text


@pytest.mark.parametrize(("text", "yes"), [("", True), ("canary-typed-in", False)])
async def test_without_a_passphrase_nobody_signs_in(text: str, yes: bool) -> None:  # noqa: FBT001
    world = await unlocking()
    answer(world, text, yes=yes)
    await until(lambda: world.row == Phase.SIGNED_OUT)
    assert (world.client.secrets, world.opened) == ([], [])
    await world.controller.close()
    assert stored_secrets(world) == {}
