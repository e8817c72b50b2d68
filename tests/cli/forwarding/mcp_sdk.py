"""Programs of the official MCP SDK, run by a Python that has it: `mcp_sdk.py server PORT-FILE` and `client COMMAND…`.

The server has tools that answer, tell their progress and ask back; the client uses all of them, by each way to begin.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path

from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.server.mcpserver import Context, MCPServer

server = MCPServer("played")


@server.tool()
async def add(a: int, b: int) -> int:
    """The sum."""
    return a + b


@server.tool()
async def count(to: int, ctx: Context) -> str:
    """Count, and tell how far it is."""
    for number in range(to):
        await ctx.report_progress(number + 1, to)
    return "counted"


@server.resource("note://größe")
def note() -> str:
    """Text whose address has to be coded in a header."""
    return "x" * 300_000


def serve(port_file: str) -> None:
    import uvicorn  # noqa: PLC0415 the server's only

    listener = socket.create_server(("127.0.0.1", 0))
    Path(port_file).write_text(str(listener.getsockname()[1]))
    app = server.streamable_http_app()
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


async def use(command: list[str], mode: str) -> None:
    parameters = StdioServerParameters(command=command[0], args=command[1:], env=dict(os.environ))
    async with Client(stdio_client(parameters), mode=mode) as client:
        tools = (await client.list_tools()).tools
        told: list[float] = []

        async def progress(done: float, total: float | None, message: str | None) -> None:
            told.append(done)

        sums = await asyncio.gather(*(client.call_tool("add", {"a": number, "b": 1}) for number in range(20)))
        counted = await client.call_tool("count", {"to": 3}, progress_callback=progress)
        text = (await client.read_resource("note://größe")).contents[0].text
        print(  # noqa: T201 what the test reads
            sorted(tool.name for tool in tools),
            [int(one.content[0].text) for one in sums] == list(range(1, 21)),
            counted.content[0].text,
            told,
            len(text),
        )


if __name__ == "__main__":
    if sys.argv[1] == "server":
        serve(sys.argv[2])
    else:
        asyncio.run(use(sys.argv[3:], sys.argv[2]))
