"""Two builds are the same bytes: in another folder, later and elsewhere, by somebody else whose files are their own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.packages.conftest import BUILD_PYTHON, call, copy_checkout, day

pytestmark = pytest.mark.timeout(900)
SOMEBODY = ("unshare", "--user", "--map-user=4711", "--map-group=4711")


def somebody() -> tuple[str, ...]:
    """Another user than this one, as far as a program can tell; nobody else where the system lets nobody be another."""
    may = (
        shutil.which("unshare") and not subprocess.run((*SOMEBODY, "true"), capture_output=True, check=False).returncode
    )
    return SOMEBODY if may else ()


@pytest.mark.usefixtures("wheels", "packages", "bundle")
def test_two_builds_are_the_same_bytes(dist: Path, copy: Path, tmp_path: Path) -> None:
    copy_checkout(copy)
    (copy / ".venv-build").symlink_to(BUILD_PYTHON.parents[1])
    strict = "umask 077; exec scripts/build --quick --release deb12 --dist ../again"
    elsewhere = [("TZ", "Pacific/Auckland"), ("USER", "somebody"), ("LOGNAME", "somebody"), ("LANG", "tr_TR.UTF-8")]
    call(*somebody(), "bash", "-c", strict, within=copy, env=[*elsewhere, *day()])
    again = {path.name: path for path in (tmp_path / "again").iterdir()}
    sums = again.pop("SHA256SUMS").read_text().splitlines()
    assert {path.suffix for path in again.values()} == {".whl", ".gz", ".deb", ".xz", ".json"}
    assert [name for name, path in again.items() if path.read_bytes() != (dist / name).read_bytes()] == []
    assert set(sums) <= set((dist / "SHA256SUMS").read_text().splitlines())
