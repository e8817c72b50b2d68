"""`curl`, `exec` and `env`: the credential handed to another program, never by its arguments."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from typing import Any, Final

from pomtray.cli.asking import USAGE, No, note
from pomtray.cli.handing.credentials import credential
from pomtray.core.plain import isolated
from pomtray.core.system_errors import said_of
from pomtray.core.text import phrase
from pomtray.desktop.processes import core_dumps

_NO_PROGRAM: Final = 126
"""As a shell ends where what is there cannot be run."""
_NOT_FOUND: Final = 127
"""As a shell ends where a program is not there."""
_PACKED: Final = (".p12", ".pfx")
_TAKES_ADDRESS: Final = frozenset({"-x", "--proxy", "--preproxy", "-e", "--referer", "--doh-url", "-d", "--data", "-H"})


def curl(options: argparse.Namespace) -> int:
    """Ask the route with curl: the header comes by a descriptor, since others can read what it is started with."""
    from pomtray.core.network.header import STAYS  # noqa: PLC0415 `exec` and `env` do without

    program = _found("curl")
    found = credential(options, options.route)
    if found["url"].startswith("tcp+"):
        raise _no_pages(found["route"])
    url = options.route if "://" in options.route else found["url"]
    _check_arguments(options.arguments, found["origin"])
    if found["header"][0] != "Authorization" and any(map(_follows, options.arguments)):
        raise No(
            USAGE,
            phrase("Not with --location"),
            phrase("Of this header's form curl sends the credential along to another origin."),
        )
    tls, *trusted = _tls(found["tls"])
    descriptor = _descriptor(f'{STAYS}\nheader = "{": ".join(found["header"])}"\n{tls}')
    argv = [program, "--config", _place(descriptor), *options.arguments, "--globoff", "--", url]
    return _run(argv, dict(os.environ), descriptor, *trusted)


def _no_pages(route: str) -> No:
    from pomtray.core.requests.request import no_pages  # noqa: PLC0415 seldom needed

    problem = no_pages(isolated(route))
    return No(USAGE, problem.title, problem.text())


def _tls(tls: dict[str, Any]) -> tuple[Any, ...]:
    """What curl is told of whom the route trusts and who one is there, and the descriptors that this names.

    curl goes on to trust the system's folder of authorities; options that the person gives come later, and count.
    """
    certificate, key = tls["certificate"], tls["key"]
    values = {"cert": certificate, "key": key, "cert-type": "P12" if certificate.endswith(_PACKED) else ""}
    trusted = [_descriptor("\n".join(map(_read, tls["authorities"])))] if tls["authorities"] else []
    values["cacert"] = _place(trusted[0]) if trusted else ""
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items() if value), *trusted


def _read(path: str) -> str:
    try:
        with open(path, encoding="ascii", errors="replace") as file:  # noqa: PTH123 pathlib takes 16 ms
            return file.read()
    except OSError as error:
        raise No(USAGE, phrase("An authority cannot be read"), said_of(error, path)) from None


def execute(options: argparse.Namespace) -> int:
    """Start the program. `POMTRAY_HEADER_FILE` and `POMTRAY_TOKEN_FILE` name what it can read, as often as it likes."""
    if not options.arguments:
        raise No(USAGE, phrase("Which program?"), phrase("Name it after --: pomtray exec ROUTE -- PROGRAM ARGUMENT …"))
    program = _found(options.arguments[0])
    found = credential(options, options.route)
    header, token = _descriptor(": ".join(found["header"]) + "\n"), _descriptor(found["token"])
    places = {"POMTRAY_HEADER_FILE": _place(header), "POMTRAY_TOKEN_FILE": _place(token)}
    section, *trusted = _git_section(found)
    git = _descriptor(section)
    environment = {**os.environ, **places, "POMTRAY_URL": found["url"], **_for_git(os.environ, _place(git))}
    if options.env:
        environment[options.env] = found["token"]
    return _run([program, *options.arguments[1:]], environment, header, token, git, *trusted)


def _git_section(found: dict[str, Any]) -> tuple[Any, ...]:
    """What git is told of the route (git-config(1), `http.<url>.*`), and the descriptors that this names."""
    tls = found["tls"]
    certificate = tls["certificate"]
    values = {"extraHeader": ": ".join(found["header"]), "sslCert": certificate, "sslKey": tls["key"]}
    values["sslCertType"] = "P12" if certificate.endswith(_PACKED) else ""
    values["followRedirects"] = "false"  # git goes on with the header at where it is led
    trusted = [_descriptor("\n".join(map(_read, _with_the_systems(tls["authorities"]))))] if tls["authorities"] else []
    values["sslCAInfo"] = _place(trusted[0]) if trusted else ""
    lines = (f"\t{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items() if value)
    return "".join([f'[http "{found["origin"]}/"]\n', *lines]), *trusted


def _with_the_systems(authorities: list[str]) -> list[str]:
    """Once it is told of others git does without them."""
    import ssl  # noqa: PLC0415 seldom needed

    systems = ssl.get_default_verify_paths().cafile
    return [*authorities, *([systems] if systems else [])]


def env(options: argparse.Namespace) -> int:
    """Print variables as the shell reads them: for `eval`."""
    found = credential(options, options.route)
    values = {
        "POMTRAY_HEADER": ": ".join(found["header"]),
        "POMTRAY_TOKEN": found["token"],
        "POMTRAY_URL": found["url"],
    }
    shell = options.shell or _shell()
    sys.stdout.writelines(f"{_assigned(shell, name, value)}\n" for name, value in values.items())
    if sys.stdout.isatty():
        way = _ADVICE[shell]
        note(phrase("that was the credential itself, on your screen. Meant for: {way}", way=way))
    return 0


def _for_git(environment: Mapping[str, str], place: str) -> dict[str, str]:
    """One more file of settings for git (git-config(1), `GIT_CONFIG_COUNT`), with the header for the route alone."""
    before = environment.get("GIT_CONFIG_COUNT", "")
    number = int(before) if before.isdecimal() else 0
    names = {f"GIT_CONFIG_KEY_{number}": "include.path", f"GIT_CONFIG_VALUE_{number}": place}
    return {"GIT_CONFIG_COUNT": str(number + 1), **names}


_ADVICE: Final = {
    "sh": 'eval "$(pomtray env ROUTE)"',
    "fish": "pomtray env ROUTE | source",
    "powershell": "pomtray env ROUTE | Out-String | Invoke-Expression",
}


def _shell() -> str:
    if sys.platform == "win32":
        return "powershell"
    return "fish" if os.path.basename(os.environ.get("SHELL", "")) == "fish" else "sh"  # noqa: PTH119 a name


def _assigned(shell: str, name: str, value: str) -> str:
    match shell:
        case "fish":
            quoted = value.replace("\\", "\\\\").replace("'", "\\'")
            return f"set -gx {name} '{quoted}'"
        case "powershell":
            quoted = value.replace("'", "''")
            return f"$env:{name} = '{quoted}'"
        case _:
            return f"export {name}={shlex.quote(value)}"


def _check_arguments(arguments: list[str], origin: str) -> None:
    """The header goes to every address that curl is given: another origin's must not be among them."""
    for before, argument in zip(["", *arguments], arguments, strict=False):
        named = argument.removeprefix("--url=")
        if "://" not in named.partition("?")[0] or before in _TAKES_ADDRESS or named.startswith("-"):
            continue
        if named != origin and not named.startswith((f"{origin}/", f"{origin}?")):
            why = phrase("The credential may go to {origin} only; curl is given its address.", origin=origin)
            raise No(USAGE, phrase("Another address"), why)
    if any(argument.startswith("--location-") for argument in arguments):  # or its beginning
        raise No(
            USAGE, phrase("Not with --location-trusted"), phrase("A redirect would carry the credential elsewhere.")
        )


