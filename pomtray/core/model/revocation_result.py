"""What came of a sign-out at the server, told as far as it is known."""

from __future__ import annotations

from typing import Final

from pomtray.core.domain.remembered import Revocation
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.events import Revoked
from pomtray.core.model.value import Model
from pomtray.core.plain import isolated
from pomtray.core.view.notice import listed_names, until_text

_STILL: Final = "What is out already may be taken until it ends."
"""`pomerium.md` §7: an ID token, an exchanged one, and what Pomerium has made of an access token."""


def text(item: Revocation, model: Model, event: Revoked) -> str:
    """One paragraph: what the server did, and which routes went along."""
    how = _by_pomerium(item, model, event) if item.session.grant is None else _by_provider(item, model, event)
    return " ".join(part for part in (how, went_along(item.along)) if part)


def went_along(names: tuple[str, ...]) -> str:
    """A sentence that names other routes; "" for none."""
    return f"{listed_names(names, len(names))} went along." if names else ""


def _by_pomerium(item: Revocation, model: Model, event: Revoked) -> str:
    match event.verdict:
        case Verdict.ENDED:
            return "Pomerium has ended the session, in the browser too."
        case Verdict.UNREACHABLE:
            return _unreached("Pomerium", item, model, event)
        case _:
            return (
                "Forgotten here. Pomerium did not confirm that it ended the session: "
                "its sign-out page is open in the browser."
            )


def _by_provider(item: Revocation, model: Model, event: Revoked) -> str:
    who = provider(item.session)
    match event.verdict:
        case Verdict.ENDED:
            return f"{who} has revoked what it gave. {_STILL}"
        case Verdict.UNREACHABLE:
            return _unreached(who, item, model, event)
        case _ if event.taken:
            return f"Forgotten here. {who} was asked to revoke what it gave; whether it did, it does not say. {_STILL}"
        case _ if event.problem is not None:
            return f"Forgotten here, but not revoked at {who}. {event.problem.text()}"
        case _:
            return f"Forgotten here. {who} offers no way to revoke what it gave. {_STILL}"


def provider(session: Session) -> str:
    """By the name that the settings give it: there may be several at one host."""
    return f"{isolated(session.idp_id)} ({session.issuer.authority})"


def _unreached(who: str, item: Revocation, model: Model, event: Revoked) -> str:
    lives = until_text(item.session, event.at, model.clock)
    why = f" {event.problem.sentence}" if event.problem else ""
    return f"Forgotten here. {who} could not be asked to end the session, which lives {lives}: it will be.{why}"
