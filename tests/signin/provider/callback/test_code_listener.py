"""The listener for a provider's answer: hostile callbacks over real sockets, pastes, ports and addresses."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from pomtray.core.domain.route import CallbackAnswer
from pomtray.core.errors import SignInError
from pomtray.signin.callback.answer_page import SignInOutcome
from pomtray.signin.callback.listeners import Listeners
from pomtray.signin.provider.callback import words
from pomtray.signin.provider.callback.code_listener import CodeListener, RedirectUri, open_code_listener
from pomtray.signin.provider.callback.code_query import AuthorizationCode, AuthorizationError, ExpectedResponse
from pomtray.signin.provider.callback.port_owner import port_owner
from tests.loop_time import at_its_deadline
from tests.raw_http import Reply, send

STATE = "p0pmv3vYb8V7mHnW2sT3uQ4xZ5aB6cD7eF8gH9iJ0kL"
ISSUER = "https://id.pom.test"
EVIL = "evil-code"
GOOD = "good-code"
ANY = "http://127.0.0.1:0/callback"


@dataclass
class Target:
    listener: CodeListener
    cookie: str

    def fill(self, text: str) -> bytes:
        known = {
            "HOST": f"127.0.0.1:{self.listener.port}",
            "PORT": str(self.listener.port),
            "COOKIE": f"Cookie: {self.cookie}",
            "STATE": f"state={STATE}",
            "ISS": f"iss={quote(ISSUER, safe='')}",
            "CODE": f"code={EVIL}",
        }
        for name, value in known.items():
            text = text.replace(f"«{name}»", value)
        return text.encode("latin-1")

    async def send(self, *pieces: str) -> Reply:
        return await send(self.listener.port, *map(self.fill, pieces))


@pytest.fixture
async def target() -> AsyncIterator[Target]:
    expected = ExpectedResponse(STATE, ISSUER, iss_required=True)
    async with CodeListener(RedirectUri.parse(ANY), expected) as listener:
        listener.send_to("https://id.pom.test/authorize")
        target = Target(listener, "")
        start = await target.send(f"GET {urlsplit(listener.start_url).path} HTTP/1.1\r\nHost: «HOST»\r\n\r\n")
        target.cookie = start.headers["set-cookie"].partition(";")[0]
        yield target


def request(start: str, *headers: str, host: str = "Host: «HOST»") -> str:
    lines = [f"{start} HTTP/1.1", *([host] if host else []), "«COOKIE»", *headers]
    return "\r\n".join([*lines, "", ""])


GET = "GET /callback?«CODE»&«STATE»&«ISS»"
SHORT = "GET /callback?«CODE»"

TABLE: dict[str, tuple[str, int]] = {
    # path and method
    "root": (request("GET /?«CODE»&«STATE»&«ISS»"), 404),
    "another path": (request("GET /callback2?«CODE»&«STATE»&«ISS»"), 404),
    "trailing slash": (request("GET /callback/?«CODE»&«STATE»&«ISS»"), 404),
    "upper case": (request("GET /CALLBACK?«CODE»&«STATE»&«ISS»"), 404),
    "percent-encoded": (request("GET /%63allback?«CODE»&«STATE»&«ISS»"), 404),
    "double slash": (request("GET //callback?«CODE»&«STATE»&«ISS»"), 404),
    "dot segments": (request("GET /x/../callback?«CODE»&«STATE»&«ISS»"), 404),
    "POST": (request("POST /callback?«CODE»&«STATE»&«ISS»", "Content-Length: 0"), 405),
    "form_post": (
        "POST /callback HTTP/1.1\r\nHost: «HOST»\r\n«COOKIE»\r\nContent-Length: 5\r\n\r\nstate",
        413,
    ),
    "HEAD": (request("HEAD /callback?«CODE»&«STATE»&«ISS»"), 405),
    "OPTIONS": (request("OPTIONS /callback?«CODE»&«STATE»&«ISS»"), 405),
    # headers
    "no Host": (request(GET, host=""), 400),
    "rebound Host": (request(GET, host="Host: evil.test:«PORT»"), 400),
    "localhost": (request(GET, host="Host: localhost:«PORT»"), 400),
    "Host without port": (request(GET, host="Host: 127.0.0.1"), 400),
    "two Hosts": (request(GET, "Host: «HOST»"), 400),
    "cross-origin": (request(GET, "Origin: https://evil.test"), 400),
    "opaque origin": (request(GET, "Origin: null"), 400),
    "a body": (f"{request(GET, 'Content-Length: 4')}body", 413),
    "chunked body": (request(GET, "Transfer-Encoding: chunked") + "0\r\n\r\n", 400),
    # state
    "no query": (request("GET /callback"), 400),
    "code without state": (request("GET /callback?«CODE»&«ISS»"), 400),
    "empty state": (request("GET /callback?«CODE»&state=&«ISS»"), 400),
    "wrong state": (request(f"{SHORT}&state={STATE[:-1]}M&«ISS»"), 400),
    "state cut short": (request(f"{SHORT}&state={STATE[:-1]}&«ISS»"), 400),
    "state with more": (request(f"{SHORT}&state={STATE}x&«ISS»"), 400),
    "state in another case": (request(f"{SHORT}&state={STATE.lower()}&«ISS»"), 400),
    "two states": (request(f"{SHORT}&«STATE»&state=x&«ISS»"), 400),
    "the same state twice": (request(f"{SHORT}&«STATE»&«STATE»&«ISS»"), 400),
    "a second state in disguise": (request(f"{SHORT}&«STATE»&%73tate=x&«ISS»"), 400),
    "STATE": (request(f"{SHORT}&STATE={STATE}&«ISS»"), 400),
    "state in the fragment": (request(f"{SHORT}&«ISS»#«STATE»"), 400),
    # code
    "no code": (request("GET /callback?«STATE»&«ISS»"), 400),
    "empty code": (request("GET /callback?code=&«STATE»&«ISS»"), 400),
    "two codes": (request(f"{SHORT}&code=other&«STATE»&«ISS»"), 400),
    "the same code twice": (request(f"{SHORT}&«CODE»&«STATE»&«ISS»"), 400),
    "code and error": (request(f"{SHORT}&error=access_denied&«STATE»&«ISS»"), 400),
    "code with a line end": (request("GET /callback?code=a%0D%0Ab&«STATE»&«ISS»"), 400),
    "code with NUL": (request("GET /callback?code=a%00&«STATE»&«ISS»"), 400),
    "code not ASCII": (request("GET /callback?code=%C3%A9&«STATE»&«ISS»"), 400),
    "huge code": (request(f"GET /callback?code={'x' * 5000}&«STATE»&«ISS»"), 400),
    "implicit flow": (request("GET /callback?access_token=x&token_type=bearer&«STATE»&«ISS»"), 400),
    # iss
    "iss missing": (request(f"{SHORT}&«STATE»"), 400),
    "iss empty": (request(f"{SHORT}&«STATE»&iss="), 400),
    "iss of another": (request(f"{SHORT}&«STATE»&iss=https%3A%2F%2Fevil.test"), 400),
    "iss with a slash": (request(f"{SHORT}&«STATE»&«ISS»%2F"), 400),
    "iss in upper case": (request(f"{SHORT}&«STATE»&iss=HTTPS%3A%2F%2Fid.pom.test"), 400),
    "two iss": (request(f"{SHORT}&«STATE»&«ISS»&«ISS»"), 400),
    # errors
    "error without state": (request("GET /callback?error=access_denied&«ISS»"), 400),
    "error without iss": (request("GET /callback?error=access_denied&«STATE»"), 400),
    "two errors": (request("GET /callback?error=a&error=b&«STATE»&«ISS»"), 400),
    "empty error": (request("GET /callback?error=&«STATE»&«ISS»"), 400),
    "error not ASCII": (request("GET /callback?error=%E2%80%AE&«STATE»&«ISS»"), 400),
    "error with a quote": (request("GET /callback?error=%22&«STATE»&«ISS»"), 400),
    "huge error": (request(f"GET /callback?error={'x' * 101}&«STATE»&«ISS»"), 400),
    "two descriptions": (
        request("GET /callback?error=a&error_description=b&error_description=c&«STATE»&«ISS»"),
        400,
    ),
    # size and shape
    "many parameters": (request(f"{SHORT}&«STATE»&«ISS»&{'&'.join(f'x{n}=1' for n in range(40))}"), 400),
    "huge query": (request(f"{SHORT}&«STATE»&«ISS»&x={'y' * 70_000}"), 431),
    "not HTTP": ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 no browser\r\n\r\n", 400),
}


@pytest.mark.parametrize("name", TABLE)
async def test_a_hostile_callback_is_refused_and_the_good_one_after_it_works(target: Target, name: str) -> None:
    text, status = TABLE[name]
    assert (await target.send(text)).status == status
    await assert_still_waiting(target)


async def test_an_unfinished_one_ends_at_the_deadline(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await at_its_deadline(monkeypatch, target.send("GET /callback?"), 2)).status == 408
    await assert_still_waiting(target)


async def assert_still_waiting(target: Target) -> None:
    """The good callback works, and it is the first that does."""
    good = await target.send(request(f"GET /callback?code={GOOD}&«STATE»&«ISS»&scope=openid&session_state=1&hd=x&hd=y"))
    assert good.status == 303
    answer = await target.listener.callback()
    assert isinstance(answer, AuthorizationCode)
    assert answer.with_cookie
    assert answer.code.reveal() == GOOD
    assert GOOD not in repr(answer)


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 50


async def test_an_error_with_markup_is_shown_as_text(target: Target) -> None:
    markup = quote("<script>alert(1)</script>\n<b>no\u202e</b> & " + "x" * 600)
    reply = await target.send(
        request(f"GET /callback?error=access_denied&error_description={markup}&«STATE»&«ISS»&error_uri=javascript:1")
    )
    answer = await target.listener.callback()
    assert isinstance(answer, AuthorizationError)
    assert answer.error == "access_denied"
    assert answer.description.startswith("<script>alert(1)</script> <b>no</b> & xxx")
    assert len(answer.description) == 300
    target.listener.show(SignInOutcome(ok=False, title="No", lines=(answer.description,)))
    page = await target.send(request(f"GET {reply.headers['location']}"))
    assert b"<script" not in page.body
    assert b"&lt;script&gt;" in page.body


async def test_a_plus_in_a_description_is_a_space(target: Target) -> None:
    await target.send(request("GET /callback?error=server_error&error_description=not+now%2B&«STATE»&«ISS»"))
    answer = await target.listener.callback()
    assert isinstance(answer, AuthorizationError)
    assert answer.description == "not now+"


async def test_the_refusal_says_why(target: Target) -> None:
    reply = await target.send(request("GET /callback?«CODE»&«STATE»&iss=https%3A%2F%2Fevil.test"))
    assert b"it comes from another provider" in reply.body
    assert b"evil" not in reply.body


async def test_without_our_cookie_it_is_marked(target: Target) -> None:
    target.cookie = "pomtray-00000000=x"
    assert (await target.send(request(GET))).status == 303
    assert not (await target.listener.callback()).with_cookie


async def test_iss_is_compared_even_where_it_is_not_promised() -> None:
    async with CodeListener(RedirectUri.parse(ANY), ExpectedResponse(STATE, ISSUER)) as listener:
        target = Target(listener, "x=y")
        assert (await target.send(request(f"{SHORT}&«STATE»&iss=https%3A%2F%2Fevil.test"))).status == 400
        assert (await target.send(request(f"{SHORT}&«STATE»"))).status == 303


async def test_iss_is_compared_with_nothing_where_the_settings_name_no_issuer() -> None:
    async with CodeListener(RedirectUri.parse(ANY), ExpectedResponse(STATE, "")) as listener:
        assert (await Target(listener, "x=y").send(request(f"{SHORT}&«STATE»&«ISS»"))).status == 303


async def test_two_sign_ins_do_not_share_their_cookie() -> None:
    make = partial(CodeListener, RedirectUri.parse(ANY))
    async with make(ExpectedResponse(STATE, ISSUER)) as one, make(ExpectedResponse("x" * 43, ISSUER)) as other:
        async with httpx.AsyncClient(trust_env=False) as browser:
            for listener in (one, other):
                listener.send_to("https://id.pom.test/authorize")
                assert (await browser.get(listener.start_url)).status_code == 303
            await browser.get(f"{one.redirect_uri}?code=a&state={STATE}")
            await browser.get(f"{other.redirect_uri}?code=b&state={'x' * 43}")
        assert (await one.callback()).with_cookie
        assert (await other.callback()).with_cookie


async def test_the_answer_may_leave_no_page() -> None:
    uri = RedirectUri.parse(ANY)
    async with CodeListener(uri, ExpectedResponse(STATE, ISSUER), answer=CallbackAnswer.NONE) as listener:
        assert (await Target(listener, "x=y").send(request(f"{SHORT}&«STATE»"))).status == 204


# What a person pastes


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("«URI»?code=abc&«STATE»&«ISS»", "abc"),
        ("  «URI»?«STATE»&code=4%2F0AbC&«ISS»\n", "4/0AbC"),
        ("?code=abc&«STATE»&«ISS»", "abc"),
        ("code=abc&«STATE»&«ISS»", "abc"),
        ("abc", "abc"),
        ("4/0AbC-d_e", "4/0AbC-d_e"),
        ("4%2F0AbC", "4/0AbC"),
        ("100%", "100%"),
    ],
)
async def test_a_paste(target: Target, pasted: str, code: str) -> None:
    text = target.fill(pasted.replace("«URI»", target.listener.redirect_uri)).decode()
    answer = target.listener.paste(text)
    assert isinstance(answer, AuthorizationCode)
    assert answer.code.reveal() == code
    assert not answer.with_cookie


async def test_a_paste_where_the_redirect_uri_has_no_path() -> None:
    uri = RedirectUri.parse("http://127.0.0.1:0")
    async with CodeListener(uri, ExpectedResponse(STATE, ISSUER)) as listener:
        answer = listener.paste(f"{listener.redirect_uri}?code=abc&state={STATE}")
        assert isinstance(answer, AuthorizationCode)
        assert answer.code.reveal() == "abc"


async def test_a_pasted_error(target: Target) -> None:
    answer = target.listener.paste(target.fill("?error=access_denied&«STATE»&«ISS»").decode())
    assert answer == AuthorizationError("access_denied", "", with_cookie=False)


@pytest.mark.parametrize(
    ("pasted", "reason"),
    [
        ("", "its code is not one"),
        ("two words", "neither an address nor a code"),
        ("é", "neither an address nor a code"),
        ("code\tcode", "neither an address nor a code"),
        ("https://«HOST»/callback?code=a&«STATE»&«ISS»", "does not belong to this sign-in"),
        ("x" * 5000, "its code is not one"),
        ("x" * 70_000, "neither an address nor a code"),
        ("%00", "its code is not one"),
        ("https://127.0.0.1:1/callback?code=a", "does not belong to this sign-in"),
        ("http://127.0.0.1:1/callback?code=a", "does not belong to this sign-in"),
        ("http://[::1/callback?code=a", "it is not an address"),
        ("«URI»/x?code=a&«STATE»&«ISS»", "does not belong to this sign-in"),
        ("«URI»", "its state is not that of this sign-in"),
        ("code=a", "its state is not that of this sign-in"),
        ("?code=a&scope=openid", "its state is not that of this sign-in"),
        ("state=a", "its state is not that of this sign-in"),
        ("«URI»?code=a&state=x&«ISS»", "its state is not that of this sign-in"),
        ("«URI»?code=a&«STATE»", "does not say which provider"),
        ("«URI»?code=a&code=b&«STATE»&«ISS»", "code more than once"),
    ],
)
async def test_a_wrong_paste_is_told_and_not_quoted(target: Target, pasted: str, reason: str) -> None:
    text = target.fill(pasted.replace("«URI»", target.listener.redirect_uri)).decode("latin-1")
    with pytest.raises(ValueError, match=reason) as caught:
        target.listener.paste(text)
    assert "code=a" not in str(caught.value)


# Where it listens


@pytest.mark.parametrize(
    ("text", "on_7"),
    [
        ("http://127.0.0.1:0/callback", "http://127.0.0.1:7/callback"),
        ("http://127.0.0.1/callback", "http://127.0.0.1:7/callback"),
        ("http://[::1]:0/x/y", "http://[::1]:7/x/y"),
        ("http://localhost:0/", "http://localhost:7/"),
        ("http://127.0.0.1:0", "http://127.0.0.1:7"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://localhost:65535/", "http://localhost:65535/"),
        ("http://LOCALHOST:08080/Callback", "http://LOCALHOST:08080/Callback"),
    ],
)
def test_the_redirect_uri_that_the_provider_gets(text: str, on_7: str) -> None:
    assert RedirectUri.parse(text).on(7) == on_7


@pytest.mark.parametrize(
    "text",
    [
        "https://127.0.0.1:0/callback",
        "http://example.test:0/callback",
        "http://127.0.0.1:65536/",
        "http://127.0.0.1:x/",
        "http://127.0.0.1:0/?a=b",
        "http://127.0.0.1:0/#a",
        "http://me@127.0.0.1:0/",
        "http://0.0.0.0:0/",
        "com.example.app:/callback",
        "",
        "http://127.0.0.1:0/ä",
    ],
)
def test_a_redirect_uri_that_cannot_be(text: str) -> None:
    with pytest.raises(ValueError, match=r"must|not|only|missing"):
        RedirectUri.parse(text)


@pytest.fixture
def busy() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


async def opened(owner: AsyncExitStack, *uris: str, listeners: Listeners | None = None) -> CodeListener:
    def make(uri: RedirectUri) -> CodeListener:
        return CodeListener(uri, ExpectedResponse(STATE, ISSUER))

    return await open_code_listener(owner, uris, make, (listeners or Listeners()).free)


async def test_fixed_ports_are_tried_in_order(busy: int) -> None:
    async with AsyncExitStack() as owner:
        listener = await opened(owner, f"http://127.0.0.1:{busy}/callback", ANY)
        assert listener.port != busy
        assert not listener.is_fixed


async def test_without_any_address_to_return_to_it_is_said() -> None:
    async with AsyncExitStack() as owner:
        with pytest.raises(SignInError) as caught:
            await opened(owner)
    assert caught.value.problem == words.no_redirect_uri().problem


HOLD = "import socket, sys; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True); input()"


async def test_a_busy_port_is_named_with_its_owner() -> None:
    pipe = asyncio.subprocess.PIPE
    holder = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLD, stdin=pipe, stdout=pipe)
    try:
        assert holder.stdout
        port = int(await holder.stdout.readline())
        async with AsyncExitStack() as owner:
            with pytest.raises(SignInError) as caught:
                await opened(owner, f"http://127.0.0.1:{port}/callback")
    finally:
        await holder.communicate(b"\n")
    problem = caught.value.problem
    assert problem.step == "authorization"
    assert problem.title == f"Port {port} is taken"
    if sys.platform == "linux":
        assert f"(pid {holder.pid})" in problem.sentence


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who listens")
async def test_a_port_that_another_sign_in_of_ours_waits_on(busy: int) -> None:
    async with AsyncExitStack() as owner:
        with pytest.raises(SignInError, match="another sign-in of this program listens there"):
            await opened(owner, f"http://127.0.0.1:{busy}/callback")


async def test_localhost_wants_both_addresses(busy: int) -> None:
    """Else a program on the other address would get the code."""
    async with AsyncExitStack() as owner:
        with pytest.raises(SignInError, match=str(busy)):
            await opened(owner, f"http://localhost:{busy}/callback")


async def test_a_port_that_our_own_last_sign_in_keeps_is_given_up() -> None:
    listeners = Listeners()
    first = AsyncExitStack()
    before = await opened(first, ANY)
    listeners.keep(before, first, 60)
    async with AsyncExitStack() as owner:
        uri = f"http://127.0.0.1:{before.port}/callback"
        again = await opened(owner, uri, listeners=listeners)
        assert (again.port, again.redirect_uri, again.is_fixed) == (before.port, uri, True)
    await listeners.close()


async def test_a_kept_port_answers_gone() -> None:
    listeners, owner = Listeners(), AsyncExitStack()
    listener = await opened(owner, ANY)
    listeners.keep(listener, owner, 60)
    assert (await Target(listener, "x=y").send(request(f"{SHORT}&«STATE»"))).status == 410
    await listeners.close()


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback")
@pytest.mark.parametrize("address", ["127.0.0.1", "[::1]"])
async def test_localhost_listens_on_both_addresses(address: str) -> None:
    async with AsyncExitStack() as owner:
        listener = await opened(owner, "http://localhost:0/callback")
        assert listener.redirect_uri == f"http://localhost:{listener.port}/callback"
        assert listener.start_url.startswith(f"http://localhost:{listener.port}/start/")
        async with httpx.AsyncClient(trust_env=False) as browser:
            url = f"http://{address}:{listener.port}/callback?code=abc&state={STATE}"
            good = await browser.get(url, headers={"host": f"localhost:{listener.port}"})
            assert (await browser.get(url)).status_code == 400
        assert good.status_code == 303
        assert await listener.callback()


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback")
async def test_ipv6_alone() -> None:
    async with AsyncExitStack() as owner:
        listener = await opened(owner, "http://[::1]:0/callback")
        async with httpx.AsyncClient(trust_env=False) as browser:
            assert (await browser.get(f"{listener.redirect_uri}?code=abc&state={STATE}")).status_code == 303
        assert {one.family for one in listener.sockets} == {socket.AF_INET6}  # 127.0.0.1 may have the port for others


async def test_a_bad_redirect_uri_in_the_settings_is_told() -> None:
    async with AsyncExitStack() as owner:
        with pytest.raises(SignInError, match="no certificate"):
            await opened(owner, "https://127.0.0.1:0/callback")


def test_the_owner_of_a_port_where_the_system_tells_nothing(tmp_path: Path) -> None:
    assert port_owner(80, tmp_path) == ""
    (tmp_path / "net").mkdir()
    row = "  0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4711 1"
    (tmp_path / "net" / "tcp").write_text(f"head\n{row}\n")
    cut = row.rpartition(" 4711")[0]
    (tmp_path / "net" / "tcp6").write_text(
        f"head\n{cut}\n{row[:36]}\n{row.replace(':0050', ':0051').replace('0A', '01')}\n"
    )
    assert port_owner(80, tmp_path) == ""
    process = tmp_path / "812"
    (process / "fd").mkdir(parents=True)
    (process / "fd" / "3").symlink_to("socket:[4711]")
    assert port_owner(80, tmp_path) == "a program (pid 812)"
    (process / "comm").write_text("nginx\n")
    assert port_owner(80, tmp_path) == "nginx (pid 812)"
    assert port_owner(81, tmp_path) == ""
