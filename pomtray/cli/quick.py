"""The way to the running app that costs least: no module of the standard library that the interpreter has not loaded.

`docs/socket.md` has the protocol. Whatever is unusual is left to the whole command line: the answer here is None.
"""

from __future__ import annotations

import _socket
import os
import stat
import sys

TYPE_CHECKING = False  # typing takes longer than all else here
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pomtray.desktop.sockets.socket_place import Connection

ELSEWHERE = "POMTRAY_SOCKET"
"""Environment variable: the socket of another machine's pomtray, which is asked in place of this one's."""
_ANSWERED_FOR = 60.0
"""Seconds for an answer that waits for nobody."""
_PEER = 12
"""Bytes of `struct ucred`: process, user, group."""
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#@!$&'()*+,;=% ")
_BEGINS = b'{"v":1,"ok":{"text":"'
_TELLS = b'{"v":1,"tell":'
_ENDS = b'"}}\n'
_WANTED = {"header": "header", "token": "token", "kube-credential": "full"}
"""By command: the form in which it asks for the credential."""
_UNSAID: dict[str, dict[str, str | bool]] = {
    "header": {"form": "", "json": False, "wait": False},
    "token": {"json": False, "wait": False},
    "kube-credential": {"form": "bearer"},
}
"""What each is given where nothing is said but a route."""
_EXEC_CREDENTIAL = b"""{
  "apiVersion": "client.authentication.k8s.io/%s",
  "kind": "ExecCredential",
  "status": {
    "token": "%s"%s
  }
}"""


def main(arguments: Sequence[str]) -> int | None:
    """`header`, `token` or `kube-credential` and a ROUTE, with the app running; None where it takes more than that."""
    if not is_plain(arguments) or elsewhere(None):
        return None
    wanted, route = arguments
    address = runtime_address(default_settings())
    if not address or not _PLAIN.issuperset(route):
        return None
    form = ',"form":"bearer"' if wanted == "kube-credential" else ""
    request = f'{{"v":1,"do":"credential","route":"{route}","as":"{_WANTED[wanted]}"{form}}}\n'
    answer = ask(address, request.encode(), wanted)
    if answer is None or isinstance(answer, int):
        return answer
    text = _exec_credential(answer) if wanted == "kube-credential" else _text(answer)
    if not text:
        return None
    try:
        os.write(1, text + b"\n")
    except OSError:
        return None  # the whole command line says why
    return 0


def options(arguments: Sequence[str]) -> argparse.Namespace | None:
    """Of these commands, as `cli.parser` gives them; None where that has to say what is meant, or what is wrong."""
    if not is_plain(arguments):
        return None
    from types import SimpleNamespace  # noqa: PLC0415 of argparse's kind, and loaded with less

    command, route = arguments
    said = {"command": command, "route": route, "config": None, "no_browser": False}
    return SimpleNamespace(**said, **_UNSAID[command])  # type: ignore[return-value]


def is_plain(arguments: Sequence[str]) -> bool:
    """A name of these commands, and a route."""
    return len(arguments) == 2 and arguments[0] in _WANTED and not arguments[1].startswith("-")  # noqa: PLR2004 name, route


def _text(answer: bytes) -> bytes:
    """Of an answer with that alone; empty where there is more to it, as a note."""
    if not (answer.startswith(_BEGINS) and answer.endswith(_ENDS)) or b"\\" in answer:
        return b""
    text = answer[len(_BEGINS) : -len(_ENDS)]
    return b"" if b'"' in text else text


def _exec_credential(answer: bytes) -> bytes:
    """As `handing.kube` makes it; empty where that takes more."""
    version = _version(os.environ.get("KUBERNETES_EXEC_INFO", ""))
    bearer, ends_at = _member(answer, b'"header":["Authorization","Bearer '), _member(answer, b'"expires_at":"')
    knows_the_end = bool(ends_at) or b'"expires_at":null' in answer
    if not (version and bearer and knows_the_end and b'"note":""' in answer) or b"\\" in answer:
        return b""
    until = b',\n    "expirationTimestamp": "' + ends_at + b'"' if ends_at else b""
    return _EXEC_CREDENTIAL % (version, bearer, until)


