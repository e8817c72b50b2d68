from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.domain.origin import Origin
from pomtray.core.settings.pasted import LONGEST, name_for, pasted, tags_for, unique

SIGN_IN = "https://authenticate.corp.example/.pomerium/sign_in?pomerium_expiry=1&pomerium_redirect_uri="
TO_US = "http%3A%2F%2F127.0.0.1%3A4%2Fcallback%2Fx"
CALLBACK = "&pomerium_callback_uri=https%3A%2F%2Fwiki.corp.example%2F.pomerium%2Fcallback%2F%3Fx"

ADDRESSES = {
    "https://app.corp.example": "https://app.corp.example",
    "  https://APP.corp.example:443/d/abc?orgId=1&token=canary#x \n": "https://app.corp.example",
    "app.corp.example": "https://app.corp.example",
    "app.corp.xn--p1ai": "https://app.corp.xn--p1ai",
    "app.corp.example/path?q": "https://app.corp.example",
    "app.corp.example:8443": "https://app.corp.example:8443",
    "http://app.corp.example/": "https://app.corp.example",
    "http://app.corp.example:80/": "https://app.corp.example",
    "http://127.0.0.1:8080/x": "http://127.0.0.1:8080",
    "127.0.0.1:8080": "https://127.0.0.1:8080",
    "localhost:8080": "https://localhost:8080",
    "wss://app.corp.example/socket": "https://app.corp.example",
    "“https://app.corp.example/”": "https://app.corp.example",
    "<https://app.corp.example>,": "https://app.corp.example",
    "\u200bhttps://app.corp.example\u200b": "https://app.corp.example",
    "view-source:https://app.corp.example/": "https://app.corp.example",
    "see https://app.corp.example/ (the wiki)": "https://app.corp.example",
    "[app](https://app.corp.example/x)": "https://app.corp.example",
    "https://bücher.example/": "https://xn--bcher-kva.example",
    "straße.example": "https://xn--strae-oqa.example",
    f"{SIGN_IN}https%3A%2F%2Fapp.corp.example%2Fdeep": "https://app.corp.example",
    f"{SIGN_IN}{TO_US}{CALLBACK}": "https://wiki.corp.example",
    "curl -H 'Authorization: Pomerium canary' https://app.corp.example/api": "https://app.corp.example",
    "curl 'https://app.corp.example/api' \\\n  -H 'cookie: canary=https://evil.example' \\\n  --compressed": (
        "https://app.corp.example"
    ),
    "curl -sS -X POST -d '{\"a\": 1}' --url https://app.corp.example/": "https://app.corp.example",
    "curl -u me:canary -k app.corp.example/api": "https://app.corp.example",
    "$ curl -e https://evil.example https://app.corp.example": "https://app.corp.example",
    "/usr/bin/curl --proxy http://proxy.example:3128 https://app.corp.example": "https://app.corp.example",
    "C:\\tools\\curl.exe https://app.corp.example": "https://app.corp.example",
    'curl --header "X: y https://app.corp.example': "https://app.corp.example",
    "wget --header='Authorization: Bearer canary' https://app.corp.example": "https://app.corp.example",
    "http GET https://app.corp.example X-Token:canary": "https://app.corp.example",
}  # fmt: skip


@pytest.mark.parametrize(("text", "url"), ADDRESSES.items(), ids=ADDRESSES)
def test_an_address_in_anything(text: str, url: str) -> None:
    found = pasted(text)
    assert found.address == str(found.origin) == url
    assert "canary" not in repr(found)


ENDPOINTS = {
    "https://mcp.corp.example/mcp": "/mcp",
    "mcp.corp.example/api/v1/mcp/": "/api/v1/mcp/",
    "curl -H 'Authorization: Pomerium canary' https://mcp.corp.example/mcp?key=canary": "/mcp",
    f"{SIGN_IN}https%3A%2F%2Fmcp.corp.example%2Fmcp%3Fcanary": "/mcp",
    "https://mcp.corp.example/start": "",
    "https://mcp.corp.example/mcp/tools": "",
    "https://mcp.corp.example//mcp": "",
    "https://mcp.corp.example/s/canary-that-is-long-enough-for-a-key/mcp": "",
    "https://mcp.corp.example/a/b/c/d/e/f/g/mcp": "",
    "https://mcp.corp.example/%2e/mcp": "",
}


