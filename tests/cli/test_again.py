"""What was answered without the app is given again while it stands, and where a command would say the same."""

from __future__ import annotations

import asyncio
import fcntl
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pomtray.__main__ import main
from pomtray.cli import quick
from pomtray.cli.alone import again
from pomtray.cli.own_vault import own_vault_place
from pomtray.desktop.files import places
from pomtray.desktop.settings.mark import mark_of
from pomtray.desktop.sockets.socket_place import ask_addresses
from pomtray.desktop.system import no_proxies
from pomtray.desktop.vault import quick_key, standing
from pomtray.desktop.vault.standing import StandingAnswer
from pomtray.signin.web import asked_again
from tests.cli.at_home import QUESTION, AtHome, given, header, kept
from tests.desktop.vault.secret_service import private_bus, secret_service

__all__ = ["kept", "private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")


def test_it_looks_where_everything_else_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for folder in (None, "relative", str(tmp_path / "elsewhere")):
        if folder is not None:
            monkeypatch.setenv("XDG_DATA_HOME", folder)
        found = again.default_vault()
        places.settle_environment()
        assert (Path(found), "sessions") == own_vault_place(places.settings_file())
    assert quick.mark(quick.default_settings()) == mark_of(places.settings_file())
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "relative")
    assert again.default_vault() == ""


@pytest.mark.parametrize("command", again.COMMANDS)
async def test_it_is_given_again_once_the_server_says_the_same(
    kept: AtHome, command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    first = await header(kept, command, "app")
    (file,) = kept.standing
    assert file.stat().st_mode & 0o777 == 0o600
    assert await given(command, "app") == 0
    assert capfd.readouterr() == (first.out, first.err)
    assert kept.asked == [QUESTION], "nothing is given without the server's word"
    again_ = await kept.run(command, "app")
    assert (again_.status, again_.out, again_.err) == (0, first.out, first.err)
    assert kept.asked == [QUESTION]


async def test_a_route_is_meant_by_its_name_or_its_own_address(kept: AtHome) -> None:
    url = kept.ground.demo.route("app").url
    for text in (url, "app"):
        assert (await kept.run("header", text)).status == 0
    names = [standing.place(str(kept.file), again.question_of(("header", text)), quick.digest) for text in (url, "app")]
    assert sorted(map(Path, names)) == kept.standing
    assert (await kept.run("header", f"{url}/below/it")).status == 0
    assert len(kept.standing) == 2, "each address would have a file"
    assert await given("header", f"{url}/below/it") is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("header", "app", "--json"),
        ("header", "--min-valid=5m", "app"),
        ("header", "--form=bearer", "app"),
        ("kube-credential", "app"),
        ("--config=/elsewhere.toml", "header", "app"),
        ("header", "--help"),
        ("header", "app\nwiki"),
        ("header", "no text \udcff"),
        ("header",),
    ],
)
def test_what_is_asked_in_another_way_has_no_answer(arguments: tuple[str, ...]) -> None:
    assert again.question_of(arguments) == ""


@pytest.mark.parametrize("kept", [("identity-token",)], indirect=True)
async def test_of_a_providers_token_its_end_decides(kept: AtHome, capfd: pytest.CaptureFixture[str]) -> None:
    first = await kept.run("header", "identity-token")
    assert first.out.startswith("Authorization: Bearer "), first.err
    assert len(kept.standing) == 1
    assert kept.asked == []
    assert await given("header", "identity-token") == 0
    assert capfd.readouterr().out == first.out
    assert kept.asked == []


@pytest.mark.parametrize("kept", [("denied",)], indirect=True)
async def test_what_is_refused_leaves_none(kept: AtHome) -> None:
    no = await kept.run("header", "denied")
    assert (no.status, no.out) == (4, "")
    assert kept.standing == []


async def test_another_form_leaves_none(kept: AtHome) -> None:
    for arguments in (
        ("header", "--min-valid=5m", "app"),
        ("header", "--form=bearer", "app"),
        ("header", "--json", "app"),
    ):
        assert (await kept.run(*arguments)).status == 0
        assert kept.standing == []


