"""What happens is written down once for each step of the model, however many answers made it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pomtray.app import activity
from pomtray.core import events as happened
from pomtray.core.domain.session import Verdict
from pomtray.core.model import Model

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


async def test_many_answers_are_looked_through_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    looked: list[object] = []
    monkeypatch.setattr(activity, "entries_of", lambda event, *_: (looked.append(event), ())[1])
    controller: Any = SimpleNamespace(hears=[], model=Model())
    heard = activity.Activity(controller, tmp_path / "activity")
    controller.model = Model()
    answers = [happened.Verified(NOW, f"session {number}", Verdict.LIVE) for number in range(1000)]
    for answer in answers:
        controller.hears[0](answer)
    assert looked == answers[:1]
    controller.hears[0](happened.TimePassed(NOW))
    assert looked[1:] == [happened.TimePassed(NOW)]
    await heard.close()
