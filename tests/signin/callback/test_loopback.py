from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import re
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

import pytest

from pomtray.core.domain.route import CallbackAnswer
from pomtray.signin.callback.loopback import Loopback, SignInOutcome
from tests.raw_http import Reply, send

SIGN_IN_URL = "https://authenticate.pom.test/.pomerium/sign_in?pomerium_signature=b6rZ"
WELL = SignInOutcome(ok=True, title="Signed in to app", lines=("alice@example.com",))


@pytest.fixture
def token(secret_canary: Callable[[str], str]) -> str:
    return secret_canary("eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiJsb29wYmFjay10ZXN0In0.c2lnbmF0dXJlLW9mLXRoZS10ZXN0")


@pytest.fixture
async def loopback() -> AsyncIterator[Loopback]:
    async with Loopback(answer=CallbackAnswer.PAGE, page_wait_for=0.2) as listener:
        listener.send_to(SIGN_IN_URL)
        yield listener


async def get(url: str, *headers: str) -> Reply:
    parts = urlsplit(url)
    assert parts.port
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    head = "\r\n".join([f"GET {target} HTTP/1.1", f"Host: {parts.netloc}", *headers, "", ""])
    return await send(parts.port, head.encode())


async def cookie(loopback: Loopback) -> str:
    """The start page's, as a browser sends it back."""
    reply = await get(loopback.start_url)
    return f"Cookie: {reply.headers['set-cookie'].partition(';')[0]}"


def at(loopback: Loopback, location: str) -> str:
    parts = urlsplit(loopback.redirect_uri)
    return f"http://{parts.netloc}{location}"


async def test_addresses_are_literal_loopback_and_hard_to_guess(loopback: Loopback) -> None:
    for url, folder in [(loopback.redirect_uri, "callback"), (loopback.start_url, "start")]:
        assert re.fullmatch(rf"http://127\.0\.0\.1:\d+/{folder}/[\w-]{{43}}", url)
    assert loopback.redirect_uri.rsplit("/", 1)[1] != loopback.start_url.rsplit("/", 1)[1]


async def test_the_start_address_sends_on_with_a_cookie_for_the_callback(loopback: Loopback) -> None:
    first = await get(loopback.start_url)
    assert (first.status, first.headers["location"]) == (303, SIGN_IN_URL)
    name, *attributes = first.headers["set-cookie"].split("; ")
    assert re.fullmatch(r"pomtray=[\w-]{43}", name)
    assert {"HttpOnly", "SameSite=Lax", f"Path={urlsplit(loopback.redirect_uri).path}"} <= set(attributes)
    assert first.headers["referrer-policy"] == "no-referrer"


async def test_the_start_address_before_there_is_anything_to_start() -> None:
    async with Loopback() as listener:
        assert (await get(listener.start_url)).status == 503
        listener.send_to(SIGN_IN_URL)
        assert (await get(listener.start_url)).status == 303


async def test_a_callback_with_our_cookie(loopback: Loopback, token: str) -> None:
    ours = await cookie(loopback)
    reply = await get(f"{loopback.redirect_uri}?pomerium_jwt={token}&x=y", ours)
    callback = await loopback.callback()
    assert callback.with_cookie
    assert callback.credential.reveal() == token
    assert reply.status == 303
    assert re.fullmatch(r"/done/[\w-]{43}", reply.headers["location"])


@pytest.mark.parametrize("header", ["X: y", "Cookie: pomtray=", "Cookie: pomtray=abc; a=b", "Cookie: POMTRAY=x"])
async def test_a_callback_without_our_cookie_is_marked(loopback: Loopback, token: str, header: str) -> None:
    assert (await get(f"{loopback.redirect_uri}?pomerium_jwt={token}", header)).status == 303
    assert not (await loopback.callback()).with_cookie


async def test_cookies_of_other_programs_on_this_address_do_no_harm(loopback: Loopback, token: str) -> None:
    ours = (await cookie(loopback)).replace("Cookie: ", "Cookie: a=b; pomtray=theirs; ") + "; c=d"
    await get(f"{loopback.redirect_uri}?pomerium_jwt={token}", ours)
    assert (await loopback.callback()).with_cookie


async def test_after_the_first_callback_strangers_are_turned_away(loopback: Loopback, token: str) -> None:
    ours = await cookie(loopback)
    address = f"{loopback.redirect_uri}?pomerium_jwt={token}"
    assert (await get(address, ours)).status == 303
    assert (await get(address)).status == 410
    await loopback.callback()
    assert (await get(address)).status == 410


async def test_a_stranger_does_not_keep_our_browser_out(loopback: Loopback, token: str) -> None:
    ours = await cookie(loopback)
    assert (await get(f"{loopback.redirect_uri}?pomerium_jwt=strangers")).status == 303
    stranger = await loopback.callback()
    assert (await get(f"{loopback.redirect_uri}?pomerium_jwt=second-stranger")).status == 410
    assert (await get(f"{loopback.redirect_uri}?pomerium_jwt={token}", ours)).status == 303
    assert not stranger.with_cookie
    loopback.resume()
    callback = await loopback.callback()
    assert callback.with_cookie
    assert callback.credential.reveal() == token