@contextmanager
def in_turn(kept: AtHome) -> Iterator[None]:
    """As the app while it runs, and a command that renews."""
    with (kept.data / f"turn-{mark_of(kept.settings)}.lock").open("rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


async def test_it_gives_way_to_the_app_and_to_a_command_that_renews(
    kept: AtHome, capfd: pytest.CaptureFixture[str]
) -> None:
    first = await header(kept)
    with in_turn(kept):
        assert await given() is None
    assert await given() == 0
    assert capfd.readouterr().out == first.out
    (kept.data / f"turn-{mark_of(kept.settings)}.lock").unlink()
    assert await given() is None


async def test_it_gives_way_to_an_app_that_has_said_no(kept: AtHome, capfd: pytest.CaptureFixture[str]) -> None:
    """NOTE: where another program had the turn for long, the app runs without it."""
    first = await header(kept)
    for place in ask_addresses(kept.settings, kept.data):
        Path(place).parent.mkdir(mode=0o700, exist_ok=True)
        with socket.socket(socket.AF_UNIX) as app:
            app.bind(place)
            app.listen()
            assert await given() is None, place
        assert await given() == 0, "one that has crashed leaves its socket"
        assert capfd.readouterr().out == first.out
        Path(place).unlink()


async def test_elsewhere_the_server_is_asked_only_where_no_proxy_is_set(
    kept: AtHome, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    first = await header(kept)
    opened = standing.opened

    def elsewhere(*given: bytes) -> StandingAnswer | None:
        found = opened(*given)
        if found is not None:
            found.is_here = 0
        return found

    monkeypatch.setattr(standing, "opened", elsewhere)
    monkeypatch.setattr(no_proxies, "are_set", lambda: False)
    assert await given() == 0
    assert capfd.readouterr().out == first.out
    assert kept.asked == [QUESTION]
    monkeypatch.setattr(no_proxies, "are_set", lambda: True)
    assert await given() is None
    assert kept.asked == []


async def test_what_a_server_says_no_to_is_not_tried_again(kept: AtHome) -> None:
    await header(kept)
    kept.ground.demo.drop_all_sessions()
    assert await given() is None
    assert [file.read_bytes() for file in kept.standing] == [b""]
    no = await kept.run("header", "app")
    assert (no.status, no.out) == (2, "")


@pytest.mark.parametrize("command", [("logout", "app"), ("lock",), ("forget", "--yes")])
async def test_after_a_sign_out_a_lock_and_forget_there_is_no_answer(kept: AtHome, command: tuple[str, ...]) -> None:
    await header(kept)
    done = await kept.run(*command)
    assert done.status == 0, done.err
    no = await kept.run("header", "app")
    assert no.status != 0
    assert no.out == ""
    assert command == ("lock",) or kept.standing == []


async def test_an_answer_that_nobody_takes_is_told_by_the_whole_command_line(
    kept: AtHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    await header(kept)

    def full(*_: object) -> int:
        raise OSError

    monkeypatch.setattr(os, "write", full)
    assert await given() is None


async def test_who_is_tired_of_waiting_is_shown_no_traceback(kept: AtHome, monkeypatch: pytest.MonkeyPatch) -> None:
    await header(kept)

    def interrupted(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(asked_again, "is_same", interrupted)
    assert await given() == 130


async def test_the_key_is_read_as_it_was_stored(kept: AtHome) -> None:
    text = await asyncio.to_thread(quick_key.text_of, kept.entry, "pomtray")
    assert text is not None
    assert text.startswith("1:")
    assert await asyncio.to_thread(quick_key.text_of, "nothing of that name", "pomtray") is None
    assert await asyncio.to_thread(quick_key.text_of, kept.entry, "another program") is None


async def test_in_a_program_it_leaves_the_program_alive(kept: AtHome, capfd: pytest.CaptureFixture[str]) -> None:
    first = await header(kept)
    assert await asyncio.to_thread(main, ["header", "app"]) == 0
    assert capfd.readouterr().out == first.out
