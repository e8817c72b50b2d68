"""The whole command line: what argparse, the man page and shell completions are made from."""

from __future__ import annotations

import argparse
import re
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

from pomtray import __version__
from pomtray.cli.forwarding.parser import add_forwarding
from pomtray.cli.telling import told
from pomtray.cli.usage_errors import Parser
from pomtray.cli.usage_words import speak
from pomtray.core.domain.route import HeaderForm
from pomtray.core.text import phrase

_UNITS = {"s": 1, "m": 60, "h": 3600, "": 1}


_Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 it has no other name


def parser() -> argparse.ArgumentParser:
    """Every command and option. An argument whose `dest` is `route` takes a route's name."""
    speak()
    made = Parser(prog="pomtray", description=phrase("Sign in to services behind Pomerium from the tray."))
    told_version = phrase("show program's version number and exit")
    made.add_argument("--version", action="version", version=f"pomtray {__version__}", help=told_version)
    made.add_argument(
        "--config", type=Path, metavar="FILE", help=phrase("settings file (default: in the config folder)")
    )
    shown = made.add_mutually_exclusive_group()
    shown.add_argument("--window", action="store_true", help=phrase("show the window at the start"))
    shown.add_argument(
        "--hidden", action="store_true", help=phrase("show no window, even where there is no tray (yet)")
    )
    shown.add_argument("--search", action="store_true", help=phrase("show the quick search, of the program that runs"))
    commands = made.add_subparsers(dest="command", metavar="COMMAND")
    _add_sessions(commands)
    _add_settings(commands)
    _add_credentials(commands)
    _add_helpers(commands)
    _add_window(commands.add_parser("window", help=phrase("show the window, or take pictures of it")))
    _add_demo(commands.add_parser("demo", help=phrase("try everything on a Pomerium of its own, on this machine only")))
    _add_desktop(commands.add_parser("desktop", help=phrase("put pomtray into your menu, or take it out")))
    _add_forget(
        commands.add_parser("forget", help=phrase("sign out everywhere, and take away all that is kept as a secret"))
    )
    _add_completion(
        commands.add_parser("completion", help=phrase("print what your shell needs to complete pomtray's words"))
    )
    add_forwarding(commands)
    return made


def duration(text: str) -> timedelta:
    """A length of time such as `90s`, `3m` or `14h`. Raises `ArgumentTypeError`."""
    match = re.fullmatch(r"([0-9]{1,6})([smh]?)", text)
    if not match or not int(match[1]):
        raise argparse.ArgumentTypeError(told(phrase("{text} is not a time such as 90s, 3m or 14h", text=repr(text))))
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]])


def _add_completion(completion: argparse.ArgumentParser) -> None:
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), help=phrase("which shell"))


def _add_sessions(commands: _Commands) -> None:
    status = commands.add_parser("status", help=phrase("who is signed in where, and for how long"))
    routes = commands.add_parser("routes", help=phrase("what the settings file lists"))
    login = commands.add_parser("login", help=phrase("sign in to a route; returns once that is done"))
    renew = commands.add_parser("renew", help=phrase("get a session with a full lifetime"))
    logout = commands.add_parser("logout", help=phrase("sign out of a route, at its server too"))
    opening = commands.add_parser("open", help=phrase("show a route in the browser"))
    for command in (login, renew, opening):
        _add_route(command)
    opening.set_defaults(tunnels=False)
    logout.add_argument(
        "route", nargs="?", default="", metavar="ROUTE", help=phrase("a route's name, or an address under it")
    )
    logout.add_argument("--all", action="store_true", help=phrase("of every route"))
    lock = commands.add_parser("lock", help=phrase("take every credential out of the running pomtray's memory"))
    unlock = commands.add_parser("unlock", help=phrase("have it read the vault again; the keyring may ask you"))
    for command in (login, renew):
        _add_person(command)
        command.add_argument("--device", action="store_true", help=phrase("with a code, on another device"))
    for command in (status, routes, login, renew, logout, opening, lock, unlock):
        _add_json(command)


