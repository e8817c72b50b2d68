"""A real kubectl that is signed in by pomtray, with the demo where the API server would be."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pomtray.cli.handing.kube import bearer
from pomtray.core.domain.remembered import Remembered
from pomtray.core.domain.stored import dump
from pomtray.demo.options import DemoOptions
from pomtray.demo.settings_text import client_secrets, settings_text
from pomtray.demo.world import Demo
from tests.cli.kept import Kept
from tests.controller.test_with_demo import Ground, playing
from tests.controller.world import World
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service
from tests.e2e.demo_pomerium import Authority

__all__ = ["private_bus", "secret_service"]
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service"),
]


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    async with playing("app", "exchange") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make("app", "exchange")
        yield kept


def kubectl() -> str:
    """One that knows `v1` of the plugin, which came with 1.22."""
    found = shutil.which("kubectl")
    if found is None:
        pytest.skip("there is no kubectl")
    told = subprocess.run([found, "version", "--client", "-o", "json"], capture_output=True, check=False)
    if int(json.loads(told.stdout)["clientVersion"]["minor"].rstrip("+")) < 22:
        pytest.skip("kubectl is older than 1.22")
    return found


@pytest.fixture
async def cluster(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    """Over TLS: kubectl sends no credential without. A machine signs in to it."""
    authority = Authority(tmp_path)
    async with Demo(DemoOptions(tls=authority.server())) as demo:
        kept = Kept(tmp_path / "home", Ground(demo, World()))
        (kept.home / "run").mkdir(mode=0o700, parents=True)
        kept.settings.write_text(f'{settings_text(demo)}\n[preferences]\nca = "{authority.ca}"\n')
        vault = kept.vault()
        await vault.save(dump({}, Remembered(secrets=client_secrets(demo))))
        await vault.close()
        yield kept


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
async def test_kubectl_asks_with_the_credential(cluster: Kept, version: str) -> None:
    """`get --raw` shows what the server behind the route saw."""
    program = kubectl()
    config = cluster.home / "config"
    config.write_text((await cluster.run("kube-config", "machine", "--api-version", version)).out)
    process = await asyncio.create_subprocess_exec(
        program, "--kubeconfig", str(config), "get", "--raw", "/headers", env=cluster.env(), stdout=-1, stderr=-1
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    assert json.loads(out)["authorization"] == "present, form Bearer …"
    assert "eyJ" not in config.read_text()


async def test_the_end_is_told_where_it_is_known(kept: Kept) -> None:
    session = kept.ground.session()
    assert session
    assert session.end.at
    said = json.loads((await kept.run("kube-credential", "app")).out)
    assert said["apiVersion"] == "client.authentication.k8s.io/v1"
    assert said["status"] == {
        "token": f"Pomerium-{session.credential.reveal()}",
        "expirationTimestamp": session.end.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    info = json.dumps({"apiVersion": "client.authentication.k8s.io/v1beta1", "kind": "ExecCredential", "spec": {}})
    said = json.loads((await kept.run("kube-credential", "app", KUBERNETES_EXEC_INFO=info)).out)
    assert said["apiVersion"] == "client.authentication.k8s.io/v1beta1"
    strange = json.dumps({"apiVersion": "client.authentication.k8s.io/v9"})
    assert (await kept.run("kube-credential", "app", KUBERNETES_EXEC_INFO=strange)).status == 64


@pytest.mark.parametrize(
    ("value", "token"),
    [("Bearer Pomerium-abc", "Pomerium-abc"), ("Bearer abc", "abc")],
)
def test_what_follows_bearer(value: str, token: str) -> None:
    assert bearer({"header": ["Authorization", value], "token": "abc"}) == token
