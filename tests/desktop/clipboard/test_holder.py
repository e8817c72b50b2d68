"""What the helper process does when somebody puts back what it drops; `test_xwayland` has the whole process."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QTimer

from pomtray.desktop.clipboard import holder, qt
from pomtray.desktop.clipboard.fingerprint import Ours
from pomtray.desktop.clipboard.holder import Holder

SECRET = "not-a-real-secret-Aé"
OURS = Ours().adding(SECRET)


@dataclass
class Desktop:
    """Says these texts one after the other, the last one for ever; the application ends where `ended` is set."""

    says: list[str]
    emptied: int = 0
    said: list[str] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def read(self) -> str:
        return self.says.pop(0) if len(self.says) > 1 else self.says[0]

    def empty(self) -> None:
        self.emptied += 1

    def quit(self) -> None:
        self.ended.set()


@pytest.fixture
def desktop(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    made = Desktop([SECRET])
    monkeypatch.setattr(qt, "read", made.read)
    monkeypatch.setattr(qt, "empty", made.empty)
    monkeypatch.setattr(holder, "_say", made.said.append)
    monkeypatch.setattr(QTimer, "singleShot", lambda _, act: asyncio.get_running_loop().call_soon(act))
    return made


@pytest.mark.parametrize(
    ("says", "emptied", "word"),
    [
        (["theirs"], 0, "gone"),
        ([SECRET, ""], 1, "gone"),
        ([SECRET, SECRET, SECRET, ""], 3, "gone"),
        ([SECRET], 3, "kept"),
    ],
)
async def test_what_comes_back_is_dropped_again(desktop: Desktop, says: list[str], emptied: int, word: str) -> None:
    desktop.says = says
    Holder(desktop, OURS).let_go()  # type: ignore[arg-type]  # of the application it only needs its end
    await asyncio.wait_for(desktop.ended.wait(), 10)
    assert (desktop.said, desktop.emptied) == ([word], emptied)


@pytest.mark.parametrize(("says", "word"), [(SECRET, "held"), ("theirs", "refused")])
async def test_what_was_put_is_read_back(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch, says: str, word: str
) -> None:
    desktop.says = [says]
    filled: list[str] = []
    monkeypatch.setattr(qt, "fill", filled.append)
    timers: dict[int, object] = {}
    monkeypatch.setattr(QTimer, "singleShot", timers.__setitem__)
    held = Holder(desktop, OURS)  # type: ignore[arg-type]
    held.hold(SECRET, 65_000)
    assert filled == [SECRET]
    assert timers == {65_000: held.let_go, 100: held._check}
    held._check()
    assert desktop.said == [word]


def test_whoever_started_it_may_be_gone() -> None:
    """Clearing goes on, and its word is read by nobody."""
    order = json.dumps({"clear": OURS.to_json()}).encode() + b"\n"
    argv = [sys.executable, "-m", "pomtray.desktop.clipboard.holder"]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(order)
        process.stdin.close()
        assert (process.wait(30), process.stderr.read()) == (0, b"")
