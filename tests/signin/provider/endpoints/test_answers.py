"""What a provider's answers come to: ended grants, refusals, trouble that passes, and what is no answer at all."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import TokenAuth
from pomtray.core.errors import GrantRefused, PomtrayError, Refused, Unreachable
from pomtray.core.plain import unmarked
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.protocol.oauth import LONGEST_LIFE, ErrorAnswer, Tokens
from pomtray.core.secret import Credential, Secret
from pomtray.signin.provider.endpoints import answers
from pomtray.signin.provider.endpoints.token_endpoint import TokenEndpoint
from pomtray.signin.web import http
from tests.signin.answering import Answering, as_json, reply
from tests.signin.desk import GOOD, MACHINE, SECRET, Desk, opened
from tests.signin.issuing import NOW, pem


@pytest.fixture
async def desk(secret_canary: Callable[[str], str]) -> AsyncIterator[Desk]:
    secret_canary(SECRET)
    async with opened() as made:
        yield made


@pytest.mark.parametrize("code", ["invalid_grant", "interaction_required", "login_required", "consent_required"])
async def test_a_grant_that_only_the_person_can_renew(desk: Desk, code: str) -> None:
    desk.says(as_json(400, {"error": code, "error_description": "Token has been expired or revoked."}))
    with pytest.raises(GrantRefused) as ended:
        await desk.refresh()
    problem = ended.value.problem
    assert (ended.value.status, problem.step, problem.action) == (400, "token", "Sign in again.")
    assert f"400 in the step token: {code} (Token has been expired or revoked)." in problem.sentence


REFUSALS = [
    (
        400,
        {"error": "invalid_request", "error_description": "Refresh token is invalid or has been claimed."},
        "claimed",
    ),
    (401, {"error": "invalid_token", "error_description": "Invalid refresh token"}, "Invalid refresh token"),
    (401, {"message": "Invalid refresh token."}, "answered 401 in the step token: Invalid refresh token."),
    (400, {"error": "refresh_token_reused"}, "refresh_token_reused"),
    (400, {"error": "INVALID_GRANT"}, "INVALID_GRANT"),
    (403, {"error": "access_denied"}, "access_denied"),
    (400, {"error": "mfa_required"}, "mfa_required"),
    (404, {"errorCode": "E0000007", "errorSummary": "Not found: Resource"}, "Not found: Resource"),
    (400, {"error": {"code": 400, "message": "Token revoked", "status": "INVALID_ARGUMENT"}}, "INVALID_ARGUMENT"),
    (400, {"code": 400, "error_code": "gone", "msg": "Invalid Refresh Token: Not Found"}, "Refresh Token: Not Found"),
    (400, {"code": 400, "error_code": "refresh_token_not_found"}, "refresh_token_not_found"),
    (400, {"__type": "NotAuthorizedException"}, "NotAuthorizedException"),
    (401, {"errors": [{"code": 1000, "message": "Token revoked"}, {"message": "more"}]}, "Token revoked"),
    (401, {"errors": ["Token revoked"], "success": False}, "Token revoked"),
    (401, {"errors": []}, "it gave no reason"),
    (422, {"title": "Unprocessable", "detail": "no such token"}, "no such token"),
    (200, {"error": "invalid_grant"}, "invalid_grant"),
    (400, {"error": "temporarily_unavailable"}, "temporarily_unavailable"),
    (400, {"error": "server_error"}, "server_error"),
]


@pytest.mark.parametrize(("status", "body", "words"), REFUSALS)
async def test_a_definite_no_to_a_refresh_by_any_spelling(
    desk: Desk, status: int, body: dict[str, object], words: str
) -> None:
    desk.says(as_json(status, body))
    with pytest.raises(GrantRefused) as refused:
        await desk.refresh()
    assert words in refused.value.problem.sentence
    assert refused.value.problem.action == "Sign in again."
    assert refused.value.problem.code


@pytest.mark.parametrize(
    ("told", "shown"), [(("x", "why."), "x (why)"), (("x", ""), "x"), (("", "why"), "why"), (("", ""), "")]
)
def test_what_is_quoted_is_the_code_and_what_it_means(told: tuple[str, str], shown: str) -> None:
    assert unmarked(answers.quoted(ErrorAnswer(*told))) == shown


@pytest.mark.parametrize(
    ("status", "is_one"),
    [(399, False), (400, True), (404, True), (408, False), (429, False), (499, True), (500, False)],
)
def test_a_definite_no_is_no_trouble(status: int, is_one: bool) -> None:  # noqa: FBT001 a case
    assert answers.is_refusal(status) is is_one


@pytest.mark.parametrize(
    ("url", "path"), [("https://idp.test", "/"), ("https://idp.test?a=b", "/?a=b"), ("https://idp.test/x?a", "/x?a")]
)
def test_where_an_endpoint_is(url: str, path: str) -> None:
    assert answers.target(url) == (Origin.parse("https://idp.test"), path)


async def test_an_answer_without_a_time_has_that_of_this_computer(desk: Desk) -> None:
    desk.says(as_json(200, GOOD).replace(b"Date: Sat, 21 Nov 2026 09:00:00 GMT\r\n", b""))
    assert (await desk.refresh()).skew == timedelta()


async def test_a_no_in_prose(desk: Desk, secret_canary: Callable[[str], str]) -> None:
    refresh = secret_canary("canary-refresh-in-prose")
    desk.says(reply(401, f"No such token: {refresh}\n", content_type="text/plain; charset=utf-8"))
    with pytest.raises(GrantRefused) as refused:
        await desk.endpoint.refresh(Secret(refresh))
    assert refused.value.problem.sentence.endswith("answered 401 in the step token: No such token: ….")


@pytest.mark.parametrize(
    ("code", "helps"), [("invalid_client", "`client_secret`"), ("UNAUTHORIZED_CLIENT", "`client_id` in the settings")]
)
async def test_what_the_settings_are_to_blame_for(desk: Desk, code: str, helps: str) -> None:
    """Said with the provider's words: AADSTS7000222 is a secret that has expired."""
    desk.says(as_json(401, {"error": code, "error_description": "AADSTS7000222: The client secret keys are expired."}))
    with pytest.raises(GrantRefused, match="AADSTS7000222") as refused:
        await desk.refresh()
    assert helps in refused.value.problem.action
    assert "Sign in" not in refused.value.problem.action


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "access_denied"), (400, "invalid_grant"), (400, "interaction_required"), (401, ""), (401, "invalid_client")],
)
async def test_machines_are_not_told_of_persons(desk: Desk, status: int, code: str) -> None:
    """Auth0 says `access_denied` of a wrong secret."""
    desk.says(as_json(status, {"error": code, "error_description": "Unauthorized"}))
    with pytest.raises(GrantRefused) as refused:
        await desk.endpoint.client_credentials(MACHINE)
    action = refused.value.problem.action
    assert "ign in" not in action
    assert ("`client_secret`" in action) == (code != "interaction_required")


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (reply(429, headers=[("Retry-After", "17")]), 17),
        (reply(503, headers=[("Retry-After", " 0 ")]), 0),
        (reply(503, headers=[("Retry-After", "Sat, 21 Nov 2026 09:02:00 GMT")]), 120),
        (reply(503, headers=[("Retry-After", "Sat, 21 Nov 2026 08:00:00 GMT")]), 0),
        (reply(503, headers=[("Retry-After", "soon")]), None),
        (reply(503, headers=[("Retry-After", "-1")]), None),
        (reply(500), None),
    ],
)
async def test_how_long_a_provider_asks_to_be_left_alone(desk: Desk, answer: bytes, seconds: int | None) -> None:
    desk.says(answer)
    with pytest.raises(Unreachable) as failed:
        await desk.refresh()
    assert failed.value.problem.code == answer.split()[1].decode()
    assert failed.value.retry_for == (None if seconds is None else timedelta(seconds=seconds))


