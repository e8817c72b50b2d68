"""No credential leaves a trace: every run ends with a search for the tokens it used.

Every JWT that a test makes or reads is remembered; at the end of the run what the tests printed and logged, the files
they left, coverage's data and what a test offered as evidence (command lines of child processes, notification texts)
are searched. A find fails the run; it names the place, never the token.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import jwt
import pytest

from pomtray.core.domain.session import Credential
from tests.needles import Needles

_JWT = re.compile(r"eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{16,}\Z", re.ASCII)
_LARGEST_FILE = 64 * 1024 * 1024


@dataclass
class SecretsScan:
    """The tokens of this run, and where to look for them."""

    needles: set[bytes] = field(default_factory=set, repr=False)
    evidence: dict[str, list[bytes]] = field(default_factory=dict, repr=False)
    allowed: list[re.Pattern[str]] = field(default_factory=list)
    """Files that hold the token by right: a browser's own profile."""
    found: list[str] = field(default_factory=list)

    def remember(self, secret: str) -> str:
        """Search for this secret from now on. Payload and signature count each on their own."""
        parts = secret.split(".")[1:] if _JWT.match(secret) else [secret]
        self.needles.update(part.encode() for part in parts if len(part) >= 16)
        self.__dict__.pop("_together", None)
        return secret

    def remember_jwt(self, value: str) -> None:
        """The same for what is a JWT; other words are too common to search for."""
        if _JWT.match(value):
            self.remember(value)

    def offer(self, what: str, text: str | bytes) -> None:
        """Something to search at the end, by a name that tells where it came from."""
        self.evidence.setdefault(what, []).append(text if isinstance(text, bytes) else text.encode(errors="replace"))

    def allow_files(self, pattern: str) -> None:
        """Leave out files whose path matches."""
        self.allowed.append(re.compile(pattern))

    def holds_secret(self, content: bytes) -> bool:
        return self._together.within(content)

    @cached_property
    def _together(self) -> Needles:
        return Needles(self._encoded())

    def _encoded(self) -> Iterator[bytes]:
        for needle in self.needles:
            yield needle
            # Without its last byte, which is zero, it stands in UTF-16 of either byte order.
            yield needle.decode().encode("utf-16-le")[:-1]

    def search(self, folders: list[Path]) -> None:
        """Fills `found`."""
        self.found += [what for what, texts in self.evidence.items() if any(map(self.holds_secret, texts))]
        for path in _entries(folders):
            if any(pattern.search(str(path)) for pattern in self.allowed):
                continue
            if self.holds_secret(path.name.encode(errors="replace")) or self.holds_secret(_content(path)):
                self.found.append(str(path))


def _entries(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from folder.rglob("*") if folder.is_dir() else [folder]


def _content(path: Path) -> bytes:
    """What a file holds, or where a link leads."""
    try:
        if path.is_symlink():
            return os.fsencode(path.readlink())
        return path.read_bytes() if path.is_file() and path.stat().st_size <= _LARGEST_FILE else b""
    except OSError:  # gone meanwhile, or a socket's neighbour
        return b""


_SCAN = pytest.StashKey[SecretsScan]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SCAN] = SecretsScan()


@pytest.fixture(scope="session")
def secrets_scan(pytestconfig: pytest.Config) -> SecretsScan:
    return pytestconfig.stash[_SCAN]


@pytest.fixture
def secret_canary(secrets_scan: SecretsScan) -> Callable[[str], str]:
    """Remember a secret that is no JWT: `token = secret_canary("…")`."""
    return secrets_scan.remember


@pytest.fixture(scope="session", autouse=True)
def _remember_every_jwt(secrets_scan: SecretsScan) -> Iterator[None]:
    made, encoded = Credential.__init__, jwt.encode

    def remembering_init(self: Credential, value: str) -> None:
        made(self, value)
        secrets_scan.remember_jwt(value)

    def remembering_encode(*args: object, **options: object) -> str:
        token: str = encoded(*args, **options)  # type: ignore[arg-type]
        secrets_scan.remember_jwt(token)
        return token

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Credential, "__init__", remembering_init)
        patch.setattr(jwt, "encode", remembering_encode)
        yield


class _Reports:
    def __init__(self, scan: SecretsScan) -> None:
        self._scan = scan

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for title, text in report.sections:
            self._scan.offer(f"{report.nodeid}: {title}", text)
        if report.failed:
            self._scan.offer(f"{report.nodeid}: failure", report.longreprtext)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.pluginmanager.register(_Reports(session.config.stash[_SCAN]))


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    scan = session.config.stash[_SCAN]
    factory = getattr(session.config, "_tmp_path_factory", None)
    places = [Path(factory.getbasetemp())] if factory is not None else []
    scan.search([*places, *session.config.rootpath.glob(".coverage*")])
    if scan.found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    scan = config.stash[_SCAN]
    if scan.found:
        terminalreporter.section("credentials left behind", red=True)
        for place in scan.found:
            terminalreporter.write_line(place)
    else:
        terminalreporter.write_line(f"secrets scan: {len(scan.needles)} secrets looked for, none found")
