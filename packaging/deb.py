"""The Debian package: pomtray with site-packages of its own, for one release's Python."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

import licences
import tree
from releases import Release

_MAINTAINER = "the pomtray developers <pomtray@users.noreply.github.com>"
_ARCHITECTURES = {"amd64": "x86_64", "arm64": "aarch64"}
_GLIBC = "manylinux_2_36"
"""Of the oldest release."""
_DEPENDS = (
    "libc6 (>= 2.36)", "libgcc-s1", "libstdc++6", "libgssapi-krb5-2",
    "libglib2.0-0t64 | libglib2.0-0", "libdbus-1-3", "zlib1g", "libzstd1",
    "libegl1", "libgl1", "libx11-6", "libx11-xcb1", "libfontconfig1", "libfreetype6", "libbrotli1",
    "libxkbcommon0", "libxkbcommon-x11-0", "libwayland-client0", "libwayland-cursor0", "libwayland-egl1",
    "libxcb1", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0",
    "libxcb-render-util0", "libxcb-render0", "libxcb-shape0", "libxcb-shm0", "libxcb-sync1", "libxcb-util1",
    "libxcb-xfixes0", "libxcb-xkb1", "libxcb-glx0",
    "fontconfig-config", "hicolor-icon-theme",
)  # fmt: skip
_RECOMMENDS = "ca-certificates, default-dbus-session-bus | dbus-session-bus, gnome-keyring | kwalletmanager | keepassxc"
_CONTROL = """\
Package: pomtray
Version: {version}
Section: net
Priority: optional
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size}
Depends: {depends}
Recommends: {recommends}
Suggests: gnome-shell-extension-appindicator, openssh-client, xwayland
Homepage: {homepage}
Description: sign in to services behind Pomerium from the tray
 pomtray signs you in to services behind Pomerium, an identity-aware proxy,
 through your own browser. It shows how long each session lasts, copies the
 current Authorization header or token, and reminds you to renew, or renews
 by itself where that is possible.
 .
 The package carries the Qt and Python libraries that it was tested with.
"""
_CHANGELOG = """\
pomtray ({version}) stable; urgency=medium

  * See CHANGELOG.md.

 -- {maintainer}  {when}
"""


@dataclass(frozen=True)
class Dated:
    """version: pomtray's own. day, epoch: when it was released, as 2026-11-25 and in seconds since 1970."""

    version: str
    day: str
    epoch: int


def build(folder: Path, wheel: Path, release: Release, dated: Dated, *, pressed: int) -> Path:
    """The package in `folder`, by its path. pressed: xz's level, 0 to 9."""
    architecture = _output_of("dpkg", "--print-architecture")
    full = f"{dated.version}~{release.name}"
    with tempfile.TemporaryDirectory(prefix="pomtray-deb-") as scratch:
        top = Path(scratch) / "pomtray"
        _fill(top, wheel, release, architecture, dated)
        _describe(top, release, architecture, full)
        _settle(top, dated.epoch)
        package = folder / f"pomtray_{full}_{architecture}.deb"
        options = ("--root-owner-group", "-Zxz", f"-z{pressed}", "--threads-max=1")
        environment = (("SOURCE_DATE_EPOCH", str(dated.epoch)),)
        tree.run("dpkg-deb", *options, "--build", top, package, environment=environment)
        return package


def _fill(top: Path, wheel: Path, release: Release, architecture: str, dated: Dated) -> None:
    site, share = top / "usr/lib/pomtray", top / "usr/share"
    site.mkdir(parents=True)
    tree.install_site(site, wheel, release.python, f"{_ARCHITECTURES[architecture]}-{_GLIBC}")
    tree.install_desktop(share, site, dated.version, dated.day)
    command = top / "usr/bin/pomtray"
    command.parent.mkdir()
    shutil.copyfile(tree.HERE / "debian/launcher", command)
    command.chmod(0o755)
    _document(share / "doc/pomtray", site, f"{dated.version}~{release.name}", dated.epoch)
    overrides = share / "lintian/overrides/pomtray"
    overrides.parent.mkdir(parents=True)
    shutil.copyfile(tree.HERE / "debian/lintian-overrides", overrides)


def _document(folder: Path, site: Path, version: str, epoch: int) -> None:
    folder.mkdir(parents=True)
    entry = _CHANGELOG.format(version=version, maintainer=_MAINTAINER, when=formatdate(epoch))
    (folder / "changelog.gz").write_bytes(tree.packed(entry.encode()))
    (folder / "CHANGELOG.md").write_bytes((tree.ROOT / "CHANGELOG.md").read_bytes())
    (folder / "README.md").write_bytes((tree.ROOT / "README.md").read_bytes())
    (folder / "copyright").write_text(copyright_text(site))
    licences_folder = folder / "licences"
    for text in licences.texts(site):
        target = licences_folder / text.parent.relative_to(site).parts[0].removesuffix(".dist-info") / text.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(text, target)


def copyright_text(site: Path) -> str:
    """pomtray's own licence, and what else is in the package."""
    own = (tree.ROOT / "LICENSE").read_text().strip()
    return (
        f"pomtray\n\n{own}\n\nThe package also contains:\n\n{licences.listed(site, '/usr/lib/pomtray/PySide6/Qt/lib')}"
    )


def _describe(top: Path, release: Release, architecture: str, version: str) -> None:
    control = top / "DEBIAN"
    control.mkdir()
    for name in ("postinst", "prerm"):
        shutil.copyfile(tree.HERE / "debian" / name, control / name)
        (control / name).chmod(0o755)
    major, minor = release.python.split(".")
    python = (f"python3 (>= {release.python})", f"python3 (<< {major}.{int(minor) + 1})")
    files = sorted(path for path in (top / "usr").rglob("*") if path.is_file())
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(top)}\n"
        for path in files
    ]
    (control / "md5sums").write_text("".join(sums))
    (control / "control").write_text(
        _CONTROL.format(
            version=version,
            maintainer=_MAINTAINER,
            homepage=tree.addresses()["Homepage"],
            recommends=_RECOMMENDS,
            architecture=architecture,
            size=tree.installed_kib(top / "usr"),
            depends=", ".join((*python, *_DEPENDS)),
        )
    )


def _settle(top: Path, epoch: int) -> None:
    """The same bytes whoever builds it, where and when."""
    for path in (top, *top.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def _output_of(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
