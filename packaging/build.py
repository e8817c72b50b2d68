"""Builds what people install: wheel and sdist, Debian packages, the bundle, their sums and a list of their parts."""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import deb
import tree
from releases import RELEASES

KINDS = ("wheel", "deb", "bundle")


def main() -> None:
    options = _parser().parse_args()
    dist: Path = options.dist.resolve()
    dist.mkdir(parents=True, exist_ok=True)
    kinds = options.kinds or KINDS
    epoch, version = released_at(), own_version()
    day = time.strftime("%Y-%m-%d", time.gmtime(epoch))
    wheel = options.wheel or build_wheel(dist, version, epoch)
    if "deb" in kinds:
        for release in RELEASES:
            if options.release in {None, release.name}:
                _say(deb.build(dist, wheel, release, deb.Dated(version, day, epoch), pressed=options.pressed))
    if "bundle" in kinds:
        import bundle  # noqa: PLC0415 PyInstaller is slow to load

        _say(bundle.build(dist, wheel, version, epoch, pressed=options.pressed))
    _say(sums(dist))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/build", description=__doc__)
    parser.add_argument("kinds", nargs="*", choices=(*KINDS, []), help="all of them where none is named")
    parser.add_argument("--dist", type=Path, default=tree.ROOT / "dist", help="where it goes (dist)")
    parser.add_argument("--quick", dest="pressed", action="store_const", const=0, default=6, help="hardly compressed")
    parser.add_argument(
        "--wheel", type=Path, metavar="FILE", help="that is built already, with sdist and list of parts"
    )
    parser.add_argument("--release", choices=[one.name for one in RELEASES], help="a Debian package for this one only")
    return parser


def released_at() -> int:
    """Seconds since 1970 that every file of a build bears: SOURCE_DATE_EPOCH, else the newest commit's.

    Without git it is what the checkout or source package says: the day of its newest file is not known, so 2020.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=tree.ROOT, capture_output=True, text=True, check=False
    )
    return int(asked.stdout) if asked.returncode == 0 and asked.stdout.strip() else 1_580_601_600


def own_version() -> str:
    """The one source: `pomtray/__init__.py`."""
    found = re.search(r'^__version__ = "([^"]+)"$', (tree.ROOT / "pomtray/__init__.py").read_text(), re.MULTILINE)
    if not found:
        raise ValueError("pomtray/__init__.py names no version")
    return found[1]


def build_wheel(dist: Path, version: str, epoch: int) -> Path:
    """Wheel, sdist and the list of parts; the wheel's path."""
    environment = (("SOURCE_DATE_EPOCH", str(epoch)),)
    tree.run(sys.executable, "-m", "hatchling", "build", "-d", dist, environment=environment)
    _say(parts_list(dist, version, epoch))
    return dist / f"pomtray-{version}-py3-none-any.whl"


def parts_list(dist: Path, version: str, epoch: int) -> Path:
    """The software bill of materials, in CycloneDX's JSON, of what the lock names."""
    target = dist / f"pomtray-{version}.cdx.json"
    options = ("--pyproject", "pyproject.toml", "--output-reproducible", "--of", "JSON", "-o", target)
    lock = "requirements/users.lock"  # relative: its path stands in the list
    environment = (("SOURCE_DATE_EPOCH", str(epoch)),)
    command = ("-W", "ignore::UserWarning", "-m", "cyclonedx_py", "requirements", lock, *options)
    tree.run(sys.executable, *command, environment=environment)
    return target


def sums(dist: Path) -> Path:
    """SHA256SUMS, as `sha256sum --check` reads it."""
    target = dist / "SHA256SUMS"
    files = sorted(path for path in dist.iterdir() if path.is_file() and path != target)
    target.write_text("".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files))
    return target


def _say(path: Path) -> None:
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
