"""What every test gets: no display of its own, no stray warnings, markers by folder, the search for secrets."""

from __future__ import annotations

import gc
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

pytest_plugins = ["tests.secrets_scan"]

# How long an example takes says nothing about the rules.
hypothesis.settings.register_profile("pomtray", deadline=None)
hypothesis.settings.load_profile("pomtray")
# For scripts/mutate, which asks only whether an example fails: the smallest one may take minutes to find.
_FOUND = (hypothesis.Phase.explicit, hypothesis.Phase.reuse, hypothesis.Phase.generate)
hypothesis.settings.register_profile("mutation", deadline=None, phases=_FOUND)
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["LC_ALL"] = "C.UTF-8"  # texts are compared in English

_TESTS = Path(__file__).parent
_KINDS = {
    "desktop": "adapters",
    "cli": "commands",
    **{name: name for name in ("certified", "scripts", "packages", "e2e", "live")},
}
"""By folder; the others hold unit tests. The slow ones come last, in this order."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Folders of kinds that `-m` does not name are not read: reading all takes half a minute of the processor."""
    wanted = set(config.option.markexpr.split(" or "))
    if collection_path.parent != _TESTS or not collection_path.is_dir() or not wanted <= {"unit", *_KINDS.values()}:
        return None
    return _KINDS.get(collection_path.name, "unit") not in wanted or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by folder, and run the slow ones last."""
    for item in items:
        item.add_marker(_KINDS.get(_folder(item), "unit"))
    order = list(_KINDS)
    items.sort(key=lambda item: order.index(folder) + 1 if (folder := _folder(item)) in _KINDS else 0)


def pytest_collection_finish() -> None:
    """What collecting made is there to stay."""
    _look_no_more_at_what_stays()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """So is what the tests of a module have loaded. What Qt is to delete later goes now."""
    _delete_what_is_left()
    if nextitem is None or nextitem.path != item.path:
        _look_no_more_at_what_stays()


def _delete_what_is_left() -> None:
    """Of widgets that no event loop has deleted, each would hear of each change that a later test makes."""
    qt = sys.modules.get("PySide6.QtCore")
    if qt is not None and qt.QCoreApplication.instance() is not None:
        qt.QCoreApplication.sendPostedEvents(None, qt.QEvent.Type.DeferredDelete.value)


def _look_no_more_at_what_stays() -> None:
    """A test that collects garbage then looks only at what its module's tests made: 20 ms, not a second."""
    gc.collect()
    gc.freeze()


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(_TESTS).parts[0] if item.path.is_relative_to(_TESTS) else ""


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@pytest.fixture
def allow_log(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Expect a warning of the program whose text matches; the marker `allow_log` does the same."""
    allowed: list[str] = [text for mark in request.node.iter_markers("allow_log") for text in mark.args]
    request.node.stash[_ALLOWED] = allowed
    return allowed.append


_ALLOWED = pytest.StashKey[list[str]]()


@pytest.fixture(autouse=True)
def _no_unexpected_warning(request: pytest.FixtureRequest, allow_log: Callable[[str], None]) -> Iterator[None]:
    handler = _Warnings()
    logger = logging.getLogger("pomtray")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
    allowed = request.node.stash[_ALLOWED]
    unexpected = [text for text in handler.messages if not any(re.search(pattern, text) for pattern in allowed)]
    assert not unexpected, f"the program warned: {unexpected}"
