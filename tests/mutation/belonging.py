"""Which tests belong to a module: the tree of the tests mirrors that of the program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath


def own_tests(module: PurePosixPath, root: Path, said: Mapping[str, Sequence[str]]) -> list[str]:
    """The module's own, by what is said for it or else by its name; none where only the folder has tests for it."""
    if str(module) in said:
        return list(said[str(module)])
    mirrored = PurePosixPath("tests", *module.parts[1:-1])
    found = [mirrored / f"test_{module.stem}.py", mirrored / module.stem, mirrored / f"test_{module.parent.name}.py"]
    wanted = found[:2] if module.stem != "__init__" else found[2:]
    return [str(place) for place in wanted if (root / place).exists()]


def all_tests(module: PurePosixPath) -> list[str]:
    """Those of its layer: a change that these let pass has survived."""
    return [str(PurePosixPath("tests", module.parts[1]))]
