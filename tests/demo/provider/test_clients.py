"""Who a client is at the token endpoint, and the machine's grant: RFC 6749 §2.3 and §4.4, RFC 7523 §3."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import jwt
import pytest

from pomtray.demo.options import ROBOT
from pomtray.demo.provider.clients import KEYED
from tests.demo.playground import World
from tests.demo.relying_party import ASSERTION, RelyingParty, basic, claims, error

GRANT = {"grant_type": "client_credentials", "audience": "pomtray-demo-machine"}


async def ask(world: World, form: dict[str, str], **headers: str) -> httpx.Response:
    return await world.http.post(f"{world.demo.provider}/token", data=form, headers=headers)


async def ask_json(world: World, content: object) -> httpx.Response:
    return await world.http.post(f"{world.demo.provider}/token", json=content)


def robot(world: World) -> dict[str, str]:
    return {"client_id": ROBOT, "client_secret": world.demo.client_secret(ROBOT)}


def assertion(world: World, **changed: object) -> dict[str, str]:
    content: dict[str, Any] = {
        "iss": KEYED,
        "sub": KEYED,
        "aud": f"{world.demo.provider}/token",
        "exp": int(world.clock.now.timestamp()) + 60,
        "jti": "once",
    }
    token = jwt.encode(content | changed, world.demo.client_secret(KEYED), "RS256")
    return {"client_assertion_type": ASSERTION, "client_assertion": token}


async def test_a_machine_s_token(world: World) -> None:
    answer = await ask(world, GRANT | robot(world) | {"scope": "read write"})
    assert set(answer.json()) == {"access_token", "token_type", "expires_in", "scope"}
    token = answer.json()["access_token"]
    assert jwt.get_unverified_header(token)["typ"] == "at+jwt"
    content = claims(token)
    assert (content["sub"], content["aud"], content["client_id"]) == (ROBOT, "pomtray-demo-machine", ROBOT)
    assert content["scope"] == "read write"


async def test_the_same_as_json(world: World) -> None:
    answer = await ask_json(world, GRANT | robot(world))
    assert claims(answer.json()["access_token"])["aud"] == "pomtray-demo-machine"
    wrong = await ask_json(world, GRANT | robot(world) | {"client_secret": "wrong"})
    assert error(wrong, 401) == "invalid_client"


async def test_json_that_no_two_programs_read_alike_is_refused(world: World) -> None:
    for body in (b"[" * 10_000, b'{"a":' * 10_000, b'{"a":7}', b"[]", b'{"grant_type":"x","grant_type":"y"}'):
        headers = {"content-type": "application/json"}
        answer = await world.http.post(f"{world.demo.provider}/token", content=body, headers=headers)
        assert error(answer) == "invalid_request"


async def test_the_same_with_basic(world: World) -> None:
    secret = world.demo.client_secret(ROBOT)
    assert set("+/%:=") <= set(secret), "what the scheme must escape"
    assert (await ask(world, GRANT, **basic(ROBOT, secret))).status_code == 200
    unescaped = httpx.BasicAuth(ROBOT, secret)
    answer = await world.http.post(f"{world.demo.provider}/token", data=GRANT, auth=unescaped)
    assert error(answer, 401) == "invalid_client"
    assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("aud", ["issuer", "endpoint", "list"])
async def test_the_same_with_a_key(world: World, aud: str) -> None:
    audiences = {"issuer": world.demo.provider, "endpoint": f"{world.demo.provider}/token"}
    named = audiences.get(aud, ["x", world.demo.provider])
    assert (await ask(world, GRANT | assertion(world, aud=named))).status_code == 200


async def test_an_assertion_is_good_for_one_use(world: World) -> None:
    sent = GRANT | assertion(world)
    assert (await ask(world, sent)).status_code == 200
    assert error(await ask(world, sent), 401) == "invalid_client"


@pytest.mark.parametrize(
    "changed",
    [{"iss": "x"}, {"aud": "x"}, {"aud": [{}]}, {"exp": 1}, {"exp": 2**40}, {"exp": "soon"}, {"jti": 7}, {"sub": "x"}],
)
async def test_an_assertion_that_is_not_acceptable(world: World, changed: dict[str, object]) -> None:
    assert error(await ask(world, GRANT | assertion(world, **changed)), 401) == "invalid_client"


async def test_an_assertion_of_another_key_or_of_none(world: World) -> None:
    world.demo.client_secret(KEYED)
    sent = assertion(world)
    forged = jwt.encode(claims(sent["client_assertion"]), "x" * 32, "HS256")
    assert error(await ask(world, GRANT | sent | {"client_assertion": forged}), 401) == "invalid_client"
    deep = f"e30.{base64.urlsafe_b64encode(b'[' * 10_000).decode().rstrip('=')}.e30"
    for unread in ("x", "a b.c.d", deep):
        assert error(await ask(world, GRANT | sent | {"client_assertion": unread}), 401) == "invalid_client"
    assert error(await ask(world, GRANT | sent | {"client_assertion_type": ""})) == "invalid_request"


async def test_the_key_is_no_secret_to_send(world: World) -> None:
    sent = {"client_id": KEYED, "client_secret": world.demo.client_secret(KEYED)}
    assert error(await ask(world, GRANT | sent), 401) == "invalid_client"


@pytest.mark.parametrize(
    "sent",
    [
        {"client_id": ROBOT},
        {"client_id": ROBOT, "client_secret": "wrong"},
        {"client_id": ROBOT, "client_secret": "né"},
        {"client_id": "nobody", "client_secret": "wrong"},
        {"client_id": "pomtray-demo", "client_secret": "it has none"},
    ],
)
async def test_a_wrong_proof_is_401(world: World, sent: dict[str, str]) -> None:
    answer = await ask(world, GRANT | sent)
    assert error(answer, 401) == "invalid_client"
    assert "www-authenticate" not in answer.headers


async def test_bytes_that_are_no_text_are_a_wrong_secret(world: World) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    body = b"grant_type=client_credentials&client_id=robot&client_secret=%FF"
    answer = await world.http.post(f"{world.demo.provider}/token", content=body, headers=kind)
    assert error(answer, 401) == "invalid_client"


@pytest.mark.parametrize("header", ["Basic !!!", "Basic cm9ib3Q=", "Bearer x", "Basic"])
async def test_a_header_that_is_not_basic(world: World, header: str) -> None:
    assert error(await ask(world, GRANT, authorization=header), 401) == "invalid_client"


async def test_two_ways_at_once_are_refused(world: World) -> None:
    answer = await ask(world, GRANT | robot(world), **basic(ROBOT, world.demo.client_secret(ROBOT)))
    assert error(answer) == "invalid_request"


@pytest.mark.parametrize("content", [[], "x", {"grant_type": 1}, {"client": {}}, None])
async def test_json_of_another_shape(world: World, content: object) -> None:
    assert error(await ask_json(world, content)) == "invalid_request"


async def test_another_body_or_a_parameter_twice(world: World) -> None:
    url = f"{world.demo.provider}/token"
    assert error(await world.http.post(url, content=b"x")) == "invalid_request"
    kind = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
    twice = b"grant_type=client_credentials&client_id=a&client_id=b"
    assert error(await world.http.post(url, content=twice, headers=kind)) == "invalid_request"


async def test_a_machine_has_no_other_grant(world: World) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    assert error(await ask(world, form | robot(world))) == "unauthorized_client"


@pytest.mark.parametrize("way", ["post", "basic", "json", "key"])
async def test_a_person_s_sign_in_by_a_confidential_client(world: World, way: str) -> None:
    party = RelyingParty(world, KEYED if way == "key" else "pomtray-demo-secret")
    secret = world.demo.client_secret(party.client_id)
    form = {
        "grant_type": "authorization_code",
        "code": await party.code(),
        "redirect_uri": party.redirect_uri,
        "code_verifier": party.verifier,
    }
    proof = {"client_id": party.client_id, "client_secret": secret}
    match way:
        case "post":
            answer = await ask(world, form | proof)
        case "json":
            answer = await ask_json(world, form | proof)
        case "basic":
            answer = await ask(world, form, **basic(party.client_id, secret))
        case _:
            answer = await ask(world, form | assertion(world))
    assert claims(answer.json()["id_token"])["aud"] == party.client_id


def test_an_unknown_client_has_no_secret(world: World) -> None:
    with pytest.raises(KeyError):
        world.demo.client_secret("nobody")
