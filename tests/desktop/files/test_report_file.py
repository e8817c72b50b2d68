"""A report's file is this user's alone, and whole."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from pomtray.core.errors import Unavailable
from pomtray.desktop.files.report_file import write


@pytest.mark.skipif(sys.platform == "win32", reason="modes are not Windows' way")
def test_it_is_closed_to_others_also_where_another_was_open(tmp_path: Path) -> None:
    place = tmp_path / "report.txt"
    place.write_text("before")
    place.chmod(0o644)
    before = os.umask(0)
    try:
        write(place, "Zoë\n")
    finally:
        os.umask(before)
    assert (place.read_text(encoding="utf-8"), stat.S_IMODE(place.stat().st_mode)) == ("Zoë\n", 0o600)
    assert list(tmp_path.iterdir()) == [place]


def test_one_that_cannot_be_written_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for place in (tmp_path / "none" / "report.txt", folder, Path("a\0b")):
        with pytest.raises(Unavailable) as refused:
            write(place, "text")
        assert str(place) in refused.value.problem.sentence
    assert list(tmp_path.iterdir()) == [folder]
