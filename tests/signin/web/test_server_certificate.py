"""How far a connection comes, as httpcore tells it."""

from __future__ import annotations

from pomtray.signin.web.server_certificate import CertificateWatch


async def test_a_connection_that_was_begun_is_none_yet() -> None:
    watch = CertificateWatch(None)
    await watch("connection.connect_tcp.started", {})
    assert not watch.connected
    await watch("connection.connect_tcp.complete", {})
    assert (watch.connected, watch.encrypted) == (True, False)
