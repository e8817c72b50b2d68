"""Demo Pomeriums in a process of their own: `pomeriums.py COUNT` prints `route authenticate` of each, then serves.

`pomeriums.py --big SETTINGS ROUTES SESSIONS` first writes settings with so many routes and a vault with live sessions
for the first of them. It speaks TLS.
`pomeriums.py --allow SETTINGS ROUTE AUTHENTICATE …` writes a vault in which the person has said yes to these pairs: no
question stands in the way of what is timed.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pomtray.cli.own_vault import own_vault_place
from pomtray.core.domain.known_pomerium import UNKNOWN
from pomtray.core.domain.login import Doubt, Login, LoginId, SignedIn
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.remembered import Remembered
from pomtray.core.domain.session import Check, Credential, Person, Session, Verdict
from pomtray.core.domain.stored import dump, merge
from pomtray.core.protocol.claims import read_claims
from pomtray.core.protocol.lifetime import end_of
from pomtray.demo.options import DemoOptions, RoutePlan
from pomtray.demo.world import Demo
from pomtray.desktop.vault.vault import Vault
from tests.e2e.demo_pomerium import Authority

ROUTES = 1000
SESSIONS = 200


async def serve(count: int) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(count):
            demo = await stack.enter_async_context(Demo(plans=(RoutePlan("app"),)))
            _say(f"{demo.route('app').origin} {demo.authenticate}")
        await asyncio.Event().wait()


async def serve_big(settings: Path, routes: int, sessions: int) -> None:
    authority = Authority(settings.parent)
    plans = tuple(RoutePlan(f"r{number:03}") for number in range(sessions))
    async with Demo(DemoOptions(tls=authority.server()), plans) as demo:
        urls = [route.url for route in demo.routes]
        urls += [f"https://r{number}.corp.example" for number in range(sessions, routes)]
        write_settings(settings, urls, ca=authority.ca)
        logins = [_login(demo, number) for number in range(sessions)]
        await _keep(settings, dump({login.id: login for login in logins}))
        _say("ready")
        await asyncio.Event().wait()


async def allow(settings: Path, hosts: list[str]) -> None:
    pairs = zip(map(Origin.parse, hosts[::2]), map(Origin.parse, hosts[1::2]), strict=True)
    known = {host: UNKNOWN.with_allowed(route, Doubt.OTHER_DOMAIN) for route, host in pairs}
    await _keep(settings, dump({}, Remembered(pomeriums=known)))


async def _keep(settings: Path, content: bytes) -> None:
    """In the vault of the program that runs with these settings."""
    vault = Vault(*own_vault_place(settings), merge=merge)
    await vault.load()
    await vault.save(content)
    await vault.close()


def write_settings(place: Path, urls: list[str], *, looks: bool = True, ca: Path | None = None) -> None:
    lines = ["[preferences]"]
    lines += [] if looks else ["look_every = 0"]
    lines += [f'ca = "{ca}"'] if ca else []
    lines += [f'[[routes]]\nname = "route {number:03}"\nurl = "{url}"\n' for number, url in enumerate(urls)]
    place.write_text("\n".join(lines))


def _login(demo: Demo, number: int) -> Login:
    route = demo.routes[number].origin
    token, now = demo.issue("alice", f"r{number:03}"), datetime.now(UTC)
    credential = Credential(token)
    claims = read_claims(credential)
    issuer = Origin.parse(demo.authenticate)
    end = end_of(claims, expires_at=demo.sessions[-1].expires_at, session_for=0)
    session = Session(
        claims.jti, credential, issuer, claims.idp_id, Person("alice", "alice@example.com", "Alice Example"), now, end,
        Check(Verdict.LIVE, now - timedelta(minutes=1)), frozenset({route, issuer}),
    )  # fmt: skip
    return Login(LoginId(f"login-{number}"), frozenset({route}), SignedIn(session), session.person)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _work(first: str, *rest: str) -> Coroutine[Any, Any, None]:
    match first:
        case "--big":
            return serve_big(Path(rest[0]), int(rest[1]), int(rest[2]))
        case "--allow":
            return allow(Path(rest[0]), list(rest[1:]))
        case _:
            return serve(int(first))


if __name__ == "__main__":
    asyncio.run(_work(*sys.argv[1:]))
