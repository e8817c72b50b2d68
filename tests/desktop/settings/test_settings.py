"""The settings file: what it may say, what is said about a bad one, and that comments survive."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from pomtray import __version__
from pomtray.core.domain.icon_style import IconStyle
from pomtray.core.domain.provider import Method
from pomtray.core.domain.route import CallbackAnswer, HeaderForm, Preferences, Route, Settings
from pomtray.core.errors import SettingsError
from pomtray.desktop.settings import preferences, providers, routes, settings
from pomtray.desktop.settings.example import example
from tests.desktop.refusing import refusal

SAMPLES = Path(__file__).parents[2] / "samples"
FULL = """\
# my routes
[[routes]]
name = "Grafana"  # the old one
url = "https://Grafana.example.com:443/d/1?x=y#part"
tags = ["work", "prod"]
header = "x-pomerium"
browser = ["firefox", "-P", "work", "{url}"]
ca = "ca.pem"
group = "ops"

[[routes]]
name = "R&D_wiki"
url = "http://127.0.0.1:8080"

[preferences]
clear_clipboard_for = 10
sign_in_for = 60
session_for = 3600
look_every = 0
callback_answer = "none"
hide_people = true
icon = "one colour"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "ca.pem").write_text("")
    return tmp_path / "pomtray.toml"


def route(line: str) -> str:
    """A file whose second route, from line 5 on, has `line` on line 8."""
    return f'[[routes]]\nname = "A"\nurl = "https://a.example"\n\n[[routes]]\nname = "B"\nurl = "https://b.example"\n{line}\n'


