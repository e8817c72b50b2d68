"""Why the vault cannot be opened or saved, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from pomtray.desktop.vault_trouble import Trouble, VaultTrouble, on_disk

DENIED = (13, "Permission denied")


@pytest.mark.parametrize(
    ("error", "place"),
    [
        (OSError(*DENIED), "/data/vault"),
        (OSError(*DENIED, "/data/vault.new"), "/data/vault.new"),
        (OSError(*DENIED, "/data/vault.new", None, "/data/elsewhere"), "/data/elsewhere"),
    ],
    ids=["no path", "what was opened", "where it was to go"],
)
def test_what_the_disk_refuses_is_told_with_the_file_that_it_is_about(error: OSError, place: str) -> None:
    trouble = on_disk(error, Path("/data/vault"))
    assert trouble.kind is Trouble.DISK
    assert trouble.problem.title == "Sessions cannot be saved: Permission denied"
    assert trouble.problem.sentence == f"They are kept in memory only. ({place}: Permission denied)"


@pytest.mark.parametrize("kind", Trouble)
def test_each_trouble_says_what_helps(kind: Trouble) -> None:
    problem = VaultTrouble(kind).problem
    assert problem.title
    assert problem.action
    assert "(" not in problem.sentence
