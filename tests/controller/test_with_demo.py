"""The controller with the real client, against the demo: what reaches the servers, and in which order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pomtray.core import events as happened
from pomtray.core.domain.login import Doubt, Login, session_of
from pomtray.core.domain.remembered import Remembered
from pomtray.core.domain.session import Grant, Session
from pomtray.core.domain.stored import dump, load
from pomtray.core.intent import Action, Answer
from pomtray.core.secret import Secret
from pomtray.demo.browser import PageFollower
from pomtray.demo.settings_text import client_secrets, settings_text
from pomtray.demo.world import Demo
from pomtray.desktop.settings.settings import parse
from pomtray.signin.client import Client
from pomtray.signin.pomerium.domains import in_one_domain_or_on_loopback
from tests.controller.world import LiveWorld, World, until
from tests.session_ids import jti, session_ids

MINUTE = timedelta(minutes=1)
EXCHANGE = ("authenticate", "/api/v1/token")
CHECK = [("app", "/.pomerium/"), ("authenticate", "/.pomerium/api/v1/routes"), ("authenticate", "/.pomerium/user")]


@dataclass
class Ground:
    demo: Demo
    world: World
    pages: list[asyncio.Task[int]] = field(default_factory=list)

    def session(self, route: str = "app") -> Session | None:
        model = self.world.controller.model
        configured = model.route(route)
        login = model.login_of(configured) if configured else None
        return session_of(login.state) if login else None

    async def sign_in(self, route: str = "app") -> Session:
        self.world.wish(Action.SIGN_IN, route)
        await until(lambda: self.session(route) and not self.world.controller.model.sharing)
        found = self.session(route)
        assert found is not None
        return found

    async def saved(self) -> bytes:
        """What the vault holds, once that is every session that is known."""
        await until(lambda: not self.world.controller.model.asking)
        await until(lambda: self._saved() == _sessions(self.world.controller.model.logins.values()))
        return self.world.vault.stored or b""

    def _saved(self) -> set[str]:
        return _sessions(load(self.world.vault.stored or b"{}").values())

    async def news(self, action: Callable[[], None], route: str = "app") -> Session:
        """What becomes of the route's session after `action`; its first one, where it had none."""
        before = self.session(route)
        action()
        await until(lambda: self.session(route) not in {before, None} and not self.busy)
        found = self.session(route)
        assert found is not None
        return found

    def answer(self, *, yes: bool) -> None:
        asked = self.world.snapshots[-1].questions[0]
        answer = Answer(asked.login, asked.attempt, asked.number, yes)
        self.world.controller.happen(happened.QuestionAnswered(self.world.now, answer))

    @property
    def busy(self) -> bool:
        return any(row.phase == "signing in" for row in self.world.snapshots[-1].rows)

    def requests(self) -> list[tuple[str, str]]:
        return [(seen.part, seen.path) for seen in self.demo.log]


@asynccontextmanager
async def playing(*names: str) -> AsyncIterator[Ground]:
    """Those routes of the demo, configured."""
    async with Demo() as demo, PageFollower() as browser:
        settings = parse(settings_text(demo), Path("demo.toml"))
        routes = [route for route in settings.routes if route.name in names]
        world = LiveWorld(*routes, providers=settings.providers, now=datetime.now(UTC))
        world.real = Client(lambda: world.settings, in_one_domain_or_on_loopback)
        world.vault.stored = dump({}, Remembered(secrets=client_secrets(demo)))
        ground = Ground(demo, world)
        world.browse = lambda url: ground.pages.append(asyncio.create_task(browser.open(url)))
        await world.controller.start()
        try:
            yield ground
        finally:
            await asyncio.gather(*ground.pages, return_exceptions=True)
            await world.controller.close()


async def renewed(ground: Ground, before: Session, route: str = "exchange") -> Session:
    """After a silent renewal."""
    ground.world.controller.happen(happened.TimePassed(ground.world.now))
    await until(lambda: (now := ground.session(route)) and now.credential != before.credential)
    found = ground.session(route)
    assert found is not None
    return found


