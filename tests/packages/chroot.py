"""A Debian of its own in a folder, with nothing but its base: what a package needs must come with it."""

from __future__ import annotations

import subprocess
from pathlib import Path

SUITE = "bookworm"


class Chroot:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def made(cls, folder: Path) -> Chroot:
        """Downloads it from the archive that this machine uses."""
        subprocess.run(
            ["debootstrap", "--variant=minbase", SUITE, folder], check=True, stdout=subprocess.DEVNULL, timeout=540
        )
        return cls(folder)

    def call(self, *command: str) -> str:
        """What a program in it says that must end well."""
        env = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
        }
        done = subprocess.run(
            ["chroot", self.folder, *command], env=env, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def copy_in(self, path: Path) -> str:
        """Where it is in there."""
        (self.folder / "root" / path.name).write_bytes(path.read_bytes())
        return f"/root/{path.name}"
