"""`pomtray demo` without Qt, run as a person runs it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sys
import tomllib
from collections.abc import AsyncIterator

import pytest


@contextlib.asynccontextmanager
async def pomtray(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "pomtray",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def printed(*arguments: str) -> tuple[int | None, str]:
    async with pomtray(*arguments) as process:
        output, _ = await process.communicate()
        return process.returncode, output.decode()


@pytest.mark.parametrize("person", ["alice", "bob"])
async def test_the_main_job_in_the_terminal(person: str) -> None:
    status, text = await printed("demo", "--no-tray", "--no-browser", "--person", person)
    assert f"{person}@example.com" in text
    assert "the server says so" in text
    assert re.search(r"Authorization: Pomerium … \(\d+ characters\)", text)
    assert "app answered 200" in text
    assert "eyJ" not in text
    assert status == 0


@pytest.mark.parametrize("route", ["exchange", "identity-token", "access-token", "machine"])
async def test_the_providers_ways_in_the_terminal_renewal_included(route: str) -> None:
    status, text = await printed("demo", "--no-tray", "--no-browser", "--route", route)
    before, renewing, after = text.partition("Renewing")
    assert renewing
    for part in (before, after):
        assert re.search(r"Header    Authorization: Bearer … \(\d+ characters\)", part)
        assert "Until     " in part
    assert "demo machine" in text if route == "machine" else "alice@example.com" in text
    assert f"{route} answered 200" in after
    assert not re.search(r"[A-Za-z0-9_-]{30}", text), "something as long as a token was printed"
    assert status == 0


async def test_a_machine_needs_no_browser() -> None:
    status, text = await printed("demo", "--no-tray", "--no-browser", "--route", "machine")
    assert status == 0
    assert "waiting for the browser" not in text


async def test_a_session_that_ends_soon_says_so() -> None:
    status, text = await printed("demo", "--no-tray", "--no-browser", "--session-for", "3m")
    assert status == 0
    assert "Until" in text


async def test_a_refusal_is_no_success() -> None:
    status, text = await printed("demo", "--no-tray", "--no-browser", "--route", "denied")
    assert status == 1
    assert "Request id" in text


async def test_a_route_that_is_not_there_is_named_with_those_that_are() -> None:
    status, text = await printed("demo", "--no-tray", "--no-browser", "--route", "nope")
    assert status == 64
    assert "'nope'" in text
    assert "app, api, wiki" in text
    assert "machine" in text
    assert "tcp" in text


async def test_serving_prints_a_settings_file_and_ends_when_told() -> None:
    async with pomtray("demo", "--serve") as process:
        assert process.stdout is not None
        text = ""
        while "Serving" not in text:
            text += (await process.stdout.readline()).decode()
        names = [route["name"] for route in tomllib.loads(text)["routes"]]
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
    login_api = ["app", "api", "wiki", "other-idp", "denied", "tcp"]
    assert names == ["exchange", "identity-token", "access-token", "machine", *login_api]


async def test_a_wrong_time_is_refused() -> None:
    status, text = await printed("demo", "--session-for", "soon")
    assert status == 64
    assert "'soon' is not a time such as 90s, 3m or 14h" in text