async def test_three_routes_that_share_a_session_are_checked_by_three_requests() -> None:
    async with playing("app", "api", "wiki") as ground:
        session = await ground.sign_in()
        assert ground.session("api") == ground.session("wiki") == session
        ground.demo.log.clear()
        ground.world.now += 2 * MINUTE
        await ground.news(lambda: ground.world.controller.happen(happened.MenuOpened(ground.world.now)))
        await until(lambda: not ground.world.controller.model.asking)
        assert sorted(ground.requests()) == CHECK


async def test_two_sign_ins_that_gave_the_same_session_are_checked_by_three_requests() -> None:
    async with playing("app", "wiki") as ground:
        ground.demo.options.routes_api = False
        session = await ground.sign_in()
        second = await ground.news(lambda: ground.world.wish(Action.SIGN_IN, "wiki"), "wiki")
        assert second.id == session.id
        assert len(ground.world.controller.model.logins) == 2
        ground.demo.log.clear()
        ground.world.now += 2 * MINUTE
        await ground.news(lambda: ground.world.controller.happen(happened.MenuOpened(ground.world.now)), "wiki")
        await until(lambda: not ground.world.controller.model.asking)
        assert sorted(ground.requests()) == CHECK


async def test_signing_in_asks_no_page_of_the_routes_that_are_listed() -> None:
    async with playing("app", "api", "wiki", "denied") as ground:
        await ground.sign_in()
        assert [row.left for row in ground.world.snapshots[-1].rows].count("signed out") == 1, "denied is not listed"
        pages = [
            seen.part for seen in ground.demo.log if seen.has_credential and not seen.path.startswith("/.pomerium/")
        ]
        assert pages == ["app"], "only the route that was signed in to"


async def test_a_route_that_denies_is_shown_as_that_and_so_is_a_test_of_it() -> None:
    async with playing("denied") as ground:
        await ground.sign_in("denied")
        row = ground.world.snapshots[-1].rows[0]
        assert (row.closed, row.left) == (True, "not allowed")
        ground.world.wish(Action.TEST, "denied")
        await until(lambda: "test:denied" in ground.world.notices)
        assert ground.world.notices["test:denied"].title == "denied: not allowed"


async def test_testing_a_dead_session_ends_its_row() -> None:
    async with playing("app", "api") as ground:
        session = await ground.sign_in()
        ground.demo.revoke(jti(session))
        ground.world.wish(Action.TEST)
        await until(lambda: "test:app" in ground.world.notices)
        assert ground.world.notices["test:app"].title == "app: the session has ended"
        assert {row.left for row in ground.world.snapshots[-1].rows} == {"ended"}


async def test_renewing_asks_once_and_gives_a_new_session() -> None:
    async with playing("app") as ground:
        world = ground.world
        before = await ground.sign_in()
        world.wish(Action.RENEW)
        await until(lambda: world.snapshots[-1].questions)
        asking = world.snapshots[-1].questions[0]
        assert asking.question.doubt is Doubt.ENDS_ELSEWHERE
        after = await ground.news(lambda: ground.answer(yes=True))
        assert after.id != before.id
        assert "It is a new session" in world.notices[f"login:{asking.login}"].text
        again = await ground.news(lambda: world.wish(Action.RENEW))
        assert again.id not in {before.id, after.id}
        assert session_ids(ground.demo) == [again.id]


async def test_a_no_to_renewing_leaves_the_session() -> None:
    async with playing("app") as ground:
        world = ground.world
        before = await ground.sign_in()
        ground.demo.log.clear()
        world.wish(Action.RENEW)
        await until(lambda: world.snapshots[-1].questions)
        ground.answer(yes=False)
        assert not ground.busy
        assert ground.session() == before
        assert ground.requests() == []


