"""What outlives the program besides the logins: due revocations, a pause, and what was learned of each Pomerium."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime

from pomtray.core.domain import known_pomerium
from pomtray.core.domain.consent import Consent
from pomtray.core.domain.known_pomerium import UNKNOWN, KnownPomerium
from pomtray.core.domain.login import is_live
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.portal import Portal
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session
from pomtray.core.light_dataclass import dataclass
from pomtray.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Revocation:
    """A session to be ended at its server; its credential is kept for nothing else, until its end at the latest."""

    route: Route
    session: Session
    way: str = ""
    """As `Login.way`: with the route's origin it tells one login's from another's."""
    along: tuple[str, ...] = ()
    """Names of the other routes that the session served."""
    asked: bool = False
    """The server is being asked now."""
    unreached: bool = False
    """The server could not be asked: again once the network is back."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """Kept in the vault beside the logins."""

    revocations: tuple[Revocation, ...] = ()
    paused_until: datetime | None = None
    """No notices about sessions until then."""
    extends: Mapping[Origin, bool] = field(default_factory=dict)
    """By authenticate host: whether revoking and signing in again gave a longer session (`pomerium.md` §5)."""
    warned_of_renewal: bool = False
    """The person knows that renewing early also ends the session in the browser."""
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    """Client secrets that the person typed in, by the provider's name; passphrases by `core.tls.passphrase_name`."""
    pomeriums: Mapping[Origin, KnownPomerium] = field(default_factory=dict)
    """By authenticate host: what it listed, and what the person allowed (`pomerium.md` §9 rule 2)."""
    portals: Mapping[Origin, Portal] = field(default_factory=dict)
    """By authenticate host: what its portal listed the last time."""
    consents: tuple[Consent, ...] = ()
    """Which program may have which route's credential."""

    def pomerium(self, authenticate: Origin) -> KnownPomerium:
        return self.pomeriums.get(authenticate, UNKNOWN)

    def with_pomerium(self, authenticate: Origin, known: KnownPomerium) -> Remembered:
        """Itself where that is no news."""
        if known == self.pomerium(authenticate):
            return self
        return replace(self, pomeriums={**self.pomeriums, authenticate: known})

    def without_ended(self, now: datetime) -> Remembered:
        """Revocations of sessions that have ended by themselves are done."""
        left = tuple(item for item in self.revocations if _matters(item.session, now))
        return self if left == self.revocations else replace(self, revocations=left)


def _matters(session: Session, now: datetime) -> bool:
    """An estimated end ends nothing; and a refresh token outlives the credential that came with it."""
    grant = session.grant
    return is_live(session, now) or (grant is not None and grant.refresh is not None and grant.over is None)


def united(old: Remembered, new: Remembered) -> Remembered:
    """What was remembered before, and what this run knows better."""
    ours = {item.session.id for item in new.revocations}
    earlier = tuple(item for item in old.revocations if item.session.id not in ours)
    return Remembered(
        (*earlier, *new.revocations),
        new.paused_until or old.paused_until,
        {**old.extends, **new.extends},
        old.warned_of_renewal or new.warned_of_renewal,
        {**old.secrets, **new.secrets},
        {
            host: known_pomerium.united(old.pomerium(host), new.pomerium(host))
            for host in (*old.pomeriums, *new.pomeriums)
        },
        {**old.portals, **new.portals},
        tuple(dict.fromkeys((*old.consents, *new.consents))),
    )
