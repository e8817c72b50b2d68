"""The recipes for systems that cannot be run here: as far as tools that are here can look at them."""

from __future__ import annotations

import json
import os
import plistlib
import re
import shutil
import subprocess
import sys
import tomllib
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from packaging.requirements import Requirement
from PySide6.QtGui import QImageReader

from pomtray import __version__
from tests.packages.conftest import BUILD_PYTHON, HASTE, ROOT, call

PACKAGING = ROOT / "packaging"
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
pytestmark = pytest.mark.timeout(600)


def test_fedora_s_spec_makes_a_package_whose_dependencies_fedora_has(sdist: Path, tmp_path: Path) -> None:
    """Built from what a release publishes; not compiled. NOTE: rpm itself adds what the program's metadata name."""
    (tmp_path / "SOURCES").mkdir()
    shutil.copy(sdist, tmp_path / "SOURCES")
    version = call(BUILD_PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])").strip()
    macros = {"_topdir": tmp_path, "__python3": BUILD_PYTHON, "python3_version": version, "__os_install_post": "%{nil}"}
    defined = [word for name, value in macros.items() for word in ("--define", f"{name} {value}")]
    call("rpmbuild", "-bb", "--nodeps", *defined, PACKAGING / "fedora/pomtray.spec", env=HASTE)
    (package,) = tmp_path.glob("RPMS/noarch/pomtray-*.rpm")
    needed = call("rpm", "--query", "--requires", "--package", package)
    assert f"python{version}dist(qasync) >= " in needed
    assert "essentials" not in needed
    held = call("rpm", "--query", "--list", "--package", package)
    assert "/usr/bin/pomtray\n" in held
    assert "/resources/translations/de.jsonl\n" in held


@pytest.fixture
def actionlint(tmp_path: Path) -> Path:
    """Built from what `actionlint/go.sum` pins by hash; Go keeps what it has built."""
    module, flags = "github.com/rhysd/actionlint/cmd/actionlint", "-mod=readonly -buildvcs=false"
    built = subprocess.run(
        ["go", "build", "-o", tmp_path / "actionlint", module],
        cwd=Path(__file__).parent / "actionlint",
        env={**os.environ, "GOFLAGS": flags, "GOTOOLCHAIN": "local"},
        capture_output=True,
        text=True,
        check=False,
    )
    if "dial tcp" in built.stderr:
        pytest.skip("Go's module proxy cannot be reached")
    assert built.returncode == 0, built.stderr
    return tmp_path / "actionlint"


def test_the_forge_s_workflows_are_well_formed(actionlint: Path, tmp_path: Path) -> None:
    call(actionlint, *WORKFLOWS)
    broken = tmp_path / "broken.yml"
    broken.write_text((ROOT / ".github/workflows/ci.yml").read_text().replace("needs.*.result", "need.*.result"))
    with pytest.raises(AssertionError, match="undefined variable"):
        call(actionlint, broken)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_of_a_workflow_is_pinned(workflow: Path) -> None:
    used = re.findall(r"uses: (\S+)", workflow.read_text())
    assert used
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name) for name in used)


def test_arch_s_recipe_finds_all_that_it_installs(sdist: Path, tmp_path: Path) -> None:
    """Its steps, as makepkg takes them in what a release publishes; Python's part is only noted."""
    call("tar", "--extract", "--file", sdist, "--directory", tmp_path)
    python = tmp_path / "bin/python"
    python.parent.mkdir()
    python.write_text('#!/bin/sh\necho "$*"\n')
    python.chmod(0o755)
    steps = 'set -e; . "$0"; for step in build package; do (cd "$srcdir"; $step); done'
    env = [
        ("PATH", f"{python.parent}:{os.environ['PATH']}"),
        ("srcdir", str(tmp_path)),
        ("pkgdir", str(tmp_path / "root")),
    ]
    said = call("bash", "-c", steps, PACKAGING / "arch/PKGBUILD", env=env)
    assert [line.split()[1] for line in said.splitlines()] == ["build", "installer"]
    assert (tmp_path / "root/usr/share/applications/pomtray.desktop").is_file()
    assert (tmp_path / "root/usr/share/zsh/site-functions/_pomtray").is_file()


