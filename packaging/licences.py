"""Under which licences what a package carries may be used."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

_QT = """\
Qt and PySide6 are used unchanged under the GNU Lesser General Public License, version 3 (on Debian in
/usr/share/common-licenses/LGPL-3). Their libraries are separate files beside the program ({place}): whoever wants
may put changed ones of the same version in their place, and pomtray uses those. The sources are on PyPI (PySide6) and
at https://download.qt.io/official_releases/ (Qt).
"""


def listed(site: Path, place: str) -> str:
    """A text that names each distribution in `site`, its version and its licence, and how Qt may be exchanged.

    place: where the libraries of Qt lie.
    """
    lines = [f"{one.name} {one.version}: {licence(one)}" for one in _sorted(site)]
    return "\n".join([*lines, "", _QT.format(place=place)])


def licence(distribution: Distribution) -> str:
    """As its metadata says. Raises `ValueError` where they say nothing."""
    said = distribution.metadata
    named = [value.rsplit(" :: ", 1)[-1] for value in said.get_all("Classifier", []) if value.startswith("License ::")]
    short = said.get("License", "").strip()
    found = said.get("License-Expression") or (short if short and "\n" not in short else "") or ", ".join(named)
    if not found:
        raise ValueError(f"{distribution.name} does not say its licence")
    return found


def texts(site: Path) -> Iterator[Path]:
    """The licence files that the distributions bring."""
    for folder in sorted(site.glob("*.dist-info")):
        yield from sorted(path for path in folder.rglob("*") if path.is_file() and _is_licence(path.name))


def _is_licence(name: str) -> bool:
    return name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS"))


def _sorted(site: Path) -> list[Distribution]:
    return sorted(distributions(path=[str(site)]), key=lambda one: one.name.lower())
