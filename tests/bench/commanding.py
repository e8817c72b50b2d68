"""What `pomtray header` costs beside an interpreter that does nothing, and kubectl's plugin beside pomerium-cli's."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import AF_UNIX, socket

from pomtray.cli import quick
from tests.bench.figures import Figure
from tests.bench.measuring import Plan
from tests.bench.running import PYTHON, Bench
from tests.e2e.process import eventually

_ROOT = str(Path(__file__).parents[2])
_TOKEN = b"a" * 700
_TEXT = b'{"v":1,"ok":{"text":"Authorization: Pomerium ' + _TOKEN + b'"}}\n'
_FULL = (
    b'{"v":1,"ok":{"route":"app","header":["Authorization","Pomerium ' + _TOKEN + b'"],"token":"' + _TOKEN
    + b'","expires_at":null,"note":""}}\n'
)  # fmt: skip
_RUN = "import sys; sys.argv = ['pomtray', *sys.argv[1:]]; from pomtray.__main__ import main; sys.exit(main())"
"""As the installed entry point does it."""
_ROUTE = "route 000"
_OTHER = "pomerium-cli"


def commands(bench: Bench, plan: Plan) -> list[Figure]:
    """With an app that answers at once: what it asks servers is its own business. Then without one."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with _app(home) as environment:
            header = _figure("header_command", plan, _python(_RUN, "header", "app"), _PASS, environment)
            kube = _beside_the_other(home, plan, environment)
    return [header, *kube, *_alone(bench, plan)]


def _beside_the_other(home: Path, plan: Plan, environment: dict[str, str]) -> list[Figure]:
    """kubectl's plugin with pomerium-cli's as its floor, which takes a token from its file and asks `/healthz`."""
    if shutil.which(_OTHER) is None:
        sys.stderr.write(f"exec_credential is not measured: there is no {_OTHER}\n")
        return []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Healthy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        cache = home / ".cache/pomerium-cli/exec-credential"
        cache.mkdir(parents=True)
        kept = {
            "apiVersion": "client.authentication.k8s.io/v1",
            "kind": "ExecCredential",
            "status": {"token": f"Pomerium-{_TOKEN.decode()}"},
        }
        (cache / f"{sha256(url.encode()).hexdigest()}.json").write_text(json.dumps(kept))
        other = (_OTHER, "k8s", "exec-credential", url)
        try:
            return [_figure("exec_credential", plan, _python(_RUN, "kube-credential", url), other, environment)]
        finally:
            server.shutdown()


class _Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def _alone(bench: Bench, plan: Plan) -> list[Figure]:
    """The first command, which settles all by the rules, and those after it. Each asks a server of the session.

    Beside the time that passes, the processor's: it depends less on what else the machine does.
    """
    settings = bench.desktop.home / ".config/pomtray/pomtray.toml"
    settings.parent.mkdir(parents=True)
    served = bench.serve("--big", str(settings), "1", "1")
    eventually(lambda: "ready" in served.output, "the Pomerium serves")
    environment = bench.desktop.env | {"PYTHONPATH": _ROOT}
    header = _python(_RUN, "header", _ROUTE)

    def forget() -> None:
        for file in (bench.desktop.home / ".local/share/pomtray").glob("sessions.vault.stands-*"):
            file.unlink()

    first = _figures("header_first", plan, header, environment, before=forget)
    return [*first, *_figures("header_alone", plan, header, environment)]


def _python(code: str, *arguments: str) -> tuple[str, ...]:
    return (PYTHON, "-c", code, *arguments)


_PASS = _python("pass")


def _figures(
    name: str,
    plan: Plan,
    ours: Sequence[str],
    environment: dict[str, str],
    *,
    before: Callable[[], None] = lambda: None,
) -> list[Figure]:
    """Of a command beside an interpreter that does nothing: what passes, and what the processor takes."""
    pairs = []
    for _ in range(1 + 4 * plan.runs):  # the first fills the file cache
        before()
        pairs.append((*_spent(ours, environment), *_spent(_PASS, environment)))
    passed, worked, floor_passed, floor_worked = zip(*pairs[1:], strict=True)
    return [
        Figure(name, "ms", passed, floor_passed),
        Figure(f"{name}_processor", "ms", worked, floor_worked),
    ]


def _spent(argv: Sequence[str], environment: dict[str, str]) -> tuple[float, float]:
    """Milliseconds that passed, and of the processor's, with the processes that were started."""
    before = _processor()
    passed = _took(argv, environment)
    return passed, _processor() - before


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (used.ru_utime + used.ru_stime)


def _figure(name: str, plan: Plan, ours: Sequence[str], floor: Sequence[str], environment: dict[str, str]) -> Figure:
    _took(ours, environment)  # the first run fills the file cache
    pairs = [(_took(ours, environment), _took(floor, environment)) for _ in range(4 * plan.runs)]
    measured, floors = zip(*pairs, strict=True)
    return Figure(name, "ms", measured, floors)


@contextmanager
def _app(home: Path) -> Iterator[dict[str, str]]:
    """The environment of commands that find it."""
    (home / "run").mkdir(mode=0o700)
    place = quick.runtime_address(str(home / ".config/pomtray/pomtray.toml"), str(home / "run"))
    with socket(AF_UNIX) as server:
        server.bind(place)
        server.listen()
        threading.Thread(target=_serve, args=(server,), daemon=True).start()
        names = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"), "PYTHONPATH": _ROOT}
        yield {"PATH": os.environ["PATH"], **names}


def _serve(server: socket) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        with client:
            client.sendall(_FULL if b'"full"' in client.recv(4096) else _TEXT)


def _took(argv: Sequence[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(argv, env=environment, stdout=subprocess.DEVNULL, check=True)
    return 1000 * (time.perf_counter() - began)
