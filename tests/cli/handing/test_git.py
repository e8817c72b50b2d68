"""git that is signed in by pomtray: started by it, or asking it as its credential helper (gitcredentials(7))."""

from __future__ import annotations

import asyncio
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from tests.cli.handing.test_kubectl import cluster, kept
from tests.cli.kept import Kept
from tests.desktop.vault.secret_service import private_bus, secret_service

__all__ = ["cluster", "kept", "private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")


def git() -> str:
    """One that takes headers from a helper, and asks it without having been told 401."""
    found = shutil.which("git")
    if found is None:
        pytest.skip("there is no git")
    told = subprocess.run([found, "version"], capture_output=True, text=True, check=True).stdout
    version = tuple(map(int, re.findall(r"\d+", told)[:2]))
    if version < (2, 46):
        pytest.skip(f"git is older than 2.46: {told.strip()}")
    return found


async def test_git_started_by_exec_sends_the_header_to_the_route_alone(kept: Kept) -> None:
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    url = next(route.url for route in kept.ground.world.settings.routes if route.name == "exchange")
    show = ("exec", "exchange", "--", "git", "config", "--get-urlmatch", "http.extraHeader")
    assert (await kept.run(*show, f"{url}/repository.git")).out.startswith("Authorization: Bearer ")
    assert (await kept.run(*show, "https://elsewhere.example.com/repository.git")).out == ""
    kept.ground.demo.log.clear()
    await kept.run("exec", "exchange", "--", "git", "ls-remote", f"{url}/repository.git")
    asked = [seen for seen in kept.ground.demo.log if "/repository.git/" in seen.path]
    assert asked
    assert all(seen.has_credential for seen in asked)


async def answered(kept: Kept, route: str, *capabilities: str) -> str:
    """What the helper says to a git that asks about a repository there, and does all it may."""
    url = next(each.url for each in kept.ground.world.settings.routes if each.name == route)
    told = "".join(f"capability[]={each}\n" for each in capabilities or ("authtype", "state"))
    text = f"{told}protocol=http\nhost={url.removeprefix('http://')}\npath=team/repository.git\n\n"
    ended = await kept.run("git-credential", "get", text=text)
    assert ended.status == 0, ended.err
    return ended.out


async def test_the_helper_answers_in_the_routes_form(kept: Kept) -> None:
    """A service behind Pomerium sees what follows Bearer, and nothing of what follows Pomerium."""
    token = (await kept.run("token", "app")).out.strip()
    assert f"authtype=Pomerium\ncredential={token}\nephemeral=1\n" in await answered(kept, "app")
    text = kept.settings.read_text()
    for form, scheme, before in (("bearer", "Bearer", "Pomerium-"), ("x-pomerium", "Pomerium", "")):
        kept.settings.write_text(text.replace('name = "app"\n', f'name = "app"\nheader = "{form}"\n', 1))
        assert f"authtype={scheme}\ncredential={before}{token}\n" in await answered(kept, "app")


async def test_the_helper_of_git_knows_our_routes_and_no_others(kept: Kept) -> None:
    url = next(route.url for route in kept.ground.world.settings.routes if route.name == "exchange")
    token = (await kept.run("token", "exchange")).out.strip()
    host = url.removeprefix("http://")
    ended = await kept.run("git-credential", "get", text=f"capability[]=authtype\nprotocol=http\nhost={host}\n\n")
    assert f"authtype=Bearer\ncredential={token}\n" in ended.out
    ended = await kept.run("git-credential", "get", text="capability[]=authtype\nprotocol=https\nhost=github.com\n\n")
    assert (ended.status, ended.out) == (0, "")
    ended = await kept.run("git-credential", "get", text=f"protocol=http\nhost={host}\n\n")
    assert (ended.status, ended.out) == (0, "")
    assert "2.46" in ended.err
    assert (await kept.run("git-credential", "erase", text=f"protocol=http\nhost={host}\n\n")).out == ""


async def asking_git(kept: Kept, url: str, **variables: str) -> str:
    """What a real git tells of its requests, its helper being ours. It leaves credentials out."""
    host = "/".join(url.split("/")[:3])
    helper = f"!{shlex.join(kept.argv('git-credential'))}"
    said = (f"credential.{host}.helper={helper}", f"http.{host}.proactiveAuth=auto")
    settings = (part for each in said for part in ("-c", each))
    env = kept.env(GIT_TRACE_CURL="1", GIT_TERMINAL_PROMPT="0", GIT_CONFIG_NOSYSTEM="1", **variables)
    process = await asyncio.create_subprocess_exec(
        git(), *settings, "ls-remote", f"{url}/team/repository.git", env=env, stdout=-1, stderr=-1
    )
    _, err = await process.communicate()
    return err.decode()


async def test_a_real_git_sends_what_the_helper_says(cluster: Kept) -> None:
    """Over TLS, at a route with a machine's token."""
    cluster.ground.demo.log.clear()
    authority = cluster.settings.read_text().rpartition('ca = "')[2].partition('"')[0]
    told = await asking_git(cluster, str(cluster.ground.demo.route("machine").origin), GIT_SSL_CAINFO=authority)
    assert re.search(r"[Aa]uthorization: Bearer <redacted>", told), told
    asked = [seen for seen in cluster.ground.demo.log if "/repository.git/" in seen.path]
    assert asked, told
    assert all(seen.has_credential for seen in asked)


async def test_a_real_git_sends_a_session_so_that_the_service_does_not_see_it(kept: Kept) -> None:
    told = await asking_git(kept, next(each.url for each in kept.ground.world.settings.routes if each.name == "app"))
    assert re.search(r"[Aa]uthorization: Pomerium <redacted>", told), told
    asked = [seen for seen in kept.ground.demo.log if "/repository.git/" in seen.path]
    assert asked, told
    assert all(seen.has_credential for seen in asked)
    assert '"authorization"' not in told.replace('"authorization":"absent', ""), "what the service told of it"
