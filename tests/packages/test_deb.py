"""The Debian packages: as small as they should be, whole, and each comes to its release, is used there, and goes."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.desktop.buses import display
from tests.packages.chroot import RELEASES, Chroot
from tests.packages.conftest import ROOT, call, readme_line

__all__ = ["display"]
MIB = 1024 * 1024
pytestmark = [
    pytest.mark.timeout(1500),
    pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="not a Debian system"),
]


@pytest.fixture(scope="session")
def package(packages: dict[str, Path]) -> Path:
    return packages["deb12"]


@pytest.fixture(params=RELEASES, ids=lambda release: release.name)
def chroot(request: pytest.FixtureRequest, tmp_path: Path) -> Chroot:
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        pytest.skip("a clean system in a folder needs root and debootstrap")
    try:
        return Chroot.made(tmp_path / "root", request.param)
    except OSError as error:
        pytest.skip(f"{request.param.archive} cannot be reached: {error}")


def field(package: Path, name: str) -> str:
    return call("dpkg-deb", "--field", package, name).strip()


def test_it_is_small(package: Path) -> None:
    assert int(field(package, "Installed-Size")) <= 140 * 1024
    assert package.stat().st_size <= 50 * MIB


def test_lintian_finds_no_error(package: Path) -> None:
    call("lintian", "--fail-on", "error,warning", "--allow-root", package)


def test_what_desktops_and_shells_look_for_is_in_it(package: Path, tmp_path: Path) -> None:
    call("dpkg-deb", "--extract", package, tmp_path)
    share = tmp_path / "usr/share"
    for name in (
        "applications/pomtray.desktop",
        "metainfo/io.github.pomtray.metainfo.xml",
        "bash-completion/completions/pomtray",
        "zsh/vendor-completions/_pomtray",
        "fish/vendor_completions.d/pomtray.fish",
        "icons/hicolor/scalable/apps/pomtray.svg",
        *(f"icons/hicolor/{size}x{size}/apps/pomtray.png" for size in (16, 22, 24, 32, 48, 64, 128, 256)),
        "doc/pomtray/copyright",
        "doc/pomtray/CHANGELOG.md",
    ):
        assert (share / name).stat().st_size, name
    page = gzip.decompress((share / "man/man1/pomtray.1.gz").read_bytes()).decode()
    assert "pomtray completion SHELL" in page
    assert "@" not in page
    listed = (share / "doc/pomtray/copyright").read_text()
    carried = {path.name.split("-")[0] for path in (tmp_path / "usr/lib/pomtray").glob("*.dist-info")}
    assert len(carried) > 10
    assert not [name for name in carried if not re.search(rf"(?mi)^{name.replace('_', '[-_.]')} ", listed)]
    assert "may put changed ones of the same version in their place" in " ".join(listed.split())


def test_every_module_of_qt_that_is_imported_is_carried() -> None:
    sources = "\n".join(path.read_text() for path in (ROOT / "pomtray").rglob("*.py"))
    carried = re.search(r"MODULES = \((.*)\)", (ROOT / "packaging/qt_parts.py").read_text())
    assert carried
    assert set(re.findall(r"from PySide6\.(\w+) import", sources)) <= set(re.findall(r'"(\w+)"', carried[1]))


def test_every_release_is_tried(packages: dict[str, Path]) -> None:
    assert set(packages) == {release.name for release in RELEASES}


def test_it_is_installed_used_upgraded_removed_and_purged(
    chroot: Chroot, packages: dict[str, Path], display: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    name = request.node.callspec.params["chroot"].name
    package, line = packages[name], readme_line("sudo apt ").removeprefix("sudo ").replace("deb12", name)
    if name != RELEASES[0].name:  # the bundle needs the C library that it was built with, or a newer one
        assert_the_bundle_runs(chroot, request.getfixturevalue("bundle"))
    chroot.install(older(package, tmp_path), "apt-get install ./dist/pomtray_0.0.1.deb")
    assert list((chroot.folder / "usr/lib/pomtray/pomtray/__pycache__").glob("*.pyc")), "it is compiled"
    program = started(chroot, display)

    chroot.install(package, line)
    assert chroot.call("dpkg-query", "-W", "-f", "${Version}", "pomtray") == field(package, "Version")
    assert "app answered 200." in chroot.call("setpriv", *NOBODY, "pomtray", "demo", "--no-tray", "--no-browser")
    chroot.call("/usr/bin/python3", "-I", "-c", WORKER)
    assert undeclared(chroot, package) == {}
    assert not lacking(chroot) - GTK
    assert_ends_well(program)
    program = started(chroot, display)

    assert "'pomtray forget'" in chroot.call("apt-get", "remove", "-q", "-y", "pomtray")
    assert not (chroot.folder / "usr/lib/pomtray").exists()
    assert_ends_well(program)
    chroot.call("dpkg", "--purge", "pomtray")
    assert left_over(chroot) == []


def assert_the_bundle_runs(chroot: Chroot, bundle: Path) -> None:
    """Where there is neither Python nor anything else of what it needs."""
    place = chroot.folder / "opt/bundle"
    place.mkdir()
    call("tar", "--extract", "--file", bundle, "--directory", place)
    said = chroot.call("setpriv", *NOBODY, "/opt/bundle/pomtray/pomtray", "demo", "--no-tray", "--no-browser")
    assert "app answered 200." in said
    shutil.rmtree(place)


WORKER = """
import socket, subprocess, sys
sys.path.insert(0, "/usr/lib/pomtray")
from pomtray.desktop.processes.own_command import own_command
(ours, its), (channel, its_channel) = socket.socketpair(), socket.socketpair()
worker = subprocess.Popen(own_command("pomtray.worker"), stdin=its, stdout=its_channel)
its.close()
ours.close()
sys.exit(worker.wait())
"""
"""The heavy process is started as the program does it: it serves until its socket closes."""
GTK = {"libqgtk3.so"}
"""What GTK's look needs is there where GTK is."""
NOBODY = ("--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/tmp")


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


