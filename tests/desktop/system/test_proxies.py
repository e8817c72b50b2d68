"""The proxies of the desktop: GNOME's by a real gsettings, Plasma's by its files."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.errors import Problem
from pomtray.desktop.system import proxies
from pomtray.desktop.system.desktop_proxies import of_gnome, of_plasma, of_system, plasma_files
from pomtray.desktop.system.proxies import DesktopProxies
from tests.worst import SIZE, UNITS, filled, held_for

APP = Origin.parse("https://app.corp.example")
GNOME = "org.gnome.system.proxy"
READ_FOR = 4_000.0
"""Units (`tests/worst`) for 64 KiB: it takes a hundred, and what grows by the square ten thousand."""


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """None set, and no settings of whoever runs the tests."""
    for name in tuple(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "system"))
    monkeypatch.setenv("GSETTINGS_BACKEND", "keyfile")
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)


def gnome(**changed: str) -> None:
    """As a person would set it; `__` stands for a child schema, `_` for a dash."""
    for name, value in changed.items():
        child, _, key = name.rpartition("__")
        schema = f"{GNOME}.{child}" if child else GNOME
        subprocess.run(["gsettings", "set", schema, key.replace("_", "-"), value], check=True)


needs_gsettings = pytest.mark.skipif(
    shutil.which("gsettings") is None
    or subprocess.run(["gsettings", "list-keys", GNOME], capture_output=True, check=False).returncode != 0,
    reason="needs gsettings and its schemas",
)


def not_told(problem: Problem) -> None:
    pytest.fail(problem.text())


async def chosen(origin: Origin = APP) -> str:
    proxy = (await DesktopProxies(not_told).current()).for_origin(origin)
    if proxy is None:
        return "none"
    login = f"{proxy.user}:{proxy.password.reveal() if proxy.password else ''}@" if proxy.user else ""
    return f"{proxy.scheme}://{login}{proxy.authority}"


@needs_gsettings
async def test_a_gnome_without_a_proxy() -> None:
    assert await chosen() == "none"
    gnome(http__host="proxy.test", http__port="3128")
    assert await chosen() == "none"  # the mode decides


@needs_gsettings
async def test_a_gnome_with_one_set_by_hand() -> None:
    gnome(mode="manual", https__host="proxy.test", https__port="3128", ignore_hosts="['fd00::/8', '*.corp.test']")
    assert await chosen() == "http://proxy.test:3128"
    assert await chosen(Origin.parse("https://wiki.corp.test")) == "none"


@needs_gsettings
async def test_gnomes_ways_for_https_that_has_none_of_its_own() -> None:
    gnome(mode="manual", http__host="web.test", http__port="8080")
    assert await chosen() == "http://web.test:8080"
    gnome(socks__host="2001:db8::1", socks__port="1080")
    assert await chosen() == "socks5h://[2001:db8::1]:1080"


@needs_gsettings
async def test_gnomes_name_and_password() -> None:
    gnome(
        mode="manual",
        http__host="web.test",
        http__use_authentication="true",
        http__authentication_user="us@corp",
        http__authentication_password="p:a/s",
    )
    assert await chosen() == "http://us@corp:p:a/s@web.test:8080"


@needs_gsettings
async def test_the_environment_counts_more_than_the_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    gnome(mode="manual", https__host="proxy.test", https__port="3128")
    monkeypatch.setenv("NO_PROXY", "corp.example")
    assert await chosen() == "none"
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("ALL_PROXY", "socks5h://other.test")
    assert await chosen() == "socks5h://other.test:1080"


@needs_gsettings
async def test_a_script_is_told_once_and_not_read() -> None:
    gnome(mode="auto", autoconfig_url="http://pac.test/proxy.pac", https__host="proxy.test", https__port="3128")
    told: list[Problem] = []
    desktop = DesktopProxies(told.append)
    for _ in range(2):
        found = await desktop.current()
        assert found.for_origin(APP) is None
        assert found.automatic == "The desktop's network settings"
    assert ["HTTPS_PROXY" in problem.action for problem in told] == [True]


async def test_many_requests_ask_the_desktop_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[None] = []

    async def gsettings() -> str:
        asked.append(None)
        return ""

    monkeypatch.setattr(proxies, "_gsettings", gsettings)
    desktop = DesktopProxies(not_told)
    await asyncio.gather(*(desktop.current() for _ in range(5)))
    assert len(asked) == 1
    monkeypatch.setattr(proxies, "_KEPT_FOR", -1.0)
    await desktop.current()
    assert len(asked) == 2


@pytest.mark.parametrize("then", ["exit 1", "sleep 600", "printf 'nonsense\\n\\377 mode'"])
async def test_a_gsettings_that_fails_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, then: str) -> None:
    monkeypatch.setattr(proxies, "_PATIENCE", 0.5)
    program = tmp_path / "gsettings"
    program.write_text(f"#!/bin/sh\nexec {then}\n" if then.startswith("sleep") else f"#!/bin/sh\n{then}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert await chosen() == "none"
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert await chosen() == "none"


@pytest.mark.parametrize(
    "line",
    ["x", "", f"{GNOME} mode 'manual", f"{GNOME} mode [[[[", f"{GNOME}.http port 'x'", f"{GNOME} mode " + "(" * 9999],
)
def test_what_gsettings_never_prints_is_passed_over(line: str) -> None:
    assert of_gnome(line).settings == {}


@pytest.mark.parametrize("host", ["http://proxy.test", "http://proxy.test/", " proxy.test "])
def test_a_host_that_is_written_as_an_address(host: str) -> None:
    found = of_gnome(f"{GNOME} mode 'manual'\n{GNOME}.https host '{host}'\n{GNOME}.https port 3128\n").for_origin(APP)
    assert found is not None
    assert found.authority == "proxy.test:3128"


def test_what_of_gnomes_exceptions_is_not_understood() -> None:
    found = of_gnome(f"{GNOME} mode 'manual'\n{GNOME} ignore-hosts ['10.0.0.0/99', 7, 'a.test']\n")
    assert [unread.entry for unread in found.unread] == ["10.0.0.0/99"]
    assert len(found.exempt) == 1
    assert of_gnome(f"{GNOME} mode 'manual'\n{GNOME} ignore-hosts @as []").unread == ()


PLASMA = """[Proxy Settings]
Authmode=0
NoProxyFor=localhost, .corp.test,10.0.0.0/99
ProxyType=1
httpProxy=http://web.test 8080
httpsProxy[$e]=http://proxy.test:3128
socksProxy=socks://socks.test 1080

