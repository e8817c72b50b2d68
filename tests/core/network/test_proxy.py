"""Which proxy a request goes through, by what the environment says."""

from __future__ import annotations

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.errors import Unreachable
from pomtray.core.network.proxy import Proxies, Proxy, Setting, by_script, of_environment, parse
from pomtray.core.secret import Secret

APP = Origin.parse("https://app.corp.example")
GNOMES = {
    "HTTPS_PROXY": "http://127.0.0.1:3128/",
    "HTTP_PROXY": "http://127.0.0.1:3128/",
    "ALL_PROXY": "socks://127.0.0.1:1080/",
    "NO_PROXY": "localhost,127.0.0.0/8,::1",
}


def chosen(variables: dict[str, str], origin: Origin = APP) -> str:
    proxy = of_environment(variables).for_origin(origin)
    return f"{proxy.scheme}://{proxy.authority} by {proxy.source}" if proxy else "none"


@pytest.mark.parametrize(
    ("variables", "proxy"),
    [
        (GNOMES, "http://127.0.0.1:3128 by HTTPS_PROXY"),
        ({"ALL_PROXY": "socks://127.0.0.1:1080/"}, "socks5h://127.0.0.1:1080 by ALL_PROXY"),
        ({"all_proxy": "socks5://[::1]"}, "socks5h://[::1]:1080 by all_proxy"),
        ({"HTTPS_PROXY": "proxy.test:3128"}, "http://proxy.test:3128 by HTTPS_PROXY"),
        ({"HTTPS_PROXY": "proxy.test"}, "http://proxy.test:80 by HTTPS_PROXY"),
        ({"HTTPS_PROXY": "http://proxy.test.:3128"}, "http://proxy.test:3128 by HTTPS_PROXY"),
        ({"HTTPS_PROXY": "http://proxy.test./"}, "http://proxy.test:80 by HTTPS_PROXY"),
        ({"HTTPS_PROXY": " HTTPS://proxy.test "}, "https://proxy.test:443 by HTTPS_PROXY"),
        ({"https_proxy": "http://a.test", "HTTPS_PROXY": "http://b.test"}, "http://a.test:80 by https_proxy"),
        ({"https_proxy": "", "HTTPS_PROXY": "http://b.test"}, "none"),
        ({"HTTPS_PROXY": "", "ALL_PROXY": "socks5h://s.test"}, "none"),
        ({"HTTP_PROXY": "http://a.test"}, "none"),
        ({"HTTPS_PROXY": "http://a.test", "ALL_PROXY": "gopher://nonsense:99999"}, "http://a.test:80 by HTTPS_PROXY"),
        ({"NO_PROXY": "localhost,127.0.0.1,::1,[::1]"}, "none"),
        ({"NO_PROXY": "localhost,fd00::/8"}, "none"),
        ({**GNOMES, "NO_PROXY": " other.test , *.corp.example "}, "none"),
        ({**GNOMES, "NO_PROXY": "other.test;corp.example"}, "none"),
        ({**GNOMES, "NO_PROXY": "other.test corp.example:443"}, "none"),
        ({**GNOMES, "no_proxy": "", "NO_PROXY": "corp.example"}, "http://127.0.0.1:3128 by HTTPS_PROXY"),
        ({**GNOMES, "NO_PROXY": "fd00::/999,10.0.0.0/99,[,,*.corp.example"}, "none"),
        ({**GNOMES, "NO_PROXY": "other.test|*.corp.example"}, "none"),
        ({**GNOMES, "NO_PROXY": "'other.test,.corp.example'"}, "none"),
        ({"HTTPS_PROXY": '"http://proxy.test:3128"'}, "http://proxy.test:3128 by HTTPS_PROXY"),
        ({"HTTPS_PROXY": "//proxy.test:3128"}, "http://proxy.test:3128 by HTTPS_PROXY"),
        ({"HTTPS_PROXY": "http://proxy.test:/"}, "http://proxy.test:80 by HTTPS_PROXY"),
        ({"HTTPS_PROXY": "''", "ALL_PROXY": "http://a.test"}, "none"),
        ({}, "none"),
    ],
)
def test_the_environment_as_people_write_it(variables: dict[str, str], proxy: str) -> None:
    assert chosen(variables) == proxy


@pytest.mark.parametrize("url", ["https://127.0.0.1:8443", "https://[::1]", "http://localhost:1234"])
def test_loopback_is_never_proxied(url: str) -> None:
    assert chosen({"ALL_PROXY": "nonsense://", "HTTP_PROXY": "x", "HTTPS_PROXY": "x"}, Origin.parse(url)) == "none"


def test_what_is_not_understood_is_kept_with_its_variable() -> None:
    proxies = of_environment({**GNOMES, "no_proxy": "fd00::/999,user:hunter2@app.test:x"})
    assert [(unread.source, unread.entry) for unread in proxies.unread] == [
        ("no_proxy", "fd00::/999"),
        ("no_proxy", "app.test:x"),
    ]
    assert "no address or network" in proxies.unread[0].reason


def test_a_name_and_a_password() -> None:
    proxy = parse(Setting("http://us%40corp:p%3Aa@s%2Fs@proxy.test:3128", "HTTPS_PROXY"))
    assert proxy == Proxy("http", "proxy.test", 3128, "HTTPS_PROXY", "us@corp", Secret("p:a@s/s"))
    assert "s/s" not in repr(proxy)
    assert "us@corp" not in repr(proxy)
    assert parse(Setting("socks5://me@proxy.test", "ALL_PROXY")).password is None


@pytest.mark.parametrize(
    ("written", "shown", "reason"),
    [
        ("http://user:hunter2@proxy.test:99999", "http://…@proxy.test:99999", "1 to 65535"),
        ("http://proxy.test:port", "http://proxy.test:port", "1 to 65535"),
        ("http://", "http://", "host is missing"),
        ("socks4://proxy.test", "socks4://proxy.test", "socks4 is no kind of proxy"),
        ("gopher://user:hunter2@proxy.test", "gopher://…@proxy.test", "gopher is no kind of proxy"),
        ("::1", "http://::1", "host"),
        ("http://user:hunter2%00@proxy.test", "http://…@proxy.test", "NUL"),
        ("http://user:hunter2@pröxy.test", "http://…@pröxy.test", "ASCII"),
    ],
)
def test_one_that_is_needed_and_cannot_be_used_is_told_without_its_password(
    written: str, shown: str, reason: str
) -> None:
    with pytest.raises(Unreachable) as broken:
        of_environment({"https_proxy": written}).for_origin(APP)
    problem = broken.value.problem
    assert problem.sentence.startswith(f"https_proxy is {shown}: ")
    assert reason in problem.sentence
    assert problem.action == "Write https_proxy as http://HOST:PORT or socks5h://HOST:PORT."
    assert "hunter2" not in problem.text()


def test_a_desktop_is_told_of_as_one() -> None:
    with pytest.raises(Unreachable) as broken:
        parse(Setting("http://proxy.test:99999", "The desktop's network settings"))
    assert broken.value.problem.text().startswith(
        "The desktop's network settings have the proxy http://proxy.test:99999"
    )
    assert broken.value.problem.action == "Correct it there."
    assert "PAC" in by_script("The desktop's network settings").text()


def test_the_exceptions_the_other_way_round() -> None:
    everything = of_environment({**GNOMES, "NO_PROXY": "corp.example"})
    only = Proxies(everything.settings, everything.exempt, exempt_only=True)
    assert only.for_origin(APP) is not None
    assert only.for_origin(Origin.parse("https://other.test")) is None
