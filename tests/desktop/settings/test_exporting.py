from __future__ import annotations

from pathlib import Path

import pytest

from pomtray.core.errors import SettingsError
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import NotTaken
from pomtray.desktop.settings import preferences, providers, routes, settings
from pomtray.desktop.settings.exporting import LEFT_OUT, exported
from pomtray.desktop.settings.importing import named_in

TEXT = """\
# canary
[preferences]
look_every = 0
ca = "canary.pem"
sign_in_for = "canary"

[[routes]]
name = "Wiki"
url = "https://wiki.example/start?token=canary"
tags = ["docs"]
browser = ["canary", "{url}"]

[[routes]]
name = "Bad"
url = "https://alice:canary@bad.example"

[[routes]]
name = "Reports"
url = "https://reports.example"
method = "oidc"
provider = "Company"

[[providers]]
name = "Company"
issuer = "https://idp.example"
client_id = "pomtray"
client_secret = { command = ["print", "canary"] }
token_params = { api_key = "canary" }
"""


def test_nothing_that_may_be_secret_goes_along_and_an_import_reads_it(tmp_path: Path) -> None:
    (tmp_path / "canary.pem").touch()
    text, left_out = exported(TEXT, tmp_path / "pomtray.toml")
    assert "canary" not in text
    assert {"browser of Wiki", "Bad", "client_secret of Company", "token_params of Company", "ca of preferences"} <= {
        *left_out
    }
    found = settings.parse(text, tmp_path / "theirs.toml")
    assert [route.name for route in found.routes] == ["Wiki", "Reports"]
    assert (found.refused, found.preferences.look_every) == ((), 0)
    (tmp_path / "theirs.toml").write_text(text)
    wiki, reports = named_in(tmp_path / "theirs.toml")
    assert wiki == Offer("https://wiki.example", "Wiki", ("docs",), "https://wiki.example/start")
    assert isinstance(reports, NotTaken)


def test_a_file_that_cannot_be_read_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        exported("[[routes]", tmp_path / "pomtray.toml")


def test_each_key_of_the_settings_is_known_to_be_shared_or_not() -> None:
    """A new one has to be thought of here."""
    keys = {
        "routes": routes.KEYS,
        "providers": providers.KEYS,
        "preferences": preferences.KEYS,
    }
    shared = {name: {*all_of_it} - LEFT_OUT[name] for name, all_of_it in keys.items()}
    assert all(LEFT_OUT[name] <= {*keys[name]} for name in keys)
    words = ("secret", "param", "key", "cert", "command", "browser", "password", "token_params")
    assert not [key for named in shared.values() for key in named if any(word in key for word in words)]
