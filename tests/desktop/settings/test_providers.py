"""`[[providers]]`: what each key may say, and what is said about one that does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from pomtray.core.domain.provider import SCOPES, FromCommand, InEnvironment, InVault, Provider, TokenAuth
from pomtray.core.protocol.metadata import ENDPOINTS, Metadata
from pomtray.desktop.settings import settings
from tests.desktop.refusing import refusal

SECRET = "hunter2-hunter2-hunter2"
FIRST = '[[providers]]\nname = "A"\nissuer = "https://idp.example"\nclient_id = "one"\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "ca.pem").write_text("")
    return tmp_path / "pomtray.toml"


def file(line: str) -> str:
    """A file whose second provider, from line 5 on, has `line` on line 9."""
    return f'{FIRST}[[providers]]\nname = "B"\nissuer = "https://b.example/"\nclient_id = "two"\n{line}\n'


def second(path: Path, line: str) -> Provider:
    return settings.parse(file(line), path).providers[1]


def test_the_least_that_can_be_said(path: Path) -> None:
    found = settings.parse(FIRST, path).providers
    assert found == (Provider("A", "https://idp.example", "one", token_auth=TokenAuth.NONE),)
    assert found[0].scopes == SCOPES
    assert found[0].redirect_uris == ("http://127.0.0.1:0/callback",)


def test_everything_that_can_be_said(path: Path) -> None:
    text = """\
