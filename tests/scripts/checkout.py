"""A checkout with the real scripts, where every program that they start is a stand-in that says how it was called."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

_ROOT = Path(__file__).parents[2]
# It is one Python by name, and another wherever it makes an environment.
_PYTHON = """#!/bin/bash
version=$(cat "$0.version")
case "$1 $2" in
  "-c "*platform*) echo "$version"; exit ;;
  "-c "*ensurepip*) [ ! -e "$0.incomplete" ]; exit ;;
  "-c "*) exit 0 ;;
  "--version "*) echo "Python $version.0"; exit ;;
  "-m venv") mkdir -p "$4/bin"; cp "$0" "$4/bin/python"; echo "$version" >"$4/bin/python.version" ;;
esac
echo "$version $*" >>{calls}
grep -qxF -- "$version $*" {failing} 2>/dev/null && exit 1 || exit 0
"""


class Checkout:
    """`calls` are what the stand-ins were called with, in order: a Python's version, then its arguments."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "checkout"
        self._path = folder / "bin"
        self._calls, self._failing = folder / "calls", folder / "failing"
        for part in ("scripts", "requirements"):
            shutil.copytree(_ROOT / part, self._folder / part)
        shutil.copy(_ROOT / "pyproject.toml", self._folder)
        library = self._folder / "scripts" / "lib.sh"
        library.write_text(library.read_text().replace(" /usr/bin/python3\n", "\n"))
        self._program("dpkg-query", "echo install ok installed")
        self._program("../checkout/scripts/check", "exit 0")

    def add_python(self, version: str, *, complete: bool = True) -> None:
        """One that is found by name."""
        name = f"python{version}"
        self._program(name, _PYTHON.format(calls=self._calls, failing=self._failing))
        (self._path / f"{name}.version").write_text(version)
        if not complete:
            (self._path / f"{name}.incomplete").touch()

    def lack(self, package: str, *files: str) -> None:
        """A Debian package, on a machine that systemd runs."""
        running = self._folder.with_name("systemd")
        running.mkdir()
        library = self._folder / "scripts" / "lib.sh"
        library.write_text(library.read_text().replace("/run/systemd/system", str(running)))
        listed = "\n".join(files)
        known = f'[ "${{!#}}" = {package} ] || [ "${{!#}}" = {package}t64 ] || echo install ok installed'
        self._program("dpkg-query", f"if [ $1 = -L ]; then echo '{listed}'; else {known}; fi")
        for name in ("apt-get", "systemctl"):
            self._program(name, f'echo "{name} $*" >>{self._calls}')
        self._program("id", "echo 0")

    def let_fail(self, call: str) -> None:
        with self._failing.open("a") as file:
            file.write(f"{call}\n")

    def run(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        # Of the system's programs only those that the scripts use, and no Python.
        for name in (
            "bash",
            "cat",
            "cp",
            "cut",
            "dirname",
            "env",
            "flock",
            "grep",
            "id",
            "mkdir",
            "mktemp",
            "rm",
            "sha256sum",
            "sort",
        ):
            if not (self._path / name).exists():
                (self._path / name).symlink_to(shutil.which(name) or name)
        return subprocess.run(
            [self._folder / "scripts" / script, *arguments],
            env={"PATH": str(self._path), "HOME": str(self._folder)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @property
    def calls(self) -> list[str]:
        return self._calls.read_text().splitlines()

    def tests_run(self) -> list[str]:
        """Each call of pytest."""
        return [call for call in self.calls if "-m pytest" in call]

    def _program(self, name: str, text: str) -> None:
        place = self._path / name
        self._path.mkdir(exist_ok=True)
        place.write_text(text if text.startswith("#!") else f"#!/bin/bash\n{text}\n")
        place.chmod(0o755)
