"""Which folders are read at all: reading tests that will not run takes as long as running many."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests import conftest


@pytest.mark.parametrize(
    ("marks", "folder", "passed_over"),
    [
        ("adapters", "desktop", None),
        ("adapters", "cli", True),
        ("unit", "core", None),
        ("unit", "cli", True),
        ("adapters or commands", "cli", None),
        ("adapters or commands", "core", True),
        ("packages or scripts", "scripts", None),
        ("", "e2e", None),
        ("not live", "e2e", None),
        ("unit and not e2e", "e2e", None),
        ("unit", "test_collecting.py", None),
    ],
)
def test_only_folders_of_kinds_that_are_asked_for_are_read(marks: str, folder: str, passed_over: bool | None) -> None:  # noqa: FBT001
    config: Any = SimpleNamespace(option=SimpleNamespace(markexpr=marks))
    assert conftest.pytest_ignore_collect(conftest._TESTS / folder, config) is passed_over