async def test_trouble_is_told_by_the_providers_word_for_it(desk: Desk) -> None:
    desk.says(as_json(503, {"error": "temporarily_unavailable"}))
    with pytest.raises(Unreachable) as failed:
        await desk.refresh()
    assert failed.value.problem.code == "temporarily_unavailable"


async def test_only_renewals_are_refused_for_good(desk: Desk) -> None:
    desk.says(as_json(400, {"error": "invalid_grant"}))
    redeeming = desk.endpoint.redeem(Secret("c"), verifier=Secret("v"), redirect_uri="http://127.0.0.1/")
    for asking in (redeeming, desk.endpoint.poll(Secret("d"))):
        with pytest.raises(Refused) as refused:
            await asking
        assert type(refused.value) is Refused


@pytest.mark.parametrize(
    ("status", "code", "helps"),
    [
        (401, "invalid_client", "client_secret"),
        (400, "unauthorized_client", "administrator"),
        (400, "unsupported_grant_type", "method"),
        (400, "invalid_scope", "scopes"),
        (400, "invalid_target", "audience"),
        (400, "invalid_request", "token_params"),
        (400, "invalid_request", "`method` of the route"),
        (403, "access_denied", "somebody else"),
        (400, "temporarily_unavailable", "Try again in a moment"),
        (400, "server_error", "Try again in a moment"),
        (400, "something_new", "administrator"),
        (403, "", "administrator"),
    ],
)
async def test_a_refusal_is_told_with_what_helps(desk: Desk, status: int, code: str, helps: str) -> None:
    desk.says(as_json(status, {"error": code, "error_description": "<b>why</b>\u202e\n"}))
    with pytest.raises(Refused) as refused:
        await desk.endpoint.redeem(Secret("code-1"), verifier=Secret("verifier-1"), redirect_uri="http://127.0.0.1/")
    problem = refused.value.problem
    assert (type(refused.value), refused.value.status, problem.step) == (Refused, status, "token")
    assert refused.value.code == code
    assert code in problem.sentence
    assert "<b>why</b>" in problem.sentence
    assert problem.sentence.isprintable()
    assert helps in problem.action


