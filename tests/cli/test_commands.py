"""The commands without the app, as a person or a script starts them, against the demo."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from pomtray.demo import tunnels
from pomtray.demo.browser import PageFollower
from pomtray.desktop.vault.turn import SIGNING_IN, Turn
from tests.cli.kept import Kept
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service
from tests.scanned import Shown, in_terminal, needs_zbar, scanned_modules
from tests.secrets_scan import SecretsScan

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    """`app` and `machine` are signed in to."""
    async with playing("app", "api", "machine", "exchange") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make("app", "machine", "exchange")
        yield kept


@pytest.fixture
async def fresh(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    """Nobody has signed in yet."""
    async with playing("app", "wiki", "exchange") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make()
        yield kept


async def test_a_route_that_is_new_has_the_session_that_opens_it(kept: Kept) -> None:
    """One that was written down while nothing ran, as by `pomtray add`: no page is opened in vain."""
    ended = await kept.run("login", "api")
    assert (ended.status, kept.pages) == (0, 0), ended.err
    assert "alice@example.com" in ended.out
    ended = await kept.run("header", "wiki")
    assert ended.status == 0, ended.err
    assert ended.out.startswith("Authorization: Pomerium ")
    assert not ended.err
    ended = await kept.run("header", "other-idp")
    assert (ended.status, ended.out) == (2, ""), ended.err


async def test_header_and_token_are_the_answer_and_nothing_else(kept: Kept) -> None:
    session = kept.ground.session()
    assert session
    token = session.credential.reveal()
    ended = await kept.run("header", "app")
    assert (ended.status, ended.out) == (0, f"Authorization: Pomerium {token}\n"), ended.err
    assert (await kept.run("token", "app")).out == f"{token}\n"
    assert (await kept.run("header", "app", "--form", "bearer")).out == f"Authorization: Bearer Pomerium-{token}\n"
    told = json.loads((await kept.run("header", "app", "--json")).out)
    assert (told["token"], told["person"], told["route"]) == (token, "alice@example.com", "app")
    assert ("authenticate", "/.pomerium/user") in kept.ground.requests(), "the server was asked"


async def test_an_address_under_the_route_will_do_and_another_will_not(kept: Kept) -> None:
    url = next(route.url for route in kept.ground.world.settings.routes if route.name == "app")
    assert (await kept.run("header", f"{url}/deep?x=1")).status == 0
    ended = await kept.run("header", "https://app.evil.example.com/")
    assert (ended.status, ended.out) == (64, "")
    assert "No route of the settings is at app.evil.example.com" in ended.err


async def test_a_dead_session_is_not_handed_out(kept: Kept) -> None:
    kept.ground.demo.drop_all_sessions()
    ended = await kept.run("header", "app")
    assert (ended.status, ended.out) == (2, ""), ended.err
    assert "pomtray login app" in ended.err
    assert (await kept.run("header", "app")).status == 2, "it is known for good"
    assert not kept.pages


async def test_a_server_that_is_away_is_told(kept: Kept) -> None:
    await kept.ground.demo.close()
    ended = await kept.run("header", "app")
    assert ended.status == 0
    assert "gave no answer" in ended.err


async def test_a_sign_in_that_nobody_answers_ends_with_5(fresh: Kept) -> None:
    await fresh.ground.demo.close()
    ended = await fresh.run("login", "exchange")
    assert ended.status == 5, ended.err


async def test_what_was_not_renewed_is_no_success(kept: Kept) -> None:
    """The question before it has nobody to answer it."""
    ended = await kept.run("renew", "app")
    assert (ended.status, ended.out) == (2, "")
    assert "Not renewed" in ended.err


async def test_signed_in_and_not_allowed_is_4(secret_service: SecretService, tmp_path: Path) -> None:
    async with playing("app", "denied") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make("app", "denied")
        assert (await kept.run("header", "app")).status == 0
        for command in ("header", "token", "login", "curl"):
            ended = await kept.run(command, "denied")
            assert (ended.status, ended.out) == (4, ""), f"{command}: {ended.err}"
            assert "does not let this person in" in ended.err


async def test_a_locked_keyring_is_told_as_that(kept: Kept, secret_service: SecretService) -> None:
    secret_service.lock()
    ended = await kept.run("header", "app")
    assert (ended.status, ended.out) == (3, ""), ended.err
    assert "locked" in ended.err


async def test_a_session_that_cannot_be_kept_is_no_success(fresh: Kept) -> None:
    nowhere = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    ended = await fresh.run("login", "exchange", **nowhere)
    assert (ended.status, ended.out, fresh.pages) == (3, "", 0), ended.err
    ended = await fresh.run("token", "exchange", "--wait", **nowhere)
    assert ended.status == 0
    assert "kept in memory only" in ended.err


async def test_renewing_by_refresh_token_is_one_after_the_other(kept: Kept) -> None:
    ended = await asyncio.gather(*(kept.run("renew", "exchange") for _ in range(4)))
    assert {each.status for each in ended} == {0}, [each.err for each in ended]
    assert not kept.pages


async def test_signing_in_from_nothing(fresh: Kept) -> None:
    assert (await fresh.run("header", "exchange")).status == 2
    ended = await fresh.run("login", "exchange", "--json")
    assert ended.status == 0, ended.err
    assert json.loads(ended.out)["state"] == "signed in"
    assert fresh.pages == 1
    ended = await fresh.run("header", "exchange", "--wait")
    assert ended.out.startswith("Authorization: Bearer ")
    assert fresh.pages == 1
    assert (await fresh.run("login", "exchange")).status == 0
    assert fresh.pages == 1, "who is signed in is not asked again"


async def test_a_session_that_is_not_let_in_opens_the_other_routes_all_the_same(fresh: Kept) -> None:
    ours, its = os.openpty()
    process = await asyncio.create_subprocess_exec(
        *fresh.argv("login", "denied"), env=fresh.env(), stdin=its, stdout=-1, stderr=-1, start_new_session=True
    )
    os.close(its)
    assert process.stderr
    while b"[y/N]" not in await process.stderr.readline():
        assert not process.stderr.at_eof()
    os.write(ours, b"y\n")  # the demo's hosts have no domain in common
    _, err = await process.communicate()
    os.close(ours)
    assert (process.returncode, fresh.pages) == (4, 1), err
    told = json.loads((await fresh.run("status", "--json")).out)["routes"]
    states = {row["name"]: row["state"] for row in told}
    assert (states["denied"], states["app"], states["wiki"]) == ("not allowed", "signed in", "signed in")


async def test_twenty_that_need_the_same_sign_in_open_one_page(fresh: Kept) -> None:
    ended = await asyncio.gather(*(fresh.run("token", "exchange", "--wait") for _ in range(20)))
    assert {each.status for each in ended} == {0}, [each.err for each in ended]
    assert len({each.out for each in ended}) == 1
    assert fresh.pages == 1


async def test_who_waits_for_another_s_sign_in_says_so(fresh: Kept) -> None:
    turn = Turn(fresh.settings, fresh.data, SIGNING_IN)
    assert await turn.take(1)
    asyncio.get_running_loop().call_later(4, turn.give_back)
    ended = await fresh.run("token", "exchange", "--wait")
    assert ended.status == 0, ended.err
    assert ended.err.startswith("Another pomtray command is signing in; this one waits for it.\n")
    assert "signing in; this one" not in (await fresh.run("renew", "exchange")).err


async def test_a_refresh_token_is_never_used_twice(kept: Kept) -> None:
    """Each wants more than is left, so each renews: one after the other, with what the one before has kept."""
    ended = await asyncio.gather(*(kept.run("token", "exchange", "--min-valid", "4m") for _ in range(6)))
    assert {each.status for each in ended} == {0}, [each.err for each in ended]
    again = await kept.run("token", "exchange", "--min-valid", "4m")
    assert again.status == 0, again.err
    assert not kept.pages


async def test_status_and_routes(kept: Kept) -> None:
    ended = await kept.run("status")
    assert ended.status == 0
    line = next(line for line in ended.out.splitlines() if line.startswith("app "))
    assert "signed in" in line
    assert "alice@example.com" in line
    told = json.loads((await kept.run("status", "--json")).out)
    assert {route["name"]: route["signed_in"] for route in told["routes"]}["app"]
    assert "eyJ" not in str(told)
    listed = json.loads((await kept.run("routes", "--json")).out)
    assert [route["name"] for route in listed][:2] == ["exchange", "identity-token"]
    assert not kept.ground.demo.log, "to be told what is known, no server is asked"


async def test_signing_out(kept: Kept) -> None:
    assert (await kept.run("logout", "app")).status == 0
    assert (await kept.run("header", "app")).status == 2
    assert (await kept.run("token", "machine")).status == 0
    assert (await kept.run("logout")).status == 64
    assert (await kept.run("logout", "--all")).status == 0
    assert (await kept.run("header", "exchange")).status == 2


async def test_a_machine_that_may_not_sign_in_tries_once(kept: Kept) -> None:
    """The route takes no bearers, and nobody is there to say that it gets one all the same."""
    demo = kept.ground.demo
    text = kept.settings.read_text()
    kept.settings.write_text(text.replace(demo.route("machine").url, demo.route("wiki").url))
    for command in (("login", "machine"), ("token", "machine", "--wait")):
        ended = await kept.run(*command)
        assert (ended.status, ended.out) == (2, ""), ended.err
        assert ended.err.count("so the answer is no") == 1, ended.err


async def test_a_machine_needs_nobody(kept: Kept) -> None:
    assert (await kept.run("logout", "machine")).status == 0
    ended = await kept.run("token", "machine")
    assert (ended.status, kept.pages) == (0, 0), ended.err
    assert ended.out.startswith("eyJ")


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
async def test_curl_gets_the_header_unseen(kept: Kept) -> None:
    ended = await kept.run("curl", "app", "--", "-sS", "-o", "/dev/null", "-w", "%{http_code}")
    assert (ended.status, ended.out) == (0, "200"), ended.err
    ended = await kept.run("curl", "app", "--", "-sS", "https://elsewhere.example.com/")
    assert ended.status == 64
    assert "Another address" in ended.err
    assert (await kept.run("curl", "app", "--", "--location-trusted")).status == 64
    for option in ("-sSL", "--follow"):
        ended = await kept.run("curl", "app", "--form", "x-pomerium", "--", option)
        assert ended.status == 64
        assert "to another origin" in ended.err


async def test_a_program_gets_it_by_a_descriptor_and_by_a_variable_only_if_asked(kept: Kept) -> None:
    line = (await kept.run("header", "app")).out
    show = 'import os; print(open(os.environ["POMTRAY_HEADER_FILE"]).read(), end="")'
    ended = await kept.run(
        "exec", "app", "--", sys.executable, "-c", f"{show}; {show}; print('eyJ' in str(os.environ))"
    )
    assert (ended.status, ended.out) == (0, f"{line}{line}False\n"), ended.err
    token = (await kept.run("token", "app")).out
    ended = await kept.run(
        "exec", "app", "--env", "TOKEN", "--", sys.executable, "-c", "import os; print(os.environ['TOKEN'])"
    )
    assert ended.out == token
    filtered = Path("/proc/self/coredump_filter")
    assert (await kept.run("exec", "app", "--", "cat", str(filtered))).out == filtered.read_text()
    assert (await kept.run("exec", "app", "--", "sh", "-c", "exit 7")).status == 7
    assert (await kept.run("exec", "app", "--", "no-such-program")).status == 127
    assert "There is no such file" in (await kept.run("exec", "app", "--", "./no-such-program")).err
    ended = await kept.run("exec", "app", "--", str(kept.settings))
    assert (ended.status, "no program that you may run" in ended.err) == (126, True), ended.err
    assert (await kept.run("exec", "app")).status == 64


async def test_variables_for_a_shell(kept: Kept) -> None:
    token = (await kept.run("token", "app")).out.strip()
    printed = (await kept.run("env", "app", "--shell", "sh")).out
    process = await asyncio.create_subprocess_exec(
        "sh", "-c", 'eval "$(cat)"; printf %s "$POMTRAY_TOKEN"', stdin=-1, stdout=-1
    )
    out, _ = await process.communicate(printed.encode())
    assert out.decode() == token
    assert f"set -gx POMTRAY_TOKEN '{token}'\n" in (await kept.run("env", "app", SHELL="/usr/bin/fish")).out
    assert f"$env:POMTRAY_TOKEN = '{token}'\n" in (await kept.run("env", "app", "--shell", "powershell")).out


async def test_get_signs_in_and_prints_what_is_answered(fresh: Kept) -> None:
    """The call of the seed document: `get --dst URL`."""
    url = next(route.url for route in fresh.ground.world.settings.routes if route.name == "exchange")
    ended = await fresh.run("get", "--dst", f"{url}/headers")
    assert ended.status == 0, ended.err
    assert json.loads(ended.out)["authorization"] == "present, form Bearer …"
    assert fresh.pages == 1


async def test_get_takes_the_older_scripts_parameters(fresh: Kept) -> None:
    """Without a settings file; the provider and the exchange are named on the command line."""
    (provider,) = (it for it in fresh.ground.world.settings.providers if it.name == "demo exchange")
    route = fresh.ground.world.settings.by_name["exchange"]
    fresh.settings.unlink()
    arguments = [
        *("get", "--dst", f"{route.url}/headers", "--openid-configuration", provider.issuer),
        *("--client-id", provider.client_id, "--pomerium-client-id", provider.pomerium_client_id),
        *("--pomerium-token-url", route.exchange_url),
    ]
    for _ in range(2):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "pomtray", *arguments, env=fresh.env(), stdin=-3, stdout=-1, stderr=-1,
            start_new_session=True,
        )  # fmt: skip
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        assert json.loads(out)["authorization"] == "present, form Bearer …"
    assert fresh.pages == 1, "the second call has the session of the first"
    for name in ("--client-secret", "--pomerium-token", "--code"):
        for given in ((name, "canary"), (f"{name}=canary",)):
            ended = await fresh.run(*arguments, *given)
            assert (ended.status, ended.out) == (64, ""), name
            assert "Not as an argument" in ended.err
            assert "canary" not in ended.err
    assert (await fresh.run(*arguments[:-2])).status == 64


class Elsewhere(PageFollower):
    """A browser on another computer, where nothing listens at the callback's address."""

    stopped_at = ""

    def _request(self, method: str, url: str, form: dict[str, str] | None = None) -> httpx.Request:
        if urlsplit(url).hostname == "127.0.0.1" and "code=" in urlsplit(url).query:
            self.stopped_at = url
            raise ConnectionRefusedError
        return super()._request(method, url, form)


