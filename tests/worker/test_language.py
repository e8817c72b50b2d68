"""The pages in the browser are told in the language of whoever signs in."""

from __future__ import annotations

from typing import Any

import pytest

from pomtray.signin.callback import answer_page
from pomtray.worker.asking import Asking


@pytest.mark.parametrize(("locale", "language"), [("de_AT.UTF-8", "de"), ("C.UTF-8", None)])
async def test_before_the_first_page(monkeypatch: pytest.MonkeyPatch, locale: str, language: str | None) -> None:
    used: list[Any] = []
    monkeypatch.setattr(answer_page, "use", used.append)
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)
    peer: Any = None
    asking = Asking(peer, None, demo=False)
    assert asking._ports() is asking._ports()
    assert [told.language if told else None for told in used] == [language]
