"""`[[routes]]` by the way one gets a credential, and what is said about keys that do not fit it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pomtray.core.domain.provider import Deliver, Method
from pomtray.core.domain.route import AutoRenew, HeaderForm, Preferences, Route
from pomtray.desktop.settings import settings
from tests.desktop.refusing import refusal

EXCHANGE = "https://authenticate.example/api/v1/token"
PROVIDERS = """\
[[providers]]
name = "Company"
issuer = "https://idp.example"
client_id = "pomtray"
[[providers]]
name = "Machines"
issuer = "https://idp.example"
client_id = "robot"
client_secret = { vault = true }
"""
ENDPOINTS = """\
[[providers]]
name = "Bare"
client_id = "pomtray"
client_secret = { vault = true }
token_endpoint = "https://idp.example/token"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pomtray.toml"


def file(*lines: str) -> str:
    """A file whose one route, from line 10 on, has `lines` from line 13 on."""
    return f'{PROVIDERS}[[routes]]\nname = "R"\nurl = "https://r.example"\n' + "\n".join(lines) + "\n"


def one(path: Path, *lines: str) -> Route:
    return settings.parse(file(*lines), path).routes[0]


OIDC = ('method = "oidc"', 'provider = "Company"')
MACHINE = ('method = "client_credentials"', 'provider = "Machines"')


def test_a_route_by_pomerium_needs_no_provider(path: Path) -> None:
    assert one(path) == one(path, 'method = "pomerium"') == Route("R", "https://r.example")


def test_a_route_by_a_provider_has_the_provider_itself(path: Path) -> None:
    found = settings.parse(file(*OIDC), path)
    assert found.routes[0].provider is found.providers[0]
    usual = Route("R", "https://r.example", header=HeaderForm.PLAIN_BEARER, method=Method.OIDC)
    assert found.routes[0] == replace(usual, provider=found.providers[0])


def test_everything_a_sign_in_at_a_provider_may_say(path: Path) -> None:
    route = one(
        path,
        *OIDC,
        'deliver = "exchange"',
        f'exchange_url = "{EXCHANGE.replace("example", "Example:443")}"',
        'browser = ["firefox", "{url}"]',
        'group = "ops"',
        'auto_renew = "off"',
        "notices = false",
    )
    assert (route.deliver, route.exchange_url, route.header) == (Deliver.EXCHANGE, EXCHANGE, HeaderForm.PLAIN_BEARER)
    assert (route.browser, route.group) == (("firefox", "{url}"), "ops")
    assert (route.auto_renew, route.notices) == (AutoRenew.OFF, False)


def test_everything_a_machine_may_say(path: Path) -> None:
    route = one(
        path,
        *MACHINE,
        'audience = "https://api.example"',
        'scope = "read write"',
        'resource = "urn:x:y"',
        "token_for = 60",
        "notices = false",
    )
    assert route.provider is not None
    assert route.provider.name == "Machines"
    assert route.header is HeaderForm.PLAIN_BEARER
    assert (route.audience, route.scope, route.resource) == ("https://api.example", "read write", "urn:x:y")
    assert (route.token_for, route.notices) == (60, False)


@pytest.mark.parametrize("deliver", [Deliver.IDENTITY_TOKEN, Deliver.ACCESS_TOKEN])
def test_what_goes_to_the_route(path: Path, deliver: Deliver) -> None:
    assert one(path, *OIDC, f'deliver = "{deliver}"').deliver is deliver


@pytest.mark.parametrize("word", list(AutoRenew))
def test_renewal_by_itself_is_chosen_for_all_and_for_one(path: Path, word: AutoRenew) -> None:
    found = settings.parse(file(f'auto_renew = "{word}"', "[preferences]", f'auto_renew = "{word}"'), path)
    assert found.routes[0].auto_renew is found.preferences.auto_renew is word
    assert one(path).auto_renew is None
    assert settings.parse("[preferences]", path).preferences == Preferences()


