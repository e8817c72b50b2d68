"""What the running program takes from its surroundings: proxies, authorities; and what it hands on."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.browser import Links
from tests.e2e.conftest import Pomtray, TwoPomeriums
from tests.e2e.demo_pomerium import Authority
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.signing_in import sign_in
from tests.e2e.tray_host import TrayItem
from tests.signin.real_proxies import real_proxy

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("command_lines")]


def signed_in(item: TrayItem) -> bool:
    return "Signed in to 1 of 1" in item.open().shown()[0]


@pytest.mark.skipif(shutil.which("tinyproxy") is None, reason="needs tinyproxy")
@pytest.mark.parametrize("how", ["HTTPS_PROXY", "the desktop"])
def test_a_sign_in_goes_through_the_proxy(
    two: TwoPomeriums, pomtray: Pomtray, links: Links, person: Person, tmp_path: Path, how: str
) -> None:
    pomtray.write_settings({"app": two.urls()["app"]})
    used = tmp_path / "used.log"
    with real_proxy("http", tmp_path, password=False, names=Path(pomtray.env["NSS_WRAPPER_HOSTS"]), log=used) as port:
        if how == "the desktop":
            by_hand(pomtray, port)
            env = {"GSETTINGS_BACKEND": "keyfile", "XDG_CURRENT_DESKTOP": "GNOME"}
        else:
            env = {"HTTPS_PROXY": f"http://127.0.0.1:{port}/", "NO_PROXY": "fd00::/8,10.0.0.0/99,[::1]"}
        with replace(pomtray, env=pomtray.env | env).in_tray() as (_, item):
            sign_in(item, "app", links, person)
            eventually(lambda: signed_in(item), "signed in")
        asked = used.read_text()
    assert "CONNECT app.pom.test:" in asked
    assert "CONNECT authenticate.pom.test:" in asked


def by_hand(pomtray: Pomtray, port: int) -> None:
    schema = "org.gnome.system.proxy"
    env = pomtray.desktop.env | {"GSETTINGS_BACKEND": "keyfile"}
    for child, key, value in (("", "mode", "manual"), (".https", "host", "127.0.0.1"), (".https", "port", str(port))):
        subprocess.run(["gsettings", "set", f"{schema}{child}", key, value], env=env, check=True)


@pytest.mark.parametrize("where", ["the route", "the preferences"])
def test_a_private_authority_is_enough_where_a_person_would_write_it(
    two: TwoPomeriums, pomtray: Pomtray, links: Links, person: Person, authority: Authority, where: str
) -> None:
    ca = f'ca = "{authority.ca}"\n'
    pomtray.write_settings({"app": two.urls()["app"]})
    text = pomtray.settings.read_text()
    pomtray.settings.write_text(
        text + ca if where == "the route" else text.replace("[preferences]\n", f"[preferences]\n{ca}")
    )
    env = {name: value for name, value in pomtray.env.items() if name != "SSL_CERT_FILE"}
    with replace(pomtray, env=env).in_tray() as (_, item):
        sign_in(item, "app", links, person)
        eventually(lambda: signed_in(item), "signed in")


def test_one_that_is_not_trusted_opens_no_page(two: TwoPomeriums, pomtray: Pomtray, links: Links) -> None:
    pomtray.write_settings({"app": two.urls()["app"]})
    env = {name: value for name, value in pomtray.env.items() if name != "SSL_CERT_FILE"}
    with replace(pomtray, env=env).in_tray() as (_, item):
        item.click("app", "Sign in")
        eventually(lambda: "The certificate is not trusted" in str(item.open().find("app")), "it is told")
    assert not links.waiting


def test_a_browser_command_inherits_no_secret_of_a_provider(
    two: TwoPomeriums, pomtray: Pomtray, tmp_path: Path
) -> None:
    program, seen = tmp_path / "own-browser", tmp_path / "seen"
    program.write_text(f'#!/bin/sh\nenv > "{seen}.part"\nmv "{seen}.part" "{seen}"\n')
    program.chmod(0o755)
    pomtray.write_settings({"app": two.urls()["app"]})
    more = f'browser = ["{program}", "{{url}}"]\n[[providers]]\nname = "Corp"\nissuer = "https://sso.pom.test"\n'
    more += 'client_id = "us"\nclient_secret = { env = "CORP_SECRET" }\n'
    pomtray.settings.write_text(pomtray.settings.read_text() + more)
    env = {"CORP_SECRET": "canary-of-the-environment", "CORP_OTHER": "kept"}
    with replace(pomtray, env=pomtray.env | env).in_tray() as (_, item):
        item.click("app", "Sign in")
        eventually(seen.exists, "the browser was started")
    inherited = seen.read_text()
    assert ("CORP_OTHER=kept" in inherited, "CORP_SECRET" in inherited) == (True, False)
