"""Why the vault cannot be opened or saved, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from pomtray.core.errors import Prompt
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble, on_disk

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


@pytest.mark.parametrize(("program", "named"), [("KWallet", "KWallet"), ("", "Its program")])
def test_who_asks_for_the_password_is_named_where_that_is_known(program: str, named: str) -> None:
    assert named in VaultTrouble(Trouble.ABSENT, program=program).problem.action


@pytest.mark.parametrize(
    ("kind", "prompt"),
    [
        (Trouble.LOCKED, Prompt.DUE),
        (Trouble.ABSENT, Prompt.DUE),
        (Trouble.ASKING, Prompt.OUT),
        (Trouble.DECLINED, Prompt.DECLINED),
        (Trouble.DISK, None),
    ],
)
def test_how_the_keyrings_question_stands(kind: Trouble, prompt: Prompt | None) -> None:
    assert VaultTrouble(kind).problem.prompt is prompt
