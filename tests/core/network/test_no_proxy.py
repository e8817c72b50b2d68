"""Entries of NO_PROXY, as people write them."""

from __future__ import annotations

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.network.no_proxy import Exempt


@pytest.mark.parametrize(
    ("entry", "covered", "others"),
    [
        ("corp.example", ["https://corp.example", "https://a.b.corp.example"], ["https://evilcorp.example"]),
        (".corp.example", ["https://corp.example", "https://a.corp.example"], ["https://corp.example.org"]),
        ("*.corp.example", ["https://corp.example", "https://a.corp.example"], ["https://xcorp.example"]),
        ("CORP.Example.", ["https://app.corp.example"], ["https://example"]),
        ("app.test:8443", ["https://app.test:8443", "https://a.app.test:8443"], ["https://app.test"]),
        ("app.test:443", ["https://app.test"], ["https://app.test:8443"]),
        ("*", ["https://app.test", "https://10.0.0.1", "https://[2001:db8::1]"], []),
        ("intra*.test", ["https://intranet.test"], ["https://a.test", "https://intranet.test.org"]),
        ("10.*", ["https://10.1.2.3"], ["https://110.1.2.3", "https://app.test"]),
        ("192.168.?.1", ["https://192.168.7.1"], ["https://192.168.17.1"]),
        ("10.0.0.7", ["https://10.0.0.7"], ["https://10.0.0.70", "https://app.test"]),
        ("10.0.0.7:8443", ["https://10.0.0.7:8443"], ["https://10.0.0.7"]),
        ("10.0.0.0/8", ["https://10.1.2.3"], ["https://11.0.0.0", "https://app.test", "https://[fd00::1]"]),
        ("10.0.0.0/8:8443", ["https://10.1.2.3:8443"], ["https://10.1.2.3"]),
        ("169.254/16", ["https://169.254.3.4"], ["https://169.255.0.1"]),
        ("10/8", ["https://10.3.4.5"], ["https://11.0.0.1"]),
        ("10.1.2.3/255.0.0.0", ["https://10.9.9.9"], ["https://11.0.0.0"]),
        ("fd00::/8", ["https://[fd00::1]", "https://[fd12:3456::1]"], ["https://[fe80::1]", "https://10.0.0.1"]),
        ("[fd00::]/8", ["https://[fd00::1]"], ["https://[2001:db8::1]"]),
        ("[fd00::/8]", ["https://[fd00::1]"], []),
        ("[fd00::1]", ["https://[fd00::1]", "https://[fd00::1]:8443"], ["https://[fd00::2]"]),
        ("[fd00::1]:8443", ["https://[fd00::1]:8443"], ["https://[fd00::1]"]),
        ("fd00::1", ["https://[FD00:0::1]"], ["https://[fd00::2]"]),
        ("::ffff:10.0.0.0/104", ["https://10.1.2.3", "https://[::ffff:10.1.2.3]"], ["https://11.0.0.0"]),
        ("<local>", ["https://intranet"], ["https://app.test", "https://[fd00::1]"]),
        ("https://app.test/", ["https://app.test"], ["https://b.test"]),
        ("http://app.test", [], ["https://app.test"]),
        ("bücher.test", ["https://xn--bcher-kva.test"], []),
        ("a_b.test", ["https://a_b.test"], []),
        (
            "*corp.example",
            ["https://corp.example", "https://a.corp.example", "https://mycorp.example"],
            ["https://x.test"],
        ),
        ("10.", ["https://10.1.2.3"], ["https://110.1.2.3", "https://11.0.0.1"]),
        ("192.168.", ["https://192.168.7.1"], ["https://192.169.0.1"]),
        ("192.168.7.", ["https://192.168.7.1"], ["https://192.168.8.1"]),
        ("app.test/", ["https://app.test"], ["https://b.test"]),
        ("app.test:8443/", ["https://app.test:8443"], ["https://app.test"]),
        ("app.test:*", ["https://app.test:8443", "https://app.test"], ["https://b.test"]),
    ],
)
def test_what_an_entry_covers(entry: str, covered: list[str], others: list[str]) -> None:
    exempt = Exempt.parse(entry)
    assert [url for url in covered if not exempt.covers(Origin.parse(url))] == []
    assert [url for url in others if exempt.covers(Origin.parse(url))] == []


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("fd00::/999", "no address or network"),
        ("10.0.0.0/99", "no address or network"),
        ("corp.example/8", "no address or network"),
        ("[app.test", "no name"),
        ("[]", "no name"),
        ("app.test:99999", "port"),
        ("app.test:", "port"),
        ("[fd00::1]:http", "port"),
        ("fe80::1::2", "no address or network"),
        ("a..b", "no name"),
        ("a@b", "no name"),
        ("ü" * 80, "no name"),
        ("10.1", "no name"),
        ("010.0.0.1", "no name"),
        ("10.0.0.0-10.255.255.255", "no name"),
        ("300.", "no address or network"),
        ("1.2.3.4.", "no name"),
    ],
)
def test_what_is_not_understood_says_why(entry: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Exempt.parse(entry)