async def test_a_rotated_refresh_token_is_in_the_vault_before_the_exchange() -> None:
    async with playing("exchange") as ground:
        before = await ground.sign_in("exchange")
        await until(lambda: refresh_in(ground.world.vault.stored) == refresh_of(before))
        assert ground.requests().count(EXCHANGE) == 1, "what is new is not renewed"
        ground.demo.log.clear()
        vault = RecordingVault(ground)
        ground.world.vault.before_stored = vault.note
        assert before.end.at is not None
        ground.world.now = before.end.at - timedelta(seconds=30)
        after = await renewed(ground, before)
        assert after.id == before.id
        assert refresh_of(after) != refresh_of(before)
        assert EXCHANGE in ground.requests()
        assert vault.notes[0] == (refresh_of(after), False)


def _sessions(logins: Iterable[Login]) -> set[str]:
    held = (session_of(login.state) for login in logins)
    return {session.id for session in held if session is not None}


def at_renewal(ground: Ground, session: Session) -> None:
    assert session.end.at is not None
    ground.world.now = session.end.at - timedelta(seconds=50)
    ground.world.controller.happen(happened.TimePassed(ground.world.now))


def grant_of(ground: Ground, route: str = "identity-token") -> Grant:
    session = ground.session(route)
    assert session is not None
    assert session.grant is not None
    return session.grant


def refresh_of(session: Session | None) -> Secret | None:
    return session.grant.refresh if session and session.grant else None


def refresh_in(content: bytes | None) -> Secret | None:
    found = (refresh_of(session_of(login.state)) for login in load(content).values()) if content else ()
    return next((refresh for refresh in found if refresh), None)


@dataclass
class RecordingVault:
    """What is saved, and whether the exchange had been asked by then."""

    ground: Ground
    notes: list[tuple[Secret | None, bool]] = field(default_factory=list)

    async def note(self, data: bytes) -> None:
        await asyncio.sleep(0.05)  # so slow that an exchange that does not wait would be first
        self.notes.append((refresh_in(data), EXCHANGE in self.ground.requests()))


async def test_a_grant_that_the_provider_has_ended_is_over_and_the_credential_serves_on() -> None:
    async with playing("identity-token") as ground:
        before = await ground.sign_in("identity-token")
        ground.demo.end_grants()
        at_renewal(ground, before)
        await until(lambda: grant_of(ground).refused)
        once_more = grant_of(ground).retry_at
        assert once_more
        ground.world.now = once_more
        ground.world.controller.happen(happened.TimePassed(ground.world.now))
        await until(lambda: grant_of(ground).over)
        found = ground.session("identity-token")
        assert found is not None
        assert found.credential == before.credential
        assert [notice.title for notice in ground.world.notices.values()] == ["identity-token: sign in again"]


async def test_a_provider_that_is_down_is_asked_again_and_nothing_is_lost() -> None:
    async with playing("identity-token") as ground:
        before = await ground.sign_in("identity-token")
        await ground.demo.stop_part("idp")
        at_renewal(ground, before)
        await until(lambda: grant_of(ground).failures == 1)
        await ground.demo.start_part("idp")
        ground.world.now += timedelta(seconds=5)
        after = await renewed(ground, before, "identity-token")
        assert (after.id, grant_of(ground).failures) == (before.id, 0)


async def test_the_machines_secret_comes_from_the_vault_and_nobody_is_asked() -> None:
    async with playing("machine") as ground:
        session = await ground.sign_in("machine")
        assert session.grant is not None
        assert ground.world.opened == []
        assert not any(snapshot.questions for snapshot in ground.world.snapshots)
        at_renewal(ground, session)
        await until(lambda: (found := ground.session("machine")) and found.credential != session.credential)


async def test_a_clock_that_is_off_is_told() -> None:
    async with playing("app") as ground:
        ground.demo.options.clock = lambda: datetime.now(UTC) - timedelta(minutes=5)
        await ground.sign_in()
        shown = ground.world.snapshots[-1].rows[0]
        assert "this clock is 5 m ahead of the server's" in f"{shown}"
