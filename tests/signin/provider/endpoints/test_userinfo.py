"""Who it is by the userinfo endpoint, where the ID token gives no more than the `sub`; whatever is wrong is let be."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from pomtray.core.domain.session import Person
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.protocol.oauth import Tokens
from pomtray.core.secret import Credential
from pomtray.signin.provider.endpoints import userinfo
from pomtray.signin.provider.endpoints.userinfo import with_userinfo
from pomtray.signin.web.http import Web
from tests.signin.answering import Answering, as_json, reply

ALICE = Person("alice", "alice@example.com", "Alice")
SAID = {"sub": "alice", "email": "alice@example.com", "name": "Alice"}


@dataclass
class Desk:
    web: Web
    server: Answering
    access: Credential

    def says(self, answer: bytes | None) -> None:
        self.server.answers["/userinfo"] = answer

    async def named(
        self, person: Person | None = None, tokens: Tokens | None = None, path: str = "/userinfo"
    ) -> Person:
        origin = self.server.origin
        metadata = Metadata(str(origin), f"{origin}/token", userinfo_endpoint=f"{origin}{path}" if path else "")
        return await with_userinfo(self.web, metadata, tokens or Tokens(self.access), person or Person("alice"))


@pytest.fixture
async def desk(secret_canary: Callable[[str], str]) -> AsyncIterator[Desk]:
    access = Credential(secret_canary("canary-access-userinfo"))
    async with Web() as web, Answering() as server:
        made = Desk(web, server, access)
        made.says(as_json(200, SAID))
        yield made


async def test_the_endpoint_names_who_the_token_does_not(desk: Desk) -> None:
    assert await desk.named(path="/userinfo?schema=openid") == ALICE
    assert desk.server.heads[0].startswith(b"GET /userinfo?schema=openid HTTP/1.1\r\n")
    assert desk.server.header("authorization") == f"Bearer {desk.access.reveal()}"


@pytest.mark.parametrize("person", [Person("alice", "a@pom.test"), Person("alice", "", "Al")])
async def test_who_has_a_name_already_is_not_asked_about(desk: Desk, person: Person) -> None:
    assert await desk.named(person) == person
    assert desk.server.heads == []


async def test_there_is_nobody_to_ask_or_nothing_to_ask_with(desk: Desk) -> None:
    assert await desk.named(path="") == Person("alice")
    assert await desk.named(tokens=Tokens(id_token=Credential("a.b.c"))) == Person("alice")
    assert desk.server.heads == []


@pytest.mark.parametrize(
    ("said", "email", "name"),
    [
        ({"email": "a@pom.test", "email_verified": True}, "a@pom.test", ""),
        ({"email": "a@pom.test", "email_verified": False, "name": "Al"}, "", "Al"),
        ({"email": "a@pom.test", "email_verified": "false"}, "", ""),
        ({"email": "a@pom.test\n", "name": "<b>Al</b>\u202e"}, "a@pom.test", "<b>Al</b>"),
        ({"email": ["a@pom.test"], "name": {"given": "Al"}, "preferred_username": "al"}, "", "al"),
        ({"email": "x" * 9000, "name": None}, "x" * 119 + "…", ""),
        ({}, "", ""),
    ],
    ids=str,
)
async def test_what_is_taken(desk: Desk, said: dict[str, object], email: str, name: str) -> None:
    desk.says(as_json(200, {"sub": "alice"} | said))
    assert await desk.named() == Person("alice", email, name)


_JSON = json.dumps(SAID)

NOT_TAKEN: dict[str, bytes | None] = {
    "another person": as_json(200, SAID | {"sub": "bob"}),
    "nobody": as_json(200, {name: value for name, value in SAID.items() if name != "sub"}),
    "a sub of another type": as_json(200, SAID | {"sub": ["alice"]}),
    "a sub that is like it": as_json(200, SAID | {"sub": "alice "}),
    "a signed answer": reply(200, "eyJhbGciOiJSUzI1NiJ9.e30.c2ln", content_type="application/jwt"),
    "a signed answer that is JSON": reply(200, _JSON, content_type="application/jwt"),
    "a page": reply(200, "<html>Sign in to the hotel's network</html>"),
    "a page that is JSON": reply(200, _JSON),
    "a name twice": reply(200, _JSON.replace("{", '{"sub":"bob",'), content_type="application/json"),
    "a list": as_json(200, [SAID]),
    "nothing": reply(200, content_type="application/json"),
    "10 MB": as_json(200, SAID | {"a": "x" * 10_000_000}),
    "a bomb": reply(200, gzip.compress(b" " * 50_000_000), [("Content-Encoding", "gzip")], "application/json"),
    "a no": as_json(401, SAID),
    "made": as_json(201, SAID),
    "trouble": as_json(503, SAID),
    "cut off": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{",
    "closed": b"",
    "silence": None,
}


@pytest.mark.parametrize("name", NOT_TAKEN)
async def test_what_is_let_be(desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "silence":
        monkeypatch.setattr(userinfo, "ANSWER_FOR", 2)  # a busy machine asks late
    desk.says(NOT_TAKEN[name])
    async with asyncio.timeout(30):
        assert await desk.named() == Person("alice")
    assert desk.server.paths == ["/userinfo"]
    desk.says(as_json(200, SAID))
    assert await desk.named() == ALICE


async def test_a_redirect_takes_the_token_nowhere(desk: Desk) -> None:
    async with Answering({"/": as_json(200, SAID)}) as other:
        for status in (302, 307):
            desk.says(reply(status, _JSON, [("Location", f"{other.origin}/")], "application/json"))
            assert await desk.named() == Person("alice")
        assert other.heads == []
