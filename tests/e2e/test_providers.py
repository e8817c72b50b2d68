"""The ways to a credential that renew themselves, from the click to the clipboard and out again.

Real are the tray's menu, the browser, the window, the notices, the clipboard, the keyring; the provider is the demo's.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from pomtray.demo import older_exchange, provider_grants
from pomtray.demo.oauth_clients import PUBLIC
from pomtray.demo.options import PLANS, ROBOT, DemoOptions
from pomtray.demo.provider_tokens import Tokens
from pomtray.demo.settings_text import settings_text
from tests.e2e import windows
from tests.e2e.browser import Browser, Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.clock import WallClock
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import Authority, DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.process_table import CommandLines
from tests.e2e.tray_host import Line, TrayItem
from tests.secrets_scan import SecretsScan

_BEARER = "Authorization: Bearer "
_TOKENS = ("access_token", "refresh_token", "id_token", "Token")
_MINUTE = timedelta(minutes=1)
_BY_PERSON = ("exchange", "identity-token", "access-token")
_YES = "Yes, that is me"

pytestmark = pytest.mark.timeout(180)


@dataclass(frozen=True)
class Screen:
    """The program as a person has it before them, and the services that they call with what it copied."""

    item: TrayItem
    desktop: DesktopSession
    demo: DemoPomerium
    authority: Authority

    def row(self, route: str) -> Line:
        """The route's line as the menu shows it on opening."""
        return eventually(lambda: self.item.open().find(route), f"{route} is in the menu")

    def says(self, route: str, word: str) -> None:
        """Wait until the route's line, or what stands below it, has that word."""

        def look() -> bool:
            row = self.row(route)
            return any(word in text for text in (row.label, *row.shown()))

        eventually(look, f"{route} says {word!r}")

    def copied_header(self, route: str) -> str:
        """The header that another program reads from the clipboard."""
        self.fill_clipboard("nothing yet")
        self.item.click(route, "Copy header")
        eventually(lambda: self.desktop.clipboard().startswith(_BEARER), f"the header of {route} is on the clipboard")
        return self.desktop.clipboard()

    def fill_clipboard(self, text: str) -> None:
        self.desktop.start("xclip", "-quiet", "-selection", "clipboard", "-in", text=text)
        eventually(lambda: self.desktop.clipboard() == text, "another program's text is on the clipboard")

    def opens(self, route: str, header: str) -> bool:
        """Whether the route lets a request with that header through."""
        name, _, value = header.partition(": ")
        url, trust = self.demo.url(route), self.authority.client()
        return httpx.get(url, headers={name: value}, verify=trust, trust_env=False).status_code == httpx.codes.OK


Running = Callable[[], AbstractContextManager[Screen]]
Given = list[Mapping[str, object]]


@pytest.fixture
def demo(authority: Authority, clock: WallClock) -> Iterator[DemoPomerium]:
    """Here: only the routes that take a provider's tokens, which last an hour."""
    plans = tuple(plan for plan in PLANS if plan.kind == "provider")
    options = DemoOptions(tls=authority.server(), clock=clock.now, token_for=60 * _MINUTE)
    with DemoPomerium(options, plans) as pomerium:
        yield pomerium


@pytest.fixture(autouse=True)
def given(monkeypatch: pytest.MonkeyPatch, secrets_scan: SecretsScan) -> Given:
    """Every answer with tokens that was given out, and each token one to search for."""
    answers: Given = []

    def noting(send: Callable[[dict[str, object]], object]) -> Callable[[dict[str, object]], object]:
        def note(answer: dict[str, object]) -> object:
            for name in _TOKENS:
                secrets_scan.remember(str(answer.get(name, "")))
            answers.append(answer)
            return send(answer)

        return note

    for module, name in ((provider_grants, "answered"), (older_exchange, "json_answer")):
        monkeypatch.setattr(module, name, noting(getattr(module, name)))
    make_code = Tokens.code
    monkeypatch.setattr(Tokens, "code", lambda *args: secrets_scan.remember(make_code(*args)))
    return answers


@pytest.fixture(autouse=True)
def no_traces(
    desktop: DesktopSession, demo: DemoPomerium, monitor: BusMonitor, given: Given, secrets_scan: SecretsScan
) -> Iterator[None]:
    """Neither a file, nor a log, a notice, a command line or an environment has a token or the client's secret."""
    secrets_scan.remember(demo.demo.client_secret(ROBOT))
    with contextlib.closing(CommandLines()) as lines:
        yield
    assert given, "no token was given out: there is nothing to search for"
    texts = {"a notice": repr(monitor.notices).encode(), **{f"process {n}": seen for n, seen in enumerate(lines.seen)}}
    files = (path for path in desktop.home.parent.rglob("*") if path.is_file() and not path.is_symlink())
    ours = (path for path in files if not path.is_relative_to(desktop.home / "chromium"))
    texts |= {str(path): path.read_bytes() for path in ours if path.name != "secret"}
    assert any("pomtray" in name and name.endswith(".log") for name in texts), "the program's log is searched"
    assert not [name for name, text in texts.items() if secrets_scan.holds_secret(text)]


@pytest.fixture
def running(desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, authority: Authority) -> Running:
    """Starts the program with the demo's settings, unless the test has written others."""

    @contextlib.contextmanager
    def run() -> Iterator[Screen]:
        if not pomtray.settings.exists():
            pomtray.settings.write_text(settings_text(demo.demo))
        with pomtray.in_tray() as (_, item):
            yield Screen(item, desktop, demo, authority)

    return run


