from __future__ import annotations

from pathlib import Path

import pytest

from pomtray.serve import resources
from pomtray.serve.resources import resource_bytes


def test_a_checkout_keeps_them_beside_the_package() -> None:
    assert resource_bytes("callback.html").startswith(b"<!")
    assert resource_bytes("docs/guide.md").startswith(b"# Guide")


def test_the_wheel_keeps_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wheel").mkdir()
    (tmp_path / "wheel" / "page.html").write_bytes(b"here")
    monkeypatch.setattr(resources, "_PLACES", (tmp_path / "wheel", tmp_path / "none"))
    assert resource_bytes("page.html") == b"here"


def test_one_that_is_missing_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/none\.svg"):
        resource_bytes("icons/none.svg")
