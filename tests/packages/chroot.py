"""A release of Debian or Ubuntu in a folder, with nothing but its base: what a package needs must come with it."""

from __future__ import annotations

import hashlib
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path

_KEYS = "pool/main/u/ubuntu-keyring/ubuntu-keyring_2023.11.28.1_all.deb"
_KEYS_SHA256 = "36de43b15853ccae0028e9a767613770c704833f82586f28eb262f0311adb8a8"
"""It holds the archive's key F6ECB3762474EDA9D21B7022871920D1991BC93C."""


@dataclass(frozen=True)
class Release:
    """name: as in `packaging/releases.py`. suite: as the archive has it. archive: where that is."""

    name: str
    suite: str
    archive: str = "http://deb.debian.org/debian"

    @property
    def is_ubuntu(self) -> bool:
        return self.name.startswith("ubuntu")


RELEASES = (
    Release("deb12", "bookworm"),
    Release("deb13", "trixie"),
    Release("ubuntu24.04", "noble", "http://archive.ubuntu.com/ubuntu"),
)


class Chroot:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def made(cls, folder: Path, release: Release) -> Chroot:
        """Downloads it from the release's archive. Raises `OSError` where that cannot be reached."""
        keys = _ubuntu_keys(folder.parent, release) if release.is_ubuntu else ()
        urllib.request.urlopen(f"{release.archive}/dists/{release.suite}/Release", timeout=30).close()  # noqa: S310 ours
        # WORKAROUND: a debootstrap that is older than the release has no script of that name; all of Ubuntu's are this.
        script = ["/usr/share/debootstrap/scripts/gutsy"] if release.is_ubuntu else []
        parts = ["--components=main,universe"] if release.is_ubuntu else []
        where = [release.suite, str(folder), release.archive, *script]
        subprocess.run(
            ["debootstrap", "--variant=minbase", *parts, *keys, *where],
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=840,
        )
        made = cls(folder)
        (folder / "etc/apt/apt.conf.d/90test").write_text('APT::Install-Recommends "false";\n')
        (folder / "etc/dpkg/dpkg.cfg.d/90test").write_text("force-unsafe-io\n")  # nobody needs it after a power cut
        made.call("apt-get", "update", "-q")
        return made

    def call(self, *command: str) -> str:
        """What a program in it says that must end well."""
        done = subprocess.run(
            ["chroot", self.folder, *command], env=ENVIRONMENT, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self, display: str, *command: str) -> subprocess.Popen[str]:
        """A program in it that runs on, on an X server's display; what it says is one text."""
        return subprocess.Popen(
            ["chroot", self.folder, *command],
            env={**ENVIRONMENT, "DISPLAY": display},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def install(self, package: Path, line: str) -> None:
        """By a line that looks for it below `dist`, as an administrator types it whose files are their own."""
        place = self.folder / "root/dist"
        place.mkdir(exist_ok=True)
        (place / package.name).write_bytes(package.read_bytes())
        self.call("bash", "-c", f"umask 077; cd /root; {line} <<< y")


ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}


def _ubuntu_keys(folder: Path, release: Release) -> tuple[str, str]:
    """The option that has debootstrap trust Ubuntu's archive: Debian does not know its keys."""
    with urllib.request.urlopen(f"{release.archive}/{_KEYS}", timeout=30) as answer:  # noqa: S310 ours
        package = answer.read()
    assert hashlib.sha256(package).hexdigest() == _KEYS_SHA256
    (folder / "keys.deb").write_bytes(package)
    subprocess.run(["dpkg-deb", "--extract", folder / "keys.deb", folder / "keys"], check=True)
    return "--keyring", str(folder / "keys/usr/share/keyrings/ubuntu-archive-keyring.gpg")