@pytest.mark.parametrize(("text", "path"), ENDPOINTS.items(), ids=ENDPOINTS)
def test_of_an_mcp_endpoint_the_path_is_kept(text: str, path: str) -> None:
    found = pasted(text)
    assert (found.address, found.url) == ("https://mcp.corp.example", f"https://mcp.corp.example{path}")
    assert "canary" not in repr(found)


TUNNELS = {
    "tcp+https://db.corp.example:5432": ("tcp+https://db.corp.example:5432", "https://db.corp.example"),
    "TCP+HTTPS://DB.corp.example:443": ("tcp+https://db.corp.example:443", "https://db.corp.example"),
    "tcp+https://pom.corp.example:8443/db.corp.example:5432": (
        "tcp+https://pom.corp.example:8443/db.corp.example:5432", "https://pom.corp.example:8443",
    ),
    "pomerium-cli tcp db.corp.example:5432": ("tcp+https://db.corp.example:5432", "https://db.corp.example"),
    "pomerium-cli tcp --listen 127.0.0.1:5433 db.corp.example:5432": (
        "tcp+https://db.corp.example:5432", "https://db.corp.example",
    ),
    "./pomerium-cli tcp tcp+https://db.corp.example:5432 --listen -": (
        "tcp+https://db.corp.example:5432", "https://db.corp.example",
    ),
    "pomerium-cli tcp --pomerium-url https://pom.corp.example:8443 db.corp.example:22": (
        "tcp+https://pom.corp.example:8443/db.corp.example:22", "https://pom.corp.example:8443",
    ),
    "pomerium-cli tcp --pomerium-url=https://pom.corp.example db.corp.example:22": (
        "tcp+https://pom.corp.example/db.corp.example:22", "https://pom.corp.example",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "tunnel"), TUNNELS.items(), ids=TUNNELS)
def test_a_tunnel_names_who_opens_it(text: str, tunnel: tuple[str, str]) -> None:
    found = pasted(text)
    assert (found.address, str(found.origin)) == tunnel
    assert found.host == "db.corp.example"


def test_other_commands_of_pomerium_cli() -> None:
    assert pasted("pomerium-cli k8s exec-credential https://k8s.corp.example").address == "https://k8s.corp.example"


REFUSED = {
    "": "no address",
    "grafana": "no address",
    "my dashboard at work": "no address",
    "curl -H 'Authorization: Pomerium canary.example.com'": "no address",
    "curl -b canary.example.com": "no address",
    "eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOjF9.c2lnbmF0dXJlLWNhbmFyeQ_canary0": "no address",
    "SG.ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-canary": "no address",
    "Bearer canary.canary.canary x": "no address",
    "https://ada:canary@app.corp.example": "user name or password",
    "ftp://app.corp.example": "must start with https://",
    "https://app.corp.example.": "dot",
    "https://": "host",
    "udp+https://dns.corp.example:53": "UDP",
    "pomerium-cli udp dns.corp.example:53": "UDP",
    "tcp+https://db.corp.example": "port",
    "pomerium-cli tcp --listen 127.0.0.1:5432": "no address",
    f"{SIGN_IN}{TO_US}": "sign-in page",
    "https://authenticate.pomerium.app/.pomerium/sign_in?k=canary&q=canary": "sign-in page",
    "x" * (LONGEST + 1): "too long",
}


@pytest.mark.parametrize(("text", "why"), REFUSED.items(), ids=[text[:30] for text in REFUSED])
def test_what_is_no_address_is_told_without_being_quoted(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        pasted(text)
    assert "canary" not in repr(refused.value)


@given(st.text(max_size=80))
def test_anything_may_be_pasted(text: str) -> None:
    try:
        found = pasted(text)
    except ValueError:
        return
    assert Origin.parse(str(found.origin)) == found.origin


def test_names_are_the_hosts_and_nobody_elses() -> None:
    assert name_for("grafana.corp.example", ()) == "Grafana"
    assert name_for("www.corp.example", ()) == "Corp"
    assert name_for("my-app.corp.example", ("My app",)) == "My app 2"
    assert name_for("my-app.corp.example", ("My app", "My app 2")) == "My app 3"
    assert name_for("127.0.0.1", ()) == "127.0.0.1"
    assert name_for("::1", ()) == "::1"
    assert unique("A", ("A", "A 3")) == "A 2"


def test_tags_are_those_that_its_neighbours_share() -> None:
    known = [("a.corp.example", ("work", "prod")), ("b.corp.example", ("work",)), ("c.other.example", ("home",))]
    assert tags_for("app.corp.example", known) == ("work",)
    assert tags_for("app.corp.example", known[2:]) == ()
    assert tags_for("localhost", known) == ()
