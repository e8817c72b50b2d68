"""A live session is handed out on the short way as on the whole one; whatever is not just that takes the whole one."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pomtray.cli.alone import live
from pomtray.cli.alone.ground import Ground
from pomtray.core.domain.route import HeaderForm, Settings
from pomtray.core.requests.request import CredentialForm, Request, RequestKind
from pomtray.desktop.settings import settings as settings_file
from pomtray.signin.routes.checking import check
from pomtray.signin.web.direct import Direct, NotDirect
from tests.cli.kept import Kept
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")
HEADER = Request(RequestKind.CREDENTIAL, "app", wanted=CredentialForm.HEADER)


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kept]:
    """With a live session for `app`, and this process in the person's place."""
    del secret_service
    async with playing("app") as ground:
        made = Kept(tmp_path / "home", ground)
        await made.make("app")
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "SSH_CONNECTION"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HOME", str(made.home))
        yield made


def read(kept: Kept) -> Settings:
    return settings_file.read(kept.settings)


async def short(kept: Kept, request: Request = HEADER) -> dict[str, object] | None:
    return await live.answer(kept.settings, read(kept), request)


@pytest.mark.parametrize(
    "request_",
    [
        HEADER,
        replace(HEADER, wanted=CredentialForm.TOKEN),
        replace(HEADER, wanted=CredentialForm.FULL),
        replace(HEADER, form=HeaderForm.BEARER),
        replace(HEADER, min_for=timedelta(minutes=5)),
    ],
    ids=["header", "token", "full", "bearer", "five minutes"],
)
async def test_it_is_answered_as_on_the_whole_way(kept: Kept, request_: Request) -> None:
    found = await short(kept, request_)
    asked = [str(request) for request in kept.ground.demo.log]
    kept.ground.demo.log.clear()
    async with Ground(kept.settings, read(kept), request_) as ground:
        assert await ground.answer(lambda: None) == found is not None
    assert {*asked} == {str(request) for request in kept.ground.demo.log}
    assert asked


async def test_what_is_not_a_credential_that_is_there_takes_the_whole_way(kept: Kept) -> None:
    for other in (
        replace(HEADER, do=RequestKind.LOGIN),
        replace(HEADER, route="wiki"),
        replace(HEADER, route="no such route"),
        replace(HEADER, min_for=timedelta(days=300)),
    ):
        assert await short(kept, other) is None


async def test_a_session_that_its_server_ended_takes_the_whole_way(kept: Kept) -> None:
    kept.ground.demo.drop_all_sessions()
    assert await short(kept) is None


async def test_while_it_is_locked_nothing_is_handed_out(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = kept.vault()
    await vault.mark_locked()
    assert await short(kept) is None
    await vault.mark_open()

    async def locked_meanwhile(*given: Any, **named: Any) -> Any:
        await vault.mark_locked()
        return await check(*given, **named)

    monkeypatch.setattr(live, "check", locked_meanwhile)
    assert await short(kept) is None
    await vault.close()


async def test_a_vault_that_cannot_be_opened_is_left_as_it_is(kept: Kept) -> None:
    kept.file.write_bytes(kept.file.read_bytes()[:-9] + b"corrupted")
    before = sorted(path.name for path in kept.data.iterdir())
    assert await short(kept) is None
    assert sorted(path.name for path in kept.data.iterdir()) == before
    kept.file.unlink()
    assert await short(kept) is None


async def test_what_is_to_be_saved_takes_the_whole_way(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    async def another_person(*given: Any, **named: Any) -> Any:
        found = await check(*given, **named)
        assert found.person is not None
        return replace(found, person=replace(found.person, name="Somebody Else"))

    monkeypatch.setattr(live, "check", another_person)
    assert await short(kept) is None


async def test_without_an_answer_in_time_it_says_so(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "ASKED_FOR", timedelta(seconds=0.05))

    async def silent(*_: object, **__: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(live, "check", silent)
    found = await short(kept)
    assert found is not None
    assert "gave no answer whether it still works" in str(found["note"])


async def test_one_that_cannot_be_reached_straight_takes_the_whole_way(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_straight(*_: object, **__: object) -> None:
        raise NotDirect

    monkeypatch.setattr(Direct, "get", not_straight)
    assert await short(kept) is None
    ended = await kept.run("header", "app")
    assert ended.out.startswith("Authorization: Pomerium "), ended.err
