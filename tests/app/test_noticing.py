from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pomtray.app import late
from pomtray.app.noticing import Noticing
from pomtray.core.view.notice import Notice

NOTICE = Notice("k", "Grafana ends soon", "Signed in until 16:21.")


class Service:
    """What shows notices, or has the icon say them."""

    def __init__(self) -> None:
        self.seen: list[object] = []
        self.fallback: Callable[[Notice], None] = lambda _: None

    def want(self, notices: dict[str, Notice]) -> None:
        self.seen.append(notices)

    async def close(self) -> None:
        self.seen.append("closed")

    async def start(self, _icons: object, _used: object, fallback: Callable[[Notice], None]) -> Service:
        self.fallback = fallback
        return self


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    made = Service()
    monkeypatch.setattr(late, "notifier", made.start)
    return made


async def test_what_is_wanted_is_shown_once_there_is_something_to_show_it(service: Service) -> None:
    noticing = Noticing(cast("Any", None), cast("Any", None), lambda *_: None)
    noticing.want({"k": NOTICE})
    await noticing.start()
    noticing.want({"k": NOTICE})
    await noticing.close()
    assert service.seen == [{"k": NOTICE}, "closed"]


async def test_the_icon_says_what_nothing_shows(service: Service) -> None:
    said: list[tuple[str, str]] = []
    tray = SimpleNamespace(message=lambda title, text: said.append((title, text)))
    noticing = Noticing(cast("Any", None), cast("Any", tray), lambda *_: None)
    await noticing.start()
    service.fallback(NOTICE)
    assert said == [(NOTICE.title, NOTICE.text)]


async def test_one_that_never_started_is_closed_all_the_same(service: Service) -> None:
    await Noticing(cast("Any", None), cast("Any", None), lambda *_: None).close()
    assert service.seen == []