@pytest.mark.parametrize(
    ("recipe", "prefix", "others"),
    [
        ("arch/PKGBUILD", "python-", {"PySide6-Essentials": "pyside6"}),
        ("fedora/pomtray.spec", "python3-", {"PySide6-Essentials": "python3-pyside6", "PyJWT": "python3-jwt"}),
    ],
)
def test_recipes_name_each_dependency(recipe: str, prefix: str, others: dict[str, str]) -> None:
    named = (PACKAGING / recipe).read_text().split()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = [Requirement(text) for text in project["dependencies"]]
    names = {it: others.get(it.name, f"{prefix}{it.name.lower()}") for it in needed}
    assert {name for it, name in names.items() if _is_needed(it)} <= set(named)
    assert not {name for it, name in names.items() if not _is_needed(it)} & set(named)


def _is_needed(requirement: Requirement) -> bool:
    """On Linux."""
    return requirement.marker is None or requirement.marker.evaluate({"sys_platform": "linux"})


@pytest.mark.parametrize("recipe", ["arch/PKGBUILD", "fedora/pomtray.spec"])
def test_recipes_install_the_completions(recipe: str) -> None:
    named = set(re.findall(r"resources/completion/[\w.]+", (PACKAGING / recipe).read_text()))
    assert named == {f"resources/completion/{path.name}" for path in (ROOT / "resources/completion").iterdir()}


def test_the_mac_s_entitlements_are_a_property_list() -> None:
    granted = plistlib.loads((PACKAGING / "macos/entitlements.plist").read_bytes())
    assert granted == {"com.apple.security.cs.disable-library-validation": True}


class Recipe:
    """PyInstaller's, read as PyInstaller does it, where what it builds with only notes what it was given."""

    def __init__(self, system: str, folder: Path) -> None:
        self.folder = PACKAGING / system
        self.built: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        words = {name: self._noting(name) for name in ("Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE")}
        hooks = types.ModuleType("PyInstaller.utils.hooks")
        for name in ("collect_data_files", "collect_submodules", "copy_metadata"):
            setattr(hooks, name, lambda _: [])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "path", [*sys.path])
            patch.setitem(sys.modules, "PyInstaller.utils.hooks", hooks)
            code = compile((self.folder / "pomtray.spec").read_text(), "pomtray.spec", "exec")
            exec(code, {"SPECPATH": str(self.folder), "workpath": str(folder), **words})  # noqa: S102 our own

    def options(self, kind: str) -> list[dict[str, Any]]:
        return [options for name, _, options in self.built if name == kind]

    def _noting(self, name: str) -> Callable[..., MagicMock]:
        def note(*arguments: Any, **options: Any) -> MagicMock:
            self.built.append((name, arguments, options))
            return MagicMock()

        return note


def test_windows_gets_a_program_without_a_console_and_one_with(tmp_path: Path) -> None:
    recipe = Recipe("windows", tmp_path)
    programs = recipe.options("EXE")
    assert {program["name"]: program["console"] for program in programs} == {"pomtray": False, "pomtray-cli": True}
    (icon,) = {program["icon"] for program in programs}
    assert sizes_of_icon(Path(icon)) >= {16, 32, 48, 256}
    assert 'AppUserModelID: "pomtray"' in (recipe.folder / "pomtray.iss").read_text()
    assert 'SetCurrentProcessExplicitAppUserModelID("pomtray")' in (ROOT / "pomtray/app/starting.py").read_text()


def test_a_mac_gets_an_application_that_lives_in_the_menu_bar(tmp_path: Path) -> None:
    (bundle,) = Recipe("macos", tmp_path).options("BUNDLE")
    assert bundle["info_plist"]["LSUIElement"] is True
    assert plistlib.loads(plistlib.dumps(bundle["info_plist"])) == bundle["info_plist"]
    assert bundle["version"] == __version__
    assert sizes_of_icon(Path(bundle["icon"])) >= {32, 128, 256, 512, 1024}


