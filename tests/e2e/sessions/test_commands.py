"""Commands beside the running program: they ask it, and get by without it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.browser import Links
from tests.e2e.commands import Commands
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.secrets_scan import SecretsScan

pytestmark = [pytest.mark.timeout(300)]


@pytest.fixture
def commands(desktop: DesktopSession, pomtray: Pomtray, demo: DemoPomerium) -> Commands:
    pomtray.write_settings({name: url for name, url in demo.urls().items() if name in {"app", "api", "denied"}})
    return Commands(desktop, pomtray)


def test_they_ask_the_running_program_two_hundred_at_once(
    pomtray: Pomtray, commands: Commands, links: Links, person: Person, demo: DemoPomerium, secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    with pomtray.in_tray() as (process, item):
        eventually(lambda: item.open().find("app"), "the program has started")
        assert commands.run("header", "app")[0] == 2
        login = commands.start("login", "app")
        assert person.visit(links.next()) == 200
        out, err = login.communicate()
        assert login.returncode == 0, err
        assert "alice@example.com" in out

        header, token = (commands.run(kind, "app")[1] for kind in ("header", "token"))
        secrets_scan.remember_jwt(token.strip())
        assert header == f"Authorization: Pomerium {token}"
        login = commands.start("login", "denied")
        assert person.visit(links.next()) == 200
        _, err = login.communicate()
        assert (login.returncode, "does not let this person in" in err) == (4, True), err
        assert commands.run("header", "denied")[:2] == (4, "")
        assert commands.run("header", "nonsense")[:2] == (64, "")

        asked = demo.asked("/.pomerium/user")
        kinds = [("header", "app"), ("token", "app"), ("token", "api"), ("status",)] * 50
        with ThreadPoolExecutor(40) as pool:
            ended = list(pool.map(lambda arguments: commands.run(*arguments), kinds))
        assert {status for status, _, _ in ended} == {0}
        assert {out for _, out, _ in ended[0::4]} == {header}
        assert {out for _, out, _ in ended[1::4]} == {token}
        assert {out for _, out, _ in ended[2::4]} == {token}
        assert demo.asked("/.pomerium/user") - asked < 40, "many that ask at once ask the server once"

        process.kill()
        assert commands.run("header", "app")[:2] == (0, header), "without the program the vault has it"
    with pomtray.in_tray() as (process, item):
        eventually(lambda: item.open().find("app"), "the program has started anew, where a socket lies")
        assert commands.run("header", "app")[:2] == (0, header)
        assert commands.run("logout", "app")[0] == 0
        assert commands.run("header", "app")[0] == 2
        item.click("Quit")
        assert process.wait() == 0


def test_a_program_that_starts_while_a_command_waits_has_the_session_too(
    pomtray: Pomtray, commands: Commands, links: Links, person: Person
) -> None:
    login = commands.start("login", "app")
    page = links.next()
    with pomtray.in_tray() as (_, item):
        eventually(lambda: item.open().find("app"), "the program starts at once")
        assert person.visit(page) == 200
        _, err = login.communicate()
        assert login.returncode == 0, err
        eventually(lambda: "signed in" in commands.run("status")[1], "the program knows of it")
        assert commands.run("header", "app")[0] == 0
        assert not links.waiting


def test_a_route_is_added_beside_the_running_program_and_without_it(
    pomtray: Pomtray, commands: Commands, links: Links, person: Person, demo: DemoPomerium
) -> None:
    pomtray.write_settings({"app": demo.url("app")})
    with pomtray.in_tray() as (process, item):
        eventually(lambda: item.open().find("app"), "the program has started")
        adding = commands.start("add", f"{demo.url('api')}deep?x=1", "--name", "Api")
        assert person.visit(links.next()) == 200
        out, err = adding.communicate()
        assert (adding.returncode, "alice@example.com" in out) == (0, True), err
        assert "It is behind a Pomerium; you sign in at authenticate." in err
        assert item.open().find("Api")
        assert commands.run("header", "Api")[0] == 0
        process.kill()
    status, out, err = commands.run("add", demo.url("wiki"), "--json")
    assert (status, json.loads(out)["signed_in"], links.waiting) == (0, True, False), err