async def test_without_a_screen_the_address_is_printed_and_the_callback_taken(fresh: Kept) -> None:
    ours, theirs = os.openpty()
    process = await asyncio.create_subprocess_exec(
        *fresh.argv("login", "exchange"),
        env=fresh.env(BROWSER="", SSH_CONNECTION="192.0.2.7 50000 192.0.2.1 22", USER="alice"),
        stdin=theirs,
        stdout=-1,
        stderr=-1,
        start_new_session=True,
    )
    os.close(theirs)
    assert process.stderr
    text = ""
    while "Or paste here" not in text:
        text += (await process.stderr.readline()).decode()
    assert "ssh -L " in text
    assert "alice@192.0.2.1" in text
    (address,) = [line for line in text.splitlines() if line.startswith("http")]
    os.write(ours, b"http://127.0.0.1:1/elsewhere\n")
    while "What was pasted is not the answer to this sign-in" not in text:
        text += (await process.stderr.readline()).decode()
    async with Elsewhere("alice") as browser:
        with suppress(ConnectionRefusedError):
            await browser.open(address)
        os.write(ours, f"{browser.stopped_at}\n".encode())
    while "[y/N]" not in text:
        text += (await process.stderr.readline()).decode()
    os.write(ours, b"y\n")
    out, err = await process.communicate()
    os.close(ours)
    assert process.returncode == 0, text + err.decode()
    assert b"signed in" in out
    assert not fresh.pages


