"""What the desktop's own small programs print."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import DEVNULL, PIPE

from pomtray.desktop.processes import stopping
from pomtray.desktop.processes.environment import inherited


async def printed(program: str, *arguments: str, within: float) -> str | None:
    """All that it prints; None where it cannot be started, or has not ended within so many seconds."""
    try:
        process = await asyncio.create_subprocess_exec(
            program, *arguments, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, env=inherited(())
        )
    except OSError:
        return None
    try:
        async with asyncio.timeout(within):
            return (await process.communicate())[0].decode(errors="replace")
    except TimeoutError:
        return None
    finally:
        stopping.kill(process)
        await process.wait()