@pytest.mark.parametrize(
    ("code", "methods", "told"),
    [
        ("invalid_client", ("client_secret_post", "none\u202e"), " It takes client_secret_post, none."),
        ("invalid_client", (), ""),
        ("invalid_scope", ("client_secret_post",), ""),
    ],
    ids=["told", "it does not say", "not what is wrong"],
)
async def test_a_client_learns_how_to_say_who_it_is(desk: Desk, code: str, methods: tuple[str, ...], told: str) -> None:
    metadata = Metadata("i", f"{desk.server.origin}/token", token_auth_methods=methods)
    desk.says(as_json(401, {"error": code}))
    with pytest.raises(Refused) as refused:
        await TokenEndpoint(desk.web, desk.provider, metadata, desk.secret, lambda: NOW).refresh(Secret("rt-1"))
    action, its_methods, named = refused.value.problem.action.partition(" It takes ")
    assert action
    assert its_methods + named == told


@pytest.mark.parametrize(
    ("error", "methods"), [("invalid_client", ()), ("invalid_scope", ("none",))], ids=["it says nothing", "no matter"]
)
async def test_else_it_is_left_at_the_usual_words(desk: Desk, error: str, methods: tuple[str, ...]) -> None:
    metadata = Metadata("i", f"{desk.server.origin}/token", token_auth_methods=methods)
    desk.says(as_json(401, {"error": error}))
    with pytest.raises(Refused) as refused:
        await TokenEndpoint(desk.web, desk.provider, metadata, desk.secret, lambda: NOW).refresh(Secret("rt-1"))
    assert "It takes" not in refused.value.problem.action


