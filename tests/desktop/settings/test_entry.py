"""An entry opened for a form: as it is in the file, held against the rest of it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pomtray.core.errors import SettingsError
from pomtray.core.settings.change import AddProvider, Change, ChangeEntry, Keys, Place, RemoveEntry
from pomtray.core.settings.entry.fields import FIELDS
from pomtray.desktop.settings import providers, routes, settings
from pomtray.desktop.settings.changing.edit import edited
from pomtray.desktop.settings.entry import OpenedEntry
from pomtray.desktop.settings.writer import SettingsWriter

TEXT = """\
# mine
[[providers]]
name = "P"   # ours
issuer = "https://idp.example"
client_id = "id"
[providers.token_params]
a = "b"

[[routes]]
name = "A"
url = "https://a.example"

# a bad one
[[routes]]
name = "A"   # twice
hedaer = "bearer"
url = "ftp://x"   # where
method = "oidc"
provider = "P"

[[routes]]
url = 3
colour = "red"
tags = "work"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "pomtray.toml").write_text(TEXT)
    return tmp_path / "pomtray.toml"


def test_a_bad_entry_is_opened_with_all_that_can_be_read(path: Path) -> None:
    opened = OpenedEntry(path, "routes", "A", 1)
    draft = opened.draft
    assert (draft.number, draft.name, draft.texts["url"], draft.meant) == (1, "A", "ftp://x", {"hedaer": "header"})
    assert draft.providers == ("P",)
    assert OpenedEntry(path, "routes", "", 2).draft.unknown == ("colour",)
    assert OpenedEntry(path, "providers", "P").draft.used_by == ("A",)
    assert OpenedEntry(path, "providers", "").draft.place is None


def test_all_faults_are_told_each_at_its_key(path: Path) -> None:
    opened = OpenedEntry(path, "routes", "A", 1)
    found = opened.faults(opened.draft.written(opened.draft.texts))
    assert sorted(found) == ["name", "url"]
    assert "another route" in found["name"].lower()
    other = OpenedEntry(path, "routes", "", 2)
    assert sorted(other.faults(other.draft.keys)) == ["colour", "name", "tags", "url"]
    assert sorted(other.faults({"tags": "x", "browser": ["sh", "{url}"]})) == ["browser", "name", "tags", "url"]
    provider = OpenedEntry(path, "providers", "P")
    keys = {"client_secret": "canary-secret", "scopes": ["email"], "redirect_uri": "https://x", "token_auth": "none"}
    told = provider.faults(keys)
    assert sorted(told) == ["client_id", "client_secret", "issuer", "name", "redirect_uri", "scopes"]
    assert "canary" not in str(told)
    assert list(provider.faults({**provider.draft.keys, "name": "Q"})) == []


def test_the_rest_of_the_file_counts(path: Path) -> None:
    opened = OpenedEntry(path, "routes", "A", 1)
    good = {"name": "B", "url": "https://b.example", "method": "oidc"}
    assert list(opened.faults(good)) == ["provider"]
    assert "no such provider" in opened.faults({**good, "provider": "Q"})["provider"]
    assert opened.faults({**good, "provider": "P"}) == {}
    assert list(opened.faults({**good, "provider": "P", "ca": "none.pem"})) == ["ca"]


@pytest.mark.parametrize(("text", "name"), [("x = '", "A"), ("", "A"), ("routes = 3", "A"), ("routes = [3]", "")])
def test_what_is_not_there_any_more_is_told(path: Path, text: str, name: str) -> None:
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"not in the settings file|cannot be read"):
        OpenedEntry(path, "routes", name, None if name else 0)


async def test_a_bad_entry_is_mended_in_place_with_its_comments(path: Path) -> None:
    opened = OpenedEntry(path, "routes", "A", 1)
    assert opened.draft.place
    keys = opened.draft.changed(opened.draft.texts | {"name": "B", "url": "https://b.example"})
    patch = await SettingsWriter(path).make(ChangeEntry(opened.draft.place, keys))
    text = path.read_text()
    mended = text[text.index("# a bad one") : text.rindex("[[routes]]")]
    assert mended == (
        '# a bad one\n[[routes]]\nname = "B"   # twice\nurl = "https://b.example"   # where\n'
        'method = "oidc"\nprovider = "P"\n\n'
    )
    assert [route.name for route in settings.read(path).routes] == ["A", "B"]
    await SettingsWriter(path).undo(patch)
    assert path.read_text() == TEXT


async def test_an_entry_that_was_changed_meanwhile_is_left_alone(path: Path) -> None:
    place = OpenedEntry(path, "routes", "A", 1).draft.place
    assert place
    path.write_text(TEXT.replace("ftp://x", "ftp://y"))
    with pytest.raises(SettingsError, match="was changed or taken away"):
        await SettingsWriter(path).make(ChangeEntry(place, {"name": "B"}))
    moved = "[[routes]]\nname = 'First'\nurl = 'https://f.example'\n\n" + TEXT
    path.write_text(moved)
    await SettingsWriter(path).make(RemoveEntry(place))
    assert "ftp" not in path.read_text()


def test_the_routes_of_a_provider_follow_its_name() -> None:
    content = tomllib.loads(TEXT)
    place = Place("providers", 0, content["providers"][0])
    secret = {"vault": True}
    fresh = tomllib.loads(
        edited(TEXT, ChangeEntry(place, {"name": "Q", "client_secret": secret, "token_params": None}))
    )
    assert fresh["providers"] == [
        {"name": "Q", "issuer": "https://idp.example", "client_id": "id", "client_secret": secret}
    ]
    assert fresh["routes"][1]["provider"] == "Q"


def test_a_provider_is_added_with_tables_in_one_line() -> None:
    keys: Keys = {
        "name": "N",
        "client_id": "n",
        "token_params": {"a.b": "c"},
        "client_secret": {"command": ("pass", "x")},
    }
    for text in (TEXT, "", "providers = []\n", "# only\n"):
        fresh = edited(text, AddProvider(keys))
        assert fresh.startswith(text.rstrip()[:6] if "[]" not in text else "")
        assert tomllib.loads(fresh)["providers"][-1]["client_secret"] == {"command": ["pass", "x"]}
    assert 'client_secret = {command = ["pass", "x"]}' in edited(TEXT, AddProvider(keys))


@pytest.mark.parametrize("change", [AddProvider({"name": "N"}), RemoveEntry(Place("providers", 0, {}))])
def test_headers_with_one_bracket_are_told(change: Change) -> None:
    with pytest.raises(ValueError, match="two brackets"):
        edited("[providers]\nname = 'x'\n", change)


def test_every_key_that_the_file_knows_has_a_field() -> None:
    assert sorted(field.key for field in FIELDS["routes"]) == sorted(routes.KEYS)
    assert sorted(field.key for field in FIELDS["providers"]) == sorted(providers.KEYS)
