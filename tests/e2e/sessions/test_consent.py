"""A program that wants a credential is asked about in the notification daemon, and a yes outlives the program."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import Authority, DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.signing_in import sign_in
from tests.secrets_scan import SecretsScan
from tests.signin.real_proxies import real_proxy

pytestmark = [pytest.mark.timeout(180), pytest.mark.usefixtures("command_lines")]
Ask = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def ask(tmp_path: Path, desktop: DesktopSession, pomtray: Pomtray, demo: DemoPomerium) -> Ask:
    """Has a program of that name ask for the token of app: each is a file of its own, which runs what it is told to."""
    pomtray.write_settings({"app": demo.url("app")}, ask_programs=True)
    runner = shutil.which("timeout")
    assert runner is not None

    def begin(name: str) -> subprocess.Popen[str]:
        program = tmp_path / name
        if not program.exists():
            shutil.copy(runner, program)
        argv = [str(program), "100", sys.executable, "-m", "pomtray", "--config", str(pomtray.settings), "token", "app"]
        pipe, env = subprocess.PIPE, desktop.env | pomtray.env
        return subprocess.Popen(argv, env=env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True)

    return begin


def test_each_program_is_asked_about_once(
    desktop: DesktopSession, pomtray: Pomtray, links: Links, person: Person, monitor: BusMonitor, ask: Ask,
    secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    with pomtray.in_tray() as (_, item):
        sign_in(item, "app", links, person)
        monitor.wait_for_notice("Signed in to app")

        deployer = ask("deployer")
        notice = monitor.wait_for_notice("deployer wants the credential of app")
        assert [*notice.buttons][1:] == ["Allow", "Only this time", "Deny"]
        eventually(
            lambda: item.peek().find("Question: deployer wants the credential of app"), "the menu shows the question"
        )
        desktop.press_on_notice("Allow")
        token, err = deployer.communicate()
        assert (deployer.returncode, err) == (0, "deployer waits for your yes, in pomtray's notice or window.\n")
        secrets_scan.remember_jwt(token.strip())
        assert ask("deployer").communicate() == (token, "")

        editor = ask("editor")
        monitor.wait_for_notice("editor wants the credential of app")
        desktop.press_on_notice("Deny")
        assert editor.communicate()[0] == ""
        assert editor.returncode == 4

        leaves = ask("leaves")
        monitor.wait_for_notice("leaves wants the credential of app")
        leaves.terminate()
        leaves.communicate()
        eventually(lambda: item.peek().find("Question: leaves wants the credential of app") is None, "it is gone")

    with pomtray.in_tray() as (_, item):
        eventually(lambda: (line := item.open().find("app")) and " h " in line.label, "the session is known again")
        assert ask("deployer").communicate() == (token, "")


def test_kubectl_is_who_asks_and_not_the_plugin_that_it_runs(
    tmp_path: Path, desktop: DesktopSession, pomtray: Pomtray, demo: DemoPomerium, links: Links, person: Person,
    monitor: BusMonitor, authority: Authority, secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    """It asks again after its own 401s: a yes is for all of them.

    It does not ask the C library for names, as the tests' other programs do: a proxy knows them for it.
    """
    kubectl = shutil.which("kubectl")
    if kubectl is None or shutil.which("tinyproxy") is None:
        pytest.skip("needs kubectl and tinyproxy")
    pomtray.write_settings({"app": demo.url("app")}, ask_programs=True)
    with pomtray.settings.open("a") as file:
        file.write(f'ca = "{authority.ca}"\n')
    env, pipe, nothing = desktop.env | pomtray.env, subprocess.PIPE, subprocess.DEVNULL
    ours = (sys.executable, "-m", "pomtray", "--config", str(pomtray.settings))
    config, proxy = tmp_path / "kubeconfig", tmp_path / "proxy"
    proxy.mkdir()
    content = json.loads(subprocess.run([*ours, "kube-config", "app"], env=env, stdout=pipe, check=True).stdout)

    def ask() -> subprocess.Popen[str]:
        argv = [kubectl, "--kubeconfig", str(config), "get", "--raw", "/headers"]
        return subprocess.Popen(argv, env=env, stdin=nothing, stdout=pipe, stderr=pipe, text=True)

    with real_proxy("http", proxy, password=False) as port, pomtray.in_tray() as (_, item):
        content["clusters"][0]["cluster"]["proxy-url"] = f"http://127.0.0.1:{port}"
        config.write_text(json.dumps(content))
        sign_in(item, "app", links, person)
        monitor.wait_for_notice("Signed in to app")
        asking = ask()
        notice = monitor.wait_for_notice("wants the credential of app")
        assert notice.title.startswith("kubectl")
        desktop.press_on_notice("Allow")
        out, err = asking.communicate()
        assert asking.returncode == 0, err
        assert json.loads(out)["authorization"] == "present, form Bearer Pomerium-…"
        again, seen = ask(), len(monitor.notices)
        out, err = again.communicate()
        assert (again.returncode, err) == (0, "")
        assert not any("wants the credential" in later.title for later in monitor.notices[seen:])
    secrets_scan.offer("kubeconfig", config.read_text())
