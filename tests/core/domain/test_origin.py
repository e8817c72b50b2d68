"""Origins: what is accepted, what two programs could read differently, what loopback means."""

from __future__ import annotations

import pytest

from pomtray.core.domain.origin import Origin

ACCEPTED = {
    "https://app.pom.test": "https://app.pom.test",
    "https://app.pom.test/path?query#fragment": "https://app.pom.test",
    "HTTPS://App.Pom.TEST": "https://app.pom.test",
    "https://app.pom.test:443": "https://app.pom.test",
    "https://app.pom.test:8443": "https://app.pom.test:8443",
    "https://app.pom.test:65535/": "https://app.pom.test:65535",
    "https://xn--bcher-kva.example": "https://xn--bcher-kva.example",
    "https://my_host.internal": "https://my_host.internal",
    "https://x": "https://x",
    "https://node.ace2": "https://node.ace2",
    "https://192.0.2.7": "https://192.0.2.7",
    "https://[2001:DB8::0:1]:8443": "https://[2001:db8::1]:8443",
    "https://app.pom.test/@evil.test": "https://app.pom.test",
    "https://app.pom.test?@evil.test": "https://app.pom.test",
    "http://localhost:80": "http://localhost",
    "http://LOCALHOST:8080/x": "http://localhost:8080",
    "http://127.0.0.1:5000": "http://127.0.0.1:5000",
    "http://127.255.255.254": "http://127.255.255.254",
    "http://[::1]:5000": "http://[::1]:5000",
    "http://[0:0:0:0:0:0:0:1]": "http://[::1]",
}


@pytest.mark.parametrize(("url", "origin"), ACCEPTED.items())
def test_an_origin_is_told_exactly(url: str, origin: str) -> None:
    parsed = Origin.parse(url)
    assert str(parsed) == origin
    assert Origin.parse(str(parsed)) == parsed


REFUSED = {
    "nothing": "",
    "no scheme": "app.pom.test",
    "no slashes": "https:app.pom.test",
    "no host": "https:///path",
    "only a port": "https://:443",
    "other scheme": "ftp://app.pom.test",
    "script": "javascript:alert(1)",
    "http elsewhere": "http://app.pom.test",
    "http to a name that starts like loopback": "http://127.0.0.1.evil.test",
    "http to localhost's lookalike": "http://localhost.evil.test",
    "http to an outer address": "http://192.0.2.7",
    "http to mapped loopback": "http://[::ffff:127.0.0.1]",
    "http to another IPv6": "http://[::2]",
    "wildcard": "https://*.pom.test",
    "trailing dot": "https://app.pom.test.",
    "localhost with a dot": "http://localhost.",
    "empty label": "https://app..pom.test",
    "leading dot": "https://.pom.test",
    "leading hyphen": "https://-app.pom.test",
    "trailing hyphen": "https://app-.pom.test",
    "long label": f"https://{'a' * 64}.test",
    "long name": f"https://{'a.' * 127}test",
    "percent-encoded host": "https://app%2epom.test",
    "percent-encoded slash": "https://app.pom.test%2f.evil.test",
    "user name": "https://app.pom.test@evil.test",
    "user and password": "https://user:word@app.pom.test",
    "empty userinfo": "https://@app.pom.test",
    "backslash": "https://evil.test\\@app.pom.test",
    "backslashes for slashes": "https:\\\\app.pom.test",
    "tab in the host": "https://app\t.pom.test",
    "newline at the end": "https://app.pom.test\n",
    "leading space": " https://app.pom.test",
    "space": "https://app pom.test",
    "NUL": "https://app\0.pom.test",
    "other script": "https://äpp.pom.test",
    "lookalike letter": "https://\u0430pp.pom.test",
    "ideographic full stop": "https://app\u3002pom.test",
    "full-width": "https://\uff41pp.pom.test",
    "decimal address": "https://2130706433",
    "hexadecimal address": "https://0x7f000001",
    "hexadecimal address in capitals": "https://0X7F000001",
    "hexadecimal part": "https://0x7f.0.0.1",
    "hexadecimal last part": "https://app.0xff",
    "octal address": "https://0177.0.0.1",
    "leading zero": "https://127.0.0.01",
    "short address": "http://127.1",
    "one part": "https://1",
    "five parts": "https://1.2.3.4.5",
    "part too big": "https://256.1.1.1",
    "name that ends in a number": "https://app.1",
    "zone id": "https://[fe80::1%25eth0]",
    "zone id that looks like loopback": "http://[::1%25a.b]",
    "zone id, bare": "http://[::1%lo]",
    "something after the brackets": "https://[::1]evil.test",
    "something before the brackets": "https://evil.test[::1]",
    "two closing brackets": "https://[::1]]:44",
    "too many colons": "https://[:::1]",
    "nine groups": "https://[1:2:3:4:5:6:7:8:9]",
    "not closed": "https://[::1",
    "not opened": "https://::1]",
    "IPv6 without brackets": "https://::1",
    "a future address": "https://[v1.a]",
    "an IPv4 address in brackets": "https://[127.0.0.1]",
    "IPv6 with an empty port": "https://[::1]:",
    "empty port": "https://app.pom.test:",
    "port 0": "https://app.pom.test:0",
    "port too big": "https://app.pom.test:65536",
    "port with six digits": "https://app.pom.test:000443",
    "negative port": "https://app.pom.test:-1",
    "port with a sign": "https://app.pom.test:+443",
    "port in words": "https://app.pom.test:https",
    "two ports": "https://app.pom.test:443:444",
    "Arabic digits": "https://app.pom.test:\u0664\u0664\u0663",
}


@pytest.mark.parametrize("url", REFUSED.values(), ids=REFUSED.keys())
def test_what_could_be_read_differently_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Origin.parse(url)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("128.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:7f00:1", False),
        ("::1%a.b", False),
        ("localhost.test", False),
        ("app.pom.test", False),
    ],
)
def test_loopback_is_literal(host: str, loopback: bool) -> None:  # noqa: FBT001 a table
    assert Origin("https", host, 443).is_loopback is loopback


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("app.localhost", True),
        ("localhost.localdomain", True),
        ("ip6-localhost", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("0.0.0.0", True),  # noqa: S104 nobody listens there
        ("::", True),
        ("::ffff:127.0.0.1", True),
        ("::ffff:7f00:1", True),
        ("::ffff:0.0.0.0", True),
        ("::ffff:10.0.0.1", False),
        ("10.0.0.1", False),
        ("localhost.test", False),
        ("notlocalhost", False),
        ("app.pom.test", False),
    ],
)
def test_what_else_leads_to_this_computer(host: str, here: bool) -> None:  # noqa: FBT001 a table
    """By RFC 6761 §6.3, and as systems connect: it is taken for no loopback, and never for a remote host."""
    assert Origin("https", host, 443).is_this_computer is here


def test_scheme_and_port_tell_origins_apart() -> None:
    origins = {"https://localhost", "http://localhost", "https://localhost:8443", "https://[::1]", "https://127.0.0.1"}
    assert len({Origin.parse(url) for url in origins}) == len(origins)


@pytest.mark.parametrize(
    ("host", "is_one"), [("127.0.0.1", True), ("[::1]", True), ("localhost", False), ("a.b", False)]
)
def test_an_address_is_told_from_a_name(host: str, *, is_one: bool) -> None:
    assert Origin.parse(f"https://{host}").has_address is is_one
