"""What stands in front of a server is named, and what the server itself says is not taken for that."""

from __future__ import annotations

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.intermediaries import intermediary_of

APP = Origin.parse("https://app.pom.test")


def answer_with(status: int, body: bytes = b"", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"content-type": "text/html", **named}, body)


@pytest.mark.parametrize(
    ("answer", "title", "meaning"),
    [
        (answer_with(403, b"error code: 1010", server="cloudflare"), "front", "Cloudflare in front"),
        (answer_with(403, b"error code: 1010"), "front", "(error code 1010)"),
        (answer_with(503, b"<html>", server="cloudflare", cf_mitigated="challenge"), "front", "Cloudflare in front of"),
        (answer_with(429, b"error code: 1015"), "front", "A firewall in front of it"),
        (answer_with(403, b"<html>", server="AkamaiGHost"), "front", "Akamai in front"),
        (answer_with(403, b"<html>", server="awselb/2.0"), "front", "an AWS load balancer in front"),
        (
            answer_with(302, location="https://corp.cloudflareaccess.com/cdn-cgi/access/login?kid=x"),
            "corp.cloudflareaccess.com stands between",
            "it sends this program to corp.cloudflareaccess.com,",
        ),
        (answer_with(307, location="http://10.0.0.1/portal?mac=x"), "10.0.0.1", "it sends this program to 10.0.0.1,"),
        (answer_with(511), "web page", "the network that this computer is in wants a sign-in"),
        (
            answer_with(200, b"\n<!DOCTYPE html><title>Free Wi-Fi</title>"),
            "web page",
            "a web page came in place of an answer",
        ),
        (answer_with(200, b"\xef\xbb\xbf\r\n<html>"), "web page", "a web page came in place of an answer"),
        (answer_with(200, b"<html>", content_type=""), "web page", "a web page came in place of an answer"),
        (answer_with(200, b"<?xml", content_type="application/xhtml+xml"), "web page", "a web page came in place of"),
        (
            answer_with(405, b"<html>", server="awselb/2.0", x_amzn_waf_action="captcha"),
            "front",
            "an AWS load balancer in",
        ),
        (answer_with(202, b"", x_amzn_waf_action="challenge"), "front", "A firewall in front of it"),
        (
            answer_with(403, b"<html>", server="Microsoft-Azure-Application-Gateway/v2"),
            "front",
            "an Azure application gate",
        ),
        (answer_with(403, b"<html>", server="squid/6.6"), "front", "Squid in front"),
    ],
)
def test_what_stands_between(answer: Answer, title: str, meaning: str) -> None:
    found = intermediary_of(APP, answer)
    assert found is not None
    assert title in found.title
    assert meaning in found.meaning
    assert "kid=" not in str(found)
    assert found.action


@pytest.mark.parametrize(
    "answer",
    [
        answer_with(200, b"{}"),
        answer_with(200, b"<html>", content_type="application/json"),
        answer_with(200, b"https://authenticate.pom.test/", content_type="text/plain", server="cloudflare"),
        answer_with(302, location="/elsewhere"),
        answer_with(302, location="https://app.pom.test:8443/"),
        answer_with(302, location="https://[x"),
        answer_with(302),
        answer_with(201, location="https://other.test/"),
        answer_with(400, b"<html>", server="cloudflare", x_pomerium_intercepted_response="true"),
        answer_with(403, b"<html>", server="cloudflare", x_pomerium_intercepted_response="true"),
        answer_with(403, b"{}", server="cloudflare", content_type="application/json"),
        answer_with(401, b"<html>", server="envoy"),
        answer_with(404, b"Not Found", server="cloudflare"),
        answer_with(404, b"error code: 1010", content_type="text/plain"),
        answer_with(500, b"error code: 1010", content_type="text/plain"),
        answer_with(503, b"no healthy upstream", server="envoy", content_type="text/plain"),
        answer_with(503, b"<html>", server="cloudflare"),
    ],
)
def test_what_may_be_the_servers_own_word(answer: Answer) -> None:
    assert intermediary_of(APP, answer) is None
