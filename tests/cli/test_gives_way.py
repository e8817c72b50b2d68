"""Where a command would not say the same, what was answered before is not given again: one change of each kind."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Awaitable, Callable

import pytest

from pomtray.cli import quick
from pomtray.desktop.vault.lock_mark import LockMark
from tests.cli.at_home import AtHome, given, header, kept
from tests.desktop.vault.secret_service import private_bus, secret_service

__all__ = ["kept", "private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")


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


async def other_authorities(_: AtHome, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("SSL_CERT_FILE", "/nothing")


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
    other_authorities,
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
