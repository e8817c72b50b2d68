"""A session: what a sign-in gave, whose it is, when it ends and how we know."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Method
from pomtray.core.errors import Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import isolated
from pomtray.core.secret import Credential, Secret

if TYPE_CHECKING:
    from pomtray.core.domain.route import Route

__all__ = ["Credential"]
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class EndSource(StrEnum):
    """How the end of a session is known, best first."""

    SERVER = "server"
    """The user page's `expiresAt`: an upper bound (`pomerium.md` §5)."""
    TOKEN = "token"  # noqa: S105 a word, not a secret
    """A trustworthy `exp` claim (`pomerium.md` §2)."""
    ESTIMATE = "estimate"
    """Issue time plus the configured lifetime: shown with "≈"."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class End:
    """When a session ends; `at` is None only where `source` is unknown."""

    at: datetime | None
    source: EndSource


@dataclass(frozen=True, slots=True)
class Person:
    """Who signed in, as `/.pomerium/user` says. Plain text already."""

    user: str
    email: str = ""
    name: str = ""
    groups: tuple[str, ...] = field(default=(), compare=False)
    """As told last, some of them: they say nothing about who it is."""

    def label(self) -> str:
        """The shortest text that tells people apart, as it stands in a text: the e-mail, the name, or the user id."""
        return isolated(self.email or self.name or self.user)


class Verdict(StrEnum):
    """What the last check of a session said; what a route says to a live one is a matter of its own (`Refusal`)."""

    LIVE = "live"
    UNREACHABLE = "unreachable"
    """No answer: nothing changes but "not checked since …"."""
    ENDED = "ended"
    """JSON 401 of `/.pomerium/user` at the issuing Pomerium: the one answer that ends a session (§9 rule 9)."""


@dataclass(frozen=True, slots=True)
class Check:
    """The last time the server was asked about a session."""

    verdict: Verdict
    answered_at: datetime
    """When the server last gave an answer; kept while it is unreachable."""
    problem: Problem | None = None
    skew: timedelta = timedelta()
    """How far this computer's clock is ahead of the server's."""
    tried_at: datetime | None = None
    """When it was asked last, if that was in vain."""
    request_id: str = ""
    """Of the last answer that said anything (`pomerium.md` §3)."""


@dataclass(frozen=True, slots=True)
class RevocationResult:
    """What came of asking a server to end a session."""

    verdict: Verdict
    """ENDED where it is known to be over, UNREACHABLE where it should be asked again, else LIVE."""
    taken: bool = False
    """LIVE: the provider took the tokens back, or says so: that is no proof (RFC 7009 §2.2)."""
    problem: Problem | None = None
    """Why not."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a session that an identity provider gave can be renewed with, without the person."""

    method: Method
    """OIDC or CLIENT_CREDENTIALS; a machine needs no refresh token, it asks anew."""
    refresh: Secret | None = None
    renewed_at: datetime | None = None
    """When the credential held now was got, where that was later than the sign-in."""
    unread: frozenset[Origin] = frozenset()
    """Routes that hand the token to their service unread, and of which the person said that this is all right."""
    failures: int = 0
    """Renewals that failed since the last that did not."""
    problem: Problem | None = None
    """Why the last one failed."""
    refused: bool = False
    """The provider has said no once; after a second no it is over."""
    retry_at: datetime | None = None
    alone_until: datetime | None = None
    """The provider asked to be left alone so long."""
    over: Problem | None = None
    """Why the provider renews no more: the person has to sign in again."""
    asked: bool = False
    """A renewal is under way."""
    client: str = ""
    """Whom the provider gave it to: our `client_id` there; "" where an earlier pomtray did not write it."""

    @property
    def renews(self) -> bool:
        return self.over is None and (self.refresh is not None or self.method is Method.CLIENT_CREDENTIALS)


