"""The main job against a real Pomerium, with a person at the browser.

POMTRAY_LIVE_URL  a route; POMTRAY_LIVE_CA  a CA file to trust, where the system does not; BROWSER  as always.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from pomtray.core.effects import BeginSignIn
from pomtray.core.errors import Problem
from pomtray.core.login import LoginId, Question, Stage
from pomtray.core.provider import Provider
from pomtray.core.route import HeaderForm, Route, Settings
from pomtray.core.secret import Secret
from pomtray.core.session import EndSource, Person, Session, Verdict
from pomtray.desktop.browser import open_url
from pomtray.signin.client import Client

_URL = os.environ.get("POMTRAY_LIVE_URL", "")
_CA = os.environ.get("POMTRAY_LIVE_CA", "")
_MINUTES_FOR_A_PERSON = 7

pytestmark = [
    pytest.mark.skipif(not _URL, reason="POMTRAY_LIVE_URL names no route of a real Pomerium"),
    pytest.mark.timeout(60 * (_MINUTES_FOR_A_PERSON + 1)),
]


@dataclass
class _Person:
    """Takes the place of the tray: a browser, and no doubts to answer."""

    browser: tuple[str, ...]
    has_ended: list[str] = field(default_factory=list)

    def stage(self, stage: Stage, host: str = "") -> None:
        del stage, host

    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        await open_url(start_url, self.browser)

    async def ask(self, question: Question) -> bool:
        pytest.fail(f"a doubt about this Pomerium: {question.title}")

    async def pasted(self) -> str:
        return await asyncio.Future[str]()

    def refused(self, problem: Problem) -> None:
        pytest.fail(problem.text())

    def may_end(self, session: Session) -> bool:
        del session
        return True

    def ended(self, session: Session) -> None:
        self.has_ended.append(session.id)

    def device_code(self, user_code: str, verification_uri: str, complete: str, expires_at: datetime) -> None:
        del user_code, verification_uri, complete, expires_at

    async def secret(self, provider: Provider) -> Secret:
        pytest.fail(f"nobody uses {provider.name} here")

    def secret_refused(self, provider: Provider) -> None:
        del provider

    async def keep(self, refresh: Secret) -> None:
        del refresh


@dataclass(frozen=True)
class _Nothing:
    """The first sign-in ever."""

    last_person: Person | None = None
    sessions: tuple[Session, ...] = ()


LOGIN = LoginId("live")


async def test_the_main_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign in with BROWSER or the default browser, see who and until when, open the route, renew, sign out.

    The CA is trusted as the system's are: a route's own `ca` would not reach the authenticate host.
    """
    if _CA:
        monkeypatch.setenv("SSL_CERT_FILE", _CA)
    route = Route(name="live", url=_URL)
    settings = Settings(routes=(route,))
    client = Client(settings=lambda: settings)
    try:
        person = _Person(route.browser)
        session = await client.sign_in(BeginSignIn(LOGIN, 1, route), settings.preferences, person, _Nothing())
        assert session.person.label()
        assert session.end.source is not EndSource.UNKNOWN
        assert (await client.verify(session, [route])).verdict is Verdict.LIVE
        for form in (HeaderForm.POMERIUM, HeaderForm.X_POMERIUM):
            told, opened = await client.try_route(session, replace(route, header=form))
            assert opened, told
        wish = BeginSignIn(LOGIN, 2, route, ends=session, warned=True)
        renewed = await client.sign_in(wish, settings.preferences, person, _Nothing(session.person, (session,)))
        if person.has_ended:  # not every Pomerium lets a session be ended so (`pomerium.md` §5)
            assert renewed.id != session.id
            assert renewed.end.at is not None
            assert session.end.at is not None
            assert renewed.end.at > session.end.at
            assert (await client.revoke(renewed, route, person)).verdict is Verdict.ENDED
            assert (await client.verify(renewed, [route])).verdict is Verdict.ENDED
    finally:
        await client.close()
