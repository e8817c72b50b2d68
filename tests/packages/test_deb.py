"""The Debian package for the release that this machine runs: as small as it should be, whole, and it comes and goes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.packages.chroot import SUITE, Chroot
from tests.packages.conftest import ROOT, build, call, copy_checkout, day

MIB = 1024 * 1024
RELEASE = {"bookworm": "deb12", "trixie": "deb13", "noble": "ubuntu24.04"}[SUITE]
pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="not a Debian system"),
]


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = build(tmp_path_factory.mktemp("deb"), "deb", "--quick", "--release", RELEASE).glob("*.deb")
    return path


@pytest.fixture(scope="session")
def chroot(tmp_path_factory: pytest.TempPathFactory) -> Chroot:
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        pytest.skip("a clean Debian in a folder needs root and debootstrap")
    made = Chroot.made(tmp_path_factory.mktemp("chroot") / SUITE)
    made.call("apt-get", "update", "-q")
    return made


def field(package: Path, name: str) -> str:
    return call("dpkg-deb", "--field", package, name).strip()


def test_it_is_small(package: Path) -> None:
    assert int(field(package, "Installed-Size")) <= 140 * 1024
    assert package.stat().st_size <= 50 * MIB


def test_lintian_finds_no_error(package: Path) -> None:
    call("lintian", "--fail-on", "error,warning", "--allow-root", package)


def test_every_module_of_qt_that_is_imported_is_carried() -> None:
    sources = "\n".join(path.read_text() for path in (ROOT / "pomtray").rglob("*.py"))
    carried = re.search(r"MODULES = \((.*)\)", (ROOT / "packaging/qt_parts.py").read_text())
    assert carried
    assert set(re.findall(r"from PySide6\.(\w+) import", sources)) <= set(re.findall(r'"(\w+)"', carried[1]))


def test_it_is_installed_used_upgraded_removed_and_purged(package: Path, chroot: Chroot, tmp_path: Path) -> None:
    before = chroot.copy_in(older(package, tmp_path))
    chroot.call("apt-get", "install", "-q", "-y", "--no-install-recommends", before)
    assert list((chroot.folder / "usr/lib/pomtray/pomtray/__pycache__").glob("*.pyc")), "it is compiled"

    chroot.call("apt-get", "install", "-q", "-y", "--no-install-recommends", chroot.copy_in(package))
    assert chroot.call("dpkg-query", "-W", "-f", "${Version}", "pomtray") == field(package, "Version")
    assert "app answered 200." in chroot.call("pomtray", "demo", "--no-tray", "--no-browser")
    assert lacking(chroot) <= {"libqgtk3.so"}, "what GTK's look needs is there where GTK is"
    assert starts_with_the_tray(chroot)

    chroot.call("apt-get", "remove", "-q", "-y", "pomtray")
    assert not (chroot.folder / "usr/lib/pomtray").exists()
    chroot.call("dpkg", "--purge", "pomtray")
    assert not list((chroot.folder / "usr").rglob("*pomtray*"))


def older(package: Path, folder: Path) -> Path:
    """The same as an earlier version."""
    call("dpkg-deb", "--raw-extract", package, folder / "older")
    control = folder / "older/DEBIAN/control"
    control.write_text(re.sub(r"Version: .*", "Version: 0.0.1", control.read_text()))
    call("dpkg-deb", "--root-owner-group", "-Znone", "--build", folder / "older", folder / "pomtray_0.0.1.deb")
    return folder / "pomtray_0.0.1.deb"


def lacking(chroot: Chroot) -> set[str]:
    """Libraries of the package that cannot be loaded there, for want of others."""
    line = 'ldd "$0" | grep -q "not found" && basename "$0"'
    line = f"find /usr/lib/pomtray -name '*.so*' -exec sh -c '{line}' {{}} ';'"
    return set(chroot.call("sh", "-c", line).split())


def starts_with_the_tray(chroot: Chroot) -> bool:
    """With Qt's platform for machines without a display, which needs all that pomtray loads but X11's own library."""
    line = "QT_QPA_PLATFORM=offscreen timeout 20 pomtray demo --window & sleep 6; kill -TERM $!; wait $!"
    return "Traceback" not in chroot.call("sh", "-c", line)


def test_two_builds_are_the_same_bytes(package: Path, copy: Path, tmp_path: Path) -> None:
    copy_checkout(copy)
    (copy / ".venv-build").symlink_to(ROOT / ".venv-build")
    strict = "umask 077; exec scripts/build deb --quick --release deb12 --dist ../again"
    call("bash", "-c", strict, within=copy, env=[("TZ", "Pacific/Auckland"), *day()])
    assert (tmp_path / "again" / package.name).read_bytes() == package.read_bytes()


def test_the_display_s_library_loads(package: Path, tmp_path: Path) -> None:
    """X11's platform of the carried Qt, on a display of its own."""
    call("dpkg-deb", "--extract", package, tmp_path / "tree")
    code = "from PySide6.QtWidgets import QApplication; a = QApplication([]); print(a.platformName())"
    site = tmp_path / "tree/usr/lib/pomtray"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(site), "LANG": "C.UTF-8"}
    said = subprocess.run(
        ["xvfb-run", "-a", "/usr/bin/python3", "-c", code], env=env, capture_output=True, text=True, check=False
    )
    assert said.stdout.strip() == "xcb", said.stderr
