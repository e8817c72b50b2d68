"""Wheel and sdist: what is in them, and that they install and do the main job with what users get and nothing else."""

from __future__ import annotations

import os
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from tests.packages.conftest import (
    BUILD_PYTHON,
    HASTE,
    ROOT,
    assert_main_job,
    build,
    call,
    day,
    pythons,
    readme_line,
)
from tests.values import modules_of

pytestmark = pytest.mark.timeout(600)


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return Parser().parsestr(archive.read(name).decode())


def test_the_metadata_are_whole(wheel: Path) -> None:
    said = metadata(wheel)
    assert said["Summary"]
    assert said["License-Expression"] == "MIT"
    assert said["License-File"] == "LICENSE"
    assert said["Keywords"]
    assert said["Requires-Python"] == ">=3.11"
    assert {value.split(",")[0] for value in said.get_all("Project-URL", [])} >= {"Homepage", "Changelog", "Issues"}
    assert "Operating System :: POSIX :: Linux" in said.get_all("Classifier", [])


def test_the_wheel_holds_the_program_and_its_files(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    shipped = {path.relative_to(ROOT / "resources").as_posix() for path in (ROOT / "resources").rglob("*.*")}
    assert {f"pomtray/resources/{name}" for name in shipped} <= set(names)
    documents = {f"pomtray/resources/docs/{name}" for name in ("guide.md", "guide.de.md", "security.md", "socket.md")}
    assert documents <= set(names), "help shows them"
    assert {name.split("/")[0].split("-")[0] for name in names} == {"pomtray"}
    assert not [name for name in names if "__pycache__" in name]


def test_the_sdist_builds_the_same_wheel_without_git(wheel: Path, sdist: Path, copy: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(copy, filter="data")
    (source,) = copy.iterdir()
    assert not (source / ".git").exists()
    call(BUILD_PYTHON, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "again", within=source, env=day())
    assert (tmp_path / "again" / wheel.name).read_bytes() == wheel.read_bytes()


@pytest.mark.parametrize("version", pythons())
def test_uv_installs_it(wheel: Path, constraints: Path, tmp_path: Path, version: str) -> None:
    environment = tmp_path / "environment"
    uv("venv", "--python", pythons()[version], environment)
    uv("pip", "install", "--python", environment, "--constraints", constraints, wheel)
    assert_main_job(environment / "bin/pomtray")


def uv(*arguments: object) -> None:
    call(BUILD_PYTHON, "-m", "uv", "--quiet", "--no-python-downloads", *arguments)


@pytest.mark.parametrize("version", pythons())
def test_pip_installs_it(wheel: Path, constraints: Path, tmp_path: Path, version: str) -> None:
    call(pythons()[version], "-m", "venv", tmp_path / "environment")
    own = tmp_path / "environment/bin/python"
    call(own, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-c", constraints, wheel, env=HASTE)
    installed = call(own, "-m", "pip", "list", "--format", "freeze", "--disable-pip-version-check")
    assert not {"pytest", "ruff", "hatchling"} & {line.split("==")[0] for line in installed.splitlines()}
    assert_main_job(tmp_path / "environment/bin/pomtray")


@pytest.mark.parametrize("version", pythons())
def test_pipx_installs_it(wheel: Path, constraints: Path, tmp_path: Path, version: str) -> None:
    places = [(f"PIPX_{name}", str(tmp_path / name)) for name in ("HOME", "BIN_DIR", "MAN_DIR", "SHARED_LIBS")]
    python = call("bash", "-c", f'command -v "{pythons()[version]}"').strip()
    (tmp_path / "dist").symlink_to(wheel.parent)
    path = f"{BUILD_PYTHON.parent}:{os.environ['PATH']}"
    env = [*places, *HASTE, ("PATH", path), ("PIP_CONSTRAINT", str(constraints)), ("PIPX_DEFAULT_PYTHON", python)]
    call("bash", "-c", readme_line("pipx "), within=tmp_path, env=env)
    assert_main_job(tmp_path / "BIN_DIR/pomtray")


def test_the_oldest_dependencies_that_it_names_do(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    uv("venv", "--python", next(iter(pythons().values())), environment)
    uv("pip", "install", "--python", environment, "--resolution", "lowest-direct", wheel)
    assert_main_job(environment / "bin/pomtray")
    every = [name for name in modules_of("pomtray") if not name.endswith("__main__")]
    imports = f"import importlib\nfor name in {every}:\n    importlib.import_module(name)"
    call(environment / "bin/python", "-W", "error", "-c", imports, env=[("QT_QPA_PLATFORM", "offscreen")])


def test_the_sums_and_the_parts_list_are_right(wheels: Path) -> None:
    call("sha256sum", "--check", "--strict", "SHA256SUMS", within=wheels)
    (parts,) = wheels.glob("*.cdx.json")
    named = parts.read_text()
    for line in (ROOT / "requirements/users.lock").read_text().splitlines():
        if "==" in line:
            assert f'"{line.split("==")[0]}"' in named


def test_what_is_named_at_first_is_all_there(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="invalid choice"):
        build(tmp_path, "snap")