async def test_our_browser_goes_before_a_stranger_that_waits(loopback: Loopback, token: str) -> None:
    ours = await cookie(loopback)
    await get(f"{loopback.redirect_uri}?pomerium_jwt=strangers")
    await get(f"{loopback.redirect_uri}?pomerium_jwt={token}", ours)
    assert (await loopback.callback()).credential.reveal() == token


async def test_a_stranger_is_not_heard_for_ever(loopback: Loopback, token: str) -> None:
    ours = await cookie(loopback)
    for _ in range(3):
        assert (await get(f"{loopback.redirect_uri}?pomerium_jwt=strangers")).status == 303
        await loopback.callback()
        loopback.resume()
    assert (await get(f"{loopback.redirect_uri}?pomerium_jwt=strangers")).status == 410
    assert (await get(f"{loopback.redirect_uri}?pomerium_jwt={token}", ours)).status == 303
    assert (await loopback.callback()).with_cookie


async def test_a_stranger_does_not_read_who_signed_in(loopback: Loopback, token: str) -> None:
    ours = await cookie(loopback)
    theirs = await get(f"{loopback.redirect_uri}?pomerium_jwt=strangers")
    await loopback.callback()
    mine = await get(f"{loopback.redirect_uri}?pomerium_jwt={token}", ours)
    loopback.resume()
    await loopback.callback()
    loopback.show(WELL)
    assert b"alice@example.com" in (await get(at(loopback, mine.headers["location"]))).body
    assert b"alice@example.com" not in (await get(at(loopback, theirs.headers["location"]))).body


async def test_giving_up_the_wait_loses_no_callback(loopback: Loopback, token: str) -> None:
    waiting = asyncio.create_task(loopback.callback())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await get(f"{loopback.redirect_uri}?pomerium_jwt={token}")
    assert (await loopback.callback()).credential.reveal() == token


async def test_the_answer_page_waits_for_the_outcome_and_can_be_read_again(token: str) -> None:
    async with Loopback(page_wait_for=20.0) as listener:
        reply = await get(f"{listener.redirect_uri}?pomerium_jwt={token}")
        page = asyncio.create_task(get(at(listener, reply.headers["location"])))
        await listener.callback()
        listener.show(WELL)
        listener.show(SignInOutcome(ok=False, title="Too late"))
        for read in (await page, await get(at(listener, reply.headers["location"]))):
            assert read.status == 200
            assert b"<h1>Signed in to app</h1>" in read.body
            assert b'<main class="well">' in read.body
            assert "refresh" not in read.headers


async def test_the_answer_page_says_so_while_the_check_takes_long(loopback: Loopback, token: str) -> None:
    reply = await get(f"{loopback.redirect_uri}?pomerium_jwt={token}")
    early = await get(at(loopback, reply.headers["location"]))
    assert early.status == 200
    assert b"Still checking" in early.body
    assert early.headers["refresh"] == "1"
    await loopback.callback()
    loopback.show(SignInOutcome(ok=False, title="Not allowed", lines=("Ask bob.",)))
    late = await get(at(loopback, reply.headers["location"]))
    assert b'<main class="failed">' in late.body
    assert b"Ask bob." in late.body


async def test_names_are_text(loopback: Loopback, token: str) -> None:
    reply = await get(f"{loopback.redirect_uri}?pomerium_jwt={token}")
    await loopback.callback()
    nasty = '<script>alert("1")</script>$title&\u202e\x07'
    loopback.show(SignInOutcome(ok=True, title=nasty, lines=(nasty, "x" * 5000)))
    body = (await get(at(loopback, reply.headers["location"]))).body.decode()
    assert "<script" not in body
    assert body.count("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;$title&amp;") == 3
    assert "\u202e" not in body
    assert "\x07" not in body
    assert "x" * 1000 not in body