def _add_settings(commands: _Commands) -> None:
    adding = commands.add_parser("add", help=phrase("add a route to the settings file, and sign in to it"))
    adding.add_argument(
        "address",
        metavar="ADDRESS",
        help=phrase("anything that names it: a link, a curl line; - reads it from standard input"),
    )
    adding.add_argument("--name", default="", metavar="NAME", help=phrase("of the route (made of its host)"))
    adding.add_argument("--tag", action="append", metavar="TAG", help=phrase("to find it by; may be given again"))
    adding.add_argument("--no-sign-in", action="store_true", help=phrase("add it only, whatever is at the address"))
    _add_person(adding)
    bringing = commands.add_parser("import", help=phrase("add the routes that another program's file names"))
    bringing.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help=phrase("of a Pomerium, of pomerium-cli or Pomerium Desktop, or of another pomtray"),
    )
    bringing.add_argument("--dry-run", action="store_true", help=phrase("change nothing, only say what would be added"))
    exporting = commands.add_parser("export", help=phrase("write the settings without secrets, for `pomtray import`"))
    exporting.add_argument("file", type=Path, nargs="?", metavar="FILE", help=phrase("a new one (standard output)"))
    for command in (adding, bringing):
        _add_json(command)


def _add_credentials(commands: _Commands) -> None:
    header = commands.add_parser("header", help=phrase("print the header that signs a request in"))
    token = commands.add_parser("token", help=phrase("print the token alone"))
    curl = commands.add_parser("curl", help=phrase("ask a route with curl, which gets the header unseen"))
    run = commands.add_parser("exec", help=phrase("start a program that gets the header by a file descriptor"))
    env = commands.add_parser("env", help=phrase("print the header as variables for a shell"))
    get = commands.add_parser("get", help=phrase("sign in if needed, ask an address, print what it answers"))
    for command in (header, token, curl, run, env):
        _add_route(command)
    curl.set_defaults(tunnels=False)
    for command in (header, token):
        _add_json(command)
    for command in (header, curl, run, env):
        _add_form(command)
    for command in (header, token, curl, run, env):
        _add_wait(command)
        _add_life(command)
        _add_person(command)
    run.add_argument(
        "--env", metavar="NAME", default="", help=phrase("hand over the token by this variable of the program")
    )
    for command, what in ((curl, "ARGUMENT"), (run, "PROGRAM")):
        command.add_argument("arguments", nargs="*", metavar=what, help=phrase("after --: handed on as they are"))
    env.add_argument(
        "--shell", choices=("sh", "fish", "powershell"), default="", help=phrase("for which (as SHELL says)")
    )
    _add_get(get)


def _add_form(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--form",
        choices=[form.value for form in HeaderForm],
        default="",
        help=phrase("of the header (as the route has it)"),
    )


def _add_wait(command: argparse.ArgumentParser) -> None:
    command.add_argument("--wait", action="store_true", help=phrase("for the person to sign in, where that is needed"))


def _add_get(get: argparse.ArgumentParser) -> None:
    """Those of the older exchange too. A secret is none of them: given as one, it is refused without being shown."""
    get.add_argument(
        "--dst", default="", metavar="URL", help=phrase("the address; its route need not be in the settings")
    )
    get.add_argument(
        "--openid-configuration", default="", metavar="URL", help=phrase("of the provider, for the older exchange")
    )
    get.add_argument("--client-id", default="", metavar="ID", help=phrase("ours at the provider"))
    get.add_argument("--client-secret", nargs="?", const="", help=phrase("refused: set POMTRAY_CLIENT_SECRET instead"))
    get.add_argument("--pomerium-client-id", default="", metavar="ID", help=phrase("Pomerium's at the provider"))
    get.add_argument(
        "--pomerium-token", nargs="?", const="", help=phrase("refused: pomtray gets it, and keeps it itself")
    )
    get.add_argument("--pomerium-token-url", default="", metavar="URL", help=phrase("where the ID token is exchanged"))
    get.add_argument("--pomerium-url", default="", metavar="URL", help=phrase("the address, as --dst"))
    get.add_argument("--code", nargs="?", const="", help=phrase("ask here for the address at which the browser ends"))
    _add_person(get)


