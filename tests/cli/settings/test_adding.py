"""`pomtray add` without the app: what pasting into the window does, from a terminal."""

from __future__ import annotations

import asyncio
import json
import sys
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pomtray.demo.settings_text import settings_text
from tests.cli.kept import Kept
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    """`app` is signed in to; the settings have comments and an order of their own."""
    async with playing("app") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make("app")
        kept.settings.write_text(f"# mine\n[preferences]  # first\nlook_every = 0\n\n{kept.settings.read_text()}")
        yield kept


def url(kept: Kept, name: str) -> str:
    routes = tomllib.loads(settings_text(kept.ground.demo))["routes"]
    return str(next(route["url"] for route in routes if route["name"] == name)).rstrip("/")


async def test_a_route_is_added_and_the_rest_stays_as_it_is_written(kept: Kept) -> None:
    kept.settings.write_text(
        kept.settings.read_text().replace(f'url = "{url(kept, "api")}', 'url = "https://was.example')
    )
    before = kept.settings.read_text()
    line = f"curl -H 'X-Key: canary' {url(kept, 'api')}/deep?token=canary"
    ended = await kept.run("add", line, "--tag", "work", "--tag", " ", "--no-sign-in", "--json")
    assert ended.status == 0, ended.err
    told = json.loads(ended.out)
    assert told == {"added": True, "name": told["name"], "url": url(kept, "api"), "tags": ["work"]}
    assert "It is behind a Pomerium; you sign in at" in ended.err
    assert "canary" not in ended.err
    after = kept.settings.read_text()
    assert tomllib.loads(after)["routes"][-1] == {key: told[key] for key in ("name", "url", "tags")}
    block = f'[[routes]]\nname = "{told["name"]}"\nurl = "{told["url"]}"\ntags = ["work"]\n'
    assert after.replace(block, "", 1).strip() == before.strip()


async def test_what_is_there_is_not_added_again_and_signed_in_to(kept: Kept) -> None:
    before = kept.settings.read_text()
    ended = await kept.run("add", f"{url(kept, 'app')}/deep", "--name", "Another")
    assert (ended.status, kept.pages) == (0, 0), ended.err
    assert "app has this address already" in ended.err
    assert "alice@example.com" in ended.out
    assert kept.settings.read_text() == before


async def test_what_nobody_can_sign_in_to_is_added_only_if_that_is_wanted(kept: Kept) -> None:
    before = kept.settings.read_text()
    address = url(kept, "app")
    await kept.ground.demo.close()
    kept.settings.write_text(before.replace(address, "https://was.example"))
    ended = await kept.run("add", address)
    assert (ended.status, ended.out) == (5, "")
    assert ended.err.startswith("pomtray: The connection was refused. ")
    assert ended.err.count("The connection was refused") == 1
    assert "Nothing was added" in ended.err
    assert address not in kept.settings.read_text()
    ended = await kept.run("add", address, "--no-sign-in", "--name", "app")
    assert (ended.status, ended.out) == (0, f"app 2  {address}\n"), ended.err
    assert "--no-sign-in" not in ended.err


async def test_what_is_no_address_is_told_and_not_quoted(kept: Kept) -> None:
    for line in ("curl -H 'Authorization: Pomerium canary'", "", "ftp://x.example"):
        ended = await kept.run("add", line)
        assert (ended.status, ended.out) == (64, ""), line
        assert "canary" not in ended.err
        assert ended.err.startswith("pomtray: Nothing was added. ")
        assert ended.err.endswith(". Give one like https://wiki.example.com.\n")


async def test_it_is_read_from_standard_input_where_it_may_hold_a_secret(kept: Kept) -> None:
    ended = await kept.run("add", "-", "--no-sign-in", text="curl -H 'X: canary' https://a.example.invalid/x")
    assert ended.out == "A  https://a.example.invalid\n", ended.err


async def test_eight_at_once_are_all_there_afterwards(kept: Kept) -> None:
    names = [f"n{number}" for number in range(8)]
    ended = await asyncio.gather(
        *(kept.run("add", f"https://{name}.example.invalid", "--name", name, "--no-sign-in") for name in names)
    )
    assert {each.status for each in ended} == {0}, [each.err for each in ended]
    assert {route["name"] for route in tomllib.loads(kept.settings.read_text())["routes"]} >= set(names)


async def test_the_first_route_makes_the_settings_file(kept: Kept) -> None:
    kept.settings.unlink()
    ended = await kept.run("add", "https://a.example.invalid", "--no-sign-in")
    assert ended.status == 0, ended.err
    assert "docs/guide.md explains every line" in kept.settings.read_text()
    assert tomllib.loads(kept.settings.read_text())["routes"] == [{"name": "A", "url": "https://a.example.invalid"}]


async def test_settings_that_cannot_be_read_are_left_alone(kept: Kept) -> None:
    kept.settings.write_text("[[routes]\n")
    ended = await kept.run("add", "https://a.example.invalid", "--no-sign-in")
    assert (ended.status, ended.out) == (1, "")
    assert "Line 1" in ended.err
    assert kept.settings.read_text() == "[[routes]\n"
