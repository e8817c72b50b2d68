"""Programs under measurement: pomtray and the floor on a private desktop, each seen by the tray host."""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from jeepney import Message

from tests.bench.pomeriums import write_settings
from tests.e2e.browser import Links
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import Process, eventually
from tests.e2e.tray_host import TrayItem, Watcher

_ROOT = Path(__file__).parents[2]
_FLOOR = Path(__file__).with_name("floor.py")
PYTHON: Final = os.environ.get("POMTRAY_BENCH_PYTHON", sys.executable)
"""What is measured runs on it, with the users' packages only (`scripts/bench`).

Among the developers' httpx finds trio, rich and click, and loads them.
"""


class _TimingWatcher(Watcher):
    """Knows when each item came, by `time.perf_counter`."""

    def __init__(self, bus: str) -> None:
        self.came: list[tuple[str, float]] = []
        super().__init__(bus)

    def _register(self, message: Message) -> Message:
        at = time.perf_counter()
        answer = super()._register(message)
        self.came.append((self.items[-1], at))
        return answer


@dataclass
class Running:
    """A program whose icon is in the tray."""

    process: Process
    item: TrayItem
    started_in: float
    """Milliseconds from its start to its registered icon."""

    def stop(self) -> None:
        self.item.close()
        self.process.stop()


class Bench:
    """A desktop with tray, notifications and keyring; on exit everything has ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = contextlib.ExitStack()
        self._numbers = itertools.count()

    def __enter__(self) -> Self:
        with self._stack:
            self.desktop = self._stack.enter_context(DesktopSession(self._folder))
            self.desktop.start_notifications()
            self.desktop.start_keyring()
            self._watcher = self._stack.enter_context(contextlib.closing(_TimingWatcher(self.desktop.bus)))
            self.desktop.hand_links_to(self._folder / "links")
            self.links = self._stack.enter_context(contextlib.closing(Links(self._folder / "links")))
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()

    def settings_place(self) -> Path:
        return self._folder / f"settings-{next(self._numbers)}.toml"

    def settings(self, *urls: str, looks: bool = True) -> Path:
        """A settings file of its own: with it come an instance lock and a vault of its own.

        looks: whether sessions are looked at every ten minutes.
        """
        place = self.settings_place()
        write_settings(place, list(urls), looks=looks)
        return place

    def settings_for(self, pomeriums: Iterable[Sequence[str]], *, looks: bool = True) -> Path:
        """The same for routes whose authenticate hosts, the second of each pair, the person knows already."""
        pairs = list(pomeriums)
        place = self.settings(*(route for route, _ in pairs), looks=looks)
        hosts = (host for pair in pairs for host in pair)
        argv = (sys.executable, "-m", "tests.bench.pomeriums", "--allow", str(place), *hosts)
        subprocess.run(argv, env=self.desktop.env | {"PYTHONPATH": str(_ROOT)}, check=True)
        return place

    @contextlib.contextmanager
    def pomtray(self, settings: Path) -> Iterator[Running]:
        with self._started("-m", "pomtray", "--config", str(settings)) as running:
            yield running

    @contextlib.contextmanager
    def installed(self, program: Path, settings: Path) -> Iterator[Running]:
        """A `pomtray` that was installed somewhere: nothing of this checkout is found by it."""
        with self._seen((str(program), "--config", str(settings)), self.desktop.env) as running:
            yield running

    @contextlib.contextmanager
    def floor(self, lines: int = 0) -> Iterator[Running]:
        with self._started(str(_FLOOR), str(lines)) as running:
            yield running

    def serve(self, *arguments: str) -> Process:
        """Pomeriums in a process of their own (`tests.bench.pomeriums`)."""
        return self._python("-m", "tests.bench.pomeriums", *arguments)

    def carried(self, *arguments: str) -> Process:
        """A route, or what leads there, in a process of its own (`tests.bench.carried`)."""
        return self._python("-m", "tests.bench.carried", *arguments)

    @contextlib.contextmanager
    def _started(self, *arguments: str) -> Iterator[Running]:
        env = self.desktop.env | {"PYTHONPATH": str(_ROOT)}
        with self._seen((PYTHON, *arguments), env) as running:
            yield running

    @contextlib.contextmanager
    def _seen(self, command: Sequence[str], env: dict[str, str]) -> Iterator[Running]:
        before = len(self._watcher.came)
        at = time.perf_counter()
        process = self._start(command, env)
        try:
            eventually(lambda: len(self._watcher.came) > before, "an icon in the tray")
            name, came = self._watcher.came[before]
            owner, slash, path = name.partition("/")
            item = TrayItem(self.desktop.bus, owner, slash + path)
            with contextlib.closing(item):
                yield Running(process, item, (came - at) * 1000)
        finally:
            process.stop()

    def _python(self, *arguments: str) -> Process:
        return self._start((sys.executable, *arguments), self.desktop.env | {"PYTHONPATH": str(_ROOT)})

    def _start(self, command: Sequence[str], env: dict[str, str]) -> Process:
        log = self.desktop.logs / f"{next(self._numbers)}.log"
        process = Process(tuple(command), env, log)
        self._stack.callback(process.stop)
        return process
