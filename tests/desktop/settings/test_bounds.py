"""A settings file that costs more than any settings do is refused before it is parsed, with its line."""

from __future__ import annotations

import os
import sys
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.errors import SettingsError
from pomtray.desktop.settings import settings
from pomtray.desktop.settings.bounds import check_bounds
from tests.worst import SIZE, UNITS, filled, held_for

PATH = Path("pomtray.toml")
ROUTE = '[[routes]]\nname = "A"\nurl = "https://a.example"\n'
READ_FOR = 20_000.0
"""Units (`tests/worst`) for a MiB: it takes one or two thousand, what grows by the square a hundred times as many."""


def read_for(text: bytes) -> float:
    """Units that reading `text`, or refusing it, takes."""
    return held_for(lambda raw: settings.parse(raw.decode("utf-8", "replace"), PATH), text, READ_FOR)


PARTS, DEEP, WORD = "a name has too many parts", "it is nested too deeply", "a word without quotes is too long"
REFUSED = {
    "a dotted key": ("a" + ".a" * 8 + " = 1", 1, PARTS),
    "a dotted key of many parts": ("\n\na" + ".a" * 10_000 + "=1", 3, PARTS),
    "a dotted key with quotes and spaces": ("x = 1\n" + "'a' . \"b.c\"\t." * 8 + "d = 1", 2, PARTS),
    "a dotted header": ("# a\n[a" + ".a" * 8 + "]", 2, PARTS),
    "a dotted header of a list": ("[[a" + ".a" * 8 + "]]", 1, PARTS),
    "a dotted key in an inline table": ("a = { b" + ".a" * 8 + " = 1 }", 1, PARTS),
    "lists": ("a = " + "[" * 9 + "]" * 9, 1, DEEP),
    "lists on lines of their own": ("a = " + "[\n" * 9, 9, DEEP),
    "inline tables": ("a = " + "{ a = " * 9 + "1" + "}" * 9, 1, DEEP),
    "lists after a text": ('a = [""", [", """, ' + "[" * 9, 1, DEEP),
    "lists after a text that ends in quotes": ('a = ["""x""""", ' + "[" * 9, 1, DEEP),
    "lists after a text with an escape": (r'a = ["\\", "\"", ' + "[" * 9, 1, DEEP),
    "lists after literals": (r"a = ['\', '''''', '''x''''', " + "[" * 9, 1, DEEP),
    "lists after a comment": ('a = [ # "\n' + "[" * 9, 2, DEEP),
    "lists in a table": (ROUTE + "tags = " + "[" * 9, 4, DEEP),
    "a number": ("a = " + "1" * 5000, 1, WORD),
    "a number with underscores": ("\na = 1" + "_1" * 5000, 2, WORD),
    "a number with a dot": ("a = 1." + "1" * 5000, 1, WORD),
    "a bare key": ("a" * 513 + " = 1", 1, WORD),
}


@pytest.mark.parametrize(("text", "line", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_too_much_is_told_with_its_line(text: str, line: int, expected: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings.parse(text, PATH)
    assert refused.value.problem.sentence == f"Line {line}: {expected}."


FINE = {
    "nothing": "",
    "eight parts": "a" + ".a" * 7 + " = 1",
    "eight levels": "a = " + "[" * 8 + "]" * 8,
    "dots in texts": f"a = '{'.' * 100}' # {'.' * 100}",
    "brackets in texts": f'a = "{"[" * 100}"\nb = """\n{"[" * 100}"""',
    "brackets in a comment": "#" + "[" * 1000,
    "many lists": "a = [" + "[1, [2]], " * 1000 + "]",
    "many headers": "[[a.b]]\n[a.b.c]\n" * 1000,
    "many numbers": "a = [" + "1.5, 2026-11-21T09:00:00.5Z, " * 1000 + "]",
    "long texts": f"a = '{'x' * 5000}'\nb = \"{'x' * 5000}\"",
    "windows": "a = 1\r\n" * 3,
    "a word": "a" * 512 + " = 1",
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE.keys())
def test_all_else_is_left_to_the_parser(text: str) -> None:
    check_bounds(text)


def test_a_bracket_that_is_missing_is_told_by_the_parser() -> None:
    with pytest.raises(SettingsError, match="Line 1: a header has as many brackets behind it as in front of it"):
        settings.parse("[[routes\n" + ROUTE * 20, PATH)


@given(st.text(alphabet="\"'[]{}=a.,#\\\n\r\t ", max_size=14))
def test_nothing_hides_what_is_deep(before: str) -> None:
    """The parser goes deeper with each bracket, so that it would run out of stack."""
    for text in (before, f"a={before}", f"a=[{before}"):
        for deep in ("[", "{a="):
            with suppress(SettingsError):
                settings.parse(text + deep * 3000, PATH)


@pytest.mark.parametrize("before", ["", "a = ", "a = [\n", 'a = """', "[[routes]]\nname = '"])
def test_anything_is_read_or_refused_in_its_time(before: str) -> None:
    for unit in UNITS.values():
        assert read_for(filled(unit, before.encode(), size=SIZE // 8)) < READ_FOR / 8, unit


@pytest.mark.parametrize("unit", [b"\n", b" ", b"[],", b"{},", b'"', b".", b"1,", b"a", b"\\"])
def test_a_mebibyte_takes_no_longer(unit: bytes) -> None:
    assert read_for(filled(unit, b"a = [\n")) < READ_FOR


def test_five_thousand_routes_of_three_thousand_providers() -> None:
    provider = '[[providers]]\nname = "P{0}"\nissuer = "https://p{0}.example"\nclient_id = "c"\n'
    route = '[[routes]]\nname = "R{0}"\nurl = "https://r{0}.example"\nmethod = "oidc"\nprovider = "P2999"\n'
    text = "".join(map(provider.format, range(3000))) + "".join(map(route.format, range(5000)))
    read = settings.parse(text, PATH)
    assert read_for(text.encode()) < READ_FOR
    assert (len(read.routes), len(read.providers)) == (5000, 3000)
    assert read.routes[-1].provider is read.providers[-1]


def test_the_bounds_are_before_the_parser(tmp_path: Path) -> None:
    """20 KB of a dotted key took 384 MiB."""
    path = tmp_path / "pomtray.toml"
    path.write_text("a" + ".a" * 10_000 + "=1")
    tracemalloc.start()
    try:
        with pytest.raises(SettingsError, match="too many parts"):
            settings.read(path)
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_file_of_three_gibibytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "pomtray.toml"
    path.write_text(ROUTE)
    os.truncate(path, 3 * 1024**3)
    tracemalloc.start()
    try:
        with pytest.raises(SettingsError, match="larger than 1 MiB"):
            settings.read(path)
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither")
def test_a_pipe_or_a_device_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe.toml", tmp_path / "link.toml"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for path in (pipe, link, Path("/dev/zero")):
        with pytest.raises(SettingsError, match="There is no file at this place, but something else"):
            settings.read(path)


def test_a_mebibyte_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "pomtray.toml"
    path.write_text(filled(b"#\n", ROUTE.encode(), b"#").decode())
    assert [route.name for route in settings.read(path).routes] == ["A"]
