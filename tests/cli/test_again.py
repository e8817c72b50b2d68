"""What was answered without the app is given again while it stands, and where a command would say the same."""

from __future__ import annotations

import asyncio
import fcntl
import os
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pomtray.__main__ import main
from pomtray.cli import quick
from pomtray.cli.alone import again
from pomtray.cli.own_vault import own_vault_place
from pomtray.desktop.files import places
from pomtray.desktop.processes import core_dumps
from pomtray.desktop.settings.mark import mark_of
from pomtray.desktop.sockets.socket_place import ask_addresses
from pomtray.desktop.vault import quick_key, standing
from pomtray.desktop.vault.lock_mark import LockMark
from tests.cli.kept import Ended, Kept
from tests.controller.test_with_demo import Ground, playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")
QUESTION = "/.pomerium/user"


class AtHome(Kept):
    """With the settings in their own place, as commands have them that name none."""

    def __init__(self, home: Path, ground: Ground, service: SecretService) -> None:
        super().__init__(home, ground)
        self.service = service
        self.settings = home / ".config/pomtray/pomtray.toml"
        self.settings.parent.mkdir(parents=True)
        self.file, self.entry = self.data / "sessions.vault", "sessions"

    def argv(self, *arguments: str) -> tuple[str, ...]:
        return (sys.executable, "-m", "pomtray", *arguments)

    @property
    def standing(self) -> list[Path]:
        """The files of answers that stand."""
        return sorted(self.data.glob("sessions.vault.stands-*"))

    @property
    def asked(self) -> list[str]:
        """The paths that servers were asked for since the last time."""
        paths = [request.path for request in self.ground.demo.log]
        self.ground.demo.log.clear()
        return paths

    async def saves(self) -> None:
        """Some program saves what it had."""
        vault = self.vault()
        content = await vault.load()
        assert content is not None
        await vault.save(content)
        await vault.close()


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AtHome]:
    """With a live session for `app`, and this process in the person's place."""
    async with playing("app") as ground:
        made = AtHome(tmp_path / "home", ground, secret_service)
        await made.make("app")
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", quick.ELSEWHERE, "PYTHON_KEYRING_BACKEND"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HOME", str(made.home))
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(made.home / "run"))
        monkeypatch.setenv("TMPDIR", str(made.home))
        monkeypatch.setattr(tempfile, "tempdir", None)
        monkeypatch.setattr(core_dumps, "leave_none", lambda: None)
        yield made


async def header(kept: AtHome, *arguments: str) -> Ended:
    """What a command prints for which an answer stands from now on."""
    ended = await kept.run(*(arguments or ("header", "app")))
    assert ended.status == 0, ended.err
    assert len(kept.standing) == 1
    assert QUESTION in kept.asked
    return ended


async def given(*arguments: str) -> int | None:
    return await asyncio.to_thread(again.main, arguments or ("header", "app"))


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
    names = [standing.place(str(kept.file), f"header\n{text}", quick.digest) for text in (url, "app")]
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
        ("header",),
    ],
)
def test_what_is_asked_in_another_way_has_no_answer(arguments: tuple[str, ...]) -> None:
    assert again.question_of(arguments) == ""


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


async def locked(kept: AtHome, _: pytest.MonkeyPatch) -> None:
    LockMark(kept.file).put()


async def settings_changed(kept: AtHome, _: pytest.MonkeyPatch) -> None:
    kept.settings.write_text(kept.settings.read_text() + "\n")


async def no_settings(kept: AtHome, _: pytest.MonkeyPatch) -> None:
    kept.settings.unlink()


async def saved(kept: AtHome, _: pytest.MonkeyPatch) -> None:
    (file,) = kept.standing
    content = file.read_bytes()
    await kept.saves()
    assert kept.standing == [], "what is saved takes it away"
    file.write_bytes(content)
    file.chmod(0o600)


async def an_old_vault_with_its_answer(kept: AtHome, patch: pytest.MonkeyPatch) -> None:
    before = kept.file.read_bytes()
    await saved(kept, patch)
    kept.file.write_bytes(before)


async def no_vault(kept: AtHome, _: pytest.MonkeyPatch) -> None:
    kept.file.unlink()


async def a_fifo(kept: AtHome, _: pytest.MonkeyPatch) -> None:
    (file,) = kept.standing
    file.unlink()
    os.mkfifo(file, 0o600)


async def time_passed(_: AtHome, patch: pytest.MonkeyPatch) -> None:
    now = time.time()
    patch.setattr(time, "time", lambda: now + 601)


async def time_passed_meanwhile(_: AtHome, patch: pytest.MonkeyPatch) -> None:
    times = iter((time.time(), time.time() + 601))
    patch.setattr(time, "time", lambda: next(times))


async def the_clock_went_back(_: AtHome, patch: pytest.MonkeyPatch) -> None:
    now = time.time()
    patch.setattr(time, "time", lambda: now - 60)


async def keyring_locked(kept: AtHome, _: pytest.MonkeyPatch) -> None:
    kept.service.lock()


async def another_keyring(_: AtHome, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


async def another_keyring_by_its_file(kept: AtHome, _: pytest.MonkeyPatch) -> None:
    (kept.home / ".config/python_keyring").mkdir()
    (kept.home / ".config/python_keyring/keyringrc.cfg").touch()


async def elsewhere(kept: AtHome, patch: pytest.MonkeyPatch) -> None:
    patch.setenv(quick.ELSEWHERE, str(kept.home / "run/elsewhere"))


async def ended(kept: AtHome, _: pytest.MonkeyPatch) -> None:
    kept.ground.demo.drop_all_sessions()


async def nobody_answers(kept: AtHome, _: pytest.MonkeyPatch) -> None:
    await kept.ground.demo.stop_part("authenticate")


async def readable_by_others(kept: AtHome, _: pytest.MonkeyPatch) -> None:
    kept.standing[0].chmod(0o644)


async def a_link(kept: AtHome, _: pytest.MonkeyPatch) -> None:
    (file,) = kept.standing
    file.rename(kept.home / "moved")
    file.symlink_to(kept.home / "moved")


async def changed(kept: AtHome, _: pytest.MonkeyPatch) -> None:
    (file,) = kept.standing
    content = file.read_bytes()
    file.write_bytes(content[:-9] + b"corrupted")


async def the_answer_to_another_question(kept: AtHome, _: pytest.MonkeyPatch) -> None:
    (file,) = kept.standing
    await kept.run("token", "app")
    (token,) = (one for one in kept.standing if one != file)
    token.replace(file)


GIVES_WAY = (
    locked, settings_changed, no_settings, saved, an_old_vault_with_its_answer, no_vault, a_fifo, time_passed,
    time_passed_meanwhile, the_clock_went_back, keyring_locked, another_keyring, another_keyring_by_its_file, elsewhere,
    ended, nobody_answers, readable_by_others, a_link, changed, the_answer_to_another_question,
)  # fmt: skip


@pytest.mark.parametrize("change", GIVES_WAY, ids=lambda change: change.__name__)
async def test_it_gives_way(
    kept: AtHome,
    change: Callable[[AtHome, pytest.MonkeyPatch], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """NOTE: that it would be given without the change is seen first."""
    await header(kept)
    assert await given() == 0
    capfd.readouterr()
    await change(kept, monkeypatch)
    assert await given() is None
    assert capfd.readouterr().out == ""


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


async def test_what_a_server_says_no_to_is_not_tried_again(kept: AtHome) -> None:
    await header(kept)
    kept.ground.demo.drop_all_sessions()
    assert await given() is None
    assert kept.standing == []
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