[[providers]]
name = "Company"
issuer = "https://IDP.example/realms/x/"
client_id = "pomtray"
client_secret = { vault = true }
pomerium_client_id = "pomerium"
scopes = ["openid", "audience:server:client_id:pomerium"]
authorization_params = { access_type = "offline", prompt = "consent" }
redirect_uri = ["http://127.0.0.1:8000/callback", "http://localhost:8001/callback"]
token_auth = "client_secret_post"
ca = "ca.pem"
[providers.token_params]
resource = "https://api.example"
"""
    assert settings.parse(text, path).providers == (
        Provider(
            "Company",
            "https://IDP.example/realms/x/",
            "pomtray",
            InVault(),
            "pomerium",
            ("openid", "audience:server:client_id:pomerium"),
            (("access_type", "offline"), ("prompt", "consent")),
            (("resource", "https://api.example"),),
            ("http://127.0.0.1:8000/callback", "http://localhost:8001/callback"),
            TokenAuth.POST,
            str(path.parent / "ca.pem"),
        ),
    )


def test_a_client_certificate(path: Path) -> None:
    (path.parent / "me.p12").touch()
    text = '[[providers]]\nname = "A"\nissuer = "https://a.example"\nclient_id = "us"\nclient_cert = "me.p12"\n'
    (found,) = settings.parse(text, path).providers
    assert (found.client_cert, found.client_key) == (str(path.parent / "me.p12"), "")


NO_DISCOVERY = """\
[[providers]]
name = "A"
client_id = "one"
token_endpoint = "https://idp.example/oauth/token"
"""


def test_a_provider_without_a_discovery_document(path: Path) -> None:
    provider = settings.parse(NO_DISCOVERY, path).providers[0]
    assert (provider.issuer, provider.metadata) == ("", Metadata("", "https://idp.example/oauth/token"))
    assert str(provider.origin) == "https://idp.example"


def test_all_endpoints_can_be_written_down(path: Path) -> None:
    lines = "".join(f'{name} = "https://idp.example/{name}?x=y"\n' for name in ENDPOINTS)
    provider = settings.parse(f'{NO_DISCOVERY}issuer = "https://id.example/"\n{lines}', path).providers[0]
    assert provider.metadata
    assert (provider.issuer, provider.metadata.issuer) == ("https://id.example/", "https://id.example/")
    assert all(provider.metadata.needed(name) == f"https://idp.example/{name}?x=y" for name in ENDPOINTS)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("client_secret = { vault = true }", InVault()),
        ('client_secret = { env = "IDP_SECRET" }', InEnvironment("IDP_SECRET")),
        ('client_secret = { command = ["pass", "show", "idp"] }', FromCommand(("pass", "show", "idp"))),
        (
            'client_secret = { command = ["pass", "show", "idp"], first_line = true }',
            FromCommand(("pass", "show", "idp"), first_line=True),
        ),
        ('client_secret.env = "IDP_SECRET"', InEnvironment("IDP_SECRET")),
        ('[providers.client_secret]\nenv = "IDP_SECRET"', InEnvironment("IDP_SECRET")),
    ],
)
def test_a_secret_is_named_by_its_place(path: Path, line: str, place: object) -> None:
    provider = second(path, line)
    assert provider.client_secret == place
    assert provider.token_auth is TokenAuth.BASIC


@pytest.mark.parametrize("way", [way for way in TokenAuth if way is not TokenAuth.NONE])
def test_ways_to_authenticate_with_a_secret(path: Path, way: TokenAuth) -> None:
    assert second(path, f'client_secret = {{ vault = true }}\ntoken_auth = "{way}"').token_auth is way


@pytest.mark.parametrize(
    "issuer",
    [
        "http://127.0.0.1:5556/dex",
        "http://[::1]:8080",
        "http://localhost:8080/realms/a",
        "https://idp.example:8443/oauth2/default",
        "https://idp.example/.well-known/openid-configuration",
    ],
)
def test_issuers_are_kept_as_they_are_written(path: Path, issuer: str) -> None:
    text = FIRST.replace("https://idp.example", issuer)
    assert settings.parse(text, path).providers[0].issuer == issuer


@pytest.mark.parametrize(
    "uri", ["http://127.0.0.1:0/", "http://[::1]:0/callback", "http://localhost:65535/a/b", "http://127.0.0.1:80/~x"]
)
def test_redirect_uris_on_this_computer(path: Path, uri: str) -> None:
    assert second(path, f'redirect_uri = "{uri}"').redirect_uris == (uri,)


B = "(B), line 9: "
COMMAND = "providers[2].client_secret.command "
BAD = [
    ("client_secrt = 3", f"providers[2].client_secrt {B}there is no such key (did you mean client_secret?)"),
    (
        f'client_secret = "{SECRET}"',
        f"providers[2].client_secret {B}a secret is never written into this file; write {{",
    ),
    (
        "client_secret = true",
        f"providers[2].client_secret {B}expected one place of the secret: write {{ vault = true }}",
    ),
    ("client_secret = {}", f"providers[2].client_secret {B}expected one place of the secret"),
    ('client_secret = { vault = true, env = "X" }', f"providers[2].client_secret {B}expected one place of the secret"),
    (
        f'client_secret = {{ inline = "{SECRET}" }}',
        f"client_secret.inline {B}there is no such key; expected one of vault,",
    ),
    (f'client_secret.vualt = "{SECRET}"', f"client_secret.vualt {B}there is no such key (did you mean vault?)"),
    ("client_secret = { vault = false }", f"client_secret.vault {B}expected true; leave client_secret out"),
    (f'client_secret = {{ vault = "{SECRET}" }}', f"client_secret.vault {B}expected true or false"),
    (f'client_secret = {{ env = "{SECRET}" }}', f"client_secret.env {B}expected the name of an environment variable"),
    ("client_secret = { env = 3 }", f"client_secret.env {B}expected text in quotes"),
    (f'client_secret = {{ command = "echo {SECRET}" }}', f"{COMMAND}{B}expected a list of texts, like"),
    ('client_secret = { env = "A", first_line = true }', f"providers[2].client_secret.first_line {B}goes with command"),
    ("client_secret = { first_line = true }", f"providers[2].client_secret {B}expected one place"),
    ('client_secret = { command = ["a"], first_line = 1 }', f"providers[2].client_secret.first_line {B}expected true"),
    ("client_secret = { command = [] }", f"{COMMAND}{B}expected the program and its arguments"),
    ('client_secret = { command = [""] }', f"{COMMAND}{B}expected no empty argument"),
    ('client_secret = { command = ["a", "\\u0000"] }', f"{COMMAND}{B}expected no empty argument"),
    ('client_secret = { command = ["/bin/sh", "-c", "x"] }', f"{COMMAND}{B}a shell cannot be the program"),
    ('client_secret = { command = ["env", "A=1", "bash"] }', f"{COMMAND}{B}a shell cannot be the program"),
    ("client_secret = { command = ['C:\\PowerShell.EXE'] }", f"{COMMAND}{B}a shell cannot be the program"),
    (f'client_secret = {{ command = ["echo", "{SECRET}"] }}', f"{COMMAND}{B}a command that prints its own arguments"),
    ('[providers.client_secret]\nenv = "a b"', "client_secret.env (B), line 10: expected the name of"),
    ("pomerium_client_id = 3", f"providers[2].pomerium_client_id {B}expected text in quotes"),
    ('pomerium_client_id = "a b"', f"providers[2].pomerium_client_id {B}expected at most 2048 characters of printable"),
    ('scopes = "openid"', f"providers[2].scopes {B}expected a list of texts, like"),
    ('scopes = ["openid email"]', f"providers[2].scopes {B}expected one scope in each text"),
    ('scopes = ["openid", ""]', f"providers[2].scopes {B}expected one scope in each text"),
    ('scopes = ["email"]', f'providers[2].scopes {B}expected "openid" among them'),
    ("scopes = []", f'providers[2].scopes {B}expected "openid" among them'),
    ("authorization_params = 3", f"providers[2].authorization_params {B}expected a table of texts"),
    ("authorization_params = { a = 3 }", f"authorization_params.a {B}expected text in quotes"),
    ('authorization_params = { a = "x\\ny" }', f"authorization_params.a {B}expected text in quotes"),
    ('authorization_params = { "a b" = "" }', f"authorization_params.a b {B}expected a parameter's name"),
    ('[providers.token_params]\na = "1"\nb = 2', "providers[2].token_params.b (B), line 11: expected text in quotes"),
    ('token_params.code = "x"', f"token_params.code {B}this parameter is not set here; pomtray sets it by itself"),
    (
        f'token_params.client_secret = "{SECRET}"',
        f"token_params.client_secret {B}this parameter is not set here; secrets",
    ),
    (
        'pomerium_client_id = "p"\ntoken_params = { audience = "x" }',
        "token_params.audience (B), line 10: pomerium_client_id is sent as audience already",
    ),
    ("redirect_uri = 3", f"providers[2].redirect_uri {B}expected text or a list of texts"),
    ("redirect_uri = []", f"providers[2].redirect_uri {B}expected text or a list of texts"),
    ("redirect_uri = [1]", f"providers[2].redirect_uri {B}expected text or a list of texts"),
    ('token_auth = "basic"', f"providers[2].token_auth {B}expected one of client_secret_basic, client_secret_post,"),
    ("token_auth = 3", f"providers[2].token_auth {B}expected one of client_secret_basic"),
    ('token_auth = "private_key_jwt"', f"providers[2].token_auth {B}this needs a client_secret: write {{"),
    ('token_auth = "client_secret_json"', f"providers[2].token_auth {B}this needs a client_secret"),
    (
        'token_auth = "none"\nclient_secret = { vault = true }',
        f"providers[2].token_auth {B}none does not go with a client_secret",
    ),
    ('ca = "none.pem"', f"providers[2].ca {B}expected the path of a file"),
    ('client_cert = "none.p12"', f"providers[2].client_cert {B}expected the path of a file"),
    ('client_key = "ca.pem"', f"providers[2].client_key {B}goes with client_cert"),
    ("ca = 3", f"providers[2].ca {B}expected text in quotes"),
    (
        'jwks_uri = "https://b.example/jwks"',
        f"providers[2].jwks_uri {B}goes with token_endpoint: it is for providers without a discovery document",
    ),
    ("token_endpoint = 3", f"providers[2].token_endpoint {B}expected text in quotes"),
    ('token_endpoint = ""', f"providers[2].token_endpoint {B}expected an address, or leave it out"),
    (
        'token_endpoint = "/oauth/token"',
        f"providers[2].token_endpoint {B}expected the whole address with https:// in front",
    ),
    ('token_endpoint = "http://b.example/t"', f"providers[2].token_endpoint {B}http:// is accepted for loopback"),
    ('token_endpoint = "https://b.example/#t"', f"providers[2].token_endpoint {B}must not contain a fragment"),
    ("[[providers]]", "providers[3].name, line 9: is missing; every provider has a name, an issuer and a client_id"),
]


@pytest.mark.parametrize(("line", "said"), BAD, ids=[line.replace(SECRET, "…") for line, _ in BAD])
def test_what_does_not_fit_is_told_with_key_line_and_expectation(path: Path, line: str, said: str) -> None:
    check(path, file(line), said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "A"\n', "", "providers[1].name, line 1: is missing"),
        ('name = "A"\n', "name = 3\n", "providers[1].name, line 2: expected text"),
        ('issuer = "https://idp.example"\n', "", "providers[1].issuer (A), line 1: is missing"),
        (
            'issuer = "https://idp.example"\n',
            'jwks_uri = "https://idp.example/jwks"\n',
            "or a token_endpoint in place of the issuer",
        ),
        ('client_id = "one"\n', "", "providers[1].client_id (A), line 1: is missing"),
        ('"one"', '"o ne"', "providers[1].client_id (A), line 4: expected at most 2048 characters of printable"),
        ('"one"', '"\u00f6ne"', "providers[1].client_id (A), line 4: expected at most 2048 characters of printable"),
        ("https://idp.example", "http://idp.example", "issuer (A), line 3: http:// is accepted for loopback hosts"),
        ("https://idp.example", "idp.example", "issuer (A), line 3: expected the whole address with https:// in front"),
        ("https://idp.example", f"https://u:{SECRET}@idp.example", "line 3: must not contain a user name"),
        ("https://idp.example", f"https://idp.example/?k={SECRET}", "line 3: must not contain a query or a fragment"),
        ("https://idp.example", "https://idp.example/?", "line 3: must not contain a query or a fragment"),
        ("https://idp.example", "https://idp.example/#x", "line 3: must not contain a query or a fragment"),
        ("https://idp.example", "https://*.example", "line 3: the host is missing or has characters"),
        (
            "[[providers]]",
            "[providers]",
            "providers (A), line 1: write [[providers]], with two brackets, above each provider",
        ),
    ],
)
def test_what_every_provider_has(path: Path, old: str, new: str, said: str) -> None:
    check(path, FIRST.replace(old, new, 1), said)


def test_names_tell_providers_apart(path: Path) -> None:
    check(path, FIRST + FIRST, "providers[2].name (A), line 6: another provider has this name already")
    check(path, "providers = [3]", "providers[1], line 1: expected a table with name, issuer and client_id")


@pytest.mark.parametrize(
    "key",
    [
        *("client_id", "redirect_uri", "state", "nonce", "code_challenge", "code_challenge_method", "response_type"),
        *("response_mode", "grant_type", "client_secret", "code", "code_verifier", "refresh_token", "scope", "request"),
        *("request_uri", "client_assertion", "client_assertion_type", "username", "password", "device_code"),
        "assertion",
    ],
)
@pytest.mark.parametrize("table", ["authorization_params", "token_params"])
def test_parameters_that_are_ours_are_refused(path: Path, table: str, key: str) -> None:
    said = f"providers[2].{table}.{key} (B), line 9: this parameter is not set here; "
    check(path, file(f'{table} = {{ {key} = "{SECRET}" }}'), said)


@pytest.mark.parametrize(
    "uri",
    [
        "https://127.0.0.1:0/callback",
        "http://127.0.0.1/callback",
        "http://127.0.0.1:0",
        "http://127.0.0.2:0/callback",
        "http://0.0.0.0:0/callback",
        "http://idp.example:0/callback",
        "http://localhost.:0/callback",
        "http://LOCALHOST:0/callback",
        "http://u@localhost:0/callback",
        "http://localhost:65536/callback",
        "http://localhost:-1/callback",
        "http://localhost:٣/callback",
        "http://localhost:0/callback?x=1",
        "http://localhost:0/callback#x",
        "http://localhost:0/call back",
        "http://localhost:0/%2e%2e",
        "urn:ietf:wg:oauth:2.0:oob",
        "",
    ],
)
def test_redirect_uris_elsewhere_are_refused(path: Path, uri: str) -> None:
    said = "providers[2].redirect_uri (B), line 9: expected http:// with 127.0.0.1, [::1] or localhost, a port"
    check(path, file(f'redirect_uri = ["http://localhost:0/callback", "{uri}"]'), said)


def check(path: Path, text: str, said: str) -> None:
    problem = refusal(text, path)
    assert said in problem.sentence
    assert problem.action
    assert "hunter2" not in repr(problem)
