"""A question asked once more, to hear whether the answer is the same: with nothing around it that takes long to load.

What the answer means was found out when it came first (`signin/pomerium.who`), so nothing is read here but whether it
is that one. Whatever is not plainly the same is a no: who wanted more asks by another door.
"""

from __future__ import annotations

import socket
import ssl

TYPE_CHECKING = False  # typing takes longer than what is done here
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_CONNECTED_IN = 0.5
_ANSWER_FOR = 2.0
"""Seconds; the latter is what a command waits for a server's word."""
_BIGGEST = 64 * 1024
_READ = 8 * 1024
_PIECES = 64
"""Bounds the time: each may come after `_ANSWER_FOR`."""
_OK = b"http/1.1 200 "
_JSON = b"application/json"
_TRANSFORMED = (b"transfer-encoding", b"content-encoding")


def is_same(
    address: tuple[str, int], request: bytes, body: str, digest: Callable[[bytes], str], trusted: Iterable[str] | None
) -> bool:
    """Whether the server answers `request`, which has it close the connection, with 200 and that JSON (its `digest`).

    trusted: files of authorities, and folders with a slash at the end; None: without TLS, as on this computer.
    """
    host, port = address
    try:
        with _connected(host, port) as connection:
            if trusted is None:
                answer = _answered(connection, request)
            else:
                with _context(trusted).wrap_socket(connection, server_hostname=host.encode()) as encrypted:
                    answer = _answered(encrypted, request)
    except (OSError, ValueError):
        return False
    found = _json_in(answer)
    return found is not None and digest(found) == body


def _connected(host: str, port: int) -> socket.socket:
    """Raises `OSError`.

    NOTE: a name that is bytes is taken as it is. For a text Python loads what encodes names of other scripts.
    """
    connection = socket.create_connection((host.encode(), port), _CONNECTED_IN)  # type: ignore[arg-type]
    connection.settimeout(_ANSWER_FOR)
    return connection


def _context(trusted: Iterable[str]) -> ssl.SSLContext:
    """One that checks the host's name. Raises `OSError` for what cannot be read."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for place in trusted:
        if place.endswith("/"):
            context.load_verify_locations(capath=place)
        else:
            context.load_verify_locations(cafile=place)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _answered(connection: socket.socket, request: bytes) -> bytes:
    """All that comes, up to the end; empty where that is too much. Raises `OSError`."""
    connection.sendall(request)
    answer = b""
    for _ in range(_PIECES):
        piece = connection.recv(_READ)
        if not piece:
            return answer
        answer += piece
        if len(answer) > _BIGGEST:
            break
    return b""


def _json_in(answer: bytes) -> bytes | None:
    """The whole body of a plain answer: one length, which it has, and nothing done to it; else None."""
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.lower().split(b"\r\n")
    named = [(name, value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
    lengths = [value for name, value in named if name == b"content-length"]
    kinds = [value.partition(b";")[0].strip() for name, value in named if name == b"content-type"]
    is_plain = first.startswith(_OK) and not any(name in _TRANSFORMED for name, _ in named)
    return body if is_plain and kinds == [_JSON] and lengths == [str(len(body)).encode()] else None
