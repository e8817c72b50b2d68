"""How often, and in which words, the passphrase of a client certificate's key is asked for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pomtray.core.network.tls import Tls
from pomtray.core.secret import Secret
from pomtray.signin import unlocking

KEPT, GOOD = Secret("kept"), Secret("good")


@pytest.mark.parametrize(("kept", "agains"), [(None, [False, True]), (KEPT, [True, True]), (GOOD, [])])
async def test_it_is_asked_for_until_the_key_opens_and_says_when_one_was_wrong(
    monkeypatch: pytest.MonkeyPatch, kept: Secret | None, agains: list[bool]
) -> None:
    told: list[bool] = []

    async def is_locked(_: Tls, passphrase: Secret | None) -> bool:
        return passphrase is not GOOD

    class Hooks:
        async def passphrase(self, file: str, *, again: bool) -> Secret:
            assert file == "me.p12"
            told.append(again)
            return GOOD if len(told) == 2 else Secret("wrong")

    monkeypatch.setattr(unlocking, "is_locked", is_locked)
    web: Any = SimpleNamespace(tls=Tls(certificate="me.p12"), connections=SimpleNamespace(passphrase=lambda _: kept))
    await unlocking.unlock(web, Hooks())
    assert told == agains


async def test_without_a_certificate_nobody_is_asked() -> None:
    web: Any = SimpleNamespace(tls=Tls(), connections=SimpleNamespace(passphrase=lambda _: None))
    hooks: Any = None
    await unlocking.unlock(web, hooks)
