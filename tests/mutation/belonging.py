"""Which tests belong to a module: the tree of the tests mirrors that of the program."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath


def rounds(module: PurePosixPath, root: Path, said: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Tests to be run one after the other, as arguments for pytest: a change that all of them let pass has survived.

    What is said for the module; else its own by name, where there are any, and then what is said for its folder, or all
    of its layer.
    """
    if str(module) in said:
        return [shlex.split(arguments) for arguments in said[str(module)]]
    folder = PurePosixPath("tests", *module.parts[1:-1])
    names = [f"test_{module.parent.name}.py"] if module.stem == "__init__" else [f"test_{module.stem}.py", module.stem]
    own = [str(folder / name) for name in names if (root / folder / name).exists()]
    layer = str(PurePosixPath("tests", module.parts[1]))
    rest = [shlex.split(arguments) for arguments in said.get(str(module.parent), [layer])]
    return [own, *rest] if own else rest
