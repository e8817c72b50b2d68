"""What was answered is kept only where it can be told later whether the same would be answered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pomtray.cli import quick
from pomtray.cli.alone import again, stands
from pomtray.cli.alone.stands import standing_answer
from pomtray.core.domain.route import HeaderForm, Settings
from pomtray.core.model.credential_requests import GrantedCredential
from pomtray.core.requests.request import CredentialForm, Request, RequestKind
from pomtray.desktop.settings import settings as settings_file
from pomtray.desktop.vault.standing import StandingAnswer
from pomtray.signin.web.answer import Answer, answer_of
from pomtray.signin.web.direct import Heard
from tests.core.built import ISSUER, NOW, SECOND, a_granted, a_session

USER = "/.pomerium/user"
BODY = b'{"user":"alice"}'
TEXT = '[preferences]\nlook_every = 60\n[[routes]]\nname = "app"\nurl = "https://app.pom.test/start?x=1"\n'
HEADER = Request(RequestKind.CREDENTIAL, "app", wanted=CredentialForm.HEADER)


def said(status: int = 200, body: bytes = BODY, **headers: str) -> Answer:
    lines = {"content-type": "application/json; charset=utf-8", "content-length": str(len(body))}
    named = {**lines, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return answer_of(status, [(name, value) for name, value in named.items() if value], body)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    place = Path(quick.default_settings() or pytest.skip("other systems have no such answers"))
    place.parent.mkdir(parents=True)
    place.write_text(TEXT)
    return place


def made(
    config: Path,
    request: Request = HEADER,
    answer: Answer | None = None,
    *,
    settings: Settings | None = None,
    change: Callable[[GrantedCredential], GrantedCredential] = lambda found: found,
    later: timedelta = timedelta(),
) -> StandingAnswer | None:
    read = settings or settings_file.read(config)
    found = change(GrantedCredential(read.routes[0], a_session()))
    heard = {(ISSUER, USER): Heard(b"GET / HTTP/1.1\r\n\r\n", answer or said(), ("/a.pem", "/b.pem"))}
    door: Any = SimpleNamespace(heard=heard)
    return standing_answer(config, read, request, found, door=door, at=NOW + later)


def test_it_has_all_that_has_to_be_so_still(config: Path) -> None:
    answer = made(config)
    assert answer is not None
    assert answer.question == again.question_of(("header", "app")) != ""
    assert answer.answer.startswith("Authorization: Pomerium ")
    assert (answer.since, answer.until) == (int(NOW.timestamp()), int(NOW.timestamp()) + 60)
    assert (answer.place, answer.settings) == (str(config), hashlib.sha256(TEXT.encode()).hexdigest())
    assert (answer.scheme, answer.host, answer.port, answer.is_here) == ("https", ISSUER.host, 443, 0)
    assert answer.body == hashlib.sha256(BODY).hexdigest()
    assert answer.trusted.endswith("/a.pem\n/b.pem")


def test_a_name_is_meant_whatever_its_letters_are(config: Path) -> None:
    answer = made(config, replace(HEADER, route="App"))
    assert answer is not None
    assert answer.question == again.question_of(("header", "App"))
    assert made(config, replace(HEADER, route="ap")) is None


@pytest.mark.parametrize(
    ("folder", "store", "trusted"),
    [
        ("/etc/certs", "/etc/bundle.pem", "/etc/certs/\n/a.pem\n/b.pem"),
        ("", "/etc/bundle.pem", "/etc/bundle.pem\n/a.pem\n/b.pem"),
        ("", None, "/a.pem\n/b.pem"),
    ],
)
def test_whom_the_system_trusts_is_kept_as_it_is_told(
    config: Path, monkeypatch: pytest.MonkeyPatch, folder: str, store: str | None, trusted: str
) -> None:
    monkeypatch.setattr(stands, "folder_of_authorities", lambda: folder)
    monkeypatch.setattr(stands, "system_store", lambda: Path(store) if store else None)
    answer = made(config)
    assert answer is not None
    assert answer.trusted == trusted


def test_a_token_is_asked_for_by_its_own_name(config: Path) -> None:
    answer = made(config, replace(HEADER, wanted=CredentialForm.TOKEN))
    assert answer is not None
    assert answer.question == again.question_of(("token", "app"))
    assert " " not in answer.answer


@pytest.mark.parametrize(
    "change",
    [
        {"wanted": CredentialForm.FULL},
        {"form": HeaderForm.X_POMERIUM},
        {"min_for": SECOND},
        {"route": "https://app.pom.test/below"},
    ],
)
def test_what_is_asked_in_another_way_is_not_kept(config: Path, change: dict[str, Any]) -> None:
    assert made(config, replace(HEADER, **change)) is None
    assert made(config, replace(HEADER, route="https://app.pom.test/start?x=1")) is not None


@pytest.mark.parametrize(
    "answer",
    [
        said(transfer_encoding="chunked"),
        said(content_encoding="gzip"),
        said(content_length=""),
        said(content_length="7"),
        said(content_type="text/html"),
        said(201),
    ],
)
def test_an_answer_that_would_not_be_known_again_is_not_kept(config: Path, answer: Answer) -> None:
    assert made(config, answer=answer) is None


def test_what_does_not_stand_is_not_kept(config: Path) -> None:
    assert made(config, later=11 * SECOND) is None
    assert made(config, change=lambda found: replace(found, note="Only 1 m is left.")) is None
    assert (
        made(config, change=lambda found: replace(found, session=replace(found.session, issuer=found.route.origin)))
        is None
    )


def test_of_a_provider_nobody_is_asked(config: Path) -> None:
    answer = made(config, change=lambda found: replace(found, session=a_granted()))
    assert answer is not None
    assert (answer.host, answer.request) == ("", "")


def test_settings_that_were_changed_meanwhile_or_are_others_keep_nothing(config: Path, tmp_path: Path) -> None:
    before = settings_file.read(config)
    config.write_text(TEXT.replace("60", "61"))
    assert made(config, settings=before) is None
    config.write_text("no TOML")
    assert made(config, settings=before) is None
    config.unlink()
    assert made(config, settings=before) is None
    other = tmp_path / "other.toml"
    other.write_text(TEXT)
    assert made(other) is None