def _follows(argument: str) -> bool:
    """Whether redirects are followed with it, among other short options too."""
    return argument.startswith(("--location", "--follow")) or (argument[:1] == "-" != argument[1:2] and "L" in argument)


def _found(name: str) -> str:
    found = shutil.which(name)
    if found is not None:
        return found
    if os.path.dirname(name) and os.path.exists(name):  # noqa: PTH120, PTH110 pathlib takes 16 ms
        why = phrase("It is there, and no program that you may run.")
        raise No(_NO_PROGRAM, phrase("{name} cannot be started", name=name), why)
    why = phrase("There is no such file.") if os.path.dirname(name) else phrase("It is not on the PATH.")  # noqa: PTH120
    raise No(_NOT_FOUND, phrase("{name} is not there", name=name), why)


def _descriptor(text: str) -> int:
    """One that gives `text` to whoever opens it anew, and is nowhere on a disk."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("pomtray")
        os.write(descriptor, text.encode())
        os.lseek(descriptor, 0, os.SEEK_SET)
        return descriptor
    with tempfile.TemporaryFile() as file:
        file.write(text.encode())
        file.flush()
        file.seek(0)
        return os.dup(file.fileno())


def _place(descriptor: int) -> str:
    return f"/dev/fd/{descriptor}"


def _run(argv: list[str], environment: dict[str, Any], *descriptors: int) -> int:
    """In our place where that can be: signals, terminal and exit status are the program's own."""
    sys.stdout.flush()
    if sys.platform != "win32":
        for descriptor in descriptors:
            os.set_inheritable(descriptor, True)  # noqa: FBT003 as the system calls it
        core_dumps.as_before()
        os.execve(argv[0], argv, environment)  # noqa: S606 argv, no shell
    return subprocess.run(argv, env=environment, check=False).returncode  # noqa: S603 argv, no shell
