"""Looking again: what takes a moment, what comes back, what is somebody else's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from pomtray.desktop.clipboard import way
from pomtray.desktop.clipboard.fingerprint import Ours
from pomtray.desktop.clipboard.way import arrived, cleared

SECRET = "not-a-real-secret-Aé"
OURS = Ours().adding(SECRET)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(way, "_PAUSE", 0)


def saying(*texts: str | None) -> Callable[[], Awaitable[str | None]]:
    """A clipboard that says these one after the other, the last one for ever."""
    left = list(texts)

    async def read() -> str | None:
        return left.pop(0) if len(left) > 1 else left[0]

    return read


@pytest.mark.parametrize(
    ("says", "there"),
    [
        ([SECRET], True),
        (["before", None, "before", SECRET], True),
        (["before"], False),
        ([None], False),
    ],
)
async def test_some_desktops_take_a_moment(says: list[str | None], *, there: bool) -> None:
    assert await arrived(SECRET, saying(*says)) is there


@pytest.mark.parametrize(
    ("says", "drops", "gone"),
    [
        (["theirs"], 0, True),
        ([None], 0, True),
        ([SECRET, None], 1, True),
        ([SECRET, SECRET, SECRET, ""], 3, True),
        ([SECRET], 3, False),
    ],
)
async def test_what_comes_back_is_dropped_again(says: list[str | None], drops: int, *, gone: bool) -> None:
    dropped = []

    async def drop() -> None:
        dropped.append(True)

    assert await cleared(OURS, saying(*says), drop) is gone
    assert len(dropped) == drops