BAD = [
    (
        (),
        'method = "odic"',
        "routes[1].method (R), line 13: expected one of pomerium, oidc, client_credentials (did you",
    ),
    ((), "method = 3", "routes[1].method (R), line 13: expected one of pomerium"),
    (
        (),
        'provider = "Company"',
        'provider (R), line 13: does not go with method = "pomerium": it goes with method = "oi',
    ),
    ((), 'deliver = "exchange"', 'deliver (R), line 13: does not go with method = "pomerium"'),
    ((), f'exchange_url = "{EXCHANGE}"', 'exchange_url (R), line 13: does not go with method = "pomerium"'),
    (
        (),
        'audience = "x"',
        'audience (R), line 13: does not go with method = "pomerium": it goes with method = "client',
    ),
    ((), 'scope = "x"', 'scope (R), line 13: does not go with method = "pomerium"'),
    ((), 'resource = "x:y"', 'resource (R), line 13: does not go with method = "pomerium"'),
    ((), "token_for = 60", 'token_for (R), line 13: does not go with method = "pomerium"'),
    ((), 'header = "plain-bearer"', "header (R), line 13: expected one of pomerium, x-pomerium, bearer"),
    ((), 'notices = "no"', "notices (R), line 13: expected true or false"),
    ((), "auto_renew = true", "auto_renew (R), line 13: expected one of notify, browser, off"),
    (
        (),
        'auto_renew = "browsr"',
        "auto_renew (R), line 13: expected one of notify, browser, off (did you mean browser?)",
    ),
    ((), '[preferences]\nauto_renew = "on"', "preferences.auto_renew, line 14: expected one of notify, browser, off"),
    (
        (),
        'method = "oidc"',
        'provider (R), line 10: is missing; method = "oidc" needs the name of one of [[providers]]',
    ),
    ((), 'method = "client_credentials"', "provider (R), line 10: is missing"),
    ((), 'method = "oidc"\nprovider = 3', "provider (R), line 14: expected text"),
    (
        (),
        'method = "oidc"\nprovider = "Compny"',
        "provider (R), line 14: there is no such provider (did you mean Company?)",
    ),
    ((), 'method = "oidc"\nprovider = "xyz"', "there is no such provider; expected one of Company, Machines"),
    ((), 'method = "client_credentials"\nprovider = "Company"', "line 14: this provider has no client_secret"),
    (
        OIDC,
        'header = "bearer"',
        'header (R), line 15: does not go with method = "oidc": a provider\'s token always goes as',
    ),
    (OIDC, 'header = "plain-bearer"', 'header (R), line 15: does not go with method = "oidc"'),
    (OIDC, 'audience = "x"', 'audience (R), line 15: does not go with method = "oidc"'),
    (OIDC, 'scope = "x"', 'scope (R), line 15: does not go with method = "oidc"'),
    (OIDC, 'resource = "x:y"', 'resource (R), line 15: does not go with method = "oidc"'),
    (OIDC, "token_for = 60", 'token_for (R), line 15: does not go with method = "oidc"'),
    (
        OIDC,
        'deliver = "id_token"',
        "deliver (R), line 15: expected one of exchange, identity_token, access_token (did you",
    ),
    (OIDC, 'deliver = "exchange"', 'exchange_url (R), line 10: is missing; deliver = "exchange" needs it, like'),
    (OIDC, f'exchange_url = "{EXCHANGE}"', 'exchange_url (R), line 15: goes with deliver = "exchange" only'),
    (OIDC, 'browser = ["sh", "{url}"]', "browser (R), line 15: a shell is not a browser"),
    (MACHINE, 'header = "pomerium"', 'header (R), line 15: does not go with method = "client_credentials"'),
    (MACHINE, 'browser = ["firefox", "{url}"]', "browser (R), line 15: does not go with method"),
    (MACHINE, "browser = []", "a machine's route never opens a browser"),
    (MACHINE, 'group = "x"', "group (R), line 15: does not go with method"),
    (MACHINE, 'auto_renew = "off"', "a machine's route renews by itself"),
    (MACHINE, 'deliver = "access_token"', "deliver (R), line 15: does not go with method"),
    (MACHINE, f'exchange_url = "{EXCHANGE}"', "exchange_url (R), line 15: does not go with method"),
    (MACHINE, 'audience = "a b"', "audience (R), line 15: expected at most 2048 characters of printable ASCII"),
    (MACHINE, "audience = 3", "audience (R), line 15: expected text"),
    (MACHINE, 'scope = ["a"]', "scope (R), line 15: expected text"),
    (MACHINE, 'scope = "a\\nb"', "scope (R), line 15: expected scopes in one text"),
    (MACHINE, 'resource = "api"', "resource (R), line 15: expected an absolute URI without a fragment"),
    (
        MACHINE,
        'resource = "https://a.example/#x"',
        "resource (R), line 15: expected an absolute URI without a fragment",
    ),
    (MACHINE, "token_for = 29", "token_for (R), line 15: expected a whole number of seconds from 30 to"),
    (MACHINE, "token_for = 99999999999", "token_for (R), line 15: expected a whole number of seconds from 30 to"),
    (MACHINE, "token_for = true", "token_for (R), line 15: expected a whole number of seconds from 30 to"),
]


