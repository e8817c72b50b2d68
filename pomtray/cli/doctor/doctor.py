"""`pomtray doctor`: why a route is blocked, or what pomtray needs and whether it is there. No secret is told."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from pomtray.cli.asking import FAILED, No, note, settings_path
from pomtray.cli.doctor import program_report, route_report
from pomtray.cli.handing.credentials import print_json
from pomtray.cli.telling import told
from pomtray.core.errors import PomtrayError
from pomtray.core.report import Report, Step
from pomtray.core.text import phrase
from pomtray.desktop.files import places, report_file


def main(options: argparse.Namespace) -> int:
    """Ends with 1 where something is wrong. Each step is printed as it is done."""
    places.settle_environment()
    logging.getLogger("pomtray").addHandler(logging.NullHandler())  # what went wrong is told here
    report = asyncio.run(_examined(options))
    if options.json:
        print_json([step.members() for step in report.steps])
    elif options.route:
        sys.stdout.write(f"\n{told(report.verdict)}\n")
    if options.report is not None:
        _write(options.report, report)
    return 0 if report.obstacle is None else FAILED


async def _examined(options: argparse.Namespace) -> Report:
    path = Path(settings_path(options.config))

    def tell_step(step: Step) -> None:
        if not options.json:
            sys.stdout.write("".join(f"{told(line)}\n" for line in step.lines()))
            sys.stdout.flush()

    if options.route:
        return await route_report.examined(options.route, path, tell_step)
    return await _collected(program_report.steps(path), tell_step)


async def _collected(steps: AsyncIterator[Step], tell_step: route_report.Tell) -> Report:
    found: list[Step] = []
    async for step in steps:
        found.append(step)
        tell_step(step)
    return Report(phrase("pomtray on this computer"), tuple(found), is_whole=True)


def _write(path: Path, report: Report) -> None:
    try:
        report_file.write(path, report_file.dated(report).text())
    except PomtrayError as error:
        raise No(FAILED, error.problem.title, error.problem.text()) from None
    note(phrase("the report is in {path}; only you can read it. It holds no secret.", path=path))