def undeclared(chroot: Chroot, package: Path) -> dict[str, str]:
    """Libraries of the system that the package's need, by the package they come from, where it does not depend on that.

    What comes along because something else needs it today may be gone tomorrow, or on the next release.
    """
    libraries = [path for path in (chroot.folder / "usr/lib/pomtray").rglob("*.so*") if path.name not in GTK]
    needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", call("readelf", "-d", *libraries)))
    named = set(re.split(r"[ ,|]+", field(package, "Depends")))
    found = {}
    for name in sorted(needed - {path.name for path in libraries}):
        owner = chroot.call("dpkg", "-S", f"*/{name}").split(":")[0]
        if owner not in named:
            found[name] = owner
    return found


def started(chroot: Chroot, display: str) -> subprocess.Popen[str]:
    """With its window on an X server that runs outside: the network's names, and so its socket, are shared."""
    log = chroot.folder / "root/.local/state/pomtray/log/pomtray.log"
    log.unlink(missing_ok=True)
    program = chroot.start(display, "pomtray", "demo", "--window")
    while not log.exists() or "started" not in log.read_text():
        assert program.poll() is None, program.communicate()[0]
        time.sleep(0.1)
    return program


def assert_ends_well(program: subprocess.Popen[str]) -> None:
    """It lived until now, and its end is its own."""
    program.terminate()
    said, _ = program.communicate(timeout=30)
    assert program.returncode == 0, said
    assert "Traceback" not in said


def left_over(chroot: Chroot) -> list[str]:
    """What bears its name outside of people's own folders, and where it was noted that it had been there."""
    noted = {"var/log", "var/cache/apt", "root", "tmp", "proc", "sys"}
    found = [path.relative_to(chroot.folder).as_posix() for path in chroot.folder.rglob("*pomtray*")]
    return [name for name in found if not name.startswith(tuple(f"{folder}/" for folder in noted))]
