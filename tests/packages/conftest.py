"""What `scripts/build` makes, built once a run, and the Pythons that it is installed for."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILD_PYTHON = ROOT / ".venv-build/bin/python"
HASTE = [("PIP_NO_COMPILE", "1")]
"""What is not imported need not be compiled."""


def call(*command: object, within: Path = ROOT, env: Sequence[tuple[str, str]] = ()) -> str:
    """What a program says that must end well."""
    done = subprocess.run(
        [*map(str, command)],
        cwd=within,
        env={**os.environ, **dict(env)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(dist: Path, *kinds: str, root: Path = ROOT, env: Sequence[tuple[str, str]] = ()) -> Path:
    call(root / "scripts/build", *kinds, "--dist", dist, within=root, env=env)
    return dist


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all that is built, each once a run and when it is first wanted."""
    return tmp_path_factory.mktemp("build") / "dist"


@pytest.fixture(scope="session")
def wheels(dist: Path) -> Path:
    """A folder with wheel and sdist."""
    return build(dist, "wheel")


@pytest.fixture(scope="session")
def wheel(wheels: Path) -> Path:
    (path,) = wheels.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def packages(dist: Path, wheel: Path) -> dict[str, Path]:
    """Those for Debian and Ubuntu, by the name of their release."""
    made = build(dist, "deb", "--quick", "--wheel", str(wheel)).glob("*.deb")
    return {path.name.split("~")[1].split("_")[0]: path for path in made}


@pytest.fixture(scope="session")
def bundle(dist: Path, wheel: Path) -> Path:
    (path,) = build(dist, "bundle", "--quick", "--wheel", str(wheel)).glob("*.tar.xz")
    return path


@pytest.fixture(scope="session")
def sdist(wheels: Path) -> Path:
    (path,) = wheels.glob("*.tar.gz")
    return path


def pythons() -> dict[str, str]:
    """Every supported Python found here, by version: its command."""
    listed = call("bash", "-c", ". scripts/lib.sh; supported_pythons")
    return dict(line.split(" ", 1) for line in listed.splitlines())


@pytest.fixture(scope="session")
def constraints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lock's versions without their hashes: the wheel that was just built has none in it."""
    locked = (ROOT / "requirements/users.lock").read_text().splitlines()
    path = tmp_path_factory.mktemp("constraints") / "constraints.txt"
    path.write_text("".join(line.replace(" \\", "") + "\n" for line in locked if "==" in line))
    return path


def readme_line(start: str) -> str:
    """The command in the README's "Install it" that starts so."""
    block = (ROOT / "README.md").read_text().split("## Install it")[1].split("```")[1]
    (line,) = (line.split("  #")[0].strip() for line in block.splitlines() if line.startswith(start))
    return line


def assert_main_job(*command: object, env: Sequence[tuple[str, str]] = ()) -> None:
    """An installed `pomtray` signs in at the demo, and the route is opened with what it got."""
    said = call(*command, "demo", "--no-tray", "--no-browser", within=Path("/"), env=[("PYTHONPATH", ""), *env])
    assert "app answered 200." in said


def day() -> list[tuple[str, str]]:
    """When the checkout's newest commit was made, as `scripts/build` has it."""
    return [("SOURCE_DATE_EPOCH", call("git", "log", "-1", "--format=%ct").strip())]


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """A folder for a copy of the sources. It goes again: they hold the secrets that tests make up."""
    place = tmp_path / "copy"
    place.mkdir()
    yield place
    shutil.rmtree(place)


def copy_checkout(target: Path) -> None:
    """What is in the checkout, without git and what was built."""
    call("bash", "-c", 'git ls-files -z -co --exclude-standard | xargs -0 cp --parents -t "$1"', "bash", target)
