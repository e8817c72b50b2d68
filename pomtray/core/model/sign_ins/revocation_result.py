"""What came of a sign-out at the server, told as far as it is known."""

from __future__ import annotations

from typing import Final

from pomtray.core.domain.remembered import Revocation
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.events import Revoked
from pomtray.core.model.value import Model
from pomtray.core.plain import isolated
from pomtray.core.text import joined, phrase
from pomtray.core.view.notice import listed_names, until_text

_STILL: Final = phrase("What is out already may be taken until it ends.")
"""`pomerium.md` §7: an ID token, an exchanged one, and what Pomerium has made of an access token."""


def text(item: Revocation, model: Model, event: Revoked) -> str:
    """One paragraph: what the server did, and which routes went along."""
    how = _by_pomerium(item, model, event) if item.session.grant is None else _by_provider(item, model, event)
    return joined(" ", (how, went_along(item.along)))


def went_along(names: tuple[str, ...]) -> str:
    """A sentence that names other routes; "" for none."""
    return phrase("{names} went along.", names=listed_names(names, len(names))) if names else ""


def _by_pomerium(item: Revocation, model: Model, event: Revoked) -> str:
    match event.verdict:
        case Verdict.ENDED:
            return phrase("Pomerium has ended the session, in the browser too.")
        case Verdict.UNREACHABLE:
            return _unreached("Pomerium", item, model, event)
        case _:
            return phrase(
                "Forgotten here. Pomerium did not confirm that it ended the session: its sign-out page is open "
                "in the browser."
            )


def _by_provider(item: Revocation, model: Model, event: Revoked) -> str:
    who = provider(item.session)
    match event.verdict:
        case Verdict.ENDED:
            return joined(" ", (phrase("{who} has revoked what it gave.", who=who), _STILL))
        case Verdict.UNREACHABLE:
            return _unreached(who, item, model, event)
        case _ if event.taken:
            asked = phrase(
                "Forgotten here. {who} was asked to revoke what it gave; whether it did, it does not say.", who=who
            )
            return joined(" ", (asked, _STILL))
        case _ if event.problem is not None:
            return joined(" ", (phrase("Forgotten here, but not revoked at {who}.", who=who), event.problem.text()))
        case _:
            return joined(" ", (phrase("Forgotten here. {who} offers no way to revoke what it gave.", who=who), _STILL))


def provider(session: Session) -> str:
    """By the name that the settings give it: there may be several at one host."""
    return f"{isolated(session.idp_id)} ({session.issuer.authority})"


def _unreached(who: str, item: Revocation, model: Model, event: Revoked) -> str:
    lives = until_text(item.session, event.at, model.clock)
    later = phrase(
        "Forgotten here. {who} could not be asked to end the session, which lives {until}: it will be.",
        who=who,
        until=lives,
    )
    return joined(" ", (later, event.problem.sentence if event.problem else ""))
