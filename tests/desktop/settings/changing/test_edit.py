from __future__ import annotations

import tomllib

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pomtray.core.settings.change import (
    AddRoutes,
    Change,
    ChangePreferences,
    ChangeRoute,
    CopyRoute,
    Patch,
    RemoveRoute,
    Several,
    Value,
)
from pomtray.desktop.settings.changing.edit import edited
from pomtray.desktop.settings.example import example

FULL = '''\
# my routes

[[routes]] # one
name = "A"   # a
url = "https://a.example"
# header = "x"

# about b
[[routes]]
name = "B"
url = "https://b.example"

[[providers]]
name = "P"
issuer = "https://i.example"
[providers.token_params]
a = "b"

[[routes]]
name = "C"
url = """https://c.example"""
tags = [
  "x",  # [[routes]]
]
[preferences]
look_every = 60 # s
'''
NEW: dict[str, Value] = {"name": "N", "url": "https://n.example", "tags": ("q", 'a "quoted" one')}


def test_what_is_added_comes_after_the_last_route() -> None:
    above, below = FULL.split("[preferences]")
    assert edited(FULL, AddRoutes((NEW,))) == (
        f'{above}\n[[routes]]\nname = "N"\nurl = "https://n.example"\ntags = ["q", "a \\"quoted\\" one"]\n\n'
        f"[preferences]{below}"
    )


def test_a_change_keeps_the_comments_of_its_table() -> None:
    fresh = edited(FULL, ChangeRoute("A", {"name": "AA", "share": False}))
    assert fresh == FULL.replace('"A" ', '"AA" ').replace('a.example"\n', 'a.example"\nshare = false\n')


def test_a_removed_route_takes_its_comments_along() -> None:
    b = FULL[FULL.index("# about b") : FULL.index("[[providers]]")]
    assert edited(FULL, RemoveRoute("B")) == FULL.replace(b, "")
    a = FULL[FULL.index("[[routes]] # one") : FULL.index("# about b")]
    assert edited(FULL, RemoveRoute("A")) == FULL.replace(a, "")


def test_preferences_are_changed_where_they_stand_and_come_last_where_there_are_none() -> None:
    changed = edited(FULL, ChangePreferences({"look_every": 600, "hide_people": True}))
    assert changed == FULL.replace("look_every = 60 # s", "look_every = 600 # s\nhide_people = true")
    assert edited("# mine\n", ChangePreferences({"icon": "colour"})) == '# mine\n\n[preferences]\nicon = "colour"\n'


def test_a_copy_says_all_that_the_other_says() -> None:
    routes = tomllib.loads(edited(FULL, CopyRoute("C", "C 2")))["routes"]
    assert routes[3] == routes[2] | {"name": "C 2"}


def test_several_changes_are_one() -> None:
    several = Several((RemoveRoute("A"), ChangeRoute("B", {"name": "App"}), AddRoutes((NEW,))))
    one_by_one = FULL
    for change in several.changes:
        one_by_one = edited(one_by_one, change)
    assert edited(FULL, several) == one_by_one
    with pytest.raises(ValueError, match="There is no route"):
        edited(FULL, Several((*several.changes, RemoveRoute("A"))))


@pytest.mark.parametrize("text", ["", example(), "routes = []\n", "# no end of line", FULL.replace("\n", "\r\n")])
def test_into_any_file(text: str) -> None:
    fresh = edited(text, AddRoutes((NEW, NEW | {"name": "M"})))
    assert [route["name"] for route in tomllib.loads(fresh)["routes"]][-2:] == ["N", "M"]
    assert _unlike(text, fresh) == ""
    assert ("\r\n" in fresh) == ("\r\n" in text)
    assert fresh.count("\n") == fresh.count("\r\n") or "\r" not in fresh


def test_routes_in_one_list() -> None:
    text = 'routes = [{name = "A", url = "u"}, # one\n  {name = "B", url = "v"}, # two\n]\n# end\n'
    assert tomllib.loads(edited(text, AddRoutes((NEW,))))["routes"][2]["name"] == "N"
    assert edited(text, ChangeRoute("B", {"url": "w"})) == text.replace('"v"', '"w"')
    assert "# two" in edited(text, RemoveRoute("A"))
    assert tomllib.loads(edited("routes = [{name = 'A'}]", RemoveRoute("A"))) == {}


@pytest.mark.parametrize("change", [RemoveRoute("X"), ChangeRoute("X", {"url": "u"}), CopyRoute("X", "Y")])
def test_a_route_that_is_not_there(change: Change) -> None:
    for text in ("", FULL):
        with pytest.raises(ValueError, match="no route X"):
            edited(text, change)


@pytest.mark.parametrize(
    "text", ["routes = 3", "[routes]\nname = 'A'", "preferences = 3", "preferences.icon = 'x'", "[[preferences]]\n"]
)
def test_what_cannot_be_changed_safely_is_left(text: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|safely"):
        edited(edited(text, AddRoutes((NEW,))), ChangePreferences({"icon": "colour"}))


PIECES = st.sampled_from(
    [
        "# a remark\n",
        "\n",
        "  \n",
        '[[providers]]\nname = "P{n}"\n',
        "[providers.more]\na = 1\n",
        "[preferences]\nicon = 1\n",
        '# above\n[[routes]]\nname = "R{n}"\nurl = "u"\n',
        "[[routes]]\n  name = 'R{n}'\n# b = 2\ntags = [\n  '[[routes]]',\n]\n",
        '[[ routes ]]\n"name" = "R{n}"\ntext = """\n[[routes]]\n"""\n',
        "[other.thing]\nx = {{a = 1}} # [[routes]]\n",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=7), st.integers(0, 6), st.booleans())
def test_all_else_stays_byte_for_byte(pieces: list[str], at: int, windows: bool) -> None:  # noqa: FBT001 drawn
    text = "".join(piece.format(n=number) for number, piece in enumerate(pieces))
    text = text.replace("\n", "\r\n") if windows else text
    try:
        routes = tomllib.loads(text).get("routes", [])
    except tomllib.TOMLDecodeError:
        assume(False)  # noqa: FBT003 it is no file
    assert _unlike(text, edited(text, AddRoutes((NEW,)))) == ""
    if not routes:
        return
    name = routes[at % len(routes)]["name"]
    changed = edited(text, ChangeRoute(name, {"url": "fresh"}))
    assert _unlike(text, changed) in {"", "u"}
    assert changed.count("fresh") == 1
    removed = edited(text, RemoveRoute(name))
    assert Patch.between(text, removed).after == ""
    assert Patch.between(text, removed).undone(removed) == text


def _unlike(old: str, new: str) -> str:
    """What of the old text is not in the new one."""
    return Patch.between(old, new).before
