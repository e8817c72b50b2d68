"""What a Linux desktop and a person look up: the desktop file, AppStream's, the man page."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pomtray.cli.parser import parser
from tests.packages.conftest import ROOT, call

ADDRESS = "https://example.com/pomtray"
PAGE = ROOT / "packaging/linux/pomtray.1"


def test_the_desktop_file_is_valid() -> None:
    call("desktop-file-validate", ROOT / "resources/pomtray.desktop")


@pytest.mark.parametrize(
    "catalogue", sorted((ROOT / "resources/translations").glob("*.jsonl")), ids=lambda path: path.stem
)
def test_the_menu_and_software_centres_tell_it_in_each_language_of_the_program(catalogue: Path) -> None:
    entry = (ROOT / "resources/pomtray.desktop").read_text()
    for key in ("GenericName", "Comment", "Keywords"):
        assert f"\n{key}[{catalogue.stem}]=" in entry, key
    told = (ROOT / "packaging/linux/io.github.pomtray.metainfo.xml").read_text()
    for name in ("summary", "p"):
        assert len(re.findall(f"<{name}>", told)) == len(re.findall(f'<{name} xml:lang="{catalogue.stem}">', told)), (
            name
        )


def test_what_software_centres_show_is_valid(tmp_path: Path) -> None:
    text = (ROOT / "packaging/linux/io.github.pomtray.metainfo.xml").read_text()
    filled = tmp_path / "io.github.pomtray.metainfo.xml"
    for name, value in (("VERSION", "1.0"), ("DATE", "2026-01-01"), ("HOMEPAGE", ADDRESS), ("ISSUES", ADDRESS)):
        text = text.replace(f"@{name}@", value)
    assert "@" not in text
    filled.write_text(text)
    call("appstreamcli", "validate", "--no-net", "--pedantic", filled)


@pytest.fixture(scope="module")
def page() -> str:
    """As a package has it."""
    said = call(sys.executable, "-P", ROOT / "packaging/manual.py", env=[("PYTHONPATH", str(ROOT))])
    return PAGE.read_text().replace("@COMMANDS@", said).replace("@DATE@", "2026-01-01")


def options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield name
                yield from options(command)


def test_the_man_page_names_each_command_and_option(page: str) -> None:
    plain = re.sub(r"\\f[BIR]", "", page).replace("\\-", "-")
    missing = [
        option for option in options(parser()) if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", plain)
    ]
    assert not missing


def test_the_man_page_is_well_formed(page: str, tmp_path: Path) -> None:
    (tmp_path / "pomtray.1").write_text(page)
    assert not call("mandoc", "-T", "lint", "-W", "warning", tmp_path / "pomtray.1").strip()