async def test_nothing_is_left_that_holds_the_credential(kept: Kept, secrets_scan: SecretsScan) -> None:
    ended = await kept.run("status")
    secrets_scan.offer("status", ended.out + ended.err)


async def test_a_route_is_open_once_the_browser_shows_it(kept: Kept) -> None:
    assert (await kept.run("open", "app")).status == 0
    assert kept.pages == 1
    ended = await kept.run("open", "app", BROWSER="/no/such/browser", PATH="")
    assert (ended.status, ended.out) == (1, ""), ended.err
    assert f"Open it yourself: {kept.ground.demo.route('app').url}/" in ended.err
    ended = await kept.run("open", "tcp")
    assert (ended.status, "Open it with `pomtray tcp`" in ended.err, kept.pages) == (64, True, 1)


async def test_a_tcp_route_is_asked_by_none_that_asks_for_pages(secret_service: SecretService, tmp_path: Path) -> None:
    async with playing("tcp") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make("tcp")
        address = tunnels.address(ground.demo.route("tcp"))
        for arguments in (("curl", "tcp", "--", "-sS"), ("kube-config", "tcp"), ("get", "--dst", address)):
            ended = await kept.run(*arguments)
            assert (ended.status, ended.out) == (64, ""), ended.err
            assert ended.err.startswith("pomtray: No pages there. tcp")
            assert ended.err.endswith(" is a TCP route. Open it with `pomtray tcp`.\n")
        ended = await kept.run("exec", "tcp", "--", "sh", "-c", 'echo "$POMTRAY_URL"')
        assert ended.out == f"{address}\n"


