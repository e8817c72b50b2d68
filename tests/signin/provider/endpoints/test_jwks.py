"""A provider's keys: which are used for what, how long they are kept, and when they are fetched again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from pomtray.core.errors import Refused, Unreachable
from pomtray.signin.provider.endpoints.jwks import FETCHED_EVERY, KEPT_FOR
from tests.signin.answering import as_json, reply
from tests.signin.issuing import Token, jwk
from tests.signin.published import Provider, published


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with published() as made:
        yield made


async def test_keys_are_fetched_once_and_kept_for_a_while(provider: Provider) -> None:
    provider.publish(jwk("rsa"))
    for _ in range(3):
        assert await provider.takes(Token())
    assert provider.fetches == 1
    provider.seconds += KEPT_FOR
    assert await provider.takes(Token())
    assert provider.fetches == 2


async def test_a_key_that_was_taken_back_counts_no_more_after_a_while(provider: Provider) -> None:
    provider.publish(jwk("rsa"))
    assert await provider.takes(Token())
    provider.publish(jwk("p256"))
    provider.seconds += KEPT_FOR
    assert not await provider.takes(Token())


async def test_a_new_key_is_found(provider: Provider) -> None:
    provider.publish(jwk("rsa"))
    assert await provider.takes(Token())
    provider.publish(jwk("rsa"), jwk("rsa/new"))
    provider.seconds += FETCHED_EVERY
    assert await provider.takes(Token(key="rsa/new"))
    assert await provider.takes(Token())
    assert provider.fetches == 2


async def test_a_new_key_under_an_old_name_is_found(provider: Provider) -> None:
    provider.publish(jwk("rsa"))
    assert await provider.takes(Token())
    provider.publish(jwk("rsa/new", kid="rsa"))
    provider.seconds += FETCHED_EVERY
    assert await provider.takes(Token(key="rsa/new", header={"kid": "rsa"}))


async def test_unknown_keys_make_no_storm(provider: Provider) -> None:
    provider.publish(jwk("rsa"))
    assert await provider.takes(Token())
    provider.seconds += 1
    many = await asyncio.gather(*(provider.takes(Token(key="rsa/evil")) for _ in range(20)))
    assert many == [False] * 20
    assert (provider.fetches, provider.seconds) == (2, FETCHED_EVERY)
    for _ in range(3):
        provider.seconds += 1
        assert not await provider.takes(Token(key="rsa/evil"))
    assert (provider.fetches, provider.seconds) == (5, 4 * FETCHED_EVERY)


async def test_a_sign_in_waits_for_keys_that_were_fetched_just_now(provider: Provider) -> None:
    provider.publish(jwk("rsa"))
    assert await provider.takes(Token())
    provider.seconds += 3
    provider.publish(jwk("rsa/new"))
    assert await provider.takes(Token(key="rsa/new"))
    assert provider.pauses == [FETCHED_EVERY - 3]


async def test_after_a_while_nobody_waits_any_more(provider: Provider) -> None:
    provider.publish(jwk("rsa"))
    assert await provider.takes(Token())
    provider.seconds += FETCHED_EVERY
    provider.publish(jwk("rsa/new"))
    assert await provider.takes(Token(key="rsa/new"))
    provider.seconds += FETCHED_EVERY - 0.5
    provider.publish(jwk("rsa/newer"))
    assert await provider.takes(Token(key="rsa/newer"))
    assert provider.pauses == [0.5]


async def test_who_knows_the_key_waits_for_nobody(provider: Provider) -> None:
    provider.publish(jwk("rsa"))
    assert await provider.takes(Token())
    provider.seconds += 1
    provider.held = asyncio.Event()
    waiting = asyncio.create_task(provider.takes(Token(key="rsa/evil")))
    await asyncio.sleep(0)
    assert await provider.takes(Token())
    provider.held.set()
    assert not await waiting


async def test_keys_that_were_fetched_for_this_very_token_are_not_fetched_again(provider: Provider) -> None:
    provider.publish(jwk("rsa"))
    assert not await provider.takes(Token(key="rsa/evil"))
    assert (provider.fetches, provider.pauses) == (1, [])


@pytest.mark.parametrize("kid", ["rsa", None])
async def test_keys_without_a_name_are_tried(provider: Provider, kid: str | None) -> None:
    provider.publish(jwk("rsa/new", kid=None), jwk("p256"), jwk("rsa", kid=None))
    assert await provider.takes(Token(header={"kid": kid}))


@pytest.mark.parametrize("member", ["kid", "use", "alg"])
async def test_a_member_of_a_key_that_is_empty_says_nothing(provider: Provider, member: str) -> None:
    provider.publish(jwk("p256"), jwk("rsa", **{member: ""}))
    assert await provider.takes(Token())


async def test_a_key_of_that_name_goes_before_those_without(provider: Provider) -> None:
    provider.publish(jwk("rsa/new", kid="rsa"), jwk("rsa", kid=None))
    assert not await provider.takes(Token())


async def test_many_at_once_fetch_once(provider: Provider) -> None:
    provider.publish(jwk("rsa"))
    assert all(await asyncio.gather(*(provider.takes(Token()) for _ in range(10))))
    assert provider.fetches == 1


async def test_a_token_without_a_keys_name_is_tried_with_each(provider: Provider) -> None:
    provider.publish(jwk("rsa/new"), jwk("p256"), jwk("rsa"))
    assert await provider.takes(Token(header={"kid": None}))


USELESS = {
    "for encryption": jwk("rsa", use="enc"),
    "for another algorithm": jwk("rsa", alg="RS512"),
    "of another type": jwk("rsa", kty="oct"),
    "without a type": jwk("rsa", kty=None),
    "without a modulus": jwk("rsa", n=None),
    "with a modulus that is no base64": jwk("rsa", n="é!"),
    "with a modulus of nothing": jwk("rsa", n=""),
    "with a huge modulus": jwk("rsa", n="_" * 100_000),
    "with a huge exponent": jwk("rsa", e="_" * 1000),
    "with a use in a list": jwk("rsa", use=["sig"]),
    "with an algorithm in a list": jwk("rsa", alg=["RS256"]),
    "with a curve": jwk("rsa", crv="P-256"),
    "a text": "rsa",
    "null": None,
}


@pytest.mark.parametrize("name", USELESS)
async def test_a_key_of_no_use_is_left_out(provider: Provider, name: str) -> None:
    provider.publish(USELESS[name])
    assert not await provider.takes(Token())
    provider.publish(USELESS[name], jwk("rsa"))
    provider.seconds += FETCHED_EVERY
    assert await provider.takes(Token())


@pytest.mark.parametrize(("groups", "is_taken"), [(426, True), (427, False)])
async def test_a_member_of_a_key_has_a_bound(provider: Provider, groups: int, *, is_taken: bool) -> None:
    """The same number with zeros before it, four characters at a time: 2,046 are taken, 2,050 are not."""
    modulus = str(jwk("rsa")["n"])
    assert len(modulus) == 342
    provider.publish(jwk("rsa", n="AAAA" * groups + modulus))
    assert await provider.takes(Token()) == is_taken


@pytest.mark.parametrize(
    ("key", "algorithm"), [("p256", "ES256"), ("p384", "ES384"), ("p521", "ES512"), ("ed", "EdDSA"), ("rsa", "PS256")]
)
async def test_a_key_of_each_kind_is_taken(provider: Provider, key: str, algorithm: str) -> None:
    """Those on a curve are short, and good all the same."""
    provider.publish(jwk(key))
    assert await provider.takes(Token(key=key, algorithm=algorithm))


async def test_a_short_key_is_no_key(provider: Provider) -> None:
    provider.publish(jwk("rsa1024"))
    assert not await provider.takes(Token(key="rsa1024"))


@pytest.mark.parametrize(
    ("key", "members", "algorithm"),
    [
        ("p256", {"crv": "P-384"}, "ES256"),
        ("p384", {}, "ES256"),
        ("p256", {"x": "AAAA"}, "ES256"),
        ("p256", {"y": "A" * 43}, "ES256"),
        ("p256", {"x": "A" * 5000}, "ES256"),
        ("ed", {"crv": "Ed448"}, "EdDSA"),
        ("ed", {"x": "AAAA"}, "EdDSA"),
    ],
)
async def test_a_key_on_another_curve(provider: Provider, key: str, members: dict[str, object], algorithm: str) -> None:
    provider.publish(jwk(key, **members))
    assert not await provider.takes(Token(key=key, algorithm=algorithm))


BROKEN: dict[str, bytes] = {
    "gone": reply(404, "{}"),
    "elsewhere": reply(302, headers=[("Location", "http://127.0.0.1:1/jwks")]),
    "a list": as_json(200, [jwk("rsa")]),
    "keys as an object": as_json(200, {"keys": jwk("rsa")}),
    "no keys": as_json(200, {}),
    "too many": as_json(200, {"keys": [{}] * 101}),
    "twice": reply(200, json.dumps({"keys": [jwk("rsa")]}).replace('{"keys"', '{"keys":[],"keys"')),
    "too large": as_json(200, {"keys": ["x" * 2_000_000]}),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_an_answer_that_is_no_set_of_keys(provider: Provider, name: str) -> None:
    provider.server.answers["/jwks"] = BROKEN[name]
    with pytest.raises(Refused) as refused:
        await provider.keys.fitting(provider.jwks_uri, {"alg": "RS256"})
    assert refused.value.problem.step == "token"
    provider.publish(jwk("rsa"))
    assert await provider.takes(Token())


async def test_of_a_hundred_keys_the_last_one_counts(provider: Provider) -> None:
    provider.publish(*[{}] * 99, jwk("rsa"))
    assert await provider.takes(Token())


@pytest.mark.parametrize("status", [201, 206])
async def test_keys_come_with_the_status_for_them(provider: Provider, status: int) -> None:
    provider.server.answers["/jwks"] = as_json(status, {"keys": [jwk("rsa")]})
    with pytest.raises(Refused, match=str(status)):
        await provider.takes(Token())


async def test_of_many_keys_others_have_their_turn(provider: Provider, turns: list[float]) -> None:
    """A signature takes some milliseconds."""
    provider.publish(jwk("rsa/a"), jwk("rsa/b"), jwk("rsa"))
    assert await provider.takes(Token())
    turns.clear()
    assert await provider.takes(Token(header={"kid": None}))
    assert turns == [0] * 3


async def test_a_networks_own_page_says_nothing_about_the_keys(provider: Provider) -> None:
    provider.server.answers["/jwks"] = reply(200, "<html>")
    with pytest.raises(Unreachable, match="stands between"):
        await provider.keys.fitting(provider.jwks_uri, {"alg": "RS256"})


async def test_a_firewall_in_front_of_the_keys_is_named(provider: Provider) -> None:
    provider.server.answers["/jwks"] = reply(403, "error code: 1010", content_type="text/plain")
    with pytest.raises(Refused, match="A firewall in front of it refused this program"):
        await provider.takes(Token())


async def test_a_failing_provider_says_nothing_about_the_token(provider: Provider) -> None:
    provider.publish(jwk("rsa"))
    assert await provider.takes(Token())
    provider.server.answers["/jwks"] = reply(503)
    assert await provider.takes(Token())
    provider.seconds += FETCHED_EVERY
    with pytest.raises(Unreachable) as failed:
        await provider.takes(Token(key="rsa/new"))
    assert failed.value.problem.step == "token"
