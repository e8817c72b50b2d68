"""The controller against ports that are plain functions: effects done, events fed back, nothing lost at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pomtray.controller import Controller, Ports
from pomtray.controller.ports import Known, Progress
from pomtray.core import events as happened
from pomtray.core.errors import Problem, Unreachable, VaultError
from pomtray.core.intent import Action, Answer, RouteIntent
from pomtray.core.login import Doubt, LoginId, Phase, Question, SignedIn, Stage
from pomtray.core.model import Model
from pomtray.core.notice import Notice
from pomtray.core.origin import Origin
from pomtray.core.route import Preferences, Route, Settings
from pomtray.core.session import Check, Credential, End, EndSource, Person, Session, Verdict
from pomtray.core.snapshot import Badge, Snapshot
from pomtray.core.stored import load

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ROUTE = Route("app", "https://app.example.com")
LOGIN = LoginId("https://app.example.com")
QUESTION = Question(Doubt.OTHER_BROWSER, "Another browser", "alice signed in there", "Yes")


def a_session(number: int = 1, checked_at: datetime = NOW) -> Session:
    return Session(
        id=f"session-{number}",
        credential=Credential(f"eyJ.secret.{number}"),
        issuer=Origin.parse("https://authenticate.example.com"),
        idp_id="idp",
        person=Person("alice", "alice@example.com"),
        signed_in_at=NOW,
        end=End(NOW + timedelta(hours=14), EndSource.SERVER),
        check=Check(Verdict.LIVE, checked_at),
        may_go_to=frozenset({ROUTE.origin}),
    )


@dataclass(frozen=True)
class Word:
    verdict: Verdict
    person: Person | None = None
    end: End | None = None
    problem: Problem | None = None


class FakePomerium:
    def __init__(self) -> None:
        self.result: Session | Exception = a_session()
        self.word: Word | Exception = Word(Verdict.LIVE)
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.question: Question | None = None
        self.wants_paste = False
        self.answers: list[object] = []
        self.signed_in = 0
        self.verified = 0
        self.revoked: Verdict | Exception = Verdict.ENDED
        self.closed = False

    async def sign_in(self, route: Route, preferences: Preferences, hooks: Progress, known: Known) -> Session:
        self.signed_in += 1
        hooks.stage(Stage.BROWSER, "authenticate.example.com")
        await hooks.open_browser("http://127.0.0.1:1/start/x", "https://authenticate.example.com/sign_in")
        if self.question:
            self.answers.append(await hooks.ask(self.question))
        if self.wants_paste:
            self.answers.append(await hooks.pasted())
        await self.go_on.wait()
        if isinstance(self.result, Exception):
            raise self.result
        return self.result

    async def verify(self, session: Session, route: Route) -> Word:
        self.verified += 1
        await asyncio.sleep(0)
        if isinstance(self.word, Exception):
            raise self.word
        return self.word

    async def try_route(self, session: Session, route: Route) -> tuple[str, bool]:
        return "200 OK", True

    async def revoke(self, session: Session, route: Route) -> Verdict:
        if isinstance(self.revoked, Exception):
            raise self.revoked
        return self.revoked

    async def close(self) -> None:
        self.closed = True


class FakeVault:
    def __init__(self) -> None:
        self.stored: bytes | None = None
        self.broken = False

    def _check(self) -> None:
        if self.broken:
            raise VaultError(Problem("The keyring is locked", "It did not answer."))

    async def load(self) -> bytes | None:
        self._check()
        return self.stored

    async def save(self, data: bytes) -> None:
        await asyncio.sleep(0)
        self._check()
        self.stored = data


class FakeClipboard:
    def __init__(self) -> None:
        self.text = ""

    def put(self, secret: str, until: datetime) -> None:
        self.text = secret

    def clear(self) -> None:
        self.text = ""


class World:
    """A controller with everything it touches."""

    def __init__(self) -> None:
        self.pomerium = FakePomerium()
        self.vault = FakeVault()
        self.clipboard = FakeClipboard()
        self.opened: list[str] = []
        self.notices: Mapping[str, Notice] = {}
        self.snapshots: list[Snapshot] = []
        self.armed: datetime | None = None
        self.now = NOW
        self.controller = Controller(self._ports(), Model())
        self.controller.happen(happened.SettingsRead(NOW, Settings((ROUTE,))))

    def _ports(self) -> Ports:
        async def pomerium() -> FakePomerium:
            return self.pomerium

        async def open_page(url: str, _template: tuple[str, ...]) -> None:
            self.opened.append(url)

        return Ports(
            pomerium=pomerium,
            vault=self.vault,
            clipboard=self.clipboard,
            open_page=open_page,
            notify=lambda notices: setattr(self, "notices", notices),
            publish=self.snapshots.append,
            arm=lambda at: setattr(self, "armed", at),
            now=lambda: self.now,
        )

    def wish(self, action: Action, text: str = "") -> None:
        self.controller.happen(happened.Wished(self.now, RouteIntent(action, "app", text=text)))

    @property
    def row(self) -> str:
        return self.snapshots[-1].rows[0].phase


async def until(fact: Callable[[], object]) -> None:
    """Let the loop run until `fact` holds; a test's own time limit ends a wait that never does."""
    while not fact():
        await asyncio.sleep(0)


