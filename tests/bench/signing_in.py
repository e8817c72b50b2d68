"""One timed sign-in: click to browser command, callback to session usable, and the server's own part of both."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import httpx
from jeepney import HeaderFields, MatchRule, message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from pomtray.demo.browser import _Form
from tests.bench.running import Bench, Running
from tests.e2e.process import PATIENCE, eventually

_LOGIN_API = "/.pomerium/api/v1/login?pomerium_redirect_uri="


@dataclass(frozen=True)
class Timed:
    """Milliseconds."""

    click_to_browser: float
    login_api: float
    callback_to_usable: float
    server: float


def sign_in(bench: Bench, running: Running, name: str, route: str, authenticate: str) -> Timed:
    """Sign in to the route `name` of a program, as a person with a browser would."""
    login_api = _login_api(route)
    click = _click(bench, running, name)
    with httpx.Client(trust_env=False) as browser, contextlib.closing(_Signals(bench.desktop.bus, running)) as signals:
        callback = _way_to_callback(browser, click.link)
        at = time.perf_counter()
        answering = threading.Thread(target=browser.get, args=(callback,))
        answering.start()
        usable = signals.tooltip_with(f"{name}: signed in, until")
        answering.join()
    token = parse_qs(urlsplit(callback).query)["pomerium_jwt"][0]
    return Timed(click.took, login_api, (usable - at) * 1000, _servers_part(route, authenticate, token))


@dataclass(frozen=True)
class _Clicked:
    link: str
    took: float


def _click(bench: Bench, running: Running, name: str) -> _Clicked:
    eventually(lambda: running.item.peek().find(name), f"{name} is in the menu")
    row = running.item.open().find(name)
    line = row.find("Sign in") if row else None
    assert line is not None, "the route cannot be signed in to"
    at = time.perf_counter()
    running.item._event(line.id, "clicked")
    link = bench.links.next()
    return _Clicked(link, (time.perf_counter() - at) * 1000)


def _way_to_callback(browser: httpx.Client, link: str) -> str:
    answer = browser.get(link)
    while True:
        if answer.has_redirect_location:
            following = urljoin(str(answer.request.url), answer.headers["location"])
            if "pomerium_jwt=" in following:
                return following
            answer = browser.get(following)
        else:
            form = _Form.of(answer)
            assert form is not None, "the pages end before the callback"
            there = urljoin(str(answer.request.url), form.action)
            answer = browser.post(there, data={**form.hidden, "person": "alice"})


def _login_api(route: str) -> float:
    """A request of a bare client on a new connection, as the program's is."""
    with httpx.Client(trust_env=False) as client:
        at = time.perf_counter()
        client.get(f"{route}{_LOGIN_API}{quote('http://127.0.0.1:9/', safe='')}").raise_for_status()
        return (time.perf_counter() - at) * 1000


def _servers_part(route: str, authenticate: str, token: str) -> float:
    """The same four requests that end a sign-in, from a bare client."""
    headers = {"authorization": f"Pomerium {token}", "accept": "application/json"}
    paths = (f"{authenticate}/.pomerium/user", f"{route}/.pomerium/user", f"{route}/.pomerium/", f"{route}/")
    with httpx.Client(trust_env=False, headers=headers) as client:
        at = time.perf_counter()
        for path in paths:
            client.get(path).raise_for_status()
        return (time.perf_counter() - at) * 1000


class _Signals:
    """Hears when a program changes its tooltip."""

    def __init__(self, bus: str, running: Running) -> None:
        self._running = running
        self._connection: DBusConnection = open_dbus_connection(bus)
        rule = MatchRule(type="signal", interface="org.kde.StatusNotifierItem", member="NewToolTip")
        self._connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=PATIENCE)

    def close(self) -> None:
        self._connection.close()

    def tooltip_with(self, text: str) -> float:
        """When it was changed to one with `text`, by `time.perf_counter`."""
        while True:
            message = self._connection.receive(timeout=PATIENCE)
            at = time.perf_counter()
            sender = message.header.fields.get(HeaderFields.sender)
            changed = message.header.fields.get(HeaderFields.member) == "NewToolTip"
            if changed and sender == self._running.item.owner and text in self._running.item.tooltip:
                return at
