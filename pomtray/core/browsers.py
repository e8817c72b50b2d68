"""The browsers of a computer and their profiles, as commands that a route can be opened with."""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import plain
from pomtray.core.protocol.strict_json import read_object

_MOST: Final = 50
"""Profiles of one browser."""
_LONGEST: Final = 80


class Family(Enum):
    FIREFOX = auto()
    CHROMIUM = auto()


@dataclass(frozen=True, slots=True)
class BrowserChoice:
    title: str
    argv: tuple[str, ...]
    """With `{url}` in it."""


def choices(title: str, command: tuple[str, ...], family: Family, profiles: Mapping[str, str]) -> list[BrowserChoice]:
    """The browser itself where it has one profile or none, else each of them. profiles: by what the command names."""
    if len(profiles) < 2:  # noqa: PLR2004 one is the one that it opens by itself
        return [BrowserChoice(title, (*command, "{url}"))]
    return [
        BrowserChoice(f"{title}: {plain(shown, _LONGEST)}", (*command, *_chosen(family, name), "{url}"))
        for name, shown in list(profiles.items())[:_MOST]
    ]


def firefox_profiles(text: str) -> dict[str, str]:
    """Those that `profiles.ini` names; none where it cannot be read."""
    read = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        read.read_string(text)
    except configparser.Error:
        return {}
    named = [read[section].get("Name", "") for section in read.sections() if section.startswith("Profile")]
    return {name: name for name in named if _is_argument(name)}


def chromium_profiles(text: bytes, largest: int) -> dict[str, str]:
    """Those that `Local State` names, by their folders; none where it cannot be read. largest: in bytes."""
    try:
        said = read_object(text, largest=largest, most=largest)
    except ValueError:
        return {}
    profile = said.get("profile")
    found = profile.get("info_cache") if isinstance(profile, dict) else None
    if not isinstance(found, dict):
        return {}
    named = {folder: about.get("name") for folder, about in found.items() if isinstance(about, dict)}
    return {folder: name if isinstance(name, str) else folder for folder, name in named.items() if _is_argument(folder)}


def _is_argument(name: str) -> bool:
    """NOTE: what begins with a hyphen would be an option of the browser's."""
    return bool(name) and not name.startswith("-") and plain(name, _LONGEST) == name


def _chosen(family: Family, name: str) -> tuple[str, ...]:
    return ("-P", name) if family is Family.FIREFOX else (f"--profile-directory={name}",)