[Other]
httpsProxy=nonsense
"""


@pytest.fixture
def plasma(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "X-Something:KDE")
    file = tmp_path / "kioslaverc"
    file.write_text(PLASMA)
    return file


async def test_plasmas_set_by_hand(plasma: Path) -> None:
    assert await chosen() == "http://proxy.test:3128"
    assert await chosen(Origin.parse("https://wiki.corp.test")) == "none"


async def test_plasmas_exceptions_the_other_way_round(plasma: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plasma.write_text(f"{PLASMA}\n[Proxy Settings]\nReversedException=true\n")
    monkeypatch.setenv("NO_PROXY", "wiki.corp.test")
    assert await chosen() == "none"
    assert await chosen(Origin.parse("https://wiki.corp.test")) == "http://proxy.test:3128"


@pytest.mark.parametrize(("kind", "automatic"), [("0", False), ("2", True), ("3", True), ("x", False)])
def test_plasmas_kinds(kind: str, automatic: bool) -> None:  # noqa: FBT001
    found = of_plasma([PLASMA.replace("ProxyType=1", f"ProxyType={kind}")], {})
    assert (found.for_origin(APP), bool(found.automatic)) == (None, automatic)


def test_plasma_may_name_variables() -> None:
    text = "[Proxy Settings]\nProxyType=4\nhttpsProxy=CORP_PROXY\nNoProxyFor=CORP_DIRECT\n"
    found = of_plasma([text], {"CORP_PROXY": "http://proxy.test:3128", "CORP_DIRECT": "wiki.test"})
    assert found.for_origin(APP) is not None
    assert found.for_origin(Origin.parse("https://wiki.test")) is None


def test_plasmas_file_of_the_person_counts_more(plasma: Path, tmp_path: Path) -> None:
    system = tmp_path / "system"
    system.mkdir()
    (system / "kioslaverc").write_text("[Proxy Settings]\nProxyType=0\nhttpsProxy=http://other.test:1\n")
    found = of_plasma(plasma_files(dict(os.environ)), {})
    proxy = found.for_origin(APP)
    assert proxy is not None
    assert (proxy.host, proxy.source) == ("proxy.test", "The proxy settings of Plasma")


@pytest.mark.parametrize(
    ("fixed", "proxy"),
    [
        ("[Proxy Settings][$i]\nProxyType=1\nhttpsProxy=http://corp.test 3128\n", "corp.test:3128"),
        ("[Proxy Settings]\nProxyType[$i]=1\nhttpsProxy[$ei]=http://corp.test 3128\n", "corp.test:3128"),
        ("[Proxy Settings]\nProxyType[$i]=1\nhttpsProxy=http://corp.test 3128\n", "own.test:1"),
        ("[Proxy Settings][$e]\nProxyType=1\nhttpsProxy=http://corp.test 3128\n", ""),
    ],
)
def test_what_an_administrator_has_fixed_in_plasma_stays(fixed: str, proxy: str) -> None:
    """KConfig's `[$i]`: of a group, or of a key."""
    assert _plasmas(fixed) == "corp.test:3128"
    assert _plasmas(fixed, "[Proxy Settings]\nProxyType=0\nhttpsProxy=http://own.test:1\n") == proxy


