"""At 125, 150 and 200 %, at the start and live: the window is whole and sharp, on X11 and under Wayland."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.e2e.conftest import Pomtray
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.desktops.sway import Sway
from tests.e2e.process import Process, eventually

_SCALES = (1.25, 1.5, 2.0)
_LARGE = (2560, 1440)
Make = Callable[[DesktopSession], Pomtray]

pytestmark = pytest.mark.timeout(120)


class LargeDesktop(DesktopSession):
    """An X11 screen of 2560 by 1440: 1280 by 720 at 200 %."""

    screen = _LARGE


@pytest.fixture
def large_desktop(tmp_path: Path) -> Iterator[DesktopSession]:
    with LargeDesktop(tmp_path) as session:
        session.start_window_manager()
        yield session


@pytest.fixture
def sway(tmp_path: Path) -> Iterator[Sway]:
    with Sway(tmp_path) as session:
        session.start_all()
        session.msg("output HEADLESS-1 resolution {}x{}".format(*_LARGE))
        yield session


def place_of(desktop: DesktopSession) -> tuple[int, int, int, int]:
    """Left, top, width and height of our window in the screen's own pixels, without its frame."""
    found = eventually(lambda: _search(desktop), "the window")
    said = desktop.run("xdotool", "getwindowgeometry", "--shell", found)
    values = dict(line.split("=") for line in said.split())
    return int(values["X"]), int(values["Y"]), int(values["WIDTH"]), int(values["HEIGHT"])


def _search(desktop: DesktopSession) -> str:
    argv = ("xdotool", "search", "--onlyvisible", "--name", "^pomtray$")
    done = subprocess.run(argv, env=desktop.env, capture_output=True, check=False, text=True, timeout=30)
    return done.stdout.split()[-1] if done.stdout else ""


def is_whole(place: tuple[int, int, int, int]) -> bool:
    left, top, width, height = place
    return left >= 0 and top >= 0 and left + width <= _LARGE[0] and top + height <= _LARGE[1]


def started(pomtray: Pomtray, env: Mapping[str, str] | None = None) -> Process:
    pomtray.write_settings({f"route {number}": f"https://app{number}.pom.test" for number in range(30)})
    pomtray.env |= dict(env or {})
    return pomtray.start("--window")


@pytest.mark.parametrize("scale", _SCALES)
@pytest.mark.parametrize("how", ["QT_SCALE_FACTOR", "Xft.dpi"])
def test_at_the_start_on_x11(large_desktop: DesktopSession, make_pomtray: Make, scale: float, how: str) -> None:
    if how == "Xft.dpi":
        large_desktop.run("xrdb", "-merge", text=f"Xft.dpi: {96 * scale:g}\n")
    process = started(make_pomtray(large_desktop), {how: str(scale)} if how == "QT_SCALE_FACTOR" else {})
    place = eventually(lambda: place_of(large_desktop), "the window")
    assert is_whole(place)
    assert place[2] == pytest.approx(460 * scale, abs=60)
    assert process.running


def test_size_and_place_are_remembered_on_x11(large_desktop: DesktopSession, make_pomtray: Make) -> None:
    pomtray = make_pomtray(large_desktop)
    process = started(pomtray)
    place_of(large_desktop)
    window = _search(large_desktop)
    large_desktop.run("xdotool", "windowsize", "--sync", window, "700", "600")
    large_desktop.run("xdotool", "windowmove", "--sync", window, "900", "300")
    before = place_of(large_desktop)
    process.popen.terminate()
    assert process.wait() == 0
    process = started(pomtray)
    eventually(lambda: place_of(large_desktop) == before, f"the window is where it was: {before}")


def test_live_under_wayland(sway: Sway, make_pomtray: Make, tmp_path: Path) -> None:
    """Where it stands is the compositor's."""
    started(make_pomtray(sway))
    eventually(lambda: _window(sway), "the window")
    for scale in (*_SCALES, 1.0):
        sway.msg(f"output HEADLESS-1 scale {scale:g}")
        output = eventually(lambda wanted=scale: _output_at(sway, wanted), f"the screen is at {scale:g}")
        window = _window(sway)
        assert window is not None
        assert window["width"] <= output["width"]
        assert window["height"] <= output["height"]
        sway.picture(tmp_path / f"at-{scale:g}.png")


def _window(sway: Sway) -> dict[str, int] | None:
    def found(node: dict[str, object]) -> dict[str, int] | None:
        if node.get("name") == "pomtray" and node.get("app_id"):
            return node["rect"]  # type: ignore[return-value]
        below = [*node["nodes"], *node["floating_nodes"]]  # type: ignore[misc]
        return next((place for place in map(found, below) if place), None)

    return found(json.loads(sway.msg("-t", "get_tree")))


def _output_at(sway: Sway, scale: float) -> dict[str, int] | None:
    (output,) = json.loads(sway.msg("-t", "get_outputs"))
    return output["rect"] if output["scale"] == scale else None