def test_everything_that_can_be_said(path: Path) -> None:
    path.write_text(FULL)
    grafana = Route(
        "Grafana",
        "https://grafana.example.com/d/1?x=y",
        ("work", "prod"),
        HeaderForm.X_POMERIUM,
        ("firefox", "-P", "work", "{url}"),
        str(path.parent / "ca.pem"),
        "ops",
    )
    wiki = Route("R&D_wiki", "http://127.0.0.1:8080")
    assert settings.read(path) == Settings(
        (grafana, wiki),
        Preferences(10, 60, 3600, CallbackAnswer.NONE, hide_people=True, icon=IconStyle.ONE_COLOUR, look_every=0),
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "\ufeff# from Notepad\r\n"])
def test_an_empty_file_is_well(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
    assert settings.read(path) == Settings()


def test_authorities_and_client_certificates(path: Path) -> None:
    """Beside the file, like every path in it."""
    for name in ("me.crt", "me.key", "corp.pem"):
        (path.parent / name).touch()
    found = settings.parse(route('client_cert = "me.crt"\nclient_key = "me.key"\n[preferences]\nca = "corp.pem"'), path)
    _, own = found.routes
    assert (own.client_cert, own.client_key) == (str(path.parent / "me.crt"), str(path.parent / "me.key"))
    assert found.preferences.ca == str(path.parent / "corp.pem")


def test_a_home_folder_is_meant_by_a_tilde(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(path.parent))
    assert settings.parse(route('ca = "~/ca.pem"'), path).routes[1].ca == str(path.parent / "ca.pem")


BAD = [
    ('header = "Bearer"', "routes[2].header (B), line 8: expected one of pomerium, x-pomerium, bearer"),
    ('hedaer = "bearer"', "routes[2].hedaer (B), line 8: there is no such key (did you mean header?)"),
    ('tags = "work"', "routes[2].tags (B), line 8: expected a list of texts"),
    ("tags = [1]", "routes[2].tags (B), line 8: expected a list of texts"),
    ("group = 3", "routes[2].group (B), line 8: expected text"),
    ('ca = "none.pem"', "routes[2].ca (B), line 8: expected the path of a file"),
    ('client_cert = "none.p12"', "routes[2].client_cert (B), line 8: expected the path of a file with a certificate"),
    ('client_key = "ca.pem"', "routes[2].client_key (B), line 8: goes with client_cert"),
    ('[preferences]\nca = "none.pem"', "preferences.ca, line 9: expected the path of a file with certificates"),
    ('browser = "firefox {url}"', "routes[2].browser (B), line 8: expected a list of texts, like"),
    ('browser = ["firefox"]', 'routes[2].browser (B), line 8: expected "{url}" once'),
    ('browser = ["firefox", "{url}", "{url}"]', 'routes[2].browser (B), line 8: expected "{url}" once'),
    ('browser = ["firefox", "--url={url}"]', 'routes[2].browser (B), line 8: expected "{url}" once'),
    ('browser = ["{url}"]', 'routes[2].browser (B), line 8: expected "{url}" once'),
    ('browser = ["", "{url}"]', "routes[2].browser (B), line 8: expected no empty argument"),
    ('browser = ["sh", "-c", "x", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    ('browser = ["/bin/bash", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    ("browser = ['C:\\Windows\\CMD.EXE', '{url}']", "routes[2].browser (B), line 8: a shell is not a browser"),
    ('browser = ["pwsh", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    ('browser = ["env", "-S", "bash -c x", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    ('browser = ["env", "-Sbash -c x", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    ('browser = ["systemd-run", "--user", "bash", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    ('browser = ["/bin/bash5", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    ('browser = ["zsh-5.9", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    ('browser = ["bash-static", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    ('browser = ["yash", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    ('browser = ["toybox", "sh", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    (
        'browser = ["x-terminal-emulator", "-e", "sh", "{url}"]',
        "routes[2].browser (B), line 8: a shell is not a browser",
    ),
    ('browser = ["firejail", "--quiet", "dash", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    (
        'browser = ["flatpak", "run", "--command=sh", "org.example.App", "{url}"]',
        "routes[2].browser (B), line 8: a shell is not a browser",
    ),
    ('browser = ["rbash", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    ('browser = ["pwsh-preview", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    ('browser = ["env", "X=1", "zsh", "{url}"]', "routes[2].browser (B), line 8: a shell is not a browser"),
    ("[[routes]]", "routes[3].name, line 8: is missing"),
    ('[[routes]]\nname = "C"', "routes[3].url (C), line 8: is missing"),
    ('[[routes]]\nname = "A"\nurl = "https://c"', "routes[3].name (A), line 9: another route has this name"),
    ('[[routes]]\nname = "  "', "routes[3].name, line 9: is missing"),
    ('[[routes]]\nname = "a\\u202eb"', "line 9: expected at most 80 characters on one line"),
    ('[[routes]]\nname = "C"\nurl = "http://c.example"', "line 10: http:// is accepted for loopback hosts only"),
    ('[[routes]]\nname = "C"\nurl = "ftp://c.example"', "line 10: must start with https://"),
    ('[[routes]]\nname = "C"\nurl = "https://u:hunter2@c"', "line 10: must not contain a user name or password"),
    ('[[routes]]\nname = "C"\nurl = "https://c."', "line 10: the host must not end with a dot"),
    ('[[routes]]\nname = "C"\nurl = "udp+https://c:53"', "line 10: UDP routes are not opened, TCP routes only"),
    ('[[routes]]\nname = "C"\nurl = "tcp+https://c"', "line 10: must end with a port"),
    ('[[routes]]\nname = "C"\nurl = 3', "line 10: expected text"),
    ("[preferences]\nsign_in_for = true", "preferences.sign_in_for, line 9: expected a whole number of seconds from"),
    ("[preferences]\nsign_in_for = 6.5", "preferences.sign_in_for, line 9: expected a whole number"),
    ("[preferences]\nclear_clipboard_for = 0", "preferences.clear_clipboard_for, line 9: expected a whole number"),
    ("[preferences]\nsession_for = 99999999999", "preferences.session_for, line 9: expected a whole number"),
    ("[preferences]\nlook_every = -1", "preferences.look_every, line 9: expected a whole number of seconds from 0"),
    ("[preferences]\nhide_people = 1", "preferences.hide_people, line 9: expected true or false"),
    ('[preferences]\ncallback_answer = "non"', "line 9: expected one of page, none (did you mean none?)"),
    ("[preferences]\nx = 1", "preferences.x, line 9: there is no such key; expected one of"),
    ("[preference]", "preference, line 8: there is no such table (did you mean [preferences]?)"),
    ("[[preferences]]", "preferences, line 8: write [preferences], with one bracket, and once"),
    ("name = ", "Line 8: the value behind = is missing; write # in front of a line that is not to count"),
    ('url = "again"', "Line 8: url stands twice in this entry; where another entry begins, its header"),
]


@pytest.mark.parametrize(("line", "said"), BAD, ids=[line for line, _ in BAD])
def test_a_bad_file_is_refused_with_key_line_and_what_was_expected(path: Path, line: str, said: str) -> None:
    path.write_text(route(line))
    before = path.read_bytes()
    problem = refusal(path.read_text(), path)
    assert said in problem.sentence
    assert problem.action
    assert "hunter2" not in str(problem)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("routes = 3", "routes, line 1: write [[routes]], with two brackets, above each route."),
        ("routes = [3]", "routes[1], line 1: expected a table with name and url."),
        ("[routes]\nname = 'a'", "routes (a), line 1: write [[routes]], with two brackets, above each route."),
        ("a=" + "[" * 100_000, "nested too deeply"),
        ("#" * 2_000_000, "larger than 1 MiB"),
        ("#\n#\n\udcff", "Line 3: this is not UTF-8; choose that encoding where your editor saves the file."),
        (
            "x = '''\n[[routes]]'''",
            "x, line 1: there is no such key; expected [[routes]], [[providers]] or [preferences].",
        ),
    ],
    ids=["number", "list", "table", "deep", "large", "bytes", "multi-line"],
)
def test_odd_files(path: Path, text: str, said: str) -> None:
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    try:
        told = settings.read(path).refused[0].problem.sentence
    except SettingsError as error:
        told = error.problem.sentence
    assert said in told


def test_a_pasted_token_is_not_repeated(path: Path) -> None:
    for key in ("header", "browser", "ca", "url", "tags"):
        text = f'[[routes]]\nname = "A"\n{key} = "Pomerium eyJhbGciOiJFUzI1NiJ9.pasted.token"\n'
        assert "eyJ" not in repr(refusal(text, path))


def test_missing_file_or_folder_in_its_place(tmp_path: Path) -> None:
    for place in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(SettingsError):
            settings.read(place)


def test_the_example_is_well_also_with_every_line_used(path: Path) -> None:
    deeper = path.parent / "new" / "pomtray" / "pomtray.toml"
    assert settings.write_example(deeper)
    assert settings.read(deeper) == Settings()
    assert deeper.stat().st_mode & 0o777 == 0o600
    assert not settings.write_example(deeper)
    for name in ("company-ca.pem", "me.p12"):
        (path.parent / name).touch()
    lines = [line.removeprefix("# ") for line in example().splitlines()[3:]]
    used = settings.parse("\n".join(lines), path)
    assert used.preferences == Preferences(ca=str(path.parent / "company-ca.pem"), search_shortcut="Ctrl+Alt+P")
    assert used.routes[0].header is HeaderForm.POMERIUM
    assert [route.method for route in used.routes] == list(Method)
    assert used.providers == (used.routes[1].provider,) == (used.routes[2].provider,)
    keys = tomllib.loads("\n".join(lines))
    own = ("name", "url", "tags", "header", "browser", "ca", "client_cert", "group", "share", "notices", "favourite")
    assert tuple(keys["routes"][0]) == (*own, "auto_renew")
    assert used.refused == ()


def test_an_example_never_replaces_a_file(path: Path) -> None:
    path.write_text("mine")
    assert not settings.write_example(path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("target", ["pomtray.toml", "nowhere"], ids=["to itself", "to nowhere"])
def test_a_link_that_leads_nowhere_is_not_as_if_there_were_no_file(target: str, path: Path) -> None:
    path.symlink_to(target)
    assert settings.is_there(path)
    with pytest.raises(SettingsError):
        settings.read_if_there(path)
    assert not settings.write_example(path)


def test_where_there_is_no_file_there_are_no_settings(path: Path) -> None:
    assert not settings.is_there(path)
    assert settings.read_if_there(path) == Settings()


def test_a_place_that_cannot_be_looked_at_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError) as no:
        settings.is_there(tmp_path / "file" / "pomtray.toml")
    assert "Not a directory" in no.value.problem.title


def test_an_example_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError):
        settings.write_example(tmp_path / "file" / "pomtray.toml")


def test_this_version_has_a_sample_of_all_that_it_reads() -> None:
    sample = tomllib.loads(SAMPLES.joinpath(f"settings-{__version__.rpartition('.')[0]}.toml").read_text())
    assert set(routes.KEYS) == set().union(*sample["routes"])
    assert set(providers.KEYS) == set().union(*sample["providers"])
    assert set(preferences.KEYS) == set(sample["preferences"])


def test_what_an_earlier_pomtray_read_is_read(tmp_path: Path) -> None:
    """The file is as it was then; a key that is renamed one day is read by its old name too."""
    shutil.copy(SAMPLES / "settings-0.1.toml", tmp_path)
    for name in ("company.pem", "mine.pem", "mine.key"):
        (tmp_path / name).touch()
    was = settings.read(tmp_path / "settings-0.1.toml")
    assert [route.name for route in was.routes] == ["Grafana", "Reports", "Nightly job"]
    assert [provider.name for provider in was.providers] == ["Company", "Old"]
    assert was.preferences.look_every == 600
    assert was.refused == ()


def test_a_tcp_route(path: Path) -> None:
    found = settings.parse('[[routes]]\nname = "db"\nurl = "TCP+https://DB.example.com:5432"\n', path).routes[0]
    assert (found.url, found.host) == ("tcp+https://db.example.com:5432", "https://db.example.com")
