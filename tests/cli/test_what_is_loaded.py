"""What a command loads that hands out a live session, without the app: a shell waits for it each time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.test_no_tls import NOTED
from tests.cli.at_home import AtHome
from tests.cli.kept import Kept
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")
_ROOT = Path(__file__).parents[2]
OF_SIGN_INS = {
    "jwt", "publicsuffixlist", "segno", "webbrowser",
    "pomtray.serve", "pomtray.signin.callback", "pomtray.signin.pomerium.attempt", "pomtray.signin.provider.attempt",
    "pomtray.signin.provider.machine", "pomtray.signin.provider.oidc",
}  # fmt: skip
OF_OTHER_QUESTIONS = {
    "pomtray.cli.doctor", "pomtray.signin.pomerium.revocation", "pomtray.signin.pomerium.sharing",
    "pomtray.signin.routes.examining", "pomtray.signin.routes.recognising", "pomtray.signin.routes.trying",
}  # fmt: skip

OF_OTHER_KEYRINGS = {"keyring", "importlib_metadata"}
OF_THE_WHOLE_WAY = {
    "anyio", "httpcore", "httpx", "http.client", "urllib.request",
    "pomtray.cli.alone.ground", "pomtray.controller", "pomtray.desktop.system.proxies", "pomtray.signin.client",
    "pomtray.signin.web.http",
}  # fmt: skip
OF_THE_SHORTEST_WAY = {
    "pomtray.cli", "pomtray.cli.quick", "pomtray.cli.alone", "pomtray.cli.alone.again",
    "pomtray.desktop", "pomtray.desktop.processes", "pomtray.desktop.processes.core_dumps", "pomtray.desktop.vault",
    "pomtray.desktop.vault.quick_key", "pomtray.desktop.vault.standing", "pomtray.signin", "pomtray.signin.web",
    "pomtray.signin.web.asked_again",
}  # fmt: skip
OF_LONGER_WAYS = {
    "argparse", "asyncio", "dataclasses", "h11", "hashlib", "inspect", "json", "logging", "pathlib", "secretstorage",
    "subprocess", "tomllib", "urllib.parse",
}  # fmt: skip


class Noting:
    """What the programs that get `places` in their environment import."""

    def __init__(self, sites: Path) -> None:
        sites.mkdir()
        (sites / "sitecustomize.py").write_text(NOTED)
        self._files = sites / "imported-"
        self.places = {"PYTHONPATH": f"{sites}:{_ROOT}", "NOTED_IN": str(self._files)}

    @property
    def imported(self) -> set[str]:
        files = self._files.parent.glob(f"{self._files.name}*")
        return {name for file in files for name in file.read_text().split()}


async def test_a_live_session_is_handed_out_without_what_else_there_is(
    secret_service: SecretService, tmp_path: Path
) -> None:
    noting = Noting(tmp_path / "sites")
    async with playing("app") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make("app")
        ended = await kept.run("header", "app", **noting.places)
    assert ended.out.startswith("Authorization: Pomerium "), ended.err
    imported = noting.imported
    assert "pomtray.signin.routes.checking" in imported
    for kind in (OF_SIGN_INS, OF_OTHER_QUESTIONS, OF_OTHER_KEYRINGS, OF_THE_WHOLE_WAY):
        assert not imported & kind


async def test_what_was_answered_is_given_again_without_the_rules(
    secret_service: SecretService, tmp_path: Path
) -> None:
    noting = Noting(tmp_path / "sites")
    async with playing("app") as ground:
        kept = AtHome(tmp_path / "home", ground, secret_service)
        await kept.make("app")
        first = await kept.run("header", "app")
        again = await kept.run("header", "app", **noting.places)
    assert (again.out, again.err) == (first.out, "")
    imported = noting.imported
    assert {name for name in imported if name.startswith("pomtray.")} == OF_THE_SHORTEST_WAY
    assert not imported & OF_LONGER_WAYS


@pytest.mark.parametrize("command", ["header", "token", "kube-credential"])
def test_a_command_with_a_route_alone_is_not_read_with_the_whole_command_line(tmp_path: Path, command: str) -> None:
    noting = Noting(tmp_path / "sites")
    places = {"HOME": str(tmp_path), **noting.places}
    ended = subprocess.run(
        [sys.executable, "-m", "pomtray", command, "app"], env=places, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, "No settings file" in ended.stderr) == (64, True), ended.stderr
    imported = noting.imported
    assert "pomtray.cli.commands" in imported
    assert not imported & {"argparse", "pomtray.cli.parser", "pomtray.cli.tray_options"}
