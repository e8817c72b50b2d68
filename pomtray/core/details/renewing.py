"""What makes a session last longer, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pomtray.core.details.value import Fact, Section, Times
from pomtray.core.domain.provider import Method
from pomtray.core.domain.renewal import expiring_at, gains_at, renew_at
from pomtray.core.domain.route import AutoRenew, Route
from pomtray.core.domain.session import Grant, Session
from pomtray.core.model import Model
from pomtray.core.text import counted, phrase

_BY: Final = {
    Method.OIDC: (phrase("the provider, without you"), phrase("With a refresh token.")),
    Method.CLIENT_CREDENTIALS: (phrase("the provider, without anybody"), phrase("The machine asks for a new token.")),
}


def renewing(model: Model, session: Session, route: Route, times: Times) -> Section:
    """Who renews it, when that is next, and what came of it last."""
    grant = session.grant
    facts = _by_person(model, session, route, times) if grant is None else _by_provider(session, grant, times)
    return Section(phrase("Renewal"), tuple(facts))


def _by_provider(session: Session, grant: Grant, times: Times) -> Iterator[Fact]:
    if not grant.renews:
        yield Fact(
            phrase("Renewed by"),
            phrase("nobody any more") if grant.over else phrase("you, by signing in again"),
            _needs(grant),
        )
        return
    by, how = _BY[grant.method]
    yield Fact(phrase("Renewed by"), by, how)
    if grant.renewed_at is not None:
        yield times.fact(phrase("Last renewed"), grant.renewed_at)
    if grant.failures:
        yield Fact(
            phrase("Failed since"),
            counted("once", "{count} times", grant.failures),
        )
    if grant.asked:
        yield Fact(phrase("Next"), phrase("now"))
    elif (at := renew_at(session)) is not None:
        yield times.fact(phrase("Next"), at) if at > times.now else Fact(phrase("Next"), phrase("as soon as it can"))


def _needs(grant: Grant) -> str:
    return phrase("You have to sign in again.") if grant.over else phrase("The provider gave no refresh token.")


def _by_person(model: Model, session: Session, route: Route, times: Times) -> Iterator[Fact]:
    ways = {
        AutoRenew.NOTIFY: phrase("A notice comes before the end."),
        AutoRenew.BROWSER: phrase("Its page opens by itself at the end, if you are at the screen."),
        AutoRenew.OFF: phrase("Nothing happens by itself."),
    }
    wished = route.auto_renew or model.settings.preferences.auto_renew
    silent = wished is AutoRenew.NOTIFY and not route.notices
    yield Fact(phrase("Renewed by"), phrase("you, in the browser"), ways[AutoRenew.OFF if silent else wished])
    if model.remembered.extends.get(session.issuer, True):
        at = gains_at(session)
        if at is not None and at > times.now:
            yield times.fact(phrase("Offered from"), at, phrase("A quarter of its life is left then."))
    else:
        yield Fact(
            phrase("Gains"),
            phrase("nothing before it has ended"),
            phrase("This Pomerium gives the same session again until then."),
        )
    warned_at = expiring_at(session)
    if warned_at is not None and warned_at > times.now:
        yield times.fact(phrase("Counts as ending"), warned_at)
