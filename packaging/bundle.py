"""The bundle: a folder that runs without Python, packed as tar.xz, made by PyInstaller."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tarfile
import tempfile
from pathlib import Path

import licences
import tree

_HIDDEN = (
    "keyring.backends.SecretService", "keyring.backends.kwallet", "keyring.backends.libsecret",
    "keyring.backends.Windows", "keyring.backends.macOS",
)  # fmt: skip
_NOT_OURS = ("chardet", "charset_normalizer", "click", "rich", "pygments", "setuptools", "tkinter", "trio", "lib2to3")
"""What dependencies use where it happens to be there, as where this is built; the program does not need it."""


def build(folder: Path, wheel: Path, version: str, epoch: int, *, pressed: int) -> Path:
    """The bundle for this machine's system and processor, in `folder`, by its path. pressed: xz's level, 0 to 9.

    NOTE: it needs on Linux the C library of the machine that builds it, or a newer one: build on the oldest.
    """
    with tempfile.TemporaryDirectory(prefix="pomtray-bundle-") as scratch:
        site = Path(scratch) / "site"
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        tree.install_site(site, wheel, python, f"{platform.machine()}-manylinux_2_36")
        _leave_to_the_desktop(site)
        made = _frozen(Path(scratch), site, epoch)
        _document(made, site)
        _sums(made)
        return _packed(made, folder / f"pomtray-{version}-linux-{platform.machine()}.tar.xz", epoch, pressed)


def _leave_to_the_desktop(site: Path) -> None:
    """GTK's look: PyInstaller would carry the whole of GTK along, and another than the desktop's."""
    for path in (site / "PySide6/Qt/plugins/platformthemes").glob("libqgtk3*"):
        path.unlink()


def _frozen(scratch: Path, site: Path, epoch: int) -> Path:
    options = [
        "--noconfirm", "--log-level=ERROR", "--onedir", "--name=pomtray", "--contents-directory=lib",
        f"--paths={site}", f"--distpath={scratch / 'made'}", f"--workpath={scratch / 'work'}", f"--specpath={scratch}",
        f"--add-data={site / 'pomtray/resources'}:pomtray/resources", "--collect-submodules=pomtray",
        "--collect-data=publicsuffixlist", "--copy-metadata=keyring", *(f"--hidden-import={name}" for name in _HIDDEN),
        *(f"--exclude-module={name}" for name in _NOT_OURS),
    ]  # fmt: skip
    environment = (
        ("PYTHONPATH", str(site)), ("PYTHONHASHSEED", "1"), ("SOURCE_DATE_EPOCH", str(epoch)),
        ("PYINSTALLER_CONFIG_DIR", str(scratch / "cache")), ("QT_QPA_PLATFORM", "offscreen"),
    )  # fmt: skip
    start = tree.HERE / "bundle/start.py"
    tree.run(sys.executable, "-m", "PyInstaller", *options, start, within=scratch, environment=environment)
    made = scratch / "made/pomtray"
    _cut(made / "lib", site)
    return made


def _cut(lib: Path, site: Path) -> None:
    """PyInstaller takes every plugin of a Qt module that is used; what a package carries is enough."""
    kept = {path.name for path in (site / "PySide6").rglob("*") if path.is_file()}
    for path in [*(lib / "PySide6").rglob("*")]:
        if path.is_file() and path.name not in kept:
            path.unlink()


def _document(made: Path, site: Path) -> None:
    own = (tree.ROOT / "LICENSE").read_text()
    listed = licences.listed(site, "lib/PySide6/Qt/lib")
    (made / "LICENCES.txt").write_text(f"pomtray\n\n{own}\nThe bundle also contains:\n\n{listed}")
    (made / "README.md").write_bytes((tree.ROOT / "README.md").read_bytes())


def _sums(made: Path) -> None:
    """What is in it, each file by its hash, as `sha256sum --check` reads it."""
    files = sorted((path for path in made.rglob("*") if path.is_file()), key=os.fspath)
    named = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(made)}\n" for path in files]
    (made / "SHA256SUMS").write_text("".join(named))


def _packed(made: Path, target: Path, epoch: int, pressed: int) -> Path:
    def settled(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        member.mtime = epoch
        member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
        return member

    with tarfile.open(target, "w:xz", preset=pressed) as archive:
        for path in sorted(made.rglob("*"), key=os.fspath):
            archive.add(path, path.relative_to(made.parent), recursive=False, filter=settled)
    return target
