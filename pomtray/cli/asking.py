"""A command's question, put to the running app, or answered here where none runs."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pomtray.cli import quick
from pomtray.cli.telling import sentences
from pomtray.cli.telling import told as in_language
from pomtray.core.requests.answer_texts import with_texts
from pomtray.core.text import joined, phrase

if TYPE_CHECKING:
    from pomtray.desktop.sockets.socket_place import Connection

FAILED: Final = 1
UNREACHABLE: Final = 5
USAGE: Final = 64
_NOT_ALLOWED: Final = 4
_SSH: Final = "22"
"""The port that `ssh` takes by itself."""
_PATIENCE: Final = 60.0
_PERSONS_PATIENCE: Final = 3600.0
"""Seconds between two lines of the app."""


class No(Exception):
    """The answer is a no: why, and with which status the command ends."""

    def __init__(self, status: int, title: str, text: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.text = text


def tell(text: str) -> None:
    """Progress, questions and complaints: on the terminal's error side, since standard output holds the answer.

    Where that takes nothing (a full disk, a program that has gone) the command goes on, and its exit status tells.
    """
    try:
        sys.stderr.write(f"{in_language(text)}\n")
        sys.stderr.flush()
    except OSError:
        pass


def note(text: str) -> None:
    """The same, where it has to be said who says so."""
    tell(joined("", ("pomtray: ", text)))


def settings_path(config: Path | None) -> str:
    """The settings file that the command is about."""
    if config is not None:
        return os.path.abspath(config)  # noqa: PTH100 as the app makes it absolute
    if place := quick.default_settings():
        return place
    from pomtray.desktop.files import places  # noqa: PLC0415 only other systems need it

    return str(places.settings_file())


def runs(path: str) -> bool:
    """Whether the app can be asked."""
    connection = next(filter(None, map(quick.connect, _addresses(path))), None)
    if connection is not None:
        connection.close()
    return connection is not None


def ask(said: dict[str, object], config: Path | None) -> dict[str, Any]:
    """What the answer holds. Raises `No`."""
    if place := quick.elsewhere(config):
        from pomtray.cli import elsewhere  # noqa: PLC0415 seldom needed

        frame = elsewhere.ask({"v": 1, **said}, place)
    else:
        frame = _here(said, settings_path(config))
    if (error := frame.get("error")) is not None:
        raise No(error["exit"], error["title"], error["text"])
    answer: dict[str, Any] = frame["ok"]
    _tell_note(answer)
    return answer


def _tell_note(answer: dict[str, Any]) -> None:
    if said := answer.get("note"):
        note(said)


def _here(said: dict[str, object], path: str) -> dict[str, Any]:
    """The last line, of the app or as it would say it."""
    said = {"v": 1, **said, "config": path}
    frame = of_app(said, path)
    if frame is None:
        from pomtray.cli.alone import alone  # noqa: PLC0415 only where no app runs

        frame = alone.answer(said, Path(path))
    return frame


def told(text: str, scan: str = "") -> None:
    """A line of progress; an address to sign in at comes with the way to this computer, where that is another.

    scan: an address for the camera of another device.
    """
    tell(text)
    if scan and sys.stderr.isatty():
        from pomtray.cli import scanning  # noqa: PLC0415 seldom needed

        scanning.show(scan)
    if "\nhttp" in text and (way := _forwarding(text.partition("\n")[2])):
        tell(phrase("From another computer, have the browser's answer brought here first:\n{way}", way=way))


def _forwarding(url: str) -> str:
    """The `ssh` line by which a browser elsewhere reaches the listener here; "" where nobody is logged in by SSH."""
    place = os.environ.get("SSH_CONNECTION", "").split()
    if len(place) != 4:  # noqa: PLR2004 client's address and port, server's address and port
        return ""
    from urllib.parse import parse_qs, urlsplit  # noqa: PLC0415 only here

    query = parse_qs(urlsplit(url).query)
    back = next((query[name][0] for name in ("pomerium_redirect_uri", "redirect_uri") if name in query), "")
    try:
        port = urlsplit(back).port
    except ValueError:
        return ""
    name, other = own_name(), "" if place[3] == _SSH else f"-p {place[3]} "
    return f"ssh -L {port}:127.0.0.1:{port} {other}{name and f'{name}@'}{place[2]}" if port else ""


def own_name() -> str:
    """Of whoever runs this; "" where that has none."""
    import getpass  # noqa: PLC0415 only here

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def of_app(said: dict[str, object], path: str) -> dict[str, Any] | None:
    """The last line of the running app's answer; None where none runs."""
    connection = next(filter(None, map(quick.connect, _addresses(path))), None)
    return answered(said, connection) if connection is not None else None


def app_status(path: Path) -> dict[str, Any] | None:
    """What the app of these settings says of itself; None where none runs. It blocks for as long as that takes."""
    answer = of_app({"v": 1, "do": "status", "config": str(path)}, str(path))
    return None if answer is None else answer.get("ok", {})


def answered(said: dict[str, object], connection: Connection) -> dict[str, Any] | None:
    """The last line of the answer; None where there is none. The connection is closed then."""
    try:
        connection.settimeout(_PERSONS_PATIENCE if said.get("wait") else _PATIENCE)
        connection.sendall(json.dumps(said, separators=(",", ":")).encode() + b"\n")
        return _last(connection)
    except OSError:
        return None
    finally:
        connection.close()


def said_to_the_end(connection: Connection, begun: bytes, wanted: str) -> int | None:
    """Print the answer, or say why there is none; gives the exit status. begun: what has come of it already.

    wanted: the command.

    None where it has to be asked anew: another form of the request may have another answer.
    """
    frame = _last(connection, begun)
    if frame is None:
        return None
    if (answer := frame.get("ok")) is not None:
        _tell_note(answer)
        if wanted == "kube-credential":
            from pomtray.cli.handing import kube  # noqa: PLC0415 only this command needs it

            return kube.show(answer)
        sys.stdout.write(f"{answer['text']}\n")
        return 0
    error = frame["error"]
    if error["exit"] != _NOT_ALLOWED:
        return None
    note(sentences(error["title"], error["text"]))
    return _NOT_ALLOWED


def _last(connection: Connection, begun: bytes = b"") -> dict[str, Any] | None:
    """The last line; those before it are told as they come. None where the app ends meanwhile."""
    left = b""
    while piece := begun or connection.recv(65536):
        begun = b""
        *lines, left = (left + piece).split(b"\n")
        for line in lines:
            frame = read_frame(line)
            if "tell" not in frame:
                return frame
            told(_printable(in_language(frame["tell"])), str(frame.get("scan", "")))
    return None


def read_frame(line: bytes) -> dict[str, Any]:
    """A line of an answer, with its texts."""
    frame: dict[str, Any] = json.loads(line)
    texts = frame.pop("texts", None)
    return with_texts(frame, texts) if texts is not None else frame


def _printable(text: str) -> str:
    return "".join(char for char in text if char == "\n" or char.isprintable())


def _addresses(path: str) -> list[str]:
    first = quick.runtime_address(path)
    if first and os.path.lexists(first):
        return [first]
    from pomtray.desktop.files import places  # noqa: PLC0415 seldom needed
    from pomtray.desktop.sockets.socket_place import ask_addresses  # noqa: PLC0415 seldom needed

    return ask_addresses(Path(path), places.data_folder())
