"""The lock installs by itself: with the oldest pip that a supported Python brings, and with the newest."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_ROOT = Path(__file__).parents[2]
# What the first release of each Python brought.
_OLDEST_PIP = {"3.11": "22.3", "3.12": "23.2.1", "3.13": "24.2", "3.14": "25.2"}
# As `install_lock` would be called by `make_environment`, in an environment that has another pip.
_INSTALL = """
. scripts/lib.sh
python=$(find_python)
"$python" -m venv "$1"
"$1/bin/python" -m pip install -q --retries 1 --disable-pip-version-check --force-reinstall "$2" || exit 3
install_lock "$1/bin/python"
"""


@dataclass
class Installing:
    """An installation under way."""

    environment: Path
    pip: str
    process: subprocess.Popen[str]

    @property
    def python(self) -> Path:
        return self.environment / "bin" / "python"

    def wait(self) -> None:
        """Skips where the index cannot be reached."""
        _, errors = self.process.communicate(timeout=540)
        if self.process.returncode == 3 and "from versions: none" in errors:
            pytest.skip("the package index cannot be reached: no other pip can be had")
        assert self.process.returncode == 0, errors

    def run(self, *arguments: str) -> str:
        return subprocess.run([self.python, *arguments], check=True, capture_output=True, text=True, cwd="/").stdout


def _oldest_pip() -> str:
    """For the oldest Python that is found here."""
    found = subprocess.check_output(["bash", "-c", '. scripts/lib.sh; supported_version "$(find_python)"'], cwd=_ROOT)
    return f"pip=={_OLDEST_PIP[found.decode().strip()]}"


@pytest.fixture(scope="module")
def installing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Installing]]:
    """Both at once: one unpacks while the other downloads."""
    under_way = {}
    for name, pip in (("oldest", _oldest_pip()), ("newest", "pip")):
        environment = tmp_path_factory.mktemp(name) / "environment"
        process = subprocess.Popen(
            ["bash", "-c", _INSTALL, "bash", environment, pip],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        under_way[name] = Installing(environment, pip, process)
    yield under_way
    for one in under_way.values():
        one.process.kill()
        one.process.wait()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["oldest", "newest"])
def test_an_empty_environment_holds_what_the_lock_names(installing: dict[str, Installing], name: str) -> None:
    this = installing[name]
    this.wait()
    listed = json.loads(this.run("-m", "pip", "list", "--format", "json", "--disable-pip-version-check"))
    versions = {canonicalize_name(package["name"]): package["version"] for package in listed}
    here = {"python_full_version": this.run("-c", "import platform; print(platform.python_version())").strip()}
    for requirement in _locked():
        if requirement.marker is None or requirement.marker.evaluate(here):
            assert versions[requirement.name] in requirement.specifier
    assert this.pip in {"pip", f"pip=={versions['pip']}"}
    this.run("-c", "import pomtray.app.program, pomtray.cli.demo, pomtray.desktop.vault.vault, pytest")


def _locked() -> list[Requirement]:
    lines = (_ROOT / "requirements" / "dev.lock").read_text().splitlines()
    named = [line.removesuffix(" \\") for line in lines if line and not line.startswith((" ", "#"))]
    assert len(named) > 40
    return [Requirement(line) for line in named]
