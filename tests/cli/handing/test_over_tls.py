"""Programs that are started with the credential trust whom the route trusts."""

from __future__ import annotations

import json
import shutil
import ssl
from pathlib import Path

import pytest

from tests.cli.handing.test_kubectl import cluster
from tests.cli.kept import Kept
from tests.desktop.vault.secret_service import private_bus, secret_service

__all__ = ["cluster", "private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
STATUS = ("-sS", "-o", "/dev/null", "-w", "%{http_code}")


async def test_curl_trusts_the_routes_authority(cluster: Kept) -> None:
    ended = await cluster.run("curl", "machine", "--", *STATUS)
    assert (ended.status, ended.out) == (0, "200"), ended.err


async def test_what_the_person_says_of_trust_counts(cluster: Kept) -> None:
    ended = await cluster.run("curl", "machine", "--", *STATUS, "--cacert", "/nowhere.pem")
    assert ended.status == 77, "curl: the file of authorities cannot be read"


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git")
async def test_git_trusts_the_routes_authority_and_the_systems(cluster: Kept) -> None:
    demo = cluster.ground.demo
    git = ("exec", "machine", "--", "env", "-u", "GIT_SSL_CAINFO", "git")
    url = f"{demo.route('machine').origin}/repository.git"
    ended = await cluster.run(*git, "ls-remote", url)
    assert "certificate" not in ended.err
    asked = [seen for seen in demo.log if "/repository.git/" in seen.path]
    assert asked, ended.err
    assert all(seen.has_credential for seen in asked)
    said = await cluster.run(*git, "config", "--get-urlmatch", "http.sslCAInfo", "https://elsewhere.example.com/r.git")
    assert said.out == "", "of other hosts nothing is said"
    place = await cluster.run(
        "exec", "machine", "--", "sh", "-c", f"cat $(git config --get-urlmatch http.sslCAInfo {url})"
    )
    systems = ssl.get_default_verify_paths().cafile
    assert systems is None or Path(systems).read_text(errors="replace").strip()[-100:] in place.out


async def test_an_address_may_lack_its_scheme(cluster: Kept) -> None:
    place = cluster.ground.demo.route("machine").origin.authority
    ended = await cluster.run("get", "--dst", f"{place}/headers")
    assert (ended.status, json.loads(ended.out)["authorization"]) == (0, "present, form Bearer …"), ended.err
