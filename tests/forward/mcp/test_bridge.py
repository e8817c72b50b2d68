"""The bridge between a client's lines and an MCP endpoint, played by a server that says what the tests want."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from pomtray.core.domain.route import Route
from pomtray.core.errors import Problem
from pomtray.forward.mcp import messages
from pomtray.forward.mcp.bridge import Bridge
from pomtray.forward.mcp.endpoint import Endpoint
from pomtray.serve.http import Limits, Request, Response
from pomtray.serve.server import Server
from pomtray.signin.web.http import Web
from tests.forward.conftest import Held

Said = dict[str, object]
INITIALIZE = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": "2025-06-18"}}
INITIALIZED = {"jsonrpc": "2.0", "method": "notifications/initialized"}
LIST = {"jsonrpc": "2.0", "id": "one", "method": "tools/list"}
OURS = (b"x-envoy-upstream-service-time", b"1")
JSON, EVENTS = (b"content-type", b"application/json"), (b"content-type", b"text/event-stream; charset=utf-8")


def answer(said: Said, *headers: tuple[bytes, bytes], result: object = "ok", status: int = 200) -> Response:
    body = json.dumps({"jsonrpc": "2.0", "id": said.get("id"), "result": result}, indent=2).encode()
    return Response(status, (OURS, JSON, *headers), body)


def streamed(text: str, *headers: tuple[bytes, bytes]) -> Response:
    return Response(200, (OURS, EVENTS, *headers), text.encode())


@dataclass
class Played:
    """`answers`: what comes next, to whatever is asked; without them an MCP server of the simplest kind."""

    answers: list[Callable[[Said, Request], Response]] = field(default_factory=list)
    seen: list[tuple[str, Said, dict[bytes, bytes]]] = field(default_factory=list)
    sessions: int = 0
    forgets: bool = False

    async def __call__(self, request: Request) -> Response:
        said: Said = json.loads(request.body) if request.body else {}
        headers = dict(request.headers)
        self.seen.append((request.method, said, headers))
        if headers.get(b"authorization") != b"Pomerium canary-token":
            challenge = (b"www-authenticate", b'Bearer resource_metadata="https://app.example/.well-known"')
            return Response(401, (challenge, (b"x-request-id", b"r1")), b"Unauthorized")
        if self.answers and request.method == "POST":
            return self.answers.pop(0)(said, request)
        if request.method == "GET" and (b"last-event-id" not in headers or not self.answers):
            return Response(405, (OURS,))
        if request.method == "GET":
            return self.answers.pop(0)(said, request)
        if request.method == "DELETE":
            return Response(200, (OURS,))
        if said["method"] == "initialize":
            self.sessions += 1
            return answer(said, (b"mcp-session-id", b"s%d" % self.sessions), result={"protocolVersion": "2025-06-18"})
        if headers.get(b"mcp-session-id") != b"s%d" % self.sessions:
            return Response(404, (OURS,))
        return answer(said) if "id" in said else Response(202, (OURS,))

    @property
    def methods(self) -> list[object]:
        return [said.get("method", method) for method, said, _ in self.seen]


@dataclass
class Talk:
    endpoint: Played
    held: Held
    lines: asyncio.Queue[bytes | None]
    out: asyncio.Queue[bytes]
    told: list[Problem]

    async def say(self, said: Mapping[str, object] | bytes) -> None:
        await self.lines.put(said if isinstance(said, bytes) else json.dumps(said).encode())

    async def hear(self) -> Said:
        line = await asyncio.wait_for(self.out.get(), 20)
        assert line.count(b"\n") == 1
        said: Said = json.loads(line)
        return said

    async def ask(self, said: Mapping[str, object]) -> Said:
        await self.say(said)
        return await self.hear()

    async def begin(self) -> None:
        assert (await self.ask(INITIALIZE))["id"] == 0
        await self.say(INITIALIZED)


@asynccontextmanager
async def talking(endpoint: Played) -> AsyncIterator[Talk]:
    async with Server(endpoint, limits=Limits(body_bytes=4 * 1024 * 1024)) as server, Web() as web:
        held = Held(Route("tools", f"http://127.0.0.1:{server.port}/mcp?a=b"), "canary-token")
        talk = Talk(endpoint, held, asyncio.Queue(), asyncio.Queue(), [])

        async def lines() -> AsyncIterator[bytes]:
            while (line := await talk.lines.get()) is not None:
                yield line

        at = Endpoint(web, held.route, held, held.route.path)
        running = asyncio.create_task(Bridge(at, talk.out.put, talk.told.append).run(lines()))
        yield talk
        await talk.lines.put(None)
        await running


async def test_a_session_from_its_begin_to_its_end() -> None:
    endpoint = Played()
    async with talking(endpoint) as talk:
        await talk.begin()
        assert await talk.ask(LIST) == {"jsonrpc": "2.0", "id": "one", "result": "ok"}
    assert endpoint.methods[:2] == ["initialize", "notifications/initialized"]
    assert {"GET", "tools/list"} < set(map(str, endpoint.methods))
    assert endpoint.methods[-1] == "DELETE"
    first, *others = endpoint.seen
    assert b"mcp-session-id" not in first[2]
    for _, _, headers in others:
        assert (headers[b"mcp-session-id"], headers[b"mcp-protocol-version"]) == (b"s1", b"2025-06-18")
    assert not talk.told


async def test_events_are_lines_until_the_answer() -> None:
    progress = {"jsonrpc": "2.0", "method": "notifications/progress", "params": {"a": 1}}
    text = f"event: message\nid: 1\ndata: {json.dumps(progress)}\n\n: still here\n\n"
    text += 'data: {"jsonrpc": "2.0",\ndata: "id": "one", "result": 1}\n\n'
    async with talking(Played([lambda said, _: streamed(text)])) as talk:
        assert await talk.ask(LIST) == progress
        assert await talk.hear() == {"jsonrpc": "2.0", "id": "one", "result": 1}


async def test_a_stream_that_breaks_is_resumed_where_it_was() -> None:
    def rest(said: Said, request: Request) -> Response:
        assert (request.method, request.header(b"last-event-id")) == ("GET", [b"e1"])
        return streamed('id: e2\ndata: {"jsonrpc": "2.0", "id": "one", "result": 2}\n\n')

    endpoint = Played([lambda said, _: streamed("id: e1\nretry: 10\ndata:\n\n"), rest])
    async with talking(endpoint) as talk:
        assert (await talk.ask(LIST))["result"] == 2


async def test_a_stream_that_breaks_for_good_is_an_error() -> None:
    async with talking(Played([lambda said, _: streamed(": nothing\n\n")])) as talk:
        said = await talk.ask(LIST)
        assert said["id"] == "one"
        assert "connection broke" in said["error"]["message"]  # type: ignore[index]


async def test_a_session_that_is_forgotten_is_begun_anew_once() -> None:
    endpoint = Played()
    async with talking(endpoint) as talk:
        await talk.begin()
        await talk.ask(LIST)
        endpoint.sessions = 7
        for number in range(5):
            await talk.say({**LIST, "id": number})
        assert {(await talk.hear())["id"] for _ in range(5)} == set(range(5))
        assert endpoint.methods.count("initialize") == 2
        assert endpoint.methods.count("notifications/initialized") == 2


async def test_a_sign_in_that_is_needed_is_a_proper_error_and_goes_by() -> None:
    async with talking(Played()) as talk:
        for token in ("", "canary-other"):
            talk.held.token = token
            error = (await talk.ask(INITIALIZE))["error"]
            assert isinstance(error, dict)
            assert error["code"] == messages.SIGN_IN_NEEDED
            assert "Sign in to tools" in error["message"]
            assert "pomtray login" in error["data"]["action"]
        assert error["data"]["requestId"] == "r1"
        talk.held.token = "canary-token"
        await talk.begin()
        assert (await talk.ask(LIST))["result"] == "ok"


@pytest.mark.parametrize(
    ("response", "says"),
    [
        (Response(404, (OURS, (b"content-type", b"text/html")), b"<p>"), "answered 404, not as an MCP server"),
        (Response(200, (OURS, JSON), b"[]"), "answered 200, not as an MCP server"),
        (Response(202, (OURS,)), "answered 202, not as an MCP server"),
        (Response(307, (OURS, (b"location", b"/mcp/"))), "answered 307, not as an MCP server"),
        (Response(403, (JSON,), b'{"error":"Forbidden","request_id":"r2"}'), "does not let this person in"),
        (Response(400, (OURS, JSON), b'{"jsonrpc":"2.0","id":null,"error":{"code":-32602,"message":"bad"}}'), "bad"),
    ],
)
async def test_what_is_no_answer_is_told(response: Response, says: str) -> None:
    async with talking(Played([lambda said, _: response])) as talk:
        said = await talk.ask(LIST)
        assert said["id"] == "one"
        assert says in said["error"]["message"]  # type: ignore[index]


@pytest.mark.parametrize("line", [b"{", b"[]", b'"a"', b'{"a": 1, "a": 2}', b"\xff"])
async def test_a_line_that_is_none(line: bytes) -> None:
    async with talking(Played()) as talk:
        await talk.say(line)
        said = await talk.hear()
        assert (said["id"], said["error"]["code"]) == (None, messages.PARSE_ERROR)  # type: ignore[index]
    assert not talk.endpoint.seen


async def test_a_request_of_2026_speaks_for_itself() -> None:
    endpoint = Played([lambda said, _: answer(said)])
    meta = {"io.modelcontextprotocol/protocolVersion": "2026-07-28"}
    async with talking(endpoint) as talk:
        await talk.ask({**LIST, "method": "tools/call", "params": {"name": "größe", "_meta": meta}})
    headers = endpoint.seen[0][2]
    assert (headers[b"mcp-protocol-version"], headers[b"mcp-method"]) == (b"2026-07-28", b"tools/call")
    assert headers[b"mcp-name"] == b"=?base64?Z3LDtsOfZQ==?="


async def test_large_messages_pass() -> None:
    endpoint = Played()
    async with talking(endpoint) as talk:
        await talk.begin()
        assert (await talk.ask({**LIST, "params": {"text": "x" * 2_000_000}}))["result"] == "ok"


async def test_many_at_once_are_answered_each() -> None:
    async with talking(Played()) as talk:
        await talk.begin()
        for number in range(200):
            await talk.say({**LIST, "id": number})
        assert {(await talk.hear())["id"] for _ in range(200)} == set(range(200))
