"""Names for the servers of a test, all on 127.0.0.1: what belongs together and who is a stranger is told by domains.

The program asks libnss-wrapper, Chromium its own rule, and what runs in the test's process a patched resolver.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

POM, SECOND, EVIL = "pom.test", "second.test", "evil.test"
"""The Pomerium of most tests, another company's, and a stranger's domain."""
DOMAINS: Final = (POM, SECOND, EVIL)
CHROMIUM: Final = "--host-resolver-rules=" + ", ".join(f"MAP *.{domain} 127.0.0.1" for domain in DOMAINS)
_PARTS: Final = (
    *("authenticate", "idp", "app", "api", "wiki", "other-idp", "denied", "tcp", "exchange", "identity-token"),
    *("access-token", "machine", "mail", "chat", "files", "gone"),
)


def is_ours(host: str) -> bool:
    return any(host.endswith(f".{domain}") for domain in DOMAINS)


def environment(folder: Path) -> Mapping[str, str]:
    """For programs: they know the names. `LD_PRELOAD` is to be joined with what else is preloaded."""
    hosts = folder / "hosts"
    hosts.write_text("".join(f"127.0.0.1 {part}.{domain}\n" for part in _PARTS for domain in DOMAINS))
    library = next(Path("/usr/lib").glob("*/libnss_wrapper.so"))
    return {"LD_PRELOAD": str(library), "NSS_WRAPPER_HOSTS": str(hosts)}


@pytest.fixture(autouse=True)
def known_here() -> Iterator[None]:
    """The test's own process knows them too: a browser without a window, and hostile servers, run in it."""
    ask = socket.getaddrinfo

    def getaddrinfo(host: object, *args: object, **options: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host
        return ask("127.0.0.1" if isinstance(name, str) and is_ours(name) else host, *args, **options)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield
