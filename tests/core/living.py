"""A machine, a person, two kinds of servers and a clock: the rules live with them for days, in milliseconds."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pomtray.core import events as happened
from pomtray.core.alarm import next_deadline
from pomtray.core.domain.login import session_of
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.domain.stored import dump, load, load_remembered
from pomtray.core.effects import BeginSignIn, CheckPresence, Effect, Renew, Revoke, Save, Share, Verify
from pomtray.core.model import Model
from pomtray.core.secret import Secret
from tests.core.built import CANARY, HOUR, MINUTE, NOW, PROBLEM, World, a_granted, a_session, renewed

NO_TIME = timedelta()


@dataclass
class Pomerium:
    """Knows which of its sessions live. A restart drops them all."""

    lasts: timedelta = 14 * HOUR
    live: dict[str, datetime] = field(default_factory=dict)
    given: int = 0

    def sign_in(self, at: datetime, origin: Origin) -> Session:
        self.given += 1
        session = replace(a_session(f"s{self.given}", at=at, lasts=self.lasts), may_go_to=frozenset({origin}))
        self.live[session.id] = at + self.lasts
        return session

    def knows(self, session: Session, at: datetime) -> bool:
        return session.id in self.live and at < self.live[session.id]

    def restart(self) -> None:
        self.live.clear()


@dataclass
class Issuer:
    """An identity provider that rotates refresh tokens. Times are its own."""

    lasts: timedelta = 5 * MINUTE
    lenient: bool = True
    """The refresh token before the newest is still taken: what came with the newest may have been lost."""
    down: bool = False
    lose_answer: bool = False
    newest: dict[str, list[Secret]] = field(default_factory=dict)
    ends_at: dict[str, datetime] = field(default_factory=dict)
    """When the newest credential that reached us ends."""
    asked: int = 0
    number: int = 0

    def sign_in(self, session: Session, at: datetime) -> None:
        assert session.grant
        assert session.grant.refresh
        self.newest[session.id] = [session.grant.refresh]
        self.ends_at[session.id] = at + self.lasts

    def renew(self, session: Session) -> Secret | None:
        """The next refresh token; None where the one that was sent was taken back."""
        assert session.grant
        tokens = self.newest[session.id]
        if session.grant.refresh not in (tokens[-2:] if self.lenient else tokens[-1:]):
            return None
        self.number += 1
        tokens.append(Secret(f"refresh {CANARY} {self.number}"))
        return tokens[-1]


@dataclass
class Life:
    """Performs effects as the controller does: one task a name, answers one after the other."""

    world: World = field(default_factory=World)
    pomerium: Pomerium = field(default_factory=Pomerium)
    issuer: Issuer = field(default_factory=Issuer)
    online: bool = True
    ahead: timedelta = NO_TIME
    """How far our clock is ahead of the world's."""
    done: Counter[str] = field(default_factory=Counter)
    told: list[tuple[datetime, str]] = field(default_factory=list)
    standing: dict[str, str] = field(default_factory=dict)
    vault: bytes = b""
    running: deque[tuple[str, Effect]] = field(default_factory=deque)

    @property
    def model(self) -> Model:
        return self.world.model

    @property
    def real(self) -> datetime:
        return self.world.now - self.ahead

    def happen(self, event: happened.Event) -> None:
        self._take(event)
        for _ in range(1000):
            if not self.running:
                return
            _, effect = self.running[0]
            for answer in self._performed(effect):
                self._take(answer)
            self.running.popleft()
        raise AssertionError("a storm of effects")

    def _take(self, event: happened.Event) -> None:
        for effect in self.world.happen(event):
            name = self._name(effect)
            if name not in {running for running, _ in self.running}:
                self.running.append((name, effect))
        current = {key: notice.title for key, notice in self.world.notices.items()}
        self.told += [(self.world.now, title) for key, title in current.items() if self.standing.get(key) != title]
        self.standing = current
        alarm = next_deadline(self.model, self.world.now)
        assert alarm is None or alarm > self.world.now

    @staticmethod
    def _name(effect: Effect) -> str:
        match effect:
            case Verify(session) | Renew(session=session) | Revoke(session=session):
                return f"{type(effect).__name__} {session.id}"
            case _:
                return repr(effect)

    def _performed(self, effect: Effect) -> Iterable[happened.Event]:
        self.done[type(effect).__name__] += 1
        now = self.world.now
        match effect:
            case Verify(session):
                yield happened.Verified(now, session.id, self._verdict(session))
            case Renew():
                yield from self._renewed(effect)
            case BeginSignIn():
                yield from self._signed_in(effect)
            case Share():
                yield happened.SessionShared(now, effect.login, effect.session.id, frozenset())
            case Revoke(session=session):
                if self.online:
                    self.pomerium.live.pop(session.id, None)
                yield happened.Revoked(now, session.id, Verdict.ENDED if self.online else Verdict.UNREACHABLE)
            case CheckPresence(login):
                yield happened.PresenceChecked(now, login, there=True)
            case Save():
                self.vault = dump(self.model.logins, self.model.remembered)
            case _:
                pass

    def _verdict(self, session: Session) -> Verdict:
        if not self.online:
            return Verdict.UNREACHABLE
        if session.grant is not None:
            return Verdict.LIVE
        return Verdict.LIVE if self.pomerium.knows(session, self.real) else Verdict.ENDED

    def _renewed(self, effect: Renew) -> Iterable[happened.Event]:
        now, session = self.world.now, effect.session
        self.issuer.asked += 1
        if not self.online or self.issuer.down:
            yield happened.RenewalFailed(now, effect.login, session.id, PROBLEM, over=False)
            return
        refresh = self.issuer.renew(session)
        if refresh is None:
            yield happened.RenewalFailed(now, effect.login, session.id, PROBLEM, over=True)
        elif self.issuer.lose_answer:
            self.issuer.lose_answer = False
            yield happened.RenewalFailed(now, effect.login, session.id, PROBLEM, over=False)
        else:
            yield happened.Rotated(now, effect.login, session.id, refresh)
            assert refresh in self.kept(), "what came with it is used before it is in the vault"
            self.issuer.ends_at[session.id] = self.real + self.issuer.lasts
            new = renewed(session, self.issuer.number, now, self.issuer.lasts)
            assert new.grant
            yield happened.Renewed(now, effect.login, replace(new, grant=replace(new.grant, refresh=refresh)))

    def _signed_in(self, effect: BeginSignIn) -> Iterable[happened.Event]:
        if not self.online:
            yield happened.SignInFailed(self.world.now, effect.login, effect.attempt, PROBLEM)
            return
        if effect.ends is not None:
            self.pomerium.live.pop(effect.ends.id, None)
            yield happened.Verified(self.world.now, effect.ends.id, Verdict.ENDED)
        if effect.route.provider is None:
            session = self.pomerium.sign_in(self.world.now, effect.route.origin)
        else:
            name = f"p{effect.attempt}"
            session = a_granted(name, at=self.world.now, lasts=self.issuer.lasts, route=effect.route)
            self.issuer.sign_in(session, self.real)
        yield happened.SignInSucceeded(self.world.now, effect.login, effect.attempt, session)

    def kept(self) -> list[Secret]:
        """Refresh tokens in the vault now: the controller waits for it where `Save` was said."""
        self.vault = dump(self.model.logins, self.model.remembered) if self._saves() else self.vault
        held = (session_of(login.state) for login in load(self.vault).values())
        return [session.grant.refresh for session in held if session and session.grant and session.grant.refresh]

    def _saves(self) -> bool:
        return any(isinstance(effect, Save) for _, effect in self.running)

    def run(self, span: timedelta) -> None:
        """Awake, from alarm to alarm."""
        end = self.world.now + span
        while (at := next_deadline(self.model, self.world.now)) is not None and at <= end:
            self.done["alarm"] += 1
            self.world.now = at
            self.happen(happened.TimePassed(at))
        self.world.now = end

    def sleep(self, span: timedelta, *, online: bool = True) -> None:
        """Nothing runs; then the machine wakes up, and the network takes a while."""
        self.world.now += span
        self.online = False
        self.happen(happened.Resumed(self.world.now))
        self.run(timedelta(seconds=4))
        if online:
            self.connect(online=True)

    def connect(self, *, online: bool) -> None:
        self.online = online
        self.happen(happened.NetworkChanged(self.world.now, online))

    def look(self) -> None:
        self.happen(happened.MenuOpened(self.world.now))

    def step_clock(self, by: timedelta) -> None:
        self.ahead += by
        self.world.now += by
        self.happen(happened.Resumed(self.world.now))

    def restart(self) -> None:
        """The program ends and starts again: only settings and vault are left."""
        model = self.model
        self.world = World(Model(settings=model.settings, clock=model.clock), self.world.now)
        self.happen(happened.SettingsRead(self.world.now, model.settings))
        self.happen(happened.VaultOpened(self.world.now, load(self.vault), load_remembered(self.vault)))


def born(*, at: datetime = NOW) -> Life:
    return Life(World(now=at))