@dataclass(frozen=True, slots=True)
class Session:
    """What a sign-in gave. Holds the credential; snapshots do not."""

    id: str
    """Two sign-ins can give the same session, with the same `session_id`. A provider's session has a random one that
    outlives renewals."""
    credential: Credential
    issuer: Origin
    """The authenticate host that issued it, pinned at sign-in; for a provider's session the provider."""
    idp_id: str
    person: Person
    signed_in_at: datetime
    end: End
    check: Check
    may_go_to: frozenset[Origin]
    """Origins that may receive the credential (`pomerium.md` §9 rule 1)."""
    ended_at: datetime | None = None
    """Set when the server said that it is over, however early."""
    grant: Grant | None = None
    """None for a session of Pomerium's own."""
    got_for: Origin | None = None
    """The route that was signed in to (`pomerium.md` §9 rule 1a); None where an earlier pomtray did not write it."""
    browser: tuple[str, ...] | None = None
    """The browser command that it was got with: another browser is another person. None as for `got_for`."""
    vouched_by: Origin | None = None
    """The route's host, where that alone knows the session (`pomerium.md` §4); None: the authenticate host does."""
    refusals: Mapping[Origin, Refusal] = field(default_factory=dict, hash=False)
    """What those of its routes said last that do not let it in, or not as a bearer; by `Route.place`."""
    bearers: Mapping[Origin, datetime] = field(default_factory=dict, hash=False)
    """When those of its routes that take it as a bearer said so last. Not stored: that is asked anew."""
    opened: frozenset[Origin] = frozenset()
    """TCP routes that have let it in, by `Route.place`."""

    @property
    def vouching_host(self) -> Origin:
        """The host that is asked about the session."""
        return self.vouched_by or self.issuer

    @property
    def got_at(self) -> datetime:
        """From when on the credential counts: the last silent renewal, else the sign-in."""
        return self.grant.renewed_at or self.signed_in_at if self.grant else self.signed_in_at

    def ended(self, at: datetime) -> Session:
        return replace(self, ended_at=self.ended_at or at)

    def refused(self, place: Origin) -> Problem | None:
        """What the host said last that does not let this session in, or not as a bearer, in words."""
        refusal = self.refusals.get(place)
        return refusal.problem(place, self.grant.method if self.grant else Method.POMERIUM) if refusal else None

    def closed(self, route: Route) -> Problem | None:
        """Why a route does not let this session in, in the route's form; None where it does, as far as is known.

        What the pages of a host say is not about a TCP route, which is opened by a tunnel (`pomerium.md` §10).
        """
        return None if self._is_form(route.place) and not route.shows_token else self.refused(route.place)

    def knows(self, route: Route) -> bool:
        """Whether a TCP route has said anything to it yet: its host's pages say nothing of that (`pomerium.md` §10)."""
        return route.tunnel is None or route.place in self.opened or route.place in self.refusals

    def takes_form(self, route: Route) -> bool:
        """Whether the route is known to take it in the route's form, if it lets it in."""
        return not route.shows_token or route.origin in self.bearers

    def heard(
        self, answers: Mapping[Origin, Refusal | None], shown: Collection[Origin] = (), at: datetime = _NEVER
    ) -> Session:
        """With what these routes say now; None: they let it in. shown: those that were asked with a bearer, at `at`.

        What a route says to another form tells nothing of its bearer.
        """
        told = {
            origin: said for origin, said in answers.items() if said or origin in shown or not self._is_form(origin)
        }
        refusals = {origin: said for origin, said in {**self.refusals, **told}.items() if said is not None}
        bearers = {**self.bearers, **{origin: at for origin in shown if origin in answers}}
        taken = {origin: said_at for origin, said_at in bearers.items() if origin not in refusals}
        tunnels = {place for place, said in answers.items() if said is None and not place.is_asked}
        return replace(self, refusals=refusals, bearers=taken, opened=(self.opened | tunnels).difference(refusals))

    def _is_form(self, origin: Origin) -> bool:
        refusal = self.refusals.get(origin)
        return refusal is not None and refusal.why is Closed.FORM


def session_id(issuer: Origin, jti: str, apart: Origin | None = None) -> str:
    """What a session of Pomerium's is known by here: a stranger's Pomerium may give its own one another's `jti`.

    apart: a host that alone vouches for it, and of which nothing says that it is of that Pomerium: it may name any.
    """
    return f"{issuer} {jti}" if apart is None else f"{issuer} {apart} {jti}"
