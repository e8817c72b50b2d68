"""What a redirect does to a program that was handed a credential: it goes along nowhere (`pomerium.md` §9 rule 7)."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator

import pytest

from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import Credential
from pomtray.core.network.header import curl
from tests.cli.handing.test_kubectl import kept
from tests.cli.kept import Kept
from tests.desktop.vault.secret_service import private_bus, secret_service
from tests.signin.answering import Answering, reply

__all__ = ["kept", "private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")
FORMS = [HeaderForm.POMERIUM, HeaderForm.X_POMERIUM]
needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
needs_git = pytest.mark.skipif(not shutil.which("git"), reason="there is no git")


@pytest.fixture
async def elsewhere(kept: Kept) -> AsyncIterator[Answering]:
    """Where the service behind the route sends whoever asks."""
    async with Answering({"/": reply(200, "elsewhere")}) as elsewhere:
        kept.ground.demo.options.upstream_location = f"{elsewhere.origin}/"
        yield elsewhere


def follows(kept: Kept, how: str) -> None:
    """The person's own curl follows redirects unless it is told otherwise."""
    (kept.home / ".curlrc").write_text(f"{how}\n")


@needs_curl
@pytest.mark.parametrize("how", ["location", "location-trusted"])
@pytest.mark.parametrize("form", FORMS)
async def test_curl_does_not_follow_by_itself(kept: Kept, elsewhere: Answering, form: HeaderForm, how: str) -> None:
    follows(kept, how)
    ended = await kept.run("curl", "app", "--form", form, "--", "-sS", "-w", "%{http_code}", "-o", "/dev/null")
    assert (ended.status, ended.out) == (0, "302"), ended.err
    assert elsewhere.heads == []


@needs_curl
async def test_curl_follows_where_it_is_told_to_and_leaves_the_credential_behind(
    kept: Kept, elsewhere: Answering
) -> None:
    assert (await kept.run("curl", "app", "--", "-sSL")).out == "elsewhere"
    assert elsewhere.header("authorization") is None


@needs_curl
@pytest.mark.parametrize("option", ["--location-trusted", "--location-t", "--location-trust"])
async def test_curl_is_not_told_to_trust_where_it_is_sent(kept: Kept, elsewhere: Answering, option: str) -> None:
    """Of long options it takes a beginning, too."""
    assert (await kept.run("curl", "app", "--", "-sS", option)).status == 64
    assert elsewhere.heads == []


@needs_curl
@pytest.mark.parametrize("how", ["location", "location-trusted"])
@pytest.mark.parametrize("form", FORMS)
async def test_a_copied_line_does_not_follow_by_itself(
    kept: Kept, elsewhere: Answering, form: HeaderForm, how: str
) -> None:
    follows(kept, how)
    route, token = kept.ground.demo.route("app"), (await kept.run("token", "app")).out.strip()
    kept.ground.demo.log.clear()
    line = curl(Route("app", route.url), form, Credential(token))
    process = await asyncio.create_subprocess_exec("sh", env=kept.env(), stdin=-1, stdout=-1, stderr=-1)
    await process.communicate(line.encode())
    assert [seen.path for seen in kept.ground.demo.log if seen.part == "app"] == ["/"]
    assert elsewhere.heads == []


@needs_git
@pytest.mark.parametrize("form", FORMS)
async def test_git_is_not_led_elsewhere(kept: Kept, elsewhere: Answering, form: HeaderForm) -> None:
    """It goes on with the header of where it began: the service would get what Pomerium keeps from it."""
    (kept.home / ".gitconfig").write_text("[http]\n\tfollowRedirects = true\n")
    url = kept.ground.demo.route("app").url.rstrip("/")
    ended = await kept.run("exec", "app", "--form", form, "--", "git", "ls-remote", f"{url}/repository.git")
    assert ended.status != 0
    assert any("/repository.git/" in seen.path and seen.has_credential for seen in kept.ground.demo.log)
    assert elsewhere.heads == []
