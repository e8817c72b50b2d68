"""What the settings file and the vault say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from pomtray.core.domain.login import LoginId, session_of
from pomtray.core.domain.logins import Logins
from pomtray.core.domain.merging import merged
from pomtray.core.domain.remembered import united
from pomtray.core.domain.route import Route, Settings
from pomtray.core.effects import Effect, Save
from pomtray.core.errors import Part
from pomtray.core.events import SettingsRead, VaultOpened
from pomtray.core.model import asking, consenting, retrying, sharing
from pomtray.core.model.sign_ins import signing_in
from pomtray.core.model.value import Model, Step
from pomtray.core.secret import Secret
from pomtray.core.settings.refused import problem_of


def settings_read(model: Model, event: SettingsRead) -> Step:
    """Take the settings up; attempts whose route is gone end, and what is new is asked about.

    A route whose entry is refused is gone until that is mended: its session is kept, and not used; a sign-in under way
    goes on, since a renewal has ended the session before already.
    """
    known, were = model.settings.by_name, model.routes_by_login
    settings, problem = _kept(model.settings, event.settings), problem_of(event.settings.refused)
    asked_before = model.settings.preferences.ask_programs
    model = replace(model, settings=settings, settings_known=True)
    model = model.impaired(Part.SETTINGS, problem) if problem else model.restored(Part.SETTINGS)
    model = sharing.with_logins(model)
    model = sharing.parted(model)
    model = consenting.switched(model, asked_before, event.at)
    effects: tuple[Effect, ...] = ()
    for key, attempt in tuple(model.logins.signing_in.items()):
        if model.route_of(model.logins[key]) is None and not settings.may_be_refused(attempt.route):
            model, more = signing_in.give_up(model, key, event.at)
            effects += more
    new: tuple[Route, ...] = ()
    if known:
        new = tuple(route for route in settings.routes if route is not known.get(route.name))
        model, more = sharing.share_all(model, event.at, new)
        effects += more
    model = retrying.without_failures(model, _with_another_client(were, model), event.at)
    return model, (*effects, *asking.looked(model, event.at), *asking.of_unheard(model, new, event.at))


def _with_another_client(were: Mapping[LoginId, list[Route]], model: Model) -> Iterator[LoginId]:
    """Logins at a provider of which the settings say something else than before, or something usable again."""
    are = model.routes_by_login
    for key in model.logins.holding:
        provider = are[key][0].provider if key in are else None
        if provider and (key not in were or were[key][0].provider != provider):
            yield key


def _kept(before: Settings, settings: Settings) -> Settings:
    """With the routes as they were that still say the same: what has been made of them goes on to hold."""
    routes = tuple(_as_it_was(before.by_name.get(route.name), route) for route in settings.routes)
    return replace(settings, routes=before.routes if routes == before.routes else routes)


def _as_it_was(before: Route | None, route: Route) -> Route:
    return before if before is not None and before == route else route


def vault_opened(model: Model, event: VaultOpened) -> Step:
    """Take the last run's sessions where this run has none yet, and ask the server about each."""
    logins = merged(event.logins, model.logins)
    remembered = united(event.remembered, model.remembered)
    told_before = frozenset(_told_before(event))
    model = replace(model, logins=Logins(logins), remembered=remembered, told_before=told_before, vault_open=True)
    model = sharing.parted(sharing.with_logins(model.restored(Part.VAULT)))
    return model, asking.older(asking.all_checks(model, event.at), event.at, timedelta())


def _told_before(event: VaultOpened) -> Iterator[str]:
    """Ids of sessions that the last run found dead, where it was not to be quiet about that."""
    quiet_until = event.remembered.paused_until
    for login in event.logins.values():
        session = session_of(login.state)
        ended_at = session.ended_at if session and login.snoozed_until is None else None
        if session and ended_at and (quiet_until is None or ended_at >= quiet_until):
            yield session.id


def secret_given(model: Model, provider: str, secret: Secret | None, at: datetime) -> Step:
    """A client secret for the vault, or out of it."""
    kept = {name: known for name, known in model.remembered.secrets.items() if name != provider}
    model = model.remembering(secrets={**kept, provider: secret} if secret else kept)
    return retrying.without_failures(model, _of_provider(model, provider) if secret else (), at), (Save(),)


def _of_provider(model: Model, name: str) -> tuple[LoginId, ...]:
    held = ((login.id, session_of(login.state)) for login in model.logins.values())
    return tuple(key for key, session in held if session and session.grant and session.idp_id == name)