class Quoting(dict[str, bytes | None]):
    """Answers with a no that quotes one field of what was sent."""

    def __init__(self, server: Answering, name: str) -> None:
        super().__init__()
        self.server, self.name = server, name

    def get(self, path: str, default: Any = None) -> Any:
        del path, default
        sent = dict(parse_qsl(self.server.bodies[-1].decode()))
        return as_json(400, {"error": "invalid_request", "error_description": f"no {sent[self.name]} here"})


@pytest.mark.parametrize(
    ("name", "auth"),
    [
        ("code", TokenAuth.POST),
        ("code_verifier", TokenAuth.POST),
        ("refresh_token", TokenAuth.POST),
        ("device_code", TokenAuth.POST),
        ("client_secret", TokenAuth.POST),
        ("client_assertion", TokenAuth.PRIVATE_KEY_JWT),
    ],
)
async def test_no_secret_that_is_sent_is_shown_where_it_is_quoted(desk: Desk, name: str, auth: TokenAuth) -> None:
    desk.settings(token_auth=auth)
    if auth is TokenAuth.PRIVATE_KEY_JWT:
        desk.secret = Secret(pem("p256"))
    desk.server.answers = Quoting(desk.server, name)
    with pytest.raises(Refused) as refused:
        await sent(desk, name)
    assert "no … here" in refused.value.problem.sentence


async def sent(desk: Desk, name: str) -> object:
    """Something that has the field of that name."""
    if name in {"code", "code_verifier"}:
        verifier = Secret("a-verifier-of-43-characters-at-least-it-is-0")
        return await desk.endpoint.redeem(Secret("a-code-1"), verifier=verifier, redirect_uri="http://127.0.0.1:1/")
    return await (desk.endpoint.poll(Secret("a-device-code")) if name == "device_code" else desk.refresh())


async def test_what_a_provider_quotes_is_not_shown(desk: Desk, secret_canary: Callable[[str], str]) -> None:
    refresh, token = secret_canary("canary-refresh-rt"), secret_canary("eyJhbGciOiJub25lIn0.canary-in-a-jwt.x")
    for status in (400, 503):
        words = f"{refresh} of {SECRET}, token {token} or {'x' * 60}"
        desk.says(as_json(status, {"error": "invalid_request", "error_description": words}))
        with pytest.raises(PomtrayError) as refused:
            await desk.endpoint.refresh(Secret(refresh))
        assert "(… of …, token … or …)" in refused.value.problem.sentence


PASSING: dict[str, bytes | None] = {
    "failed": reply(500, "<html>"),
    "failed, in JSON": as_json(500, {"error": "server_error"}),
    "a gateway": reply(502, "x" * 2_000_000),
    "busy": as_json(503, {"error": "temporarily_unavailable", "error_description": "back soon"}),
    "busy, with the status of success": as_json(200, {"error": "temporarily_unavailable"}),
    "too many": as_json(429, {"error": "invalid_grant"}),
    "too slow": reply(408),
    "too early": reply(425),
    "closed": b"",
    "no HTTP": b"220 mail.test ESMTP\r\n",
    "cut off": b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{",
    "chunks without an end": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    "silence": None,
}


@pytest.mark.parametrize("name", PASSING)
async def test_trouble_that_passes(desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "silence":
        monkeypatch.setattr(http, "ANSWER_FOR", 0.05)
    desk.says(PASSING[name])
    with pytest.raises(Unreachable) as failed:
        await desk.refresh()
    assert failed.value.problem.step == "token"
    assert failed.value.__cause__ is None
    monkeypatch.undo()
    desk.says(as_json(200, GOOD))
    assert (await desk.refresh()).access == Credential("at-1")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (reply(200, "<html><body>Sign in to the hotel's network</body></html>"), "a web page came in place of"),
        (reply(307, headers=[("Location", "https://evil.test/token")]), "it sends this program to evil.test"),
        (reply(511, "<html>"), "the network that this computer is in"),
    ],
)
async def test_what_stands_between_is_no_word_of_the_providers(desk: Desk, raw: bytes, said: str) -> None:
    desk.says(raw)
    with pytest.raises(Unreachable, match="stands between") as failed:
        await desk.refresh()
    assert said in failed.value.problem.sentence
    assert failed.value.problem.step == "token"


