"""A command line that is wrong: what is wrong is said by the command that it was given to, and what helps."""

from __future__ import annotations

import pytest

from pomtray.cli.parser import parser


@pytest.mark.parametrize(
    ("line", "usage", "told"),
    [
        ("lock extra", "usage: pomtray lock ", "pomtray lock: unrecognized arguments: extra\n"),
        ("routes --config FILE", "usage: pomtray routes ", "FILE (--config goes before the command)\n"),
        ("curl app --json", "usage: pomtray curl ", "--json (what is for the program goes after --)\n"),
        ("--nonsense", "usage: pomtray ", "pomtray: unrecognized arguments: --nonsense\n"),
    ],
)
def test_what_is_left_over(capsys: pytest.CaptureFixture[str], line: str, usage: str, told: str) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(line.split())
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (64, "")
    assert said.err.startswith(usage)
    assert said.err.endswith(told)
