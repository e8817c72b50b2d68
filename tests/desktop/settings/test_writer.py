from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pomtray.core.domain.route import HeaderForm, Preferences, Route, Settings
from pomtray.core.errors import SettingsError
from pomtray.core.settings.change import (
    AddRoutes,
    Change,
    ChangePreferences,
    ChangeRoute,
    CopyRoute,
    RemoveRoute,
    Value,
)
from pomtray.desktop.settings import settings
from pomtray.desktop.settings import writer as settings_writer
from pomtray.desktop.settings.writer import SettingsWriter

TEXT = '# mine\n\n[[routes]]\nname = "A"\nurl = "https://a.example"\nca = "ca.pem"  # ours\n'
NEW: dict[str, Value] = {
    "name": "New & nice",
    "url": "https://new.example/x",
    "tags": ("a",),
    "header": "bearer",
    "share": False,
}
ROUTE = Route("New & nice", "https://new.example/x", ("a",), HeaderForm.BEARER, share=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "ca.pem").touch()
    (tmp_path / "pomtray.toml").write_text(TEXT)
    return tmp_path / "pomtray.toml"


async def test_what_is_added_is_read_and_taken_back(path: Path) -> None:
    path.chmod(0o640)
    before, writer = settings.read(path), SettingsWriter(path)
    patch = await writer.make(AddRoutes((NEW,)))
    assert settings.read(path) == Settings((*before.routes, ROUTE), before.preferences)
    assert path.stat().st_mode & 0o777 == 0o640
    await writer.undo(patch)
    assert path.read_text() == TEXT
    assert sorted(file.name for file in path.parent.iterdir()) == ["ca.pem", "pomtray.toml"]


async def test_a_copy_keeps_paths_as_they_are_written(path: Path) -> None:
    await SettingsWriter(path).make(CopyRoute("A", "A 2"))
    assert path.read_text().count('ca = "ca.pem"') == 2


async def test_a_link_stays_a_link_and_a_mark_in_front_stays(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    link = path.parent / "link.toml"
    link.symlink_to(path.name)
    await SettingsWriter(link).make(AddRoutes((NEW,)))
    assert link.is_symlink()
    assert path.read_bytes().startswith(b"\xef\xbb\xbf# mine")
    assert ROUTE in settings.read(path).routes


BAD: list[Change] = [
    AddRoutes((NEW | {"url": "ftp://x"},)),
    AddRoutes((NEW | {"name": "A"},)),
    ChangeRoute("A", {"header": "nonsense"}),
    ChangeRoute("B", {"url": "https://b.example"}),
    RemoveRoute("B"),
    ChangePreferences({"look_every": -1}),
]


@pytest.mark.parametrize("change", BAD, ids=repr)
async def test_what_would_be_refused_changes_nothing(path: Path, change: Change) -> None:
    with pytest.raises(SettingsError) as refused:
        await SettingsWriter(path).make(change)
    assert refused.value.problem.title == "The settings file was not changed"
    assert path.read_text() == TEXT


async def test_it_is_said_what_would_be_refused(path: Path) -> None:
    path.write_text(f'{TEXT}\n[[routes]]\nname = "Bad"\nurl = "ftp://x"\n')
    with pytest.raises(SettingsError, match="header: expected one of pomerium"):
        await SettingsWriter(path).make(ChangeRoute("A", {"header": "nonsense"}))


@pytest.mark.parametrize("text", ["[[routes]\n", "\udcff", "a=" + "[" * 1000])
async def test_a_file_that_cannot_be_read_is_left_alone(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError, match="Line 1"):
        await SettingsWriter(path).make(AddRoutes((NEW,)))
    assert path.read_bytes() == text.encode("utf-8", "surrogateescape")


async def test_an_entry_that_is_refused_does_not_keep_others_from_being_changed(path: Path) -> None:
    path.write_text(f'{TEXT}\n[[routes]]\nname = "Bad"\nurl = "ftp://x"\n')
    writer = SettingsWriter(path)
    await writer.make(ChangeRoute("A", {"tags": ("t",)}))
    await writer.make(RemoveRoute("Bad"))
    assert settings.read(path).routes[0].tags == ("t",)


async def test_what_somebody_else_writes_at_the_same_moment_is_not_lost(path: Path) -> None:
    writes = iter([TEXT.replace("# mine", "# theirs"), TEXT.replace("# mine", "# theirs again")])

    def edit(text: str) -> str:
        if (theirs := next(writes, None)) is not None:
            path.write_text(theirs)
        return text + "# ours\n"

    await asyncio.to_thread(settings_writer.write, path, edit)
    assert path.read_text() == TEXT.replace("# mine", "# theirs again") + "# ours\n"


async def test_who_never_stops_writing_is_told_of(path: Path) -> None:
    def edit(text: str) -> str:
        path.write_text(text + "#\n")
        return text + "# ours\n"

    with pytest.raises(SettingsError, match="keeps writing"):
        await asyncio.to_thread(settings_writer.write, path, edit)


async def test_changes_at_once_come_one_after_the_other(path: Path) -> None:
    writer = SettingsWriter(path)
    await asyncio.gather(*(writer.make(AddRoutes((NEW | {"name": f"N{n}"},))) for n in range(5)))
    assert len(settings.read(path).routes) == 6


async def test_programs_that_change_it_at_once_lose_nothing_of_each_other(path: Path) -> None:
    """Each with a writer of its own, as the app and commands have."""
    changes = [AddRoutes((NEW | {"name": f"N{n}"},)) for n in range(12)]
    await asyncio.gather(*(SettingsWriter(path).make(change) for change in changes))
    assert len(settings.read(path).routes) == 13
    assert sorted(file.name for file in path.parent.iterdir()) == ["ca.pem", "pomtray.toml"]


async def test_undo_keeps_what_was_changed_elsewhere_and_refuses_what_was_changed_there(path: Path) -> None:
    writer = SettingsWriter(path)
    patch = await writer.make(RemoveRoute("A"))
    await writer.make(ChangePreferences({"hide_people": True}))
    await writer.undo(patch)
    assert settings.read(path) == Settings(
        (Route("A", "https://a.example", ca=str(path.parent / "ca.pem")),), Preferences(hide_people=True)
    )
    added = await writer.make(AddRoutes((NEW,)))
    await writer.make(ChangeRoute("New & nice", {"url": "https://other.example"}))
    await writer.make(RemoveRoute("A"))
    with pytest.raises(SettingsError, match="changed there since"):
        await writer.undo(added)


async def test_a_folder_that_cannot_be_written_to_is_told(path: Path) -> None:
    (path.parent / ".pomtray.toml.new").mkdir()
    with pytest.raises(SettingsError):
        await SettingsWriter(path).make(AddRoutes((NEW,)))
    assert path.read_text() == TEXT