def _plasmas(*texts: str) -> str:
    found = of_plasma(texts, {}).for_origin(APP)
    return found.authority if found else ""


@pytest.mark.parametrize("texts", [[], [""], ["nonsense"], ["[Proxy Settings"], ["[Proxy Settings]\nProxyType\n"]])
def test_what_plasma_never_writes(texts: list[str]) -> None:
    assert of_plasma(texts, {}).for_origin(APP) is None


FRAMES = (
    "[Proxy Settings]\nhttpProxy=a{}b 1x\n",
    "[Proxy Settings]\na{}b\n",
    "[{}",
    f"{GNOME} ignore-hosts ['{{}}']\n",
)


def of_both(raw: bytes) -> None:
    text = raw.decode("utf-8", "replace")
    of_plasma([text], {})
    of_gnome(text)


@pytest.mark.parametrize("frame", FRAMES)
def test_what_the_desktop_says_is_read_in_its_time(frame: str) -> None:
    for unit in (*UNITS.values(), b"\n ", b"[],"):
        text = frame.encode().replace(b"{}", filled(unit, size=SIZE // 16))
        assert held_for(of_both, text, READ_FOR) < READ_FOR, unit


def test_windows_and_macos_values() -> None:
    direct = ["<local>", "*.corp.test", "10.*", "169.254/16", "10.0.0.0/99", ""]
    found = of_system({"http": "http://a.test:1", "https": "http://b.test:2"}, direct, is_automatic=True)
    proxy = found.for_origin(APP)
    assert proxy is not None
    assert (proxy.authority, proxy.source, found.automatic) == ("b.test:2", "The system's proxy settings", "")
    for url in ("https://intranet", "https://wiki.corp.test", "https://10.1.2.3", "https://169.254.1.1"):
        assert found.for_origin(Origin.parse(url)) is None
    assert [unread.entry for unread in found.unread] == ["10.0.0.0/99"]


def test_socks_alone_and_a_script_alone() -> None:
    proxy = of_system({"socks": "socks://s.test:1080"}, [], is_automatic=False).for_origin(APP)
    assert proxy is not None
    assert proxy.scheme == "socks5h"
    assert of_system({}, [], is_automatic=True).automatic == "The system's proxy settings"