async def test_a_firewall_in_front_of_the_provider_is_named(desk: Desk) -> None:
    said = reply(403, "error code: 1010", [("Server", "cloudflare")], "text/plain")
    desk.server.answers = {"/token": said, "/device": said}
    for asking in (desk.refresh(), desk.endpoint.start_device()):
        with pytest.raises(Refused, match="stands in front") as refused:
            await asking
        assert "403 in the step token: Cloudflare in front of it refused" in refused.value.problem.sentence
        assert "User-Agent" in refused.value.problem.action


@pytest.mark.parametrize("at", ["Sat, 21 Nov 2026 09:02:00 GMT", "Sat, 21 Nov 2026 08:58:00 GMT"])
async def test_a_provider_without_a_clock_asks_to_be_left_alone_by_ours(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    monkeypatch.setattr(answers, "utc_now", lambda: NOW)
    desk.says(f"HTTP/1.1 503 X\r\nRetry-After: {at}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
    with pytest.raises(Unreachable) as failed:
        await desk.refresh()
    assert failed.value.retry_for == timedelta(minutes=2 if "09:02" in at else 0)


_JSON = json.dumps(GOOD)

HOSTILE: dict[str, bytes] = {
    "a page with a refusal": reply(403, "<html><body>invalid_grant</body></html>"),
    "nothing": reply(200),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "moved within": reply(302, headers=[("Location", "/other")]),
    "a form": reply(200, "access_token=at-1&token_type=Bearer", content_type=http.FORM),
    "a list": as_json(200, [GOOD]),
    "a text": as_json(200, "at-1"),
    "null": as_json(200, None),
    "an empty object": as_json(200, {}),
    "two objects": reply(200, _JSON + _JSON),
    "half an object": reply(200, _JSON[:-1]),
    "a comment": reply(200, f"{_JSON} // ok"),
    "a name twice": reply(200, _JSON.replace("{", '{"access_token":"at-2",')),
    "UTF-16": reply(200, _JSON.encode("utf-16")),
    "Latin 1": reply(200, _JSON.replace("}", ',"x":"é"}').encode("latin-1"), content_type="text/json; charset=latin-1"),
    "nested": reply(200, _JSON[:-1] + ',"a":' + "[" * 100_000 + "]" * 100_000 + "}"),
    "10 MB": as_json(200, GOOD | {"a": "x" * 10_000_000}),
    "a bomb": reply(200, gzip.compress(b" " * 50_000_000), [("Content-Encoding", "gzip")]),
    "a broken pack": reply(200, _JSON, [("Content-Encoding", "gzip")]),
    "half a pack": reply(200, gzip.compress(_JSON.encode())[:-20], [("Content-Encoding", "gzip")]),
    "no access token": as_json(200, {"token_type": "Bearer"}),
    "an access token as a number": as_json(200, GOOD | {"access_token": 7}),
    "an access token as an object": as_json(200, GOOD | {"access_token": {"value": "at-1"}}),
    "an access token with a line end": as_json(200, GOOD | {"access_token": "at-1\r\nX: y"}),
    "an access token with a space": as_json(200, GOOD | {"access_token": "at 1"}),
    "an access token with a quote": as_json(200, GOOD | {"access_token": "at'1"}),
    "an access token with NUL": as_json(200, GOOD | {"access_token": "at\0"}),
    "an access token in another script": as_json(200, GOOD | {"access_token": "\u0430\u0442"}),
    "an access token without end": as_json(200, GOOD | {"access_token": "a" * 100_000}),
    "the type mac": as_json(200, GOOD | {"token_type": "mac"}),
    "the type DPoP": as_json(200, GOOD | {"token_type": "DPoP"}),
    "the type N_A": as_json(200, GOOD | {"token_type": "N_A"}),
    "the type as a list": as_json(200, GOOD | {"token_type": ["Bearer"]}),
    "a time that is no number": reply(200, _JSON.replace("300", "NaN")),
    "a time without end": reply(200, _JSON.replace("300", "9" * 5000)),
    "an error with the status 200": as_json(200, GOOD | {"error": "invalid_request"}),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_an_answer_that_is_not_taken(desk: Desk, name: str) -> None:
    desk.says(HOSTILE[name])
    with pytest.raises(Refused) as refused:
        await desk.refresh()
    problem = refused.value.problem
    definite = name in {"a page with a refusal", "an error with the status 200"}
    assert (type(refused.value), problem.step) == (GrantRefused if definite else Refused, "token")
    assert problem.action
    assert problem.sentence.isprintable()
    assert "at-1" not in problem.text()
    assert refused.value.__cause__ is None
    desk.says(as_json(200, GOOD))
    assert (await desk.refresh()).access == Credential("at-1")
    assert set(desk.server.paths) == {"/token"}


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 30


@pytest.mark.parametrize(
    ("changed", "lasts_for"),
    [
        ({"expires_in": "3599"}, timedelta(seconds=3599)),
        ({"expires_in": 10**30}, LONGEST_LIFE),
        ({"expires_in": "9" * 20}, LONGEST_LIFE),
        ({"expires_in": None}, None),
        ({"expires_in": 0}, None),
        ({"expires_in": 3599.7}, None),
        ({"expires_in": "5 minutes"}, None),
        ({"token_type": None}, timedelta(seconds=300)),
        ({"id_token": ["a.b.c"]}, timedelta(seconds=300)),
        ({"id_token": "a.b.c\n"}, timedelta(seconds=300)),
        ({"refresh_token": True}, timedelta(seconds=300)),
        ({"refresh_token": "a" * 100_000}, timedelta(seconds=300)),
        ({"token_type": "bEaReR"}, timedelta(seconds=300)),
        ({"token_type": " Bearer "}, timedelta(seconds=300)),
        ({"token_type": "BearerToken"}, timedelta(seconds=300)),
        ({"refresh_token": None, "id_token": "", "scope": ["odd"]}, timedelta(seconds=300)),
        (
            {"code": "ok", "error_code": "", "errors": [], "message": "here you are", "type": "t"},
            timedelta(seconds=300),
        ),
    ],
    ids=str,
)
async def test_an_answer_that_is_odd_and_taken(
    desk: Desk, changed: dict[str, object], lasts_for: timedelta | None
) -> None:
    desk.says(as_json(200, GOOD | changed))
    assert replace(await desk.refresh(), left_aside=()) == Tokens(Credential("at-1"), lasts_for=lasts_for)


@pytest.mark.parametrize(
    "answer", [as_json(201, GOOD), as_json(299, GOOD), reply(200, b"\xef\xbb\xbf" + _JSON.encode())], ids=len
)
async def test_an_answer_in_an_odd_cover(desk: Desk, answer: bytes) -> None:
    desk.says(answer)
    assert (await desk.refresh()).access == Credential("at-1")


async def test_what_is_left_aside_is_in_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    desk.says(as_json(200, GOOD | {"expires_in": "", "refresh_token": "canary\n"}))
    await desk.refresh()
    assert "left aside of what idp sent: its expires_in is no number of seconds" in caplog.text
    assert "its refresh_token holds characters" in caplog.text
    assert "canary" not in caplog.text


async def test_an_answer_with_an_id_token_only(desk: Desk) -> None:
    desk.says(as_json(200, {"id_token": "a.b.c"}))
    assert await desk.refresh() == Tokens(id_token=Credential("a.b.c"))


async def test_tokens_show_nothing(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    desk.says(as_json(200, GOOD | {"refresh_token": "rt-canary", "id_token": "id-canary", "access_token": "at-canary"}))
    assert "canary" not in repr(await desk.refresh()) + caplog.text