def _add_helpers(commands: _Commands) -> None:
    credential = commands.add_parser(
        "kube-credential", help=phrase("kubectl's credential plugin: prints an ExecCredential")
    )
    credential.add_argument(
        "route", metavar="URL", help=phrase("the cluster's address, under a route, or a route's name")
    )
    _add_person(credential)
    credential.set_defaults(form=HeaderForm.BEARER.value, tunnels=False)
    config = commands.add_parser("kube-config", help=phrase("print a kubeconfig whose user is signed in by pomtray"))
    _add_route(config)
    config.set_defaults(tunnels=False)
    config.add_argument("--api-version", choices=("v1", "v1beta1"), default="v1", help=phrase("of the plugin (v1)"))
    git = commands.add_parser("git-credential", help=phrase("git's credential helper"))
    git.add_argument("operation", choices=("get", "store", "erase"), help=phrase("what git asks for"))
    _add_person(git)
    doctor = commands.add_parser(
        "doctor", help=phrase("why a route is blocked; alone: what pomtray needs, and whether it is there")
    )
    doctor.add_argument("route", nargs="?", default="", metavar="ROUTE", help=phrase("a route's name, or any address"))
    doctor.add_argument(
        "--report", type=Path, metavar="FILE", help=phrase("write it for an administrator too: no secret is in it")
    )
    _add_json(doctor)


def _add_route(command: argparse.ArgumentParser) -> None:
    command.add_argument("route", metavar="ROUTE", help=phrase("a route's name, or an address under it"))


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help=phrase("answer as JSON"))


def _add_person(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--no-browser", action="store_true", help=phrase("print the address to sign in at, and open nothing")
    )


def _add_life(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--min-valid",
        type=duration,
        default=timedelta(),
        metavar="TIME",
        help=phrase("renew first if less is left: 90s, 5m …"),
    )


def _add_forget(forget: argparse.ArgumentParser) -> None:
    forget.add_argument("--yes", action="store_true", help=phrase("do not ask first"))
    forget.add_argument("--offline", action="store_true", help=phrase("end no session at its server"))


def _add_desktop(desktop: argparse.ArgumentParser) -> None:
    desktop.add_argument(
        "what", choices=("install", "remove"), help=phrase("into the menu, or out of it and of the session's start")
    )
    desktop.add_argument("--start-at-login", action="store_true", help=phrase("with install: start with every session"))


def _add_window(window: argparse.ArgumentParser) -> None:
    window.set_defaults(window=True)
    window.add_argument(
        "--screenshot",
        type=Path,
        metavar="DIR",
        help=phrase("draw every view and state into files there, of the demo's routes"),
    )


def _add_demo(demo: argparse.ArgumentParser) -> None:
    demo.add_argument(
        "--window", action="store_true", default=argparse.SUPPRESS, help=phrase("show the window at the start")
    )
    how = demo.add_mutually_exclusive_group()
    how.add_argument("--serve", action="store_true", help=phrase("only serve: print the routes, until interrupted"))
    how.add_argument("--no-tray", action="store_true", help=phrase("play one sign-in in the terminal"))
    demo.add_argument(
        "--no-browser", action="store_true", help=phrase("with --no-tray: follow the pages without a browser")
    )
    demo.add_argument(
        "--route", default="app", metavar="NAME", help=phrase("with --no-tray: the route to sign in to (app)")
    )
    demo.add_argument(
        "--person", choices=("alice", "bob", "carol"), default="alice", help=phrase("with --no-browser: who")
    )
    demo.add_argument(
        "--session-for",
        type=duration,
        default=timedelta(hours=14),
        metavar="TIME",
        help=phrase("sessions last 3m, 14h …"),
    )
    demo.add_argument(
        "--no-routes-api", action="store_true", help=phrase("a Pomerium whose routes portal is switched off")
    )
