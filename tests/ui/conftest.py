from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Callable
from pathlib import Path

import pytest

from pomtray.core.domain.login import Doubt, LoginId, Phase, Question
from pomtray.core.domain.route import HeaderForm
from pomtray.core.errors import Missing, Part, Problem
from pomtray.core.intent import Action
from pomtray.core.view.snapshot import Badge, PendingQuestion, Row, Snapshot
from pomtray.ui.icons.icons import Icons

OFFSCREEN = ("This plugin does not support", "No such signal QPlatformNativeInterface::systemTrayWindowChanged")
"""What Qt says of the offscreen platform itself."""

_OF_FILE = frozenset({Action.MEND, Action.OPEN_FILE, Action.EDIT_HERE})
_UNDER_WAY = frozenset({Action.CANCEL, Action.PASTE, Action.PAGE, Action.COPY_CODE})
_SERVED = frozenset({Action.COPY_ADDRESS, Action.STOP_SERVING})
_SIGNED_IN = frozenset(Action) - _UNDER_WAY - {Action.SIGN_IN, Action.DEVICE, Action.CLEAR} - _SERVED - _OF_FILE
_ACTIONS = {
    Phase.SIGNED_OUT: frozenset({Action.SIGN_IN, Action.OPEN, Action.COPY_LINK}),
    Phase.SIGNING_IN: frozenset({Action.CANCEL, Action.PASTE, Action.COPY_LINK, Action.OPEN}),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Any other message of Qt fails the test."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.qt_log_ignore(*OFFSCREEN, extend=True))


@pytest.fixture
def icons(qapp: object) -> Icons:
    return Icons()


@pytest.fixture
def row() -> Callable[..., Row]:
    def make(route: str = "api", phase: Phase = Phase.ACTIVE, **changes: object) -> Row:
        values: dict[str, object] = {
            "host": f"https://{route}.corp.example",
            "tags": (),
            "phase": phase,
            "left": "2 h 14 m",
            "until": "until 17:42",
            "person": "ada@example.com",
            "note": "checked 2 min ago",
            "header": HeaderForm.POMERIUM,
            "actions": _ACTIONS.get(phase, _SIGNED_IN),
            "renews": phase not in _ACTIONS,
        }
        return Row(route=route, **(values | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def snapshot() -> Callable[..., Snapshot]:
    def make(*rows: Row, **changes: object) -> Snapshot:
        values: dict[str, object] = {
            "badge": Badge.WELL,
            "status": "1 route signed in",
            "tooltip": "pomtray: until 17:42",
            "sign_in_count": 0,
        }
        return Snapshot(rows=rows, **(values | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def asking() -> PendingQuestion:
    question = Question(Doubt.OTHER_BROWSER, "Did you sign in as <b>bob</b>?", "It came from elsewhere.", "Yes & go on")
    return PendingQuestion(LoginId("login-1"), 3, 1, question)


@pytest.fixture
def asking_secret() -> PendingQuestion:
    text = "Dex wants to know it. It is kept in the vault."
    question = Question(Doubt.CLIENT_SECRET, "The client secret of Dex", text, "Keep it", entry="Client secret")
    return PendingQuestion(LoginId("login-2"), 4, 2, question)


@pytest.fixture
def trouble() -> Missing:
    problem = Problem("The keyring is locked", "Sessions are kept in memory only.", "Unlock it.")
    return Missing(Part.VAULT, problem)


@pytest.fixture
def intents() -> Callable[[object], list[object]]:
    """The intents that a source emits from now on."""

    def watch(source: object) -> list[object]:
        seen: list[object] = []
        source.intent.connect(seen.append)  # type: ignore[attr-defined]
        return seen

    return watch
