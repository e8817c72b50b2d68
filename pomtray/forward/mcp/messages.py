"""Messages of the Model Context Protocol: JSON-RPC 2.0, one a line on standard input and output."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pomtray.core.errors import PomtrayError, Refused, SignInNeeded
from pomtray.core.protocol.strict_json import read_object

LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a message."""
_MOST: Final = 500_000
"""Values."""
PARSE_ERROR: Final = -32700
INVALID: Final = -32600
SIGN_IN_NEEDED: Final = -32050
"""These are of ours: JSON-RPC leaves -32000 to -32099 to servers, MCP uses a few others of them."""
NOT_ALLOWED: Final = -32051
UNREACHABLE: Final = -32052
_VERSION: Final = "io.modelcontextprotocol/protocolVersion"
"""Of `_meta`, from revision 2026-07-28 on: each request says for itself which revision it speaks."""
_NAMED_BY: Final = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
_PLAIN: Final = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
_CODED: Final = "=?base64?"

Id = str | int | float | None


@dataclass(frozen=True, slots=True)
class Message:
    """What a line holds, as far as its way depends on that."""

    line: bytes = field(repr=False)
    method: str = ""
    """"" for an answer to the server."""
    id: Id = None
    is_request: bool = False
    version: str = ""
    """The revision that the message itself names; "" up to 2025-11-25."""
    name: str = ""
    cancels: Id = None
    """The request that is taken back."""


def read(line: bytes) -> Message:
    """Raises `ValueError`, with a reason that quotes nothing of it. A MiB takes some 30 ms."""
    said = read_object(line, largest=LARGEST, most=_MOST)
    method, params = said.get("method"), said.get("params")
    params = params if isinstance(params, dict) else {}
    meta = params.get("_meta")
    version = meta.get(_VERSION) if isinstance(meta, dict) else None
    name = params.get(_NAMED_BY.get(str(method), ""))
    return Message(
        line.strip(),
        method if isinstance(method, str) else "",
        _id(said.get("id")),
        isinstance(method, str) and "id" in said,
        version if isinstance(version, str) else "",
        name if isinstance(name, str) else "",
        _id(params.get("requestId")) if method == "notifications/cancelled" else None,
    )


def headers_of(message: Message) -> dict[str, str]:
    """What revision 2026-07-28 repeats in headers."""
    if not message.version:
        return {}
    found = {"MCP-Protocol-Version": message.version, "Mcp-Method": message.method, "Mcp-Name": message.name}
    return {key: _header_value(value) for key, value in found.items() if value}


def answers(data: bytes, request: Message) -> tuple[bool, dict[str, object]]:
    """Whether `data` is the answer to `request`, and what it says. Raises `ValueError` for no message."""
    said = read_object(data, largest=LARGEST, most=_MOST)
    return "method" not in said and said.get("id") == request.id and ("result" in said or "error" in said), said


def again(said: Mapping[str, object], message_id: Id) -> bytes:
    """The same answer, to the request of that id."""
    return json.dumps({**said, "id": message_id}).encode()


def on_one_line(data: bytes) -> bytes:
    """JSON has line ends between its values only."""
    return data.strip().replace(b"\r", b" ").replace(b"\n", b" ") + b"\n"


def error(message_id: Id, code: int, text: str, data: Mapping[str, object] | None = None) -> bytes:
    """An answer of our own."""
    said: dict[str, object] = {"code": code, "message": text}
    if data is not None:
        said["data"] = dict(data)
    return json.dumps({"jsonrpc": "2.0", "id": message_id, "error": said}).encode()


def problem(message_id: Id, found: PomtrayError) -> bytes:
    """What went wrong on the way, and what helps: clients show `message` to the person."""
    told = found.problem
    code = (
        SIGN_IN_NEEDED
        if isinstance(found, SignInNeeded)
        else NOT_ALLOWED
        if isinstance(found, Refused)
        else UNREACHABLE
    )
    data = {"title": told.title, "reason": told.sentence, "action": told.action, "requestId": told.request_id}
    return error(message_id, code, f"{told.title}. {told.text()}", {key: text for key, text in data.items() if text})


def _id(value: object) -> Id:
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _header_value(value: str) -> str:
    if _PLAIN.fullmatch(value) and not value.startswith(_CODED):
        return value
    return f"{_CODED}{base64.b64encode(value.encode()).decode()}?="
