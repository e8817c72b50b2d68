"""What a callback brought: whose session it is, who may have it, what the route says to it (`pomerium.md` §4, §9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta

from pomtray.core.domain import sharing
from pomtray.core.domain.known_pomerium import UNKNOWN, KnownPomerium
from pomtray.core.domain.login import Doubt, Question, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Preferences, Route
from pomtray.core.domain.session import Check, Credential, Person, Session, Verdict, session_id
from pomtray.core.errors import Cancelled, DeadSession, SignInError
from pomtray.core.light_dataclass import dataclass
from pomtray.core.protocol.claims import Claims, read_claims
from pomtray.core.protocol.lifetime import end_of
from pomtray.core.protocol.sign_in_url import SignInUrl
from pomtray.signin import words
from pomtray.signin.callback.loopback import Callback, Loopback
from pomtray.signin.confirming import Confirming
from pomtray.signin.pomerium.domains import Domains, in_one_domain
from pomtray.signin.pomerium.hooks import Hooks, SignInContext
from pomtray.signin.pomerium.pomerium import UserAnswer, listed_places, who
from pomtray.signin.routes.checking import CheckResult, check_on_route, testifies
from pomtray.signin.web.http import Web


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the answers to one route's sign-ins."""

    web: Web
    route: Route
    preferences: Preferences
    hooks: Hooks
    known: SignInContext
    settled: set[tuple[Doubt, Origin]] = field(default_factory=set)
    """Doubts about the route that this sign-in is done with, by authenticate host: a renewal comes to them twice."""
    listed: dict[Origin, frozenset[Origin]] = field(default_factory=dict)
    """What Pomeriums listed during this sign-in, by authenticate host."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    domains: Domains = in_one_domain

    def known_of(self, authenticate: Origin) -> KnownPomerium:
        known = self.known.pomeriums.get(authenticate, UNKNOWN)
        return known.with_listed(self.listed[authenticate]) if authenticate in self.listed else known

    def opened(self, authenticate: Origin) -> tuple[str, ...]:
        """What sessions of that Pomerium are known to open, besides the route and itself (rule 13), by name."""
        sessions = (one.may_go_to for one in self.known.sessions if one.issuer == authenticate)
        listed = frozenset(self.known_of(authenticate).listed)
        return words.route_labels(listed.union(*sessions) - {authenticate, self.route.origin}, self.known.routes)

    def elsewhere(self, authenticate: Origin) -> frozenset[Origin]:
        """Other hosts at which the person signed in to the route. NOTE: what others list says nothing of that."""
        route, pomeriums = self.route.origin, self.known.pomeriums.items()
        held = {one.issuer for one in self.known.sessions if one.got_for == route and one.grant is None}
        allowed = {host for host, known in pomeriums if known.allows(route, Doubt.OTHER_DOMAIN)}
        return frozenset(held | allowed) - {authenticate}

    def is_settled(self, doubt: Doubt, authenticate: Origin) -> bool:
        """By this sign-in, or by the person for good (rule 2c)."""
        known = self.known_of(authenticate)
        return (doubt, authenticate) in self.settled or known.allows(self.route.origin, doubt)

    async def ask(self, question: Question) -> None:
        if not await self.hooks.ask(question):
            raise Cancelled(question.declined())
        if question.about is not None:
            self.settled.add((question.doubt, question.about[0]))

    async def session(self, callback: Callback, url: SignInUrl, listener: Loopback, confirming: Confirming) -> Session:
        """The session that `callback` brought to `listener`. Raises `SignInError`."""
        credential, claims = callback.credential, read_claims(callback.credential)
        issuer = sharing.issuer_of(claims, url.authenticate) or url.authenticate
        if problem := sharing.not_encrypted(self.route.origin, issuer):
            raise SignInError(problem)
        self.hooks.stage(Stage.CHECKING, issuer.authority)
        answer = await self._allowed(credential, claims, issuer, url, Origin.parse(listener.redirect_uri))
        vouched_by, answer = await self._vouched(issuer, credential, answer, session_id(issuer, claims.jti))
        person, with_cookie = answer.person, callback.with_cookie
        if person is None:
            raise SignInError(words.INVALID)
        await confirming.confirm(person, with_cookie=with_cookie, exposed=listener.is_exposed)
        session_for = self.preferences.session_for
        believed = vouched_by is not None or await self._testifies(issuer, credential)
        checked = await check_on_route(
            self.web, credential, answer, self.route, session_for=session_for, believed=believed
        )
        apart = None if vouched_by is None or await self._is_surely_there(issuer) else vouched_by
        # The start address may have been read by somebody else while the route was asked.
        await confirming.confirm(person, with_cookie=with_cookie, exposed=listener.is_exposed)
        made = self._made(credential, issuer, claims, checked, session_id(issuer, claims.jti, apart))
        return replace(made, person=person, vouched_by=vouched_by).heard(checked.heard)

    async def _allowed(
        self, credential: Credential, claims: Claims, issuer: Origin, url: SignInUrl, loopback: Origin
    ) -> UserAnswer:
        """Whose session it is, by the issuer's word, once the route may have it (rule 1a)."""
        doubt = sharing.doubt_of(
            claims, route=self.route.origin, loopback=loopback, authenticate=url.authenticate, idp_id=url.idp_id
        )
        if doubt is None or self.is_settled(doubt, issuer):
            return await who(self.web, issuer, credential)
        answer = await who(self.web, issuer, credential) if self._may_ask(doubt, claims, issuer) else None
        person = answer.person if answer else None
        await self.ask(words.other_host(doubt, self.route, claims, (issuer, self.opened(issuer)), person))
        return answer or await who(self.web, issuer, credential)

    async def _testifies(self, issuer: Origin, credential: Credential) -> bool:
        """Whether the route's word about the session counts: a yes to receive is none to testify."""
        if await self._is_surely_there(issuer):
            return True
        listed = await listed_places(self.web, issuer, credential)
        return await testifies(self.route.origin, issuer, listed, self.domains)

    async def _is_surely_there(self, issuer: Origin) -> bool:
        """Whether the route is known to be of that Pomerium (rules 2a and 2b)."""
        route = self.route.origin
        return self.known_of(issuer).lists(route) or await self.domains(route, issuer)

    def _may_ask(self, doubt: Doubt, claims: Claims, issuer: Origin) -> bool:
        """A name for the question is asked of the token's own issuer only, and only of one that is known."""
        is_met = issuer in self.known.pomeriums or any(one.issuer == issuer for one in self.known.sessions)
        return doubt is not Doubt.OTHER_ISSUER or (is_met and sharing.issuer_of(claims, issuer) == issuer)

    async def _vouched(
        self, issuer: Origin, credential: Credential, answer: UserAnswer, session: str
    ) -> tuple[Origin | None, UserAnswer]:
        """The route's host, where that knows the session and the authenticate host does not, and who it is (§4).

        Where the authenticate host gave no clear answer a stranger's word is not taken for it.
        """
        if answer.verdict is Verdict.LIVE:
            return None, answer
        route = self.route.origin
        on_route = await who(self.web, route, credential)
        if on_route.verdict is Verdict.LIVE:
            if answer.verdict is Verdict.ENDED or await self._testifies(issuer, credential):
                return route, on_route
            raise SignInError(answer.problem or words.INVALID)
        if on_route.verdict is Verdict.ENDED:
            raise DeadSession(words.dead(issuer), session)
        # The no of an authenticate host may be about another provider's session, which the route alone knows.
        unheard = on_route if answer.verdict is Verdict.ENDED else answer
        raise SignInError(unheard.problem or words.INVALID)

    def _made(
        self, credential: Credential, issuer: Origin, claims: Claims, checked: CheckResult, its_id: str
    ) -> Session:
        at, route = self.now(), self.route
        same = [one.signed_in_at for one in self.known.sessions if one.id == its_id]
        session_for = self.preferences.session_for
        return Session(
            id=its_id,
            credential=credential,
            issuer=issuer,
            idp_id=claims.idp_id,
            person=Person(claims.sub),
            signed_in_at=min([at, *same]),
            end=checked.end or end_of(claims, expires_at=None, session_for=session_for),
            check=Check(
                checked.verdict, at, checked.problem, checked.skew or timedelta(), request_id=checked.request_id
            ),
            may_go_to=sharing.destinations(route.origin, issuer),
            got_for=route.origin,
            browser=route.browser,
        )
