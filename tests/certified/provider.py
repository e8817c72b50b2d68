"""`oidc-provider`, an OpenID provider that others wrote and had certified: installed once, started under Node.

What is installed is pinned with its hashes in `package-lock.json`. It goes into the cache folder of whoever runs the
tests, under the hash of that file, so a second run installs nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import platformdirs
import pytest

_HERE: Final = Path(__file__).parent
_PINS: Final = ("package.json", "package-lock.json", ".npmrc")
_INSTALLED_IN: Final = 90.0
_ANSWERS_IN: Final = 20.0
_OLDEST_NODE: Final = 18


@dataclass(frozen=True)
class Given:
    """A token, as the provider knows it."""

    kind: str
    """`refresh_token` or `access_token`."""
    client: str
    value: str = field(repr=False)


@dataclass(frozen=True)
class Asked:
    """A request that was answered."""

    path: str
    client: str
    """Who asked, as far as that was believed; "" where it was not."""
    status: int


@dataclass
class CertifiedProvider:
    """The running provider. `process` answers each line with a line."""

    process: subprocess.Popen[str] = field(repr=False)
    issuer: str = ""

    def told(self, line: str) -> str:
        """What it answers; nothing where it has ended, or does not answer in time."""
        assert self.process.stdin
        assert self.process.stdout
        late = threading.Timer(_ANSWERS_IN, self.process.kill)
        late.start()
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            return self.process.stdout.readline().strip()
        except BrokenPipeError:
            return ""
        finally:
            late.cancel()

    def lose_next_token_answer(self) -> None:
        """The next token request is carried out, and its answer never arrives."""
        assert self.told("lose") == "lose"

    def rotate_keys(self) -> None:
        """From now on it signs with keys that were not there before."""
        assert self.told("rotate") == "rotate"

    def end_grants(self, client_id: str) -> None:
        """Nothing that this client was given is renewed any more."""
        assert self.told(f"end {client_id}") == f"end {client_id}"

    def be_busy(self, status: int, retry_for: int) -> None:
        """Until it is well, the token endpoint and those below it answer so; `retry_for`: seconds of `Retry-After`."""
        assert self.told(f"busy {status} {retry_for}")

    def be_well(self) -> None:
        assert self.told("well") == "well"

    def given(self) -> list[Given]:
        """The opaque tokens that it gave, in order."""
        return [Given(**one) for one in json.loads(self.told("given"))]

    def asked(self) -> list[Asked]:
        """The requests at the token endpoint and those below it, in order."""
        return [Asked(**one) for one in json.loads(self.told("asked"))]


def installed() -> tuple[str, Path]:
    """Node, and the folder that holds the provider. Skips the test where there is no Node, fails it for the rest."""
    node, npm = _program("node"), _program("npm")
    version = subprocess.run([node, "--version"], check=True, capture_output=True, text=True, timeout=10).stdout
    if int(version.removeprefix("v").partition(".")[0]) < _OLDEST_NODE:
        pytest.skip(f"Node is older than {_OLDEST_NODE}")
    pins = b"".join((_HERE / name).read_bytes() for name in _PINS)
    caches = platformdirs.user_cache_path("pomtray-tests")
    folder = caches / f"oidc-provider-{hashlib.sha256(pins).hexdigest()[:16]}"
    if not folder.exists():
        _install(npm, folder)
    return node, folder


def _program(name: str) -> str:
    return shutil.which(name) or pytest.skip("Node is not installed" if name == "node" else f"{name} is not installed")


def _install(npm: str, folder: Path) -> None:
    """All of it or nothing: two runs at once may both install, and one of them was first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as made:
        work = Path(made, "work")
        work.mkdir()
        for name in _PINS:
            shutil.copy(_HERE / name, work)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        try:
            done = subprocess.run(command, check=False, cwd=work, capture_output=True, text=True, timeout=_INSTALLED_IN)
        except subprocess.TimeoutExpired:
            pytest.fail(f"npm did not install oidc-provider within {_INSTALLED_IN:.0f} s", pytrace=False)
        if done.returncode:
            pytest.fail(f"npm could not install oidc-provider:\n{done.stderr[-2000:]}", pytrace=False)
        try:
            work.rename(folder)
        except OSError:
            assert folder.exists()


@contextmanager
def running(
    log: Path, settings: Mapping[str, object], env: Mapping[str, str] | None = None
) -> Iterator[CertifiedProvider]:
    """The provider with these settings; `log` gets what it complains about. `env` is added to the environment."""
    node, folder = installed()
    own = {name: value for name, value in os.environ.items() if name not in {"DEBUG", "NODE_OPTIONS"}}
    with log.open("w") as complaints:
        process = subprocess.Popen(
            [node, str(_HERE / "server.mjs"), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            env=own | dict(env or {}),
        )
        provider = CertifiedProvider(process)
        try:
            # NOTE: secrets go by stdin; others can read a command line and, at times, an environment.
            port = provider.told(json.dumps(settings))
            assert port.isdecimal(), f"the provider did not start:\n{log.read_text()[-2000:]}"
            provider.issuer = f"http://127.0.0.1:{port}"
            yield provider
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    try:
        process.communicate(timeout=_ANSWERS_IN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
