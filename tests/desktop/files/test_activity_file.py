"""What happened survives the program, in a small file of the person's own."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pomtray.core.activity import MOST, ActivityEntry
from pomtray.desktop.files.activity_file import ActivityFile

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
DAY = timedelta(days=1)


async def test_it_is_there_for_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "state" / "activity"
    first = ActivityFile(path)
    first.add([ActivityEntry(NOW, "Signed in to app", "alice")], NOW)
    first.add([ActivityEntry(NOW, "Header for app copied")], NOW)
    await first.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    second = ActivityFile(path)
    assert [entry.title for entry in await second.read(NOW)] == ["Signed in to app", "Header for app copied"]


async def test_what_is_too_old_or_too_much_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "activity"
    before = ActivityFile(path)
    before.add(
        [ActivityEntry(NOW - 8 * DAY, "long ago"), *(ActivityEntry(NOW, f"n {n}") for n in range(2 * MOST))], NOW
    )
    await before.close()
    after = ActivityFile(path)
    after.add([ActivityEntry(NOW, "now")], NOW)
    await after.close()
    lines = path.read_text().splitlines()
    assert (len(lines), "long ago" in path.read_text()) == (MOST + 1, False)


async def test_cleared_it_is_gone(tmp_path: Path) -> None:
    file = ActivityFile(tmp_path / "activity")
    file.add([ActivityEntry(NOW, "once")], NOW)
    await file.clear()
    assert await file.read(NOW) == []
    assert not (tmp_path / "activity").exists()
    file.add([ActivityEntry(NOW, "again")], NOW)
    assert [entry.title for entry in await file.read(NOW)] == ["again"]


async def test_what_cannot_be_kept_harms_nobody(tmp_path: Path) -> None:
    (tmp_path / "activity").mkdir()
    file = ActivityFile(tmp_path / "activity")
    file.add([ActivityEntry(NOW, "once")], NOW)
    assert await file.read(NOW) == []
    await file.close()


async def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").touch()
    (tmp_path / "activity").symlink_to(tmp_path / "elsewhere")
    file = ActivityFile(tmp_path / "activity")
    file.add([ActivityEntry(NOW, "once")], NOW)
    await file.close()
    assert (tmp_path / "elsewhere").read_bytes() == b""
