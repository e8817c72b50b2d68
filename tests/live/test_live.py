"""The main job against a real Pomerium, with a person, or a command in its place, at the browser.

POMTRAY_LIVE_URL           a route that lets the person in
POMTRAY_LIVE_SECOND        another one of the same session
POMTRAY_LIVE_OWN_PROVIDER  one with identity provider settings of its own
POMTRAY_LIVE_DENIED        one that does not let the person in
POMTRAY_LIVE_MISSING       a host of that Pomerium for which there is no route
POMTRAY_LIVE_CA            a file with authorities to trust, in place of the system's
POMTRAY_LIVE_EXPECT        what this Pomerium cannot: no-renewal, no-sign-out, no-list; or other-domain
BROWSER                    as always
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from pomtray.core.domain.access import Closed
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import EndSource, Session, Verdict
from tests.live.conftest import Live, route_of, summary_of

_MINUTES_FOR_A_PERSON = 7
pytestmark = pytest.mark.timeout(60 * (2 * _MINUTES_FOR_A_PERSON + 1))


async def test_the_main_job(live: Live) -> None:
    """Sign in, see who and until when, open the route in each form, renew for a longer time, sign out for good."""
    route = route_of("POMTRAY_LIVE_URL")
    session = await live.sign_in(route)
    assert session.person.label()
    assert session.end.source is not EndSource.UNKNOWN
    assert session.vouched_by is None
    await opens(live, session, route)
    await signs_out(live, await renews(live, session, route), route)


async def test_another_route_of_the_same_session(live: Live) -> None:
    first, second = route_of("POMTRAY_LIVE_URL"), route_of("POMTRAY_LIVE_SECOND")
    session = await live.sign_in(first)
    found = await live.client.share(session, [second], ())
    live.say(f"also opens: {', '.join(map(str, found.origins)) or 'nothing'}")
    if "no-list" in live.expected:
        assert found.listed is None
        return
    assert found.listed, "the routes API lists nothing: is it switched off (no-list)?"
    assert found.origins == {second.origin}
    await opens(live, replace(session, may_go_to=session.may_go_to | found.origins), second)
    again = await live.sign_in(second, session)
    assert again.id == session.id, "the same browser has the same session"
    await signs_out(live, session, first)


async def test_a_route_with_provider_settings_of_its_own(live: Live) -> None:
    """Its sessions are known at its own host only (`pomerium.md` §4)."""
    route = route_of("POMTRAY_LIVE_OWN_PROVIDER")
    session = await live.sign_in(route)
    assert session.vouched_by == route.origin
    await opens(live, session, route)
    await signs_out(live, await renews(live, session, route), route)


@pytest.mark.parametrize(
    ("variable", "why"),
    [("POMTRAY_LIVE_DENIED", Closed.NOT_ALLOWED), ("POMTRAY_LIVE_MISSING", Closed.NO_SUCH_ROUTE)],
)
async def test_signed_in_is_not_let_in(live: Live, variable: str, why: Closed) -> None:
    route = route_of(variable)
    session = await live.sign_in(route)
    assert (await live.client.verify(session, [route])).verdict is Verdict.LIVE
    assert session.refusals[route.origin].why is why
    trial = await live.client.try_route(session, route)
    live.say(f"{trial.title}: {trial.text}")
    assert not trial.ok
    assert session.refusals[route.origin].request_id or why is Closed.NO_SUCH_ROUTE


async def opens(live: Live, session: Session, route: Route) -> None:
    """In each form; a route that wants a provider's token as bearer does not take that one (`pomerium.md` §7)."""
    assert (await live.client.verify(session, [route])).verdict is Verdict.LIVE
    for form in (HeaderForm.POMERIUM, HeaderForm.X_POMERIUM, HeaderForm.BEARER):
        trial = await live.client.try_route(session, replace(route, header=form))
        live.say(f"{form}: {trial.text}")
        assert trial.ok or form is HeaderForm.BEARER, trial.title


async def renews(live: Live, session: Session, route: Route) -> Session:
    """A new session that lasts longer, unless this Pomerium gives none."""
    renewed = await live.sign_in(route, session, renews=True)
    gained = renewed.end.at - session.end.at if renewed.end.at and session.end.at else None
    live.say(f"renewed: {'a new session' if renewed.id != session.id else 'the same session'}, gained {gained}")
    if "no-renewal" in live.expected:
        assert renewed.id == session.id, "it can be renewed: take no-renewal away"
        return renewed
    assert live.person.has_ended == [session.id], "the server did not end the session before (no-renewal?)"
    assert renewed.id != session.id
    assert gained is not None
    assert gained.total_seconds() > 0
    assert (await live.client.verify(session, [route])).verdict is Verdict.ENDED
    return renewed


async def signs_out(live: Live, session: Session, route: Route) -> None:
    """The server no longer knows the session, unless this Pomerium ends none."""
    verdict = (await live.client.revoke(session, route, live.person)).verdict
    live.say(f"signed out: {verdict}; {summary_of(session)}")
    if "no-sign-out" in live.expected:
        assert verdict is Verdict.LIVE, "it can be signed out of: take no-sign-out away"
        return
    assert verdict is Verdict.ENDED, "the server still knows the session (no-sign-out?)"
    assert (await live.client.verify(session, [route])).verdict is Verdict.ENDED