async def test_what_is_wrong_on_the_command_line_is_64(fresh: Kept) -> None:
    for arguments in (("header",), ("header", "exchange", "--min-valid", "soon"), ("nonsense",), ("get",)):
        assert (await fresh.run(*arguments)).status == 64
    missing = Path(fresh.settings).rename(fresh.home / "moved.toml")
    ended = await fresh.run("status")
    assert (ended.status, ended.out) == (64, "")
    assert "There is no" in ended.err
    missing.rename(fresh.settings)


@pytest.mark.parametrize("arguments", [("status",), ("header", "app"), ("doctor", "app"), ("doctor",)])
async def test_settings_that_cannot_be_looked_at_are_what_is_told(fresh: Kept, arguments: tuple[str, ...]) -> None:
    Path(fresh.settings).unlink()
    Path(fresh.settings).symlink_to(Path(fresh.settings).name)
    ended = await fresh.run(*arguments)
    assert ended.status == (64 if arguments != ("doctor",) else 1)
    told = " ".join((ended.out + ended.err).split())
    assert "Too many levels of symbolic links" in told
    assert f"There is no {fresh.settings}" not in told


async def test_what_is_refused_of_the_settings_is_told_and_gets_no_settings_of_its_own(kept: Kept) -> None:
    bad = '[[routes]]\nname = "db"\nurl = "https://127.0.0.1:9"\nca = "none.pem"\n'
    kept.settings.write_text(f"{kept.settings.read_text()}\n{bad}")
    ended = await kept.run("doctor", "--json")
    found = {finding["about"]: finding for finding in json.loads(ended.out)}
    assert (ended.status, found["settings"]["well"]) == (1, False)
    assert ".ca (db), line " in found["settings"]["text"]
    ended = await kept.run("header", "db")
    assert (ended.status, ended.out) == (64, "")
    assert ".ca (db), line " in ended.err
    ended = await kept.run("get", "--dst", "https://127.0.0.1:9/x")
    assert (ended.status, ended.out) == (64, "")
    assert "pomtray doctor" in ended.err