def sign_in(screen: Screen, route: str, links: Links, person: Person) -> str:
    """Sign in with a browser; the header copied then."""
    screen.item.click(route, "Sign in")
    assert person.visit(links.next()) == 200
    screen.says(route, "renews itself")
    return screen.copied_header(route)


def answer_in_window(screen: Screen, text: str) -> None:
    """Type it where the question in the window wants it."""
    screen.desktop.press_on_notice("Enter it…")
    window = windows.wait_for(screen.desktop, "^pomtray$")
    windows.type_text(screen.desktop, window, text)
    windows.press(screen.desktop, window, "Return")


def test_each_way_signs_in_once_and_renews_itself(
    running: Running, demo: DemoPomerium, links: Links, browser: Browser, monitor: BusMonitor, clock: WallClock
) -> None:
    with running() as screen:
        first = {}
        for route in _BY_PERSON:
            demo.do(lambda demo: demo.forget_at_provider())
            screen.item.click(route, "Sign in")
            browser.open(links.next())
            browser.sign_in_as("alice")
            browser.wait_for_text("alice@example.com")
            first[route] = screen.copied_header(route)
            assert screen.opens(route, first[route])

        seen = len(monitor.notices)
        clock.forward(49 * _MINUTE)
        for route in _BY_PERSON:
            screen.says(route, "59 m")
        assert not monitor.notices[seen:], "nobody is told of a silent renewal"
        clock.forward(12 * _MINUTE)
        for route in _BY_PERSON:
            assert not screen.opens(route, first[route]), "what was copied first has ended"
            again = screen.copied_header(route)
            assert again != first[route]
            assert screen.opens(route, again)
        assert not links.waiting


def test_a_code_alone_can_be_pasted_from_another_machine(
    running: Running, desktop: DesktopSession, demo: DemoPomerium, person: Person, monitor: BusMonitor, links: Links
) -> None:
    with running() as screen:
        screen.item.click("exchange", "Copy sign-in link")
        eventually(lambda: desktop.clipboard().startswith(demo.demo.provider), "the link is on the clipboard")
        address = person.stopped_at(desktop.clipboard())
        (code,) = parse_qs(urlsplit(address).query)["code"]

        screen.item.click("exchange", "Paste the code or the address…")
        dialog = windows.wait_for(desktop, "^Paste the code or the address for exchange$")
        screen.fill_clipboard(code)
        windows.press(desktop, dialog, "ctrl+v", "Return")
        asked = monitor.wait_for_notice("Are you alice@example.com?")
        assert asked.buttons[1:] == (_YES, "No")
        assert screen.item.open().find("Question: Are you alice@example.com?")
        desktop.press_on_notice(_YES)
        screen.says("exchange", "renews itself")
        assert screen.opens("exchange", screen.copied_header("exchange"))
        assert not links.waiting


def test_while_the_provider_is_down_what_there_is_serves(
    running: Running, demo: DemoPomerium, links: Links, person: Person, monitor: BusMonitor, clock: WallClock
) -> None:
    with running() as screen:
        first = sign_in(screen, "identity-token", links, person)
        demo.options.provider_down = True
        clock.forward(49 * _MINUTE)
        screen.says("identity-token", "not renewed yet, tried again at")
        assert screen.copied_header("identity-token") == first
        assert screen.opens("identity-token", first)

        demo.options.provider_down = False
        clock.forward(timedelta(minutes=5))
        screen.says("identity-token", "59 m")
        again = screen.copied_header("identity-token")
        assert again != first
        assert screen.opens("identity-token", again)
        assert not links.waiting
        assert not [notice for notice in monitor.notices if "sign in again" in notice.title]


def test_a_refused_renewal_is_told_once(
    running: Running, desktop: DesktopSession, demo: DemoPomerium, links: Links, person: Person, monitor: BusMonitor,
    clock: WallClock,
) -> None:  # fmt: skip
    with running() as screen:
        first = sign_in(screen, "exchange", links, person)
        demo.do(lambda demo: demo.end_grants())
        seen = len(monitor.notices)
        clock.forward(49 * _MINUTE)
        screen.says("exchange", "not renewed any more")
        told = monitor.wait_for_notice("exchange: sign in again", after=seen)
        assert "Sign in" in told.buttons
        assert screen.copied_header("exchange") == first, "it serves until its end"
        clock.forward(timedelta(minutes=2))
        screen.says("exchange", "8 m")
        assert [notice.title for notice in monitor.notices[seen:]].count("exchange: sign in again") == 1
        assert not links.waiting

        desktop.press_on_notice("Sign in")
        assert person.visit(links.next()) == 200
        screen.says("exchange", "renews itself")
        assert screen.opens("exchange", screen.copied_header("exchange"))


def test_signing_out_takes_the_refresh_token_back(
    running: Running, demo: DemoPomerium, links: Links, person: Person, monitor: BusMonitor, given: Given,
    authority: Authority,
) -> None:  # fmt: skip
    demo.options.rotate_refresh = False

    def refreshed() -> httpx.Response:
        form = {"grant_type": "refresh_token", "refresh_token": str(given[0]["refresh_token"]), "client_id": PUBLIC}
        return httpx.post(f"{demo.demo.provider}/token", data=form, verify=authority.client(), trust_env=False)

    with running() as screen:
        header = sign_in(screen, "access-token", links, person)
        assert refreshed().status_code == httpx.codes.OK
        screen.item.click("access-token", "Sign out")
        monitor.wait_for_notice("has revoked what it gave")
        screen.says("access-token", "signed out")
    assert refreshed().json()["error"] == "invalid_grant"
    assert not screen.opens("access-token", header)
