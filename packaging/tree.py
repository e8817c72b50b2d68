"""The files of an installed pomtray: site-packages with the locked dependencies, and what a desktop looks for."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import qt_parts

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
_ICON_SIZES = (16, 22, 24, 32, 48, 64, 128, 256)
_COMPLETIONS = {
    "bash": "bash-completion/completions/pomtray",
    "zsh": "zsh/vendor-completions/_pomtray",
    "fish": "fish/vendor_completions.d/pomtray.fish",
}
_RENDER = """
import sys
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
drawing = QSvgRenderer(sys.argv[1])
for size, target in zip(sys.argv[2::2], sys.argv[3::2]):
    image = QImage(int(size), int(size), QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    assert image.save(target)
"""


def install_site(site: Path, wheel: Path, python: str, platform: str) -> None:
    """Fill `site` with `wheel` and what the lock names, for a Python such as "3.11" and a platform as uv names it."""
    target = ("--target", site, "--python-version", python, "--python-platform", platform, "--link-mode", "copy")
    options = ("--quiet", "--no-deps", "--no-compile-bytecode", *target)
    lock = ROOT / "requirements" / "users.lock"
    _uv("pip", "install", *options, "--require-hashes", "--only-binary", ":all:", "-r", lock)
    _uv("pip", "install", *options, wheel)
    qt_parts.cut(site)
    _tidy(site)


def _uv(*arguments: object) -> None:
    subprocess.run([sys.executable, "-m", "uv", *map(str, arguments)], check=True)


def _tidy(site: Path) -> None:
    """Without what belongs to installing: commands, lists of files, uv's notes of when and whence."""
    for path in [*site.glob("bin/*"), *site.glob("*.dist-info/*")]:
        if path.parent.name == "bin" or path.name in {"RECORD", "REQUESTED", "INSTALLER", "direct_url.json"}:
            path.unlink()
    for path in site.glob("*.dist-info/*.json"):
        if path.name.startswith("uv_"):
            path.unlink()
    (site / ".lock").unlink(missing_ok=True)
    (site / "bin").rmdir()
    for path in site.rglob("*"):
        if path.is_file():
            path.chmod(0o644)


def install_desktop(share: Path, site: Path, version: str, day: str) -> None:
    """Below `share`: desktop file, icons, AppStream, man page, completions. day: of the release, as 2026-11-25."""
    _write(share / "applications/pomtray.desktop", (ROOT / "resources/pomtray.desktop").read_bytes())
    icons = share / "icons/hicolor"
    drawing = ROOT / "resources/icons/pomtray.svg"
    _write(icons / "scalable/apps/pomtray.svg", drawing.read_bytes())
    render(drawing, {size: icons / f"{size}x{size}/apps/pomtray.png" for size in _ICON_SIZES}, site)
    named = HERE / "linux/io.github.pomtray.metainfo.xml"
    _write(share / "metainfo" / named.name, filled(named.read_text(), version, day).encode())
    page = filled((HERE / "linux/pomtray.1").read_text().replace("@COMMANDS@", commands(site)), version, day)
    _write(share / "man/man1/pomtray.1.gz", packed(page.encode()))
    for shell, place in _COMPLETIONS.items():
        _write(share / place, (ROOT / f"resources/completion/pomtray.{shell}").read_bytes())


def render(drawing: Path, targets: Mapping[int, Path], site: Path) -> None:
    """PNGs of an SVG, by their width, drawn by the Qt that is in `site`."""
    arguments = ["-P", "-c", _RENDER, str(drawing)]
    for size, target in targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        arguments += [str(size), str(target)]
    environment = {
        **os.environ,
        "PYTHONPATH": str(site),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
    }
    subprocess.run([sys.executable, *arguments], check=True, env=environment)


def filled(text: str, version: str, day: str) -> str:
    """With the version, its day, and the project's addresses, which `pyproject.toml` names."""
    urls = addresses()
    for name, value in (
        ("VERSION", version),
        ("DATE", day),
        ("HOMEPAGE", urls["Homepage"]),
        ("ISSUES", urls["Issues"]),
    ):
        text = text.replace(f"@{name}@", value)
    return text


def commands(site: Path) -> str:
    """What the man page says of each command, as the pomtray in `site` takes it."""
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}
    asked = [sys.executable, "-P", HERE / "manual.py"]
    return subprocess.run(asked, check=True, env=environment, capture_output=True, text=True).stdout


def addresses() -> dict[str, str]:
    urls: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]
    return urls


def packed(content: bytes) -> bytes:
    """As gzip, without name and time."""
    return gzip.compress(content, 9, mtime=0)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def installed_kib(folder: Path) -> int:
    """What dpkg calls Installed-Size."""
    return sum(-(-path.lstat().st_size // 1024) if path.is_file() else 1 for path in folder.rglob("*"))


def run(*command: object, within: Path = ROOT, environment: Sequence[tuple[str, str]] = ()) -> None:
    subprocess.run([*map(str, command)], check=True, cwd=within, env={**os.environ, **dict(environment)})
