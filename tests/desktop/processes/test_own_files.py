"""A program that was replaced or removed under it says so; one that is as it was does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pomtray.core.errors import Unavailable
from pomtray.desktop.processes.own_files import OwnFiles


def test_as_it_was(tmp_path: Path) -> None:
    OwnFiles().check()
    file = tmp_path / "__init__.py"
    file.write_text("1")
    own = OwnFiles(file)
    own.check()
    own.check()


def test_replaced_by_an_update(tmp_path: Path) -> None:
    """As dpkg and pip do it: a new file under the old name."""
    file = tmp_path / "__init__.py"
    file.write_text("1")
    own = OwnFiles(file)
    (tmp_path / "new").write_text("2")
    (tmp_path / "new").replace(file)
    with pytest.raises(Unavailable, match="updated") as raised:
        own.check()
    assert "start it again" in raised.value.problem.action


def test_removed(tmp_path: Path) -> None:
    file = tmp_path / "__init__.py"
    file.write_text("1")
    own = OwnFiles(file)
    file.unlink()
    with pytest.raises(Unavailable, match="removed"):
        own.check()


def test_one_that_was_never_there_says_nothing(tmp_path: Path) -> None:
    """As from a zip."""
    OwnFiles(tmp_path / "none").check()
