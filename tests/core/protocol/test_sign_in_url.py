"""Sign-in URLs that may be opened, and those that may not."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.errors import SignInError
from pomtray.core.protocol.sign_in_url import check_sign_in_url

ROUTE = Origin.parse("https://app.pom.test")
REDIRECT = "http://127.0.0.1:12345/callback/NONCE"
BASE = "https://authenticate.pom.test/.pomerium/sign_in"
CALLBACK = f"https://app.pom.test/.pomerium/callback/?pomerium_redirect_uri={quote(REDIRECT, safe='')}"


def url(base: str = BASE, **changed: str | None) -> str:
    values: dict[str, str | None] = {
        "pomerium_callback_uri": CALLBACK,
        "pomerium_expiry": "1795250721",
        "pomerium_idp_id": "Swdy0IIn",
        "pomerium_issued": "1795250421",
        "pomerium_programmatic": "true",
        "pomerium_redirect_uri": REDIRECT,
        "pomerium_signature": "b6rZ=",
    }
    values.update(changed)
    return f"{base}?" + urlencode({key: value for key, value in values.items() if value is not None})


def test_the_url_of_a_real_pomerium_is_taken_as_it_is() -> None:
    found = check_sign_in_url(url(), route=ROUTE, redirect_uri=REDIRECT)
    assert found.url == url()
    assert found.authenticate == Origin("https", "authenticate.pom.test", 443)
    assert found.idp_id == "Swdy0IIn"
    assert found.expires_at == datetime.fromtimestamp(1795250721, UTC)


@pytest.mark.parametrize(
    "good",
    [
        url(pomerium_callback_uri=None),
        url(pomerium_callback_uri="https://app.pom.test:443/.pomerium/callback/"),
        url(pomerium_callback_uri="HTTPS://APP.pom.test/"),
        url("https://authenticate.pom.test:8443/.pomerium/sign_in"),
        url(pomerium_expiry=None),
        url(pomerium_idp_id=None),
        url(something_new="x"),
    ],
)
def test_what_the_rules_allow_is_taken(good: str) -> None:
    assert check_sign_in_url(good, route=ROUTE, redirect_uri=REDIRECT).url == good


LOCAL = Origin.parse("http://127.0.0.1:9000")


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "127.1.2.3"])
def test_this_computer_signs_in_to_its_own_routes_only(scheme: str, host: str) -> None:
    """Else a program here, of whoever, would be taken for the Pomerium that a remote route belongs to."""
    here = url(f"{scheme}://{host}/.pomerium/sign_in", pomerium_callback_uri=None)
    assert check_sign_in_url(here, route=LOCAL, redirect_uri=REDIRECT).url == here
    with pytest.raises(SignInError, match="leads to this computer"):
        check_sign_in_url(here, route=ROUTE, redirect_uri=REDIRECT)


@pytest.mark.parametrize("host", ["0.0.0.0:8000", "[::]:8000", "[::ffff:127.0.0.1]", "authenticate.localhost:8443"])
def test_this_computer_has_other_names(host: str) -> None:
    here = url(f"https://{host}/.pomerium/sign_in", pomerium_callback_uri=None)
    with pytest.raises(SignInError, match="leads to this computer"):
        check_sign_in_url(here, route=ROUTE, redirect_uri=REDIRECT)


def test_without_an_expiry_there_is_none() -> None:
    assert check_sign_in_url(url(pomerium_expiry=None), route=ROUTE, redirect_uri=REDIRECT).expires_at is None


HOSTILE = {
    "empty": "",
    "no URL": "hello",
    "HTML": "<html><body>sign in</body></html>",
    "newline at the end": url() + "\n",
    "newline inside": url().replace("&", "\n&", 1),
    "a space": url().replace("sign_in", "sign in"),
    "too long": url(padding="x" * 8192),
    "not ASCII": url().replace("authenticate", "authénticate"),
    "bidirectional character": url() + "\u202e",
    "NUL": url() + "\x00",
    "backslash": url("https://authenticate.pom.test\\@evil.test/"),
    "http": url("http://authenticate.pom.test/"),
    "http, loopback look-alike": url("http://127.0.0.1.evil.test/"),
    "http, localhost look-alike": url("http://localhost.evil.test/"),
    "javascript": "javascript:alert(1)?" + url().partition("?")[2],
    "file": url("file:///etc/passwd"),
    "data": url("data:text/html,x"),
    "own scheme": url("pomerium://authenticate.pom.test/"),
    "no scheme": url("//authenticate.pom.test/"),
    "userinfo": url("https://authenticate.pom.test@evil.test/"),
    "userinfo with password": url("https://a:b@authenticate.pom.test/"),
    "empty userinfo": url("https://@authenticate.pom.test/"),
    "trailing dot": url("https://authenticate.pom.test./"),
    "percent-encoded host": url("https://authenticate%2epom.test/"),
    "wildcard host": url("https://*.pom.test/"),
    "port 0": url("https://authenticate.pom.test:0/"),
    "port too large": url("https://authenticate.pom.test:65536/"),
    "port not a number": url("https://authenticate.pom.test:x/"),
    "no host": url("https:///x"),
    "decimal host": url("https://2130706433/"),
    "no path": url("https://authenticate.pom.test"),
    "fragment": url() + "#x",
    "empty fragment": url() + "#",
    "no redirect": url(pomerium_redirect_uri=None),
    "empty redirect": url(pomerium_redirect_uri=""),
    "another port of ours": url(pomerium_redirect_uri=REDIRECT.replace("12345", "12346")),
    "another nonce": url(pomerium_redirect_uri=REDIRECT + "2"),
    "localhost instead of 127.0.0.1": url(pomerium_redirect_uri=REDIRECT.replace("127.0.0.1", "localhost")),
    "redirect elsewhere": url(pomerium_redirect_uri="https://evil.test/"),
    "redirect twice, ours first": url() + "&pomerium_redirect_uri=https%3A%2F%2Fevil.test%2F",
    "redirect twice, ours last": url(pomerium_redirect_uri="https://evil.test/")
    + "&pomerium_redirect_uri="
    + quote(REDIRECT, safe=""),
    "redirect twice, second name encoded": url() + "&pomerium%5Fredirect_uri=x",
    "callback on another host": url(pomerium_callback_uri="https://evil.test/.pomerium/callback/"),
    "callback on a subdomain": url(pomerium_callback_uri="https://x.app.pom.test/"),
    "callback on another port": url(pomerium_callback_uri="https://app.pom.test:8443/"),
    "callback over http": url(pomerium_callback_uri="http://app.pom.test/"),
    "callback with userinfo": url(pomerium_callback_uri="https://app.pom.test@evil.test/"),
    "callback with a dot": url(pomerium_callback_uri="https://app.pom.test./"),
    "callback empty": url(pomerium_callback_uri=""),
    "callback no URL": url(pomerium_callback_uri="app.pom.test"),
    "callback with a backslash": url(pomerium_callback_uri="https://app.pom.test\\.evil.test/"),
    "expiry not a number": url(pomerium_expiry="soon"),
    "expiry negative": url(pomerium_expiry="-1"),
    "expiry beyond all time": url(pomerium_expiry="999999999999"),
    "expiry with digits of another script": url(pomerium_expiry="١٢"),
    "broken escape": url() + "&x=%zz",
    "not UTF-8": url() + "&x=%ff",
    "a thousand parameters": url() + "&a" * 1000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_url_is_never_opened(text: str) -> None:
    with pytest.raises(SignInError) as refused:
        check_sign_in_url(text, route=ROUTE, redirect_uri=REDIRECT)
    problem = refused.value.problem
    assert problem.step == "login API"
    assert "app.pom.test" in problem.sentence
    assert "NONCE" not in problem.text()


def test_the_url_is_not_in_the_repr() -> None:
    assert "NONCE" not in repr(check_sign_in_url(url(), route=ROUTE, redirect_uri=REDIRECT))
