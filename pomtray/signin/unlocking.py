"""The passphrase of a client certificate's key: asked for once, by a sign-in, before anything is asked of a server."""

from __future__ import annotations

from pomtray.signin.pomerium.hooks import Unlocks
from pomtray.signin.web.connection import is_locked
from pomtray.signin.web.http import Web


async def unlock(web: Web, hooks: Unlocks) -> None:
    """Have the person asked until the key opens. Raises `Cancelled`, `Unreachable` where it cannot be used at all."""
    tls = web.tls
    passphrase = web.connections.passphrase(tls)
    while tls.certificate and await is_locked(tls, passphrase):
        passphrase = await hooks.passphrase(tls.locked_file, again=passphrase is not None)
