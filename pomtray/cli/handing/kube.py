"""kubectl's credential plugin (`client.authentication.k8s.io/v1` and `v1beta1`), and the kubeconfig that names it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pomtray.cli.asking import USAGE, No, settings_path
from pomtray.cli.handing.credentials import credential as found_for
from pomtray.cli.handing.credentials import print_json
from pomtray.core.text import phrase

if TYPE_CHECKING:
    import argparse

_GROUP: Final = "client.authentication.k8s.io"
_VERSIONS: Final = (f"{_GROUP}/v1", f"{_GROUP}/v1beta1")


def credential(options: argparse.Namespace) -> int:
    """Print an ExecCredential. Its end is told only where it is known: kubectl asks again after it, or after a 401."""
    _wanted()
    return show(found_for(options, options.route))


def show(found: dict[str, Any]) -> int:
    """An answer with a credential, as kubectl wants it (`quick` makes the same of most answers)."""
    version = _wanted()
    status: dict[str, object] = {"token": bearer(found)}
    if found["expires_at"]:
        status["expirationTimestamp"] = found["expires_at"]
    return print_json({"apiVersion": version, "kind": "ExecCredential", "status": status})


def bearer(found: dict[str, Any]) -> str:
    """What follows `Bearer ` in the form that was asked for."""
    value: str = found["header"][1]
    return value.removeprefix("Bearer ")


def _wanted() -> str:
    """The version that kubectl speaks, by what it hands over."""
    try:
        version = json.loads(os.environ.get("KUBERNETES_EXEC_INFO") or "{}").get("apiVersion", _VERSIONS[0])
    except (ValueError, AttributeError):
        version = _VERSIONS[0]
    if version not in _VERSIONS:
        why = phrase("It speaks none of {versions}.", versions=", ".join(_VERSIONS))
        raise No(USAGE, phrase("Another kubectl"), why)
    return str(version)


def config(options: argparse.Namespace) -> int:
    """Print a kubeconfig, as JSON, which is YAML too: to be merged by KUBECONFIG, or kept in a file of its own."""
    # kubectl's plugin must not pay for these.
    from pomtray.core.requests.request import Declined, no_pages, route_meant  # noqa: PLC0415
    from pomtray.desktop.settings import settings  # noqa: PLC0415

    place = settings_path(options.config)
    try:
        found = settings.read(Path(place))
        route = route_meant(found, options.route)
    except Declined as declined:
        raise No(declined.status, declined.problem.title, declined.problem.text()) from None
    if route.tunnel is not None:
        problem = no_pages(route.shown)
        raise No(USAGE, problem.title, problem.text())
    plugin = _plugin(options, place, str(route.origin))
    ca = route.ca or found.preferences.ca
    cluster = {"server": str(route.origin)} | ({"certificate-authority": ca} if ca else {})
    name = f"pomtray-{route.name}"
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": cluster}],
        "users": [{"name": name, "user": {"exec": plugin}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
    }
    sys.stdout.write(json.dumps(content, indent=2) + "\n")
    return 0


def _plugin(options: argparse.Namespace, place: str, origin: str) -> dict[str, object]:
    """What kubectl starts (client.authentication.k8s.io). place: the settings file. origin: the cluster's."""
    from pomtray.desktop.processes.own_command import program_command  # noqa: PLC0415 the plugin must not pay for it

    command, *arguments = program_command()
    named = ["--config", place] if options.config else []
    return {
        "apiVersion": f"{_GROUP}/{options.api_version}",
        "command": command,
        "args": [*arguments, *named, "kube-credential", origin],
        "interactiveMode": "IfAvailable",
        "installHint": "pomtray signs in to this cluster: https://github.com/pomtray/pomtray",
        "provideClusterInfo": False,
    }