def sizes_of_icon(path: Path) -> set[int]:
    """As Qt reads it: Windows' and macOS' own readers are not here."""
    reader, sizes = QImageReader(str(path)), set()
    for number in range(reader.imageCount()):
        assert reader.jumpToImage(number)
        image = reader.read()
        assert image.pixelColor(image.width() // 2, image.height() // 2).alpha() == 255, f"{number} is empty"
        sizes.add(image.width())
    return sizes


@pytest.mark.parametrize("system", ["windows", "macos"])
def test_pyinstaller_s_recipes_name_files_that_are_there(system: str, tmp_path: Path) -> None:
    recipe = Recipe(system, tmp_path)
    (analysis,) = [(arguments, options) for name, arguments, options in recipe.built if name == "Analysis"]
    (scripts,), options = analysis
    for name in (*scripts, *options["pathex"], *(source for source, _ in options["datas"])):
        assert (recipe.folder / name).exists(), name


def test_the_flatpak_s_manifest_names_what_is_there_and_what_the_program_asks() -> None:
    manifest = json.loads((PACKAGING / "flatpak/io.github.pomtray.json").read_text())
    assert manifest["rename-icon"] == manifest["command"] == "pomtray"
    commands = " ".join(manifest["modules"][0]["build-commands"])
    for name in re.findall(r"(?:resources|requirements|packaging)/\S+", commands):
        assert (ROOT / name).exists(), name
    granted = set(manifest["finish-args"])
    sources = "\n".join(path.read_text() for path in (ROOT / "pomtray/desktop").rglob("*.py"))
    for name in ("org.freedesktop.secrets", "org.freedesktop.Notifications", "org.kde.StatusNotifierWatcher"):
        assert name in sources
        assert f"--talk-name={name}" in granted


def test_all_that_names_the_version_or_the_address_agrees() -> None:
    call(ROOT / "scripts/release", "--versions")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("packaging/arch/PKGBUILD", "pkgver=", "pkgver=9"),
        ("packaging/fedora/pomtray.spec", "Version:        ", "Version: 9"),
        ("packaging/arch/PKGBUILD", 'url="https://', 'url="https://other.'),
        ("packaging/fedora/pomtray.spec", "https://", "https://other."),
        ("pyproject.toml", 'Issues = "https://', 'Issues = "https://other.'),
        ("pyproject.toml", 'Homepage = "https://', 'Homepage = "https://other.'),
    ],
)
def test_what_differs_is_told(copy: Path, name: str, before: str, after: str) -> None:
    copy_what_names_the_version(copy)
    text = (copy / name).read_text()
    assert before in text
    (copy / name).write_text(text.replace(before, after, 1))
    with pytest.raises(AssertionError, match="does not name"):
        call(copy / "scripts/release", "--versions")


def test_a_release_takes_a_heading_in_the_changelog_and_a_checkout_as_it_was_committed(copy: Path) -> None:
    copy_what_names_the_version(copy)
    changes = copy / "CHANGELOG.md"
    changes.write_text("## Unreleased\n")
    git = ("git", "-C", copy, "-c", "user.name=somebody", "-c", "user.email=somebody@example.com")
    call(*git, "init", "--quiet")
    with pytest.raises(AssertionError, match=r"(?s)CHANGELOG\.md does not name .* not committed"):
        call(copy / "scripts/release")
    changes.write_text(f"## {__version__} - 2026-01-01\n")
    call(*git, "add", ".")
    call(*git, "commit", "--quiet", "--message", "all")
    call(copy / "scripts/release")


def copy_what_names_the_version(copy: Path) -> None:
    copied = (*(ROOT / "scripts").iterdir(), *(ROOT / "packaging").rglob("*"), ROOT / "pyproject.toml")
    for path in (*copied, ROOT / "pomtray/__init__.py"):
        if path.is_file():
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
