"""Commands speak the terminal's language; an app that knows no languages is asked without."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import pytest

from pomtray.cli import asking, commands
from pomtray.core.text import phrase


@pytest.fixture(autouse=True)
def _in_english_again() -> Iterator[None]:
    yield
    asking.use("en")


def test_what_is_told_is_told_in_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    ended = phrase("{name}: the session has ended", name="wiki")
    asking.tell(ended)
    asking.use("de")
    asking.tell(ended)
    assert capsys.readouterr().err == "wiki: the session has ended\nwiki: Die Sitzung ist beendet\n"


def test_the_app_is_asked_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[dict[str, object]] = []

    def of_app(request: dict[str, object], path: str) -> dict[str, object]:
        said.append(request)
        return {"error": {"exit": 64, "title": "Not understood", "text": ""}} if "language" in request else {"ok": {}}

    monkeypatch.setattr(asking, "of_app", of_app)
    asking.use("de")
    assert asking._here({"do": "status"}, "/x") == {"ok": {}}
    assert [request.get("language") for request in said] == ["de", None]
    asking.use("en")
    asking._here({"do": "status"}, "/x")
    assert "language" not in said[-1]


@pytest.mark.parametrize(("json", "wanted"), [(True, False), (False, True)])
def test_programs_are_answered_in_english(monkeypatch: pytest.MonkeyPatch, *, json: bool, wanted: bool) -> None:
    monkeypatch.setattr(commands, "language", lambda: "de")
    monkeypatch.setattr("pomtray.cli.sessions.status", lambda _: 0)
    commands.run(argparse.Namespace(command="status", json=json))
    assert (asking.told_in() is not None) is wanted
