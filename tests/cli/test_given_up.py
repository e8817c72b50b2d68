"""A sign-in that a command gave up: whoever finishes it all the same brings the token to nobody (§9 rule 6)."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.cli.kept import Kept
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service
from tests.e2e.process_table import listeners
from tests.raw_http import send

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    async with playing("app") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make("app")  # whose Pomerium lists the other one too
        yield kept


def listening_at(port: int) -> list[int]:
    """The processes that do."""
    sockets = {f"socket:[{inode}]" for at, inode in listeners() if at == port}
    found = []
    for place in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if str(place.readlink()) in sockets:
                found.append(int(place.parts[2]))
    return found


@pytest.mark.parametrize(
    ("number", "ignored"),
    [(signal.SIGINT, ""), (signal.SIGTERM, ""), (signal.SIGHUP, ""), (signal.SIGTERM, "INT"), (signal.SIGINT, "HUP")],
    ids=["Ctrl+C", "told to end", "its terminal goes", "in the background of a script", "under nohup"],
)
async def test_its_port_is_nobody_elses_until_the_address_is_dead(
    kept: Kept, number: signal.Signals, ignored: str
) -> None:
    signals = ["--default-signal=INT,TERM,HUP", *([f"--ignore-signal={ignored}"] if ignored else [])]
    process = await asyncio.create_subprocess_exec(
        *("env", *signals, *kept.argv("login", "other-idp", "--no-browser")),
        env=kept.env(),
        stdin=-3,
        stdout=-1,
        stderr=-2,
    )
    assert process.stdout is not None
    shown = b""
    while (found := re.search(r"http://127\.0\.0\.1:(\d+)/callback/", unquote(shown.decode()))) is None:
        line = await process.stdout.readline()
        assert line, shown.decode()
        shown += line
    port = int(found[1])
    process.send_signal(number)
    await process.wait()
    (keeper,) = listening_at(port)
    try:
        late = f"GET /callback/x?pomerium_jwt=y HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
        assert (await send(port, late.encode())).raw.startswith(b"HTTP/1.1 410 Gone\r\n")
        assert keeper != process.pid
        environment = Path(f"/proc/{keeper}/environ").read_bytes()
        assert b"POMTRAY_" not in environment
    finally:
        os.kill(keeper, signal.SIGKILL)