@needs_zbar
async def test_a_device_flow_is_scanned_from_the_terminal(
    secret_service: SecretService, tmp_path: Path, secrets_scan: SecretsScan
) -> None:
    async with playing("identity-token") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make()
        vault = kept.vault()
        await vault.save(ground.world.vault.stored or b"")
        await vault.close()
        ground.demo.options.device_interval = timedelta(seconds=1)
        terminal, its_end = os.openpty()
        login = await asyncio.create_subprocess_exec(
            *kept.argv("login", "identity-token", "--device"),
            env=kept.env(COLUMNS="80", TERM="xterm-256color"),
            stdin=its_end,
            stdout=asyncio.subprocess.PIPE,
            stderr=its_end,
            start_new_session=True,
        )
        os.close(its_end)
        shown, address = Shown(terminal), ""
        while not address:
            await shown.more()
            address = scanned_modules(in_terminal(shown.text), tmp_path) if in_terminal(shown.text) else ""
        assert address.partition("?")[0] in shown.text, "it leads where the text says"
        assert address not in shown.text
        async with PageFollower("alice") as browser:
            await browser.open(address)
        while "Are you alice@example.com?" not in shown.text:
            await shown.more()
        os.write(terminal, b"y\n")
        out, _ = await login.communicate()
        assert (login.returncode, "alice" in out.decode()) == (0, True), shown.text
        os.close(terminal)
        for file in (tmp_path / "home/.local/state").rglob("*"):
            assert file.is_dir() or address.partition("user_code=")[2].encode() not in file.read_bytes()