def _version(info: str) -> bytes:
    """What kubectl speaks; empty where that takes more to find out."""
    known = [
        version for version in ("v1", "v1beta1") if f'"apiVersion":"client.authentication.k8s.io/{version}"' in info
    ]
    return (known[0] if len(known) == 1 else "" if info else "v1").encode()


def _member(answer: bytes, name: bytes) -> bytes:
    """Its text, where it stands once. NOTE: a quotation mark inside a text has a backslash before it."""
    before, _, rest = answer.partition(name)
    return b"" if name in rest or len(before) == len(answer) else rest.partition(b'"')[0]


def elsewhere(config: object | None) -> str:
    """Where another machine is to be asked; "" for this one. config: a settings file that is named is this one's."""
    return os.environ.get(ELSEWHERE, "") if config is None else ""


def ask(address: str, line: bytes, wanted: str) -> bytes | int | None:
    """The answer of whoever listens there; None where nobody of this user's does. wanted: the command.

    Where something is told first, the person is waited for, and may be asked once only: then what is told is said and
    the answer printed, and what comes back is the exit status.
    """
    connection = connect(address)
    if connection is None:
        return None
    answer = b""
    try:
        connection.settimeout(_ANSWERED_FOR)
        connection.sendall(line)
        while piece := connection.recv(65536):
            answer += piece
            if answer.startswith(_TELLS):
                from pomtray.cli import asking  # noqa: PLC0415 a person takes longer

                return asking.said_to_the_end(connection, answer, wanted)
    except OSError:
        return None
    finally:
        connection.close()
    return answer


def connect(address: str) -> Connection | None:
    """A connection to a program of this user's, at a socket in a folder of this user's alone, or at such a pipe."""
    if sys.platform == "win32":
        from pomtray.desktop.sockets import windows_pipe  # noqa: PLC0415 Windows alone has it

        return windows_pipe.connect(address)
    try:
        folder = os.lstat(os.path.dirname(address))  # noqa: PTH120 pathlib takes longer than all else here
    except OSError:
        return None
    if not stat.S_ISDIR(folder.st_mode) or folder.st_uid != os.getuid() or folder.st_mode & 0o077:
        return None
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        connection.settimeout(2.0)
        connection.connect(address)
    except OSError:
        connection.close()
        return None
    if not _is_own(connection):
        connection.close()
        return None
    return connection


def _is_own(connection: _socket.socket) -> bool:
    if not hasattr(_socket, "SO_PEERCRED"):
        return True
    found = connection.getsockopt(_socket.SOL_SOCKET, _socket.SO_PEERCRED, _PEER)
    return int.from_bytes(found[4:8], sys.byteorder) == os.getuid()


def default_settings() -> str:
    """Path of the settings file where the command line names none, as `places` says it; "" where that takes more."""
    return own_file("XDG_CONFIG_HOME", ".config", "pomtray.toml")


def own_file(variable: str, folder_at_home: str, name: str) -> str:
    """Path of one of our files, as the XDG base directory specification places it; "" where that takes more."""
    if sys.platform != "linux":
        return ""
    home, folder = os.environ.get("HOME", ""), os.environ.get(variable, "")
    if not folder.startswith("/"):
        folder = f"{home}/{folder_at_home}" if home.startswith("/") else ""
    return f"{folder}/pomtray/{name}" if folder else ""


def runtime_address(settings: str, folder: str | None = None) -> str:
    """Where the app listens first, as `asking.unix_socket.addresses` says it; "" where there is no such folder.

    folder: without it the one of the session.
    """
    folder = os.environ.get("XDG_RUNTIME_DIR", "") if folder is None else folder
    if not settings or not folder.startswith("/") or len(folder) > 58:  # noqa: PLR2004 as `socket_folders`
        return ""
    return f"{folder}/pomtray-{mark(settings)}.ask"


def mark(settings: str) -> str:
    """As `settings.mark.mark_of` says it."""
    return digest(os.fsencode(os.path.realpath(settings)))[:16]


def digest(content: bytes) -> str:
    """Its SHA-256 in hexadecimal. NOTE: without OpenSSL, which takes longer than all else here."""
    try:
        module = __import__("_sha2" if sys.version_info >= (3, 12) else "_sha256")
    except ImportError:
        module = __import__("hashlib")
    return str(module.sha256(content).hexdigest())
