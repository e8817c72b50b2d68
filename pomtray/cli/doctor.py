"""`pomtray doctor`: what pomtray needs, and whether it is there. No secret is read."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pomtray import __version__
from pomtray.cli.asking import of_app, settings_path
from pomtray.cli.credentials import print_json
from pomtray.core.errors import PomtrayError
from pomtray.core.stored import merge
from pomtray.desktop import places, settings
from pomtray.desktop.vault import Vault, vault_place


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that pomtray needs."""

    about: str
    well: bool
    text: str


def main(options: argparse.Namespace) -> int:
    """Ends with 1 where something is missing."""
    places.settle_environment()
    findings = list(_findings(settings_path(options.config)))
    if options.json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            sys.stdout.write(f"{'well' if finding.well else 'LOOK'}  {finding.about}: {finding.text}\n")
    return 0 if all(finding.well for finding in findings) else 1


def _findings(path: str) -> Iterator[Finding]:
    yield Finding("pomtray", well=True, text=f"{__version__}, Python {sys.version.split()[0]}, {sys.platform}")
    yield _of_settings(Path(path))
    answer = of_app({"v": 1, "do": "status", "config": path}, path)
    yield Finding("the tray program", well=True, text="runs" if answer else "does not run: commands work by themselves")
    for trouble in (answer or {}).get("ok", {}).get("trouble", ()):
        yield Finding("the tray program", well=False, text=f"{trouble['title']}. {trouble['text']}")
    yield asyncio.run(_of_vault(Path(path)))
    yield _of_screen()


def _of_settings(path: Path) -> Finding:
    if not path.exists():
        return Finding("settings", well=False, text=f"there is no {path}")
    try:
        found = settings.read(path)
    except PomtrayError as error:
        return Finding("settings", well=False, text=error.problem.text())
    refused = " ".join(entry.problem.sentence for entry in found.refused)
    text = f"{path}, {len(found.routes)} routes"
    return Finding("settings", well=not refused, text=f"{text}. Refused: {refused}" if refused else text)


async def _of_vault(path: Path) -> Finding:
    file, entry = vault_place(path, places.settings_file(), places.data_folder())
    vault = Vault(file, entry, merge=merge)
    try:
        if (obstacle := await vault.obstacle()) is not None:
            return Finding("keyring", well=False, text=obstacle.text())
        await vault.probe()
    except PomtrayError as error:
        return Finding("keyring", well=False, text=error.problem.text())
    finally:
        await vault.close()
    return Finding("keyring", well=True, text=f"answers; sessions are kept in {file}")


def _of_screen() -> Finding:
    there = sys.platform in {"win32", "darwin"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    text = "there is one" if there else "there is none: commands print the address to sign in at"
    return Finding("screen", well=True, text=text)
