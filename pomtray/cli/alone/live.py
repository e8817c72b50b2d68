"""A session that lives, handed out with nothing around the rules but the vault and one check: most commands' case.

The rules are those of every other way (`core/model.step`, `credential_requests.decide`), and the check is the same.
What they want beside that one check is not done here, nor is anything told: then there is no answer, and the
command goes the whole way (`ground`), which takes three times as long to load. What is answered may be given again
(`again`): that alone is kept.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from pomtray.cli.alone.performed import performs
from pomtray.cli.alone.stands import standing_answer
from pomtray.cli.alone.without_desktop import now, wall_clock
from pomtray.cli.own_vault import own_vault
from pomtray.core.check_result import CheckResult, verified_event
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Settings
from pomtray.core.domain.stored import load, load_remembered
from pomtray.core.effects import Effect, Verify
from pomtray.core.errors import PomtrayError
from pomtray.core.events import CredentialRequested, Event, SettingsRead, VaultOpened
from pomtray.core.model import Model, credential_requests, step
from pomtray.core.model.asking import ASKED_FOR
from pomtray.core.model.credential_requests import GrantedCredential, Precondition
from pomtray.core.requests.answer import credential_answer
from pomtray.core.requests.request import Declined, Request, RequestKind, handed, route_meant
from pomtray.signin.routes.checking import check
from pomtray.signin.web.direct import Direct, NotDirect

_KEYRING_FOR: Final = 2.0
"""Seconds: one that takes longer is waited for on the whole way."""


async def answer(path: Path, settings: Settings, request: Request) -> dict[str, object] | None:
    """The answer's content, as `Requests.answer` gives it; None where it takes more. path: of the settings."""
    if request.do is not RequestKind.CREDENTIAL:
        return None
    vault = own_vault(path, _KEYRING_FOR)
    try:
        live = _Live(settings, request)
        held = None if await vault.is_locked() else await vault.peek()
        if held is None:
            return None
        found, _ = await asyncio.gather(live.answer(held), vault.probe())  # a full disk is told on the whole way
        if found is None or await vault.is_locked():
            return None
        if (standing := standing_answer(path, settings, request, found, door=live.door, at=now())) is not None:
            await vault.stand(held, standing)
        return credential_answer(found, request, settings.preferences.ca)
    except (Declined, PomtrayError, NotDirect, ValueError):
        return None
    finally:
        await vault.close()


class _Live:
    def __init__(self, settings: Settings, request: Request) -> None:
        """Raises `Declined`."""
        self._settings = settings
        self._request = request
        self._route = handed(request, route_meant(settings, request.route))
        self._model = Model(clock=wall_clock())
        self._wanted: list[Effect] = []
        self.door = Direct(settings.preferences.ca, _is_straight)
        self.door.of(self._route).begin(self._route.origin)

    async def answer(self, held: bytes) -> GrantedCredential | None:
        """held: the vault's content. Raises `Declined`, `NotDirect`, and `ValueError` for what is not ours."""
        self._happen(SettingsRead(now(), self._settings))
        self._happen(VaultOpened(now(), load(held), load_remembered(held)))
        found: GrantedCredential | Precondition | None = self._decided(frozenset())
        if found is Precondition.ANSWER:
            self._happen(CredentialRequested(now(), self._route.name, self._request.min_for, self._route.header))
            found = self._decided(frozenset({Precondition.ANSWER})) if await self._checked() else None
        if not isinstance(found, GrantedCredential) or not all(isinstance(one, Verify) for one in self._wanted):
            return None
        return found

    def _decided(self, done: frozenset[Precondition]) -> GrantedCredential | Precondition:
        return credential_requests.decide(self._model, self._route, self._request.min_for, now(), done=done)

    def _happen(self, event: Event) -> None:
        self._model, effects = step(self._model, event)
        self._wanted += (effect for effect in effects if performs(self._model, self._request, effect))

    async def _checked(self) -> bool:
        """False where no check is wanted, but something else. The last that is asks in the form that is handed out."""
        checks = [effect for effect in self._wanted if isinstance(effect, Verify)]
        if not checks:
            return False
        with suppress(TimeoutError):  # what is handed out says so
            async with asyncio.timeout(ASKED_FOR.total_seconds()):
                await self._check(checks[-1])
        return True

    async def _check(self, effect: Verify) -> None:
        """As the controller performs it."""
        asked_at, lasts = now(), self._settings.preferences.session_for

        def heard(word: CheckResult, *, partial: bool = True) -> None:
            event = verified_event(effect.session, effect.routes, word, asked_at, now())
            self._happen(replace(event, partial=partial))

        heard(await check(self.door, effect.session, effect.routes, session_for=lasts, lives=heard), partial=False)


async def _is_straight(origin: Origin) -> bool:
    """Whether no proxy is set for it, nor a script that would choose one."""
    from pomtray.desktop.system.proxies import DesktopProxies  # noqa: PLC0415 not for this computer's own

    found = await DesktopProxies(lambda _: None).current()
    return found.for_origin(origin) is None and not found.automatic
