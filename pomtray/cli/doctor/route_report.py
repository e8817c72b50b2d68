"""Why a route is blocked, found out by the command itself: with the session that the vault holds, if it opens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from pomtray.cli.asking import USAGE, No, app_status, note
from pomtray.cli.own_vault import held, unasked
from pomtray.core.domain.login import session_of
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route, Settings
from pomtray.core.domain.session import Session
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.network.tunnel import is_tunnel, tunnel
from pomtray.core.report import Report, Step
from pomtray.core.requests.request import Declined, route_meant
from pomtray.core.secret import Secret
from pomtray.desktop.settings import settings
from pomtray.desktop.system.proxies import DesktopProxies
from pomtray.signin.routes.examining import examine
from pomtray.signin.web.http import Web

Tell: TypeAlias = Callable[[Step], None]


async def examined(text: str, path: Path, tell_step: Tell) -> Report:
    """text: a route's name, or any address. Raises `No` where it is neither."""
    known = _settings(path)
    route = _meant(known, text)
    session, secrets = await _held(path, route)
    proxies = DesktopProxies(lambda problem: note(problem.text()))
    async with Web(lambda: known, proxies.current, secrets.get) as web:
        return await examine(web, route, session, tell_step)


def _settings(path: Path) -> Settings:
    try:
        return settings.read_if_there(path)
    except PomtrayError as error:
        raise No(USAGE, error.problem.title, error.problem.text()) from None


def _meant(known: Settings, text: str) -> Route:
    """An address that no route has is looked at all the same, with `https://` or without: it gets no credential."""
    try:
        return route_meant(known, text)
    except Declined as declined:
        problem = declined.problem
    try:
        if is_tunnel(text):
            return Route(tunnel(text).target, text)
        origin = Origin.parse(text if "://" in text or "." not in text else f"https://{text}")
    except ValueError:
        raise No(USAGE, problem.title, problem.text()) from None
    return Route(origin.authority, str(origin))


async def _held(path: Path, route: Route) -> tuple[Session | Problem | None, dict[str, Secret]]:
    """The route's session, or why it is not known. A locked app, and a keyring that would ask, are left alone."""
    status = await asyncio.to_thread(app_status, path)
    try:
        async with unasked(path, status) as vault:
            logins, secrets = await held(vault)
    except PomtrayError as error:
        return error.problem, {}
    login = logins.serving(route)
    return session_of(login.state) if login else None, secrets
