from __future__ import annotations

from pathlib import Path

import pytest

from pomtray.core.errors import SettingsError
from pomtray.core.settings.offer import Offer
from pomtray.desktop.settings.importing import named_in

OURS = """\
[[routes]]
name = "Wiki"
url = "https://wiki.example/start"
tags = ["docs"]
browser = ["evil", "{url}"]

[[routes]]
name = "Job"
url = "https://job.example"
method = "client_credentials"
provider = "nobody"
"""


def test_another_pomtray_s_settings_name_routes_and_start_nothing(tmp_path: Path) -> None:
    file = tmp_path / "theirs.toml"
    file.write_text(OURS)
    assert [one for one in named_in(file) if isinstance(one, Offer)] == [
        Offer("https://wiki.example", "Wiki", ("docs",), "https://wiki.example/start")
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"shared_secret: canary\n", "There is no route in file"),
        (b'{"records": [', "It cannot be read"),
        (b"\xffcanary", "not UTF-8"),
        (b"#" * 1024 * 1024 + b"#", "larger than 1 MiB"),
        (b"[[routes]]\nname = canary", "Line 2"),
    ],
    ids=["no route", "no JSON", "bytes", "large", "no TOML"],
)
def test_what_cannot_be_imported_is_told_and_not_quoted(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    with pytest.raises(SettingsError) as caught:
        named_in(file)
    problem = caught.value.problem
    assert problem.title == "Nothing was imported"
    assert said in problem.sentence
    assert "canary" not in problem.text()


def test_a_config_yaml_with_braces_is_told_how_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("routes:\n  - {name: app, from: https://app.example, to: http://10.0.0.1}\n")
    with pytest.raises(SettingsError) as caught:
        named_in(file)
    assert "written in lines, without braces" in caught.value.problem.action


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        named_in(tmp_path / "none")
