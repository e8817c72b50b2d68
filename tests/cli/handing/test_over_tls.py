"""Programs that are started with the credential trust whom the route trusts."""

from __future__ import annotations

import shutil

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
