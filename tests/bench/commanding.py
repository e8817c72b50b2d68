"""What `pomtray header` costs with the app running, beside an interpreter that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import AF_UNIX, socket

from pomtray.cli import quick
from tests.bench.figures import Figure
from tests.bench.measuring import Plan
from tests.bench.running import Bench

_ANSWER = b'{"v":1,"ok":{"text":"Authorization: Pomerium ' + b"a" * 700 + b'"}}\n'
_RUN = "import sys; sys.argv = ['pomtray', 'header', 'app']; from pomtray.__main__ import main; sys.exit(main())"
"""As the installed entry point does it."""


def commands(bench: Bench, plan: Plan) -> list[Figure]:
    """The app answers at once: what it asks servers is its own business."""
    del bench
    with tempfile.TemporaryDirectory() as folder, _app(Path(folder)) as environment:
        pairs = [(_took(_RUN, environment), _took("pass", environment)) for _ in range(4 * plan.runs)]
    measured, floors = zip(*pairs, strict=True)
    return [Figure("header_command", "ms", measured, floors)]


@contextmanager
def _app(home: Path) -> Iterator[dict[str, str]]:
    """The environment of commands that find it."""
    (home / "run").mkdir(mode=0o700)
    root = str(Path(__file__).parents[2])
    place = quick.runtime_address(str(home / ".config/pomtray/pomtray.toml"), str(home / "run"))
    with socket(AF_UNIX) as server:
        server.bind(place)
        server.listen()
        threading.Thread(target=_serve, args=(server,), daemon=True).start()
        names = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"), "PYTHONPATH": root}
        yield {"PATH": os.environ["PATH"], **names}


def _serve(server: socket) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        with client:
            client.recv(4096)
            client.sendall(_ANSWER)


def _took(code: str, environment: dict[str, str]) -> float:
    argv: Sequence[str] = (sys.executable, "-c", code)
    began = time.perf_counter()
    subprocess.run(argv, env=environment, stdout=subprocess.DEVNULL, check=True)
    return 1000 * (time.perf_counter() - began)