@pytest.mark.parametrize(
    ("lines", "lacking"),
    [
        ([], "authorization_endpoint"),
        (['authorization_endpoint = "https://idp.example/authorize"'], "jwks_uri"),
        (['device_authorization_endpoint = "https://idp.example/device"'], "jwks_uri"),
    ],
)
def test_people_need_more_endpoints_than_machines(path: Path, lines: list[str], lacking: str) -> None:
    route = '[[routes]]\nname = "R"\nurl = "https://r.example"\nprovider = "Bare"\n'
    bare = ENDPOINTS + "\n".join(lines) + "\n" + route
    assert settings.parse(f'{bare}method = "client_credentials"\n', path).routes
    assert f"this provider has no {lacking}, which" in refusal(f'{bare}method = "oidc"\n', path).sentence
    keys = 'jwks_uri = "https://idp.example/jwks"\nauthorization_endpoint = "https://idp.example/authorize"\n'
    assert settings.parse(f'{ENDPOINTS}{keys}{route}method = "oidc"\n', path).routes


@pytest.mark.parametrize(("before", "line", "said"), BAD, ids=[f"{len(b)} {line}" for b, line, _ in BAD])
def test_what_does_not_fit_is_told(path: Path, before: tuple[str, ...], line: str, said: str) -> None:
    assert said in refusal(file(*before, line), path).sentence


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://authenticate.example/api/v1/token", "http:// is accepted for loopback hosts only"),
        ("https://authenticate.example", "expected the whole address with its path"),
        ("https://authenticate.example/", "expected the whole address with its path"),
        ("https://u:hunter2@authenticate.example/api", "must not contain a user name or password"),
        ("  ", "is missing"),
    ],
)
def test_an_exchange_is_asked_at_a_whole_and_safe_address(path: Path, url: str, said: str) -> None:
    problem = refusal(file(*OIDC, 'deliver = "exchange"', f'exchange_url = "{url}"'), path)
    assert f"routes[1].exchange_url (R), line 16: {said}" in problem.sentence
    assert "hunter2" not in str(problem)


def test_an_exchange_on_this_computer_may_be_plain(path: Path) -> None:
    url = "http://127.0.0.1:8080/api/v1/token"
    assert one(path, *OIDC, 'deliver = "exchange"', f'exchange_url = "{url}"').exchange_url == url


def test_without_any_provider_it_is_said_how_to_add_one(path: Path) -> None:
    text = '[[routes]]\nname = "R"\nurl = "https://r.example"\nmethod = "oidc"\nprovider = "Compny"'
    assert "line 5: there is no such provider; add it as [[providers]] with this name" in refusal(text, path).sentence
