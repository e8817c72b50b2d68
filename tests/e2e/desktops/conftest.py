"""Each desktop in turn. Those that are big run where `POMTRAY_TEST_DESKTOPS` names them: see `CONTRIBUTING.md`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.e2e.desktop_session import DesktopSession
from tests.e2e.desktops.gnome import Gnome, GnomeAppIndicator
from tests.e2e.desktops.plasma import Plasma
from tests.e2e.desktops.sway import Sway
from tests.e2e.desktops.xfce import Xfce

_Desktop: TypeAlias = Xfce | Sway | Gnome | Plasma
_ALWAYS: dict[str, type[_Desktop]] = {"xfce": Xfce, "sway": Sway}
_ASKED_FOR: dict[str, type[_Desktop]] = {"gnome": Gnome, "gnome-appindicator": GnomeAppIndicator, "plasma": Plasma}


@pytest.fixture(params=[*_ALWAYS, *_ASKED_FOR])
def desktop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DesktopSession]:
    name = request.param
    if name in _ASKED_FOR and name not in os.environ.get("POMTRAY_TEST_DESKTOPS", "").split(","):
        pytest.skip(f"{name} runs where POMTRAY_TEST_DESKTOPS names it: it is big")
    with (_ALWAYS | _ASKED_FOR)[name](tmp_path) as session:
        session.start_all()
        yield session
