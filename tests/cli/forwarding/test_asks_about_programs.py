"""Who carries a credential to other programs asks the app for it, however well the vault knows it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from pomtray.cli import asking
from pomtray.cli.forwarding import kept
from pomtray.cli.forwarding.kept import Kept
from pomtray.core.domain.login import Login, SignedIn
from pomtray.core.domain.stored import dump
from pomtray.core.errors import Problem, Refused
from pomtray.desktop.vault.vault import Vault
from tests.core.built import APP, APP_ID, CANARY, a_session

NO = Refused(Problem("Not allowed", "You said no."))


class FakeVault:
    """Signed in to `app`."""

    async def load(self) -> bytes:
        session = a_session(at=datetime.now(UTC))
        return dump({APP_ID: Login(APP_ID, frozenset({APP.origin}), SignedIn(session))})

    async def close(self) -> None:
        return


class App:
    """The one that is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.runs = True
        self.asked: list[object] = []
        self.no: Exception | None = None
        monkeypatch.setattr(asking, "runs", lambda path: self.runs)
        monkeypatch.setattr(kept, "asked", self._asked)

    def _asked(self, said: dict[str, object], config: Path) -> dict[str, object]:
        self.asked.append(said["route"])
        if self.no is not None:
            raise self.no
        return {"header": OF_APP, "origin": str(APP.origin)}


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> App:
    return App(monkeypatch)


def carrying(folder: Path, *, asks: bool) -> Kept:
    (folder / "vault").touch()
    return Kept(lambda: cast("Vault", FakeVault()), folder / "vault", APP, folder / "pomtray.toml", asks=asks)


OF_APP = ("Authorization", "Pomerium of-the-app")


async def test_the_apps_yes_comes_first_and_counts_for_a_quarter_of_a_minute(tmp_path: Path, app: App) -> None:
    carried = carrying(tmp_path, asks=True)
    assert await carried.header() == OF_APP
    assert CANARY in (await carried.header())[1]
    carried._agreed_until -= kept._ASKED_EVERY
    assert await carried.header() == OF_APP
    assert app.asked == ["app", "app"]
    carried._agreed_until -= kept._ASKED_EVERY
    app.no = NO
    with pytest.raises(Refused):
        await carried.header()


async def test_a_no_ends_what_carries_it(tmp_path: Path, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_LOOKED_AT_EVERY", 0.001)
    app.no = NO
    carried = carrying(tmp_path, asks=True)
    carried._session = a_session()
    assert await carried.over() == NO.problem


async def test_without_an_app_or_where_nobody_is_asked_the_vault_will_do(tmp_path: Path, app: App) -> None:
    assert CANARY in (await carrying(tmp_path, asks=False).header())[1]
    app.runs = False
    assert CANARY in (await carrying(tmp_path, asks=True).header())[1]
    assert app.asked == []
