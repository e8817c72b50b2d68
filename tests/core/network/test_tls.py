"""Whom one trusts, and who one is."""

from __future__ import annotations

from pomtray.core.domain.provider import Provider
from pomtray.core.domain.route import Route
from pomtray.core.network.tls import Tls, passphrase_name


def test_a_routes_and_a_providers_own() -> None:
    route = Route("app", "https://app.test", ca="/ca.pem", client_cert="/me.crt", client_key="/me.key")
    provider = Provider("idp", "https://idp.test", "us", client_cert="/me.p12")
    assert route.tls == Tls(("/ca.pem",), "/me.crt", "/me.key")
    assert provider.tls == Tls((), "/me.p12")
    assert (route.tls.locked_file, provider.tls.locked_file) == ("/me.key", "/me.p12")


def test_one_more_authority_or_none() -> None:
    assert Tls(("/a",), "/c", "/k").trusting("/b") == Tls(("/a", "/b"), "/c", "/k")
    assert Tls(("/a",)).trusting("") == Tls(("/a",))


def test_a_passphrase_is_kept_under_no_providers_name() -> None:
    assert passphrase_name("/a") != passphrase_name("/b")
    assert not passphrase_name("/a").isprintable()
