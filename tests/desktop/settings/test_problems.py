"""What is said of a settings file that is wrong: on which line, and how it is written. Always a whole sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.errors import SettingsError
from pomtray.desktop.settings import settings
from pomtray.desktop.settings.example import example

PATH = Path("/nowhere/pomtray.toml")
A = '[[routes]]\nname = "A"\nurl = "https://a.example"\n'


def problem_text(text: str, path: Path = PATH) -> str:
    """What is said first of a file; "" where nothing is wrong."""
    try:
        return next((entry.problem.sentence for entry in settings.parse(text, path).refused), "")
    except SettingsError as error:
        return error.problem.sentence


WINDOWS = (
    r"\ has a meaning of its own in double quotes: write a Windows path in single quotes, like 'C:\certs\ca.pem', "
    "or with / in its place."
)
TWICE = "; where another entry begins, its header, like [[routes]], stands above it."
BRACKETS = "write [[routes]] and [[providers]] with two brackets each time, [preferences] with one, and once."
UNEVEN = "a header has as many brackets behind it as in front of it: [[routes]], [[providers]] and [preferences]."
MACS = "the lines end in the way of old Macs: save the file with other line ends."
DIGITS = "a number is written in digits, like 360, without a unit and without a 0 in front."
WRONG = [
    ('name = "A', 'Line 4: the closing " is missing.'),
    ("name = 'A", "Line 4: the closing ' is missing."),
    ("name = A", 'Line 4: a text stands in quotes, like name = "Grafana".'),
    ('name = A"', "Line 4: the opening quote is missing."),
    ('name: "A"', "Line 4: write = between a key and its value, not :."),
    ('name "A"', "Line 4: the = between a key and its value is missing."),
    ("name", 'Line 4: the value is missing: write key = "value".'),
    ("name =", "Line 4: the value behind = is missing; write # in front of a line that is not to count."),
    ('= "A"', "Line 4: the key in front of = is missing."),
    ("hide_people = yes", "Line 4: write true or false, without quotes."),
    ("hide_people = True", "Line 4: write true or false in small letters."),
    ("share = null", "Line 4: there is no word for nothing: write # in front of the line."),
    ("name = “A”", 'Line 4: these quotes do not count: write straight ones, like name = "Grafana".'),
    ("url = https://a.example", 'Line 4: an address stands in quotes, like url = "https://grafana.example.com".'),
    ("ca = C:\\certs\\ca.pem", "Line 4: a path stands in single quotes, like 'C:\\certs\\ca.pem'."),
    ('ca = "C:\\certs\\ca.pem"', f"Line 4: {WINDOWS}"),
    ('ca = "C:\\users\\ca.pem"', f"Line 4: {WINDOWS}"),
    ('ca = "C:\\certs\\"', f"Line 4: {WINDOWS}"),
    ('tags = ["a" "b"]', "Line 4: a comma is missing between two texts of a list."),
    ('tags = ["a", "b"', "Line 4: the closing ] is missing, or a comma in front of it."),
    ("tags = [a, b]", 'Line 4: each text of a list stands in quotes, like ["work"].'),
    ('tags = "a", "b"', 'Line 4: several texts stand in brackets, like ["work", "prod"].'),
    ('tags = ["a",, "b"]', "Line 4: between two commas of a list something is missing."),
    ('name = "A",', f"Line 4: name stands twice in this entry{TWICE}"),
    ('name = "A";', f"Line 4: name stands twice in this entry{TWICE}"),
    ('name = "A" // mine', f"Line 4: name stands twice in this entry{TWICE}"),
    ("// mine", "Line 4: a comment begins with #."),
    ("; mine", "Line 4: a comment begins with #."),
    ("- name: A", 'Line 4: this is YAML; write key = "value", below [[routes]].'),
    ("{", 'Line 4: this is no line of TOML; write key = "value", below [[routes]].'),
    (
        "[[routes]",
        f"Line 4: {UNEVEN}",
    ),
    ("[routes", f"Line 4: {BRACKETS}"),
    ("[[routes]] x = 1", "Line 4: behind a header stands nothing but a # comment."),
    ('client_secret = { env = "X"', "Line 4: the closing } is missing, or a comma in front of it."),
    ("client_secret = { vault = True }", "Line 4: write true or false in small letters."),
    ("client_secret = { vault: true }", "Line 4: write = between a key and its value, not :."),
    ('client_secret = { env = "X", }', "Line 4: the comma in front of } is too much."),
    ("token_for = 5m", f"Line 4: {DIGITS}"),
    ("token_for = 060", f"Line 4: {DIGITS}"),
    ('my key = "A"', "Line 4: a key has no space in it, it may have _ or -."),
    ('naïve = "A"', "Line 4: a key without quotes has only a to z, digits, _ and -."),
    ('name := "A"', "Line 4: write one = between a key and its value."),
    ('name = "A" url = "B"', f"Line 4: name stands twice in this entry{TWICE}"),
    ("[[routes]]\u00a0", "Line 4: something here only looks like a space."),
    ("\u00a0[[routes]]", "Line 4: something here only looks like a space."),
    ('[[routes]]\rname = "B"\r', f"Line 4: {MACS}"),
    ('# mine\r[[routes]]\rname = "B"\r', f"Line 4: {MACS}"),
    ("# \x07", "Line 4: a control character stands here: take it away."),
    ('tags = [\n  "a",  # \x07\n]', "Line 5: a control character stands here: take it away."),
    ("<<<<<<< HEAD", "Line 4: this is the mark of a merge: keep one side, and take the marks away."),
    ('a..b = "A"', "Line 4: a dot in a key makes a table within: leave it out, or put the key in quotes."),
    ('group = "A"\ngroup = "B"', f"Line 5: group stands twice in this entry{TWICE}"),
    (
        '# [[routes]]\nname = "B"',
        "Line 5: name stands twice in this entry; line 4 still has the # in front of [[routes]].",
    ),
    ("[preferences]\n[preferences]", f"Line 5: {BRACKETS}"),
    ("[routes]", f"Line 4: {BRACKETS}"),
    ("[[route]]", "route[1], line 4: there is no such table (did you mean [[routes]]?)."),
    ("[Preferences]", "Preferences, line 4: there is no such table (did you mean [preferences]?)."),
    (
        "[preferences]\nurl = 1",
        "preferences.url, line 5: this belongs below [[routes]], and another header stands above it.",
    ),
    (
        "# [preferences]\nlook_every = 3",
        "routes[1].look_every (A), line 5: this belongs to [preferences], and line 4 still has the # in front of it.",
    ),
    (
        "look_every = 3",
        "routes[1].look_every (A), line 4: this belongs below [preferences], and another header stands above it.",
    ),
    ('[[routes]]\nname = "B"', "routes[2].url (B), line 4: is missing; every route has a name and a url."),
    (
        '[[routes]]\nname = "B"\nurl = "b.example"',
        'routes[2].url (B), line 6: expected the whole address with https:// in front, like "https://service.example.com".',
    ),
    ('ca = "C:\\new"', f"routes[1].ca (A), line 4: {WINDOWS}"),
    (
        '[preferences]\nlook_every = "3"',
        "preferences.look_every, line 5: expected a whole number of seconds from 0 to 86400, without quotes.",
    ),
    ('[preferences]\nhide_people = "true"', "preferences.hide_people, line 5: expected true or false, without quotes."),
]


@pytest.mark.parametrize(("line", "sentence"), WRONG, ids=[line for line, _ in WRONG])
def test_each_slip_is_told_with_its_line_and_how_it_is_written(line: str, sentence: str) -> None:
    assert problem_text(A + line) == sentence


def test_what_a_refused_provider_brings_with_it_tells_where_that_is_mended() -> None:
    way = 'method = "oidc"\nprovider = "P"\n'
    route, provider = settings.parse(f'{A}{way}[[providers]]\nname = "P"\n', PATH).refused
    assert route.problem.sentence == "routes[1].provider (A), line 5: its provider P does not count, see line 6."
    assert provider.problem.sentence.startswith("providers[1].issuer (P), line 6: is missing")


def test_a_header_that_is_missing_above_all_is_told() -> None:
    assert (
        problem_text('name = "A"\n')
        == "name (A), line 1: this belongs below [[routes]], and no header stands above it."
    )
    commented = '# [[routes]]\nname = "A"\n'
    assert (
        problem_text(commented)
        == "name (A), line 2: this belongs to [[routes]], and line 1 still has the # in front of it."
    )


BREAKS: dict[str, Callable[[str], str]] = {
    "gone": lambda _: "",
    "commented": lambda line: f"# {line}",
    "twice": lambda line: f"{line}\n{line}",
    "no quote at the end": lambda line: re.sub(r'"([^"]*)$', r"\1", line),
    "no quote at the beginning": lambda line: line.replace('"', "", 1),
    "no quotes": lambda line: line.replace('"', ""),
    "curly quotes": lambda line: line.replace('"', "\u201c"),
    "a colon": lambda line: line.replace("=", ":", 1),
    "no value": lambda line: line.split("=")[0] + "=",
    "no key": lambda line: "=" + line.split("=")[-1],
    "a comma": lambda line: line + ",",
    "no bracket": lambda line: re.sub(r"[\]}]", "", line, count=1),
    "brackets only behind": lambda line: line.replace("[", "", 1),
    "capitals": str.upper,
    "a backslash": lambda line: line.replace("/", "\\"),
    "another key": lambda line: f"x{line}",
    "a number": lambda line: line.split("=")[0] + "= 7x",
    "half": lambda line: line[: len(line) // 2],
}


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_each_line_of_the_example_broken_is_read_or_told_whole(broken: Callable[[str], str], tmp_path: Path) -> None:
    for name in ("company-ca.pem", "me.p12"):
        (tmp_path / name).touch()
    lines = [line.removeprefix("# ").split("   #")[0] for line in example().splitlines()[3:]]
    texts = ("\n".join((*lines[:at], broken(line), *lines[at + 1 :])) for at, line in enumerate(lines))
    sentences = [sentence for text in texts if (sentence := problem_text(text, tmp_path / "pomtray.toml"))]
    assert [one for one in sentences if not re.search(r"(?i)\bline \d+: .*[^.]\.\Z", one)] == []
    assert sentences


@given(st.text(alphabet="\"'[]{}=:.,#\\\n\r\t abtrue17\u201c\u00a0", max_size=60))
def test_anything_is_read_or_told_with_a_line_that_is_there(text: str) -> None:
    if sentence := problem_text(text):
        found = re.search(r"(?i)\bline (\d+): .*\.\Z", sentence, re.DOTALL)
        assert found, sentence
        assert 1 <= int(found[1]) <= text.count("\n") + 1
