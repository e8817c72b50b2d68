"""The recipes for systems that cannot be run here: as far as tools for them are found."""

from __future__ import annotations

import plistlib
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.packages.conftest import ROOT, call

PACKAGING = ROOT / "packaging"


def needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not shutil.which(tool), reason=f"{tool} is not installed")


@needs("rpmspec")
def test_fedora_s_spec_is_parsed() -> None:
    call("rpmspec", "-P", PACKAGING / "fedora/pomtray.spec")


@needs("actionlint")
def test_the_forge_s_workflow_is_well_formed() -> None:
    call("actionlint", ROOT / ".github/workflows/ci.yml")


def test_every_action_of_the_workflow_is_pinned() -> None:
    used = re.findall(r"uses: (\S+)", (ROOT / ".github/workflows/ci.yml").read_text())
    assert used
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name) for name in used)


def test_arch_s_recipe_is_a_shell_script() -> None:
    call("bash", "-n", PACKAGING / "arch/PKGBUILD")


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


@pytest.mark.parametrize("system", ["windows", "macos"])
def test_pyinstaller_s_recipes_are_python_that_names_files_of_ours(system: str) -> None:
    recipe = (PACKAGING / system / "pomtray.spec").read_text()
    compile(recipe, "pomtray.spec", "exec")
    for name in re.findall(r'"(\.\./[^"]*)"', recipe):
        assert (PACKAGING / system / name).exists(), name


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
    copied = (*(ROOT / "scripts").iterdir(), *(ROOT / "packaging").rglob("*"), ROOT / "pyproject.toml")
    for path in (*copied, ROOT / "pomtray/__init__.py"):
        if path.is_file():
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    text = (copy / name).read_text()
    assert before in text
    (copy / name).write_text(text.replace(before, after, 1))
    with pytest.raises(AssertionError, match="does not name"):
        call(copy / "scripts/release", "--versions")
