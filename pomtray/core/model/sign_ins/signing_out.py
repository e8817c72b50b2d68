"""Out again: forgotten here at once, and ended at the server as soon as it can be asked and that harms no attempt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from pomtray.core.domain.login import Login, LoginId, SignedOut, session_of
from pomtray.core.domain.remembered import Revocation
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.effects import Effect, OpenPage, Revoke, Save
from pomtray.core.errors import Part
from pomtray.core.events import Revoked, SignInDoubted, Verified
from pomtray.core.model import asking, checking
from pomtray.core.model.sign_ins import result, revocation_result, signing_in
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.text import counted, phrase
from pomtray.core.view.notice import Button, Notice, Urgency, listed_names

_DOUBTED_FOR = timedelta(hours=1)


def sign_out(model: Model, login: Login, route: Route, at: datetime) -> Step:
    """Forget here at once, and end it at the server too."""
    model, stopped = signing_in.cancel(model, login, at)
    if session_of(login.state) is None:
        return model, stopped
    return _forgotten(model, {login.id: route}), (*stopped, Save())


def _forgotten(model: Model, routes: Mapping[LoginId, Route]) -> Model:
    """The sessions of these logins, each got for its route, are to be ended and are here no more."""
    due: dict[str, Revocation] = {}
    for key, route in routes.items():
        session = model.logins.holding[key]
        due.pop(session.id, None)  # of logins with the same session the last one speaks for it
        due[session.id] = Revocation(route, session, model.logins[key].way)
    revocations = (
        *(item for item in model.remembered.revocations if item.session.id not in due),
        *(replace(item, along=_along(model, item)) for item in due.values()),
    )
    queue = tuple(queued for queued in model.queue if queued not in routes)
    model = model.with_logins([replace(model.logins[key], state=SignedOut()) for key in routes])
    model = replace(model, queue=queue, by_hand=model.by_hand - routes.keys()).remembering(revocations=revocations)
    return model.without_copies(routes.keys()).without_notices({notice_key(key) for key in routes})


def _along(model: Model, item: Revocation) -> tuple[str, ...]:
    """Names of the other routes that this session serves, whichever login holds it."""
    return tuple(other.name for other in model.routes_with(item.session) if other.name != item.route.name)


def doubted(model: Model, event: SignInDoubted) -> Step:
    """Told urgently, with a way out: it may be somebody else who is signed in."""
    login = next((model.logins[key] for key in model.logins.holders(event.session)), None)
    if login is None:
        return model, ()
    session = model.logins.holding[login.id]
    notice = Notice(
        notice_key(login.id),
        phrase("Somebody else may have answered the sign-in to {name}", name=result.name_of(model, login)),
        _way_out(model, session),
        (Button("sign-out", phrase("Sign out")), Button("keep", phrase("That is me"))),
        Urgency.CRITICAL,
    )
    return model.telling(notice, event.at + _DOUBTED_FOR), ()


def _way_out(model: Model, session: Session) -> str:
    """Who goes along is said before it is done."""
    others, person = [route.name for route in model.routes_with(session)][1:], session.person.label()
    if not others:
        return phrase("{person} is signed in. If that is not you, sign out.", person=person)
    return counted(
        "{person} is signed in. If that is not you, sign out; {names} goes along.",
        "{person} is signed in. If that is not you, sign out; {names} go along.",
        len(others),
        person=person,
        names=listed_names(others, len(others)),
    )


def sign_out_everywhere(model: Model, at: datetime, *, gone: bool = False) -> Step:
    """All sessions that serve a route, at once. gone: the others too, each by a route that it was got for."""
    effects: tuple[Effect, ...] = ()
    model = model.without_queue()
    for key in tuple(model.logins.signing_in):
        if model.route_of(model.logins[key]):
            model, stopped = signing_in.give_up(model, key, at)
            effects += stopped
    logins = (model.logins[key] for key in model.logins.holding)
    found = ((login.id, model.route_of(login) or (_once(login) if gone else None)) for login in logins)
    routes = {key: route for key, route in found if route}
    return _forgotten(model, routes), tuple(dict.fromkeys((*effects, Save()) if routes else effects))


def _once(login: Login) -> Route | None:
    """The route of a session that the settings have no route for, as far as is known still: its host answers for it."""
    session = session_of(login.state)
    if session is None:
        return None
    may = sorted(login.routes or session.may_go_to - {session.issuer}, key=str)
    origin = session.got_for or session.vouched_by or next(iter(may), None)
    return Route(origin.authority, str(origin)) if origin else None


def due(model: Model, now: datetime) -> Step:
    """Revocations that no attempt at the same Pomerium forbids any more (`pomerium.md` §9 rule 8)."""
    left = model.remembered.without_ended(now)
    model = model if left is model.remembered else replace(model, remembered=left)
    after = tuple(replace(item, asked=True) if _is_ready(model, item) else item for item in left.revocations)
    ready = (item for item, before in zip(after, left.revocations, strict=True) if item is not before)
    return model.with_revocations(after), tuple(Revoke(_route_now(model, item), item.session) for item in ready)


def _is_ready(model: Model, item: Revocation) -> bool:
    """A renewal under way is waited for: what it brings has to be revoked too."""
    renewing = item.session.grant is not None and item.session.grant.asked
    waits = renewing or model.awaits(item.session) or _lacks_settings(model, item)
    return not (item.asked or item.unreached or waits)


def _lacks_settings(model: Model, item: Revocation) -> bool:
    """Its provider, or the route with its authority, may stand in what is refused: it is asked once that is mended."""
    if Part.SETTINGS not in model.troubles:
        return False
    if item.session.grant is not None:
        return all(provider.name != item.session.idp_id for provider in model.settings.providers)
    here = model.settings.by_origin.get(item.route.origin, ())
    return all(route.way != item.way for route in here) and model.settings.may_be_refused(item.route.name)


def _route_now(model: Model, item: Revocation) -> Route:
    """The route as it is configured now, found by what tells logins apart: the vault keeps no more of it than that."""
    here = model.settings.by_origin.get(item.route.origin, [])
    if item.session.grant is None or item.way:
        found = [route for route in here if route.way == item.way]
        if found:
            return next((route for route in found if route.profile == item.session.browser), found[0])
    return _of_provider(model, item, here)


def _of_provider(model: Model, item: Revocation, here: Iterable[Route]) -> Route:
    """Where the settings have changed, or an earlier pomtray wrote it: a route by which the provider can be asked."""
    grant, name = item.session.grant, item.session.idp_id
    if grant is None:
        return item.route
    same = (route for route in here if route.method is grant.method and route.provider and route.provider.name == name)
    provider = next((provider for provider in model.settings.providers if provider.name == name), None)
    return next(same, replace(item.route, method=grant.method, provider=provider))


def revoked(model: Model, event: Revoked) -> Step:
    """Say so; one browser's sign-ins share a session (`pomerium.md` §5): it ends for all, and others are asked."""
    item = next((item for item in model.remembered.revocations if item.session.id == event.session), None)
    if item is None:
        return model, ()
    left = tuple(other for other in model.remembered.revocations if other is not item)
    if event.verdict is Verdict.UNREACHABLE:
        left = (*left, replace(item, asked=False, unreached=True))
    model = model.remembering(revocations=left)
    notice = Notice(
        f"sign-out:{item.route.name}",
        phrase("Signed out of {route}", route=item.route.shown),
        revocation_result.text(item, model, event),
        urgency=Urgency.LOW,
    )
    model = model.telling(notice, event.at + result.TOLD_FOR)
    model, along = _ended_along(model, item, event)
    return model, tuple(dict.fromkeys((Save(), *along, *_after(model, item, event))))


def _ended_along(model: Model, item: Revocation, event: Revoked) -> Step:
    """Who else holds that very session is told now: by the time of another look the program may have ended."""
    if event.verdict is not Verdict.ENDED or item.session.grant is not None:
        return model, ()
    return checking.verified(model, [Verified(event.at, event.session, Verdict.ENDED)])


def _after(model: Model, item: Revocation, event: Revoked) -> tuple[Effect, ...]:
    if event.verdict is Verdict.ENDED:
        return asking.all_checks(model, event.at)
    if event.verdict is Verdict.UNREACHABLE or item.session.grant is not None:
        return ()
    return (OpenPage(f"{item.route.origin}/.pomerium/sign_out", _route_now(model, item).browser),)