async def signed_in() -> World:
    world = World()
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.ACTIVE and world.vault.stored)
    return world


async def test_a_click_becomes_a_saved_session() -> None:
    world = await signed_in()
    assert world.opened == ["http://127.0.0.1:1/start/x"]
    assert list(load(world.vault.stored or b"")) == [LOGIN]
    assert world.armed is not None
    await world.controller.close()
    assert world.pomerium.closed


async def test_a_second_click_joins_the_attempt() -> None:
    world = World()
    world.pomerium.go_on.clear()
    world.wish(Action.SIGN_IN)
    world.wish(Action.SIGN_IN)
    await until(lambda: world.opened)
    assert world.pomerium.signed_in == 1
    await world.controller.close()


async def test_cancel_ends_the_task_and_its_late_answer_changes_nothing() -> None:
    world = World()
    world.pomerium.go_on.clear()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.opened)
    world.wish(Action.CANCEL)
    world.pomerium.go_on.set()
    world.controller.happen(happened.Succeeded(NOW, LOGIN, 1, a_session()))
    assert world.row == Phase.SIGNED_OUT
    await world.controller.close()


async def test_a_question_waits_for_its_answer() -> None:
    world = World()
    world.pomerium.question = QUESTION
    world.wish(Action.SIGN_IN)
    await until(lambda: world.snapshots[-1].questions)
    world.controller.happen(happened.Answered(NOW, Answer(LOGIN, 1, yes=True)))
    await until(lambda: world.row == Phase.ACTIVE)
    assert world.pomerium.answers == [True]
    await world.controller.close()


async def test_what_was_pasted_reaches_the_attempt() -> None:
    world = World()
    world.pomerium.wants_paste = True
    world.wish(Action.SIGN_IN)
    await until(lambda: world.opened)
    world.wish(Action.PASTE, "the address")
    await until(lambda: world.row == Phase.ACTIVE)
    assert world.pomerium.answers == ["the address"]
    await world.controller.close()


async def test_a_link_goes_to_the_clipboard_and_no_browser_opens() -> None:
    world = World()
    world.pomerium.go_on.clear()
    world.wish(Action.COPY_LINK)
    await until(lambda: world.clipboard.text)
    assert world.clipboard.text == "https://authenticate.example.com/sign_in"
    assert world.opened == []
    await world.controller.close()
    assert world.clipboard.text == ""


async def test_a_failure_is_told_with_its_reason() -> None:
    world = World()
    world.pomerium.result = Unreachable(Problem("No such host", "app.example.com has no address."))
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.FAILED)
    assert "No such host" in world.notices[f"login:{LOGIN}"].title
    await world.controller.close()


async def test_a_defect_names_its_type_and_no_text(allow_log: Callable[[str], None]) -> None:
    allow_log("unexpected RuntimeError")
    world = World()
    world.pomerium.result = RuntimeError("pomerium_jwt=eyJ.secret.1")
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.FAILED)
    text = world.notices[f"login:{LOGIN}"].text
    assert "RuntimeError" in text
    assert "eyJ" not in text
    await world.controller.close()


