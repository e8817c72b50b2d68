"""What `pomtray tcp` and its like take on the command line."""

from __future__ import annotations

import argparse
from typing import Any

from pomtray.core.text import phrase


def add_forwarding(commands: Any) -> None:
    """commands: what `ArgumentParser.add_subparsers` gave."""
    _add_tcp(
        commands.add_parser(
            "tcp", help=phrase("open a TCP route: a port on this machine, or standard input and output")
        )
    )
    _add_mcp(commands.add_parser("mcp", help=phrase("serve a route's MCP endpoint on standard input and output")))
    _add_proxy(
        commands.add_parser(
            "proxy", help=phrase("serve a route on this machine, for programs that cannot send the header")
        )
    )
    _add_forward(commands.add_parser("forward", help=phrase("let a shell on another machine ask this one, over SSH")))


def _add_tcp(tcp: argparse.ArgumentParser) -> None:
    tcp.set_defaults(tunnels=True)
    tcp.add_argument("route", metavar="ROUTE", help=phrase("its name, tcp+https://NAME:PORT or NAME:PORT"))
    tcp.add_argument(
        "stdio", nargs="?", choices=("-",), help=phrase("carry standard input and output, as ssh's ProxyCommand")
    )
    _add_listen(tcp)


def _add_proxy(proxy: argparse.ArgumentParser) -> None:
    proxy.set_defaults(tunnels=False)
    proxy.add_argument("route", metavar="ROUTE", help=phrase("its name"))
    _add_listen(proxy)


def _add_mcp(mcp: argparse.ArgumentParser) -> None:
    mcp.set_defaults(tunnels=False)
    mcp.add_argument("route", metavar="ROUTE", help=phrase("its name, or the endpoint's address"))
    mcp.add_argument("--path", metavar="PATH", help=phrase("of the endpoint (default: that of the address or url)"))


def _add_forward(forward: argparse.ArgumentParser) -> None:
    forward.add_argument("host", metavar="HOST", help=phrase("as ssh takes it"))
    forward.add_argument(
        "--route",
        action="append",
        metavar="ROUTE",
        help=phrase("hand out its credential without asking, and no other; may be given again"),
    )
    forward.add_argument("arguments", nargs="*", metavar="OPTION", help=phrase("after --: of ssh, such as -p 2222"))


def _add_listen(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--listen", metavar="[HOST:]PORT", help=phrase("on loopback only (default: any free port of 127.0.0.1)")
    )
    command.add_argument("--no-browser", action="store_true", help=phrase("print the sign-in's address, open no page"))