async def test_every_page_is_guarded(loopback: Loopback, token: str) -> None:
    taken = await get(f"{loopback.redirect_uri}?pomerium_jwt={token}")
    await loopback.callback()
    loopback.show(WELL)
    page = await get(at(loopback, taken.headers["location"]))
    for reply in (taken, page, await get(at(loopback, "/")), await get(loopback.start_url)):
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["x-content-type-options"] == "nosniff"
        policy = reply.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert policy.endswith("; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
    style = re.search(rb"<style>(.*?)</style>", page.body, re.DOTALL)
    assert style
    assert base64.b64encode(hashlib.sha256(style.group(1)).digest()).decode() in policy
    assert b"style=" not in page.body
    assert b"<script" not in page.body


async def test_no_page_where_none_is_wanted(token: str) -> None:
    async with Loopback(answer=CallbackAnswer.NONE) as listener:
        reply = await get(f"{listener.redirect_uri}?pomerium_jwt={token}")
        assert (reply.status, reply.body) == (204, b"")
        assert "location" not in reply.headers
        assert reply.headers["cache-control"] == "no-store"
        assert (await listener.callback()).credential.reveal() == token


@pytest.mark.parametrize("answer", CallbackAnswer)
async def test_a_browser_is_led_on_where_one_of_its_pages_waits(token: str, answer: CallbackAnswer) -> None:
    has_page = answer is CallbackAnswer.PAGE
    async with Loopback(answer=answer) as loopback:
        loopback.send_to(SIGN_IN_URL)
        assert not loopback.lead_on("http://127.0.0.1:1/start")
        reply = await get(f"{loopback.redirect_uri}?pomerium_jwt={token}", await cookie(loopback))
        await loopback.callback()
        assert loopback.lead_on("http://127.0.0.1:1/start") == has_page
        if has_page:
            page = await get(at(loopback, reply.headers["location"]))
            assert (page.status, page.headers["location"]) == (303, "http://127.0.0.1:1/start")


async def test_a_retired_listener_answers_gone_but_for_the_answer_page(loopback: Loopback, token: str) -> None:
    reply = await get(f"{loopback.redirect_uri}?pomerium_jwt={token}")
    await loopback.callback()
    loopback.show(WELL)
    loopback.retire(60)
    loopback.retire(60)
    for url in (f"{loopback.redirect_uri}?pomerium_jwt={token}", loopback.start_url, at(loopback, "/")):
        assert (await get(url)).status == 410
    assert b"Signed in to app" in (await get(at(loopback, reply.headers["location"]))).body


async def test_its_sockets_can_be_handed_over(loopback: Loopback) -> None:
    assert [one.getsockname() for one in loopback.sockets] == [("127.0.0.1", loopback.port)]


async def test_nobody_is_led_on_before_an_answer_came(loopback: Loopback) -> None:
    assert not loopback.lead_on("http://127.0.0.1/start")


async def test_a_retired_listener_closes_by_itself() -> None:
    async with Loopback() as listener:
        listener.retire(0)
        assert listener._port._closing
        await listener._port._closing
        with pytest.raises(ConnectionRefusedError):
            await get(listener.start_url)


async def test_a_page_that_nobody_told_is_told_at_the_end(loopback: Loopback, token: str) -> None:
    reply = await get(f"{loopback.redirect_uri}?pomerium_jwt={token}")
    await loopback.callback()
    loopback.retire(60)
    assert b"over" in (await get(at(loopback, reply.headers["location"]))).body


async def test_a_pasted_address(loopback: Loopback, token: str) -> None:
    callback = loopback.paste(f"  {loopback.redirect_uri}?pomerium_jwt={token}&x=y#part\n")
    assert callback.credential.reveal() == token
    assert not callback.with_cookie


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "does not belong"),
        ("{token}", "does not belong"),
        ("https://{host}{path}?pomerium_jwt={token}", "does not belong"),
        ("http://localhost:1{path}?pomerium_jwt={token}", "does not belong"),
        ("http://x@{host}{path}?pomerium_jwt={token}", "does not belong"),
        ("http://{host}{path}/?pomerium_jwt={token}", "does not belong"),
        ("http://{host}/?pomerium_jwt={token}", "does not belong"),
        ("http://[{host}{path}?pomerium_jwt={token}", "not an address"),
        ("http://{host}{path}", "no pomerium_jwt"),
        ("http://{host}{path}?pomerium_jwt=", "not a token"),
        ("http://{host}{path}?pomerium_jwt={token}&pomerium_jwt={token}", "exactly one"),
        ("http://{host}{path}?pomerium_jwt={token} http://b", "one address"),
        ("http://{host}{path}?pomerium_jwt={token}\nX: y", "one address"),
        ("http://{host}{path}?pomerium_jwt={token}\nX:y", "one address"),
        ("http://{host}{path}?pomerium_jwt=\u00e9", "one address"),
        ("http://{host}{path}?pomerium_jwt=" + "a" * 70000, "one address"),
    ],
)
async def test_a_wrong_paste_is_refused_without_a_quote(
    loopback: Loopback, token: str, address: str, reason: str
) -> None:
    parts = urlsplit(loopback.redirect_uri)
    with pytest.raises(ValueError, match=reason) as caught:
        loopback.paste(address.format(host=parts.netloc, path=parts.path, token=token))
    assert token not in f"{caught.value!r}{caught.value.__cause__!r}{caught.value.__context__!r}"


async def test_no_token_in_any_answer_repr_or_log(
    loopback: Loopback, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    address = f"{loopback.redirect_uri}?pomerium_jwt={token}"
    replies = [await get(f"{address}&pomerium_jwt={token}"), await get(address), await get(address)]
    callback = await loopback.callback()
    loopback.show(WELL)
    replies.append(await get(at(loopback, replies[1].headers["location"])))
    assert [reply.status for reply in replies] == [400, 303, 410, 200]
    shown = b"".join(reply.raw for reply in replies).decode() + repr(callback) + repr(vars(loopback)) + caplog.text
    assert token not in shown