async def test_an_old_check_is_repeated_before_a_copy() -> None:
    world = await signed_in()
    world.now += timedelta(minutes=6)
    world.wish(Action.COPY_HEADER)
    assert world.clipboard.text == ""
    await until(lambda: world.clipboard.text)
    assert world.pomerium.verified == 1
    assert world.clipboard.text == "Authorization: Pomerium eyJ.secret.1"
    await world.controller.close()


async def test_a_dead_session_is_not_handed_out() -> None:
    world = await signed_in()
    world.now += timedelta(minutes=6)
    world.pomerium.word = Word(Verdict.ENDED)
    world.wish(Action.COPY_HEADER)
    await until(lambda: world.row == Phase.EXPIRED)
    assert world.clipboard.text == ""
    assert any(button.id == "sign-in" for button in world.notices[f"login:{LOGIN}"].buttons)
    await world.controller.close()


async def test_no_answer_keeps_the_session() -> None:
    world = await signed_in()
    world.now += timedelta(minutes=6)
    world.pomerium.word = Unreachable(Problem("Offline", "No network."))
    world.controller.happen(happened.MenuOpened(world.now))
    await until(lambda: "not checked since" in world.snapshots[-1].rows[0].note)
    assert world.row == Phase.ACTIVE
    await world.controller.close()


async def test_the_clipboard_is_cleared_when_the_alarm_rings() -> None:
    world = await signed_in()
    world.wish(Action.COPY_TOKEN)
    assert world.clipboard.text == "eyJ.secret.1"
    assert world.armed == NOW + timedelta(seconds=30)
    world.now = world.armed
    world.controller.happen(happened.TimePassed(world.now))
    assert world.clipboard.text == ""
    await world.controller.close()


async def test_a_locked_vault_is_said_and_merged_in_once_it_opens() -> None:
    first = await signed_in()
    await first.controller.close()
    world = World()
    world.vault.stored = first.vault.stored
    world.vault.broken = True
    await world.controller.start()
    assert world.snapshots[-1].badge is Badge.LOCKED
    world.vault.broken = False
    world.controller.happen(happened.MenuOpened(NOW))
    await until(lambda: world.row == Phase.ACTIVE)
    assert isinstance(world.controller.model.logins[LOGIN].state, SignedIn)
    await world.controller.close()


async def test_a_session_of_this_run_survives_the_late_vault() -> None:
    world = World()
    world.vault.broken = True
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.opened and world.snapshots[-1].rows[0].person)
    world.vault.broken = False
    world.controller.happen(happened.MenuOpened(NOW))
    await until(lambda: world.vault.stored)
    assert world.snapshots[-1].badge is Badge.WELL
    await world.controller.close()


async def test_signing_out_falls_back_to_the_browser() -> None:
    world = await signed_in()
    world.pomerium.revoked = Verdict.LIVE
    world.wish(Action.SIGN_OUT)
    assert world.row == Phase.SIGNED_OUT
    await until(lambda: len(world.opened) == 2)
    assert world.opened[-1] == "https://app.example.com/.pomerium/sign_out"
    await world.controller.close()


async def test_offline_the_revocation_is_kept_for_later_and_survives_the_program() -> None:
    first = await signed_in()
    first.pomerium.revoked = Unreachable(Problem("Offline", "No network."))
    first.wish(Action.SIGN_OUT)
    await until(lambda: "could not be asked" in first.notices["sign-out:app"].text)
    await first.controller.close()
    world = World()
    world.vault.stored = first.vault.stored
    await world.controller.start()
    assert world.row == Phase.SIGNED_OUT
    await until(lambda: "sign-out:app" in world.notices)
    assert "has ended the session" in world.notices["sign-out:app"].text
    await until(lambda: b"eyJ.secret.1" not in (world.vault.stored or b""))
    await world.controller.close()


async def test_signing_out_is_confirmed_by_the_server() -> None:
    world = await signed_in()
    world.wish(Action.SIGN_OUT)
    await until(lambda: "sign-out:app" in world.notices)
    assert len(world.opened) == 1
    await until(lambda: b"eyJ.secret.1" not in (world.vault.stored or b""))
    await world.controller.close()
