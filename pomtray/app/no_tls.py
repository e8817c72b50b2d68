"""TLS stays out of the tray's process, and OpenSSL with it: the worker speaks it.

asyncio looks for `ssl` when it is imported, and does without where that is not there (`except ImportError`). `hashlib`
and `hmac` look for OpenSSL's algorithms, and take Python's own where there are none.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Final

_DOORS: Final = ("ssl", "_hashlib")
_OWN: Final = (
    "_md5", "_sha1", "_sha3", "_blake2", *(("_sha2",) if sys.version_info >= (3, 12) else ("_sha256", "_sha512")),
)  # fmt: skip
"""Python's own algorithms: a distribution may leave them out (configure's `--with-builtin-hashlib-hashes`)."""


def keep_out() -> None:
    """Until `let_in`, imports of it fail. What has been imported already stays."""
    for door in _DOORS if all(map(find_spec, _OWN)) else _DOORS[:1]:
        sys.modules.setdefault(door, None)  # type: ignore[arg-type]


def let_in() -> None:
    """Whoever needs it from now on gets it."""
    for door in _DOORS:
        if sys.modules.get(door, sys) is None:
            del sys.modules[door]
