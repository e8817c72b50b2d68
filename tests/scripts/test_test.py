"""What `scripts/test` runs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.scripts.checkout import Checkout

OWN = (
    "3.11 -m pytest -m unit",
    "3.11 -m pytest -m adapters",
    "3.11 -m pytest -m commands",
    "3.11 -m pytest -m e2e or certified or live",
    "3.11 -m pytest -m packages or scripts",
)

ON_312, ON_313 = (
    [f"{version} -m pytest -m {kinds}" for kinds in ("unit", "adapters or commands")] for version in ("3.12", "3.13")
)
PARTS = ("unit", "adapters", "commands", "desktop", "packages")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path)
    made.add_python("3.11")
    return made


@pytest.mark.parametrize("arguments", [("tests/live",), ("-x", "tests/core", "-k", "deadline or notices")])
def test_with_arguments_it_runs_what_they_name_and_nothing_else(checkout: Checkout, arguments: tuple[str, ...]) -> None:
    checkout.add_python("3.12")
    assert checkout.run("test", *arguments).returncode == 0
    assert checkout.tests_run() == [f"3.11 -m pytest {' '.join(arguments)}"]


def test_without_it_runs_all_and_what_is_quick_on_every_other_python(checkout: Checkout) -> None:
    for version in ("3.12", "3.13"):
        checkout.add_python(version)
    done = checkout.run("test")
    assert done.returncode == 0, done.stderr
    assert sorted(checkout.tests_run()) == sorted([*OWN, *ON_312, *ON_313])


def test_each_kind_of_test_is_run_by_one_part() -> None:
    settings = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["tool"]["pytest"][
        "ini_options"
    ]
    kinds = {line.partition(":")[0] for line in settings["markers"]} - {"allow_log(*messages)"}
    chosen = [word for line in OWN for word in line.partition("pytest -m ")[2].split(" or ")]
    assert sorted(chosen) == sorted(kinds)


def test_every_python_gets_an_environment_of_its_own_from_the_same_lock(checkout: Checkout) -> None:
    checkout.add_python("3.13")
    checkout.run("test")
    for version, environment in (("3.11", ".venv"), ("3.13", ".venv-3.13")):
        calls = [call for call in checkout.calls if call.startswith(version)]
        assert calls[0].endswith(f"-m venv --clear {environment}")
        assert "install -q --no-deps --require-hashes -r requirements/dev.lock" in calls[1]
        assert calls[3].endswith(" check")
        assert len([call for call in calls if "-m venv" in call]) == 1


def test_a_second_run_installs_nothing(checkout: Checkout) -> None:
    checkout.add_python("3.12")
    checkout.run("test")
    before = len(checkout.calls)
    checkout.run("test")
    assert sorted(checkout.calls[before:]) == sorted([*OWN, *ON_312])


def test_what_it_installs_on_a_persons_machine_serves_nobody(checkout: Checkout) -> None:
    checkout.lack("openssh-server", "/lib/systemd/system/ssh.service", "/lib/systemd/system/ssh@.service")
    assert checkout.run("test").returncode == 0
    assert [call for call in checkout.calls if "apt-get" in call or "systemctl" in call] == [
        "apt-get update -q",
        "apt-get install -q -y --no-install-recommends openssh-server",
        "systemctl disable -q --now ssh.service",
    ]


def test_a_python_that_cannot_make_an_environment_is_passed_over_and_named(checkout: Checkout) -> None:
    checkout.add_python("3.12", complete=False)
    done = checkout.run("test")
    assert done.returncode == 0
    assert "passed over: python3.12 (3.12) lacks venv, ensurepip, ssl or sqlite3" in done.stderr
    assert sorted(checkout.tests_run()) == sorted(OWN)


@pytest.mark.parametrize(
    "call",
    [
        "3.12 -m venv --clear .venv-3.12",
        "3.12 -m pip --disable-pip-version-check install -q --no-deps --require-hashes -r requirements/dev.lock",
        "3.12 -m pip --disable-pip-version-check install -q --no-deps --no-build-isolation --editable .",
        "3.12 -m pip --disable-pip-version-check check",
        *ON_312,
    ],
)
def test_what_fails_on_another_python_fails_the_run_and_the_others_still_run(checkout: Checkout, call: str) -> None:
    for version in ("3.12", "3.13"):
        checkout.add_python(version)
    checkout.let_fail(call)
    done = checkout.run("test")
    assert done.returncode == 1
    (failed,) = re.findall(r"failed: (.*): see above", done.stderr)
    parts = dict(zip(ON_312, ("3.12-unit", "3.12-rest"), strict=True))
    assert sorted(failed.split()) == sorted([parts[call]] if call in parts else parts.values())
    assert set(ON_313) <= set(checkout.tests_run())
    assert call in checkout.calls
    assert (set(ON_312) <= set(checkout.tests_run())) == ("pytest" in call)


def test_what_could_not_be_installed_is_tried_again(checkout: Checkout) -> None:
    check = "3.11 -m pip --disable-pip-version-check check"
    checkout.let_fail(check)
    for _ in range(2):
        done = checkout.run("test", "tests/core")
        assert done.returncode == 1
        assert "could not be installed into .venv" in done.stderr
    assert checkout.calls.count(check) == 2
    assert checkout.tests_run() == []


@pytest.mark.parametrize(("call", "part"), list(zip(OWN, PARTS, strict=True)))
def test_when_its_own_tests_fail_so_does_the_run_and_the_others_still_run(
    checkout: Checkout, call: str, part: str
) -> None:
    checkout.add_python("3.12")
    checkout.let_fail(call)
    done = checkout.run("test")
    assert done.returncode == 1
    assert f"failed: {part}: see above" in done.stderr
    assert sorted(checkout.tests_run()) == sorted([*OWN, *ON_312])
