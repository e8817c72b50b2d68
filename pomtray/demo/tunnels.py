"""TCP routes as Pomerium opens them: CONNECT with the credential, then bytes both ways (`pomerium.md` §10)."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from pomtray.demo.answers import no_upstream, policy_error, redirect, route_not_found
from pomtray.demo.credentials import live_session, opens, presented
from pomtray.demo.login_api import sign_in_url
from pomtray.demo.realm import Ask, DemoRoute, Realm
from pomtray.serve.http import Response

_NAMES = {"tcp": "db"}
"""What is behind a TCP route, where it is not called as that is."""
_GREETING = b"Welcome to the demo's TCP route: it says again what you say.\n"
_CHUNK = 64 * 1024


def target(route: DemoRoute) -> str:
    """What a TCP route of the demo is asked for."""
    return f"{_NAMES.get(route.name, route.name)}.localhost:5432"


def address(route: DemoRoute) -> str:
    """Of a TCP route, in pomerium-cli's longer form: the demo's hosts have ports of their own."""
    return f"tcp+{route.url}/{target(route)}"


def answer(realm: Realm, ask: Ask) -> Response:
    """To CONNECT, on whichever host of this Pomerium. An open tunnel outlives its session."""
    tunnels = (route for route in realm.routes if route.plan.kind == "tcp")
    route = next((route for route in tunnels if target(route) == ask.path), None)
    if route is None:
        return route_not_found(ask)
    found = presented(realm, ask)
    if found is None and not ask.wants_json:
        return redirect(sign_in_url(realm, ask, f"{ask.origin}/", route.plan.idp_id))
    if found is None or not opens(found.session, ask, route.plan.idp_id):
        return policy_error(ask, 401)
    session = live_session(realm, ask, route.plan.idp_id)
    if session is None or session.person.sub not in route.plan.allowed:
        return policy_error(ask, 403)
    if realm.options.tcp_upstream_down:
        return no_upstream(ask)
    place = realm.options.tcp_upstream
    return Response(200, takes_over=(lambda reader, writer: _through(place, reader, writer)) if place else _echo)


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Whoever ends what they send has ended all, and does not get what was on its way."""
    writer.write(_GREETING)
    while (data := await reader.read(_CHUNK)) and not reader.at_eof():
        writer.write(data)
        await writer.drain()
    writer.transport.abort()


async def _through(place: tuple[str, int], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    far_reader, far_writer = await asyncio.open_connection(*place)
    ways = [asyncio.create_task(_carry(reader, far_writer)), asyncio.create_task(_carry(far_reader, writer))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        far_writer.transport.abort()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(_CHUNK):
        writer.write(data)
        await writer.drain()
    await _end(writer)


async def _end(writer: asyncio.StreamWriter) -> None:
    """TLS of asyncio knows no half-close: there the connection ends."""
    with suppress(OSError):
        await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
        else:
            writer.close()
            await writer.wait_closed()
