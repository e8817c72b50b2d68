"""What `scripts/build` installs before it builds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scripts.checkout import Checkout


@pytest.mark.parametrize(("python", "wanted"), [("/usr/bin/python3.11", True), ("/opt/python/bin/python3.11", False)])
def test_debian_s_python_gets_the_shared_library_that_it_has_apart(
    tmp_path: Path, python: str, *, wanted: bool
) -> None:
    checkout = Checkout(tmp_path)
    checkout.add_python("3.11")
    checkout._program("realpath", f"echo {python}")
    checkout._program("dpkg-query", 'case "$*" in *libpython*) exit 1 ;; *) echo install ok installed ;; esac')
    checkout._program("apt-get", "exit 0")
    done = checkout.run("build", "bundle")
    assert done.returncode == 0, done.stderr
    assert ("libpython3.11" in done.stderr) == wanted
    assert checkout.calls[-1] == "3.11 packaging/build.py bundle"
