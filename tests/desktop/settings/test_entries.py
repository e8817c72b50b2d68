"""One bad entry of a settings file takes only itself away."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.domain.route import CallbackAnswer, Preferences
from pomtray.desktop.settings import settings
from pomtray.desktop.settings.preferences import CAREFUL
from pomtray.desktop.settings.problems import MOST

PATH = Path("/nowhere/pomtray.toml")
GOOD = {
    "route": '[[routes]]\nname = "A"\nurl = "https://a.example"\n',
    "provider": '[[providers]]\nname = "P"\nissuer = "https://idp.example"\nclient_id = "c"\n',
    "of the provider": '[[routes]]\nname = "B"\nurl = "https://b.example"\nmethod = "oidc"\nprovider = "P"\n',
    "preferences": "[preferences]\nsign_in_for = 60\n",
}
BAD = {
    "no url": ('[[routes]]\nname = "X"\n', "X"),
    "nothing": ("[[routes]]\n", "routes[{route}]"),
    "a key that is none": ('[[routes]]\nname = "X"\nurl = "https://x.example"\nhedaer = "bearer"\n', "X"),
    "a name that is taken": ('[[routes]]\nname = "A"\nurl = "https://x.example"\n', "A"),
    "a provider that is not there": (
        '[[routes]]\nname = "X"\nurl = "https://x.example"\nmethod = "oidc"\nprovider = "Q"\n',
        "X",
    ),
    "half a provider": ('[[providers]]\nname = "Y"\nclient_id = "c"\n', "Y"),
    "a table that is none": ('[[route]]\nname = "X"\nurl = "https://x.example"\n', "X"),
    "a file that is not there": ('[[routes]]\nname = "X"\nurl = "https://x.example"\nca = "none.pem"\n', "X"),
}


@pytest.mark.parametrize(("text", "name"), [one for one in BAD.values() if one[1] != "A"])
@pytest.mark.parametrize("first", [True, False])
def test_the_rest_reads_as_if_it_were_not_there(text: str, name: str, *, first: bool) -> None:
    rest = "".join(GOOD.values())
    found = settings.parse(text + rest if first else rest + text, PATH)
    alone = settings.parse(rest, PATH)
    assert (found.routes, found.providers, found.preferences) == (alone.routes, alone.providers, alone.preferences)
    assert [entry.called for entry in found.refused] == [name.format(route=1 if first else 3)]
    (entry,) = found.refused
    assert f"line {entry.line}:" in entry.problem.sentence
    assert entry.problem.action.startswith("Correct it and save the file; the rest of it counts.")


@given(st.permutations([*GOOD.values()]), st.lists(st.sampled_from([text for text, _ in BAD.values()]), max_size=5))
def test_good_entries_count_whatever_stands_around_them(good: list[str], bad: list[str]) -> None:
    between = [part for pair in zip(good, [*bad, "", "", "", ""], strict=False) for part in pair]
    found = settings.parse("".join((*between, *bad[4:])), PATH)
    assert {"B"} <= {route.name for route in found.routes}
    assert {"P"} <= {provider.name for provider in found.providers}
    assert found.preferences.sign_in_for == 60
    assert len(found.routes) + len(found.providers) + len(found.refused) == 3 + len(bad)


def test_what_needs_a_refused_provider_is_refused_with_it() -> None:
    found = settings.parse(GOOD["route"] + GOOD["of the provider"] + '[[providers]]\nname = "P"\n', PATH)
    assert [route.name for route in found.routes] == ["A"]
    assert [entry.place for entry in found.refused] == ["routes[2]", "providers[1]"]


def test_two_that_have_one_name_leave_it_to_the_first() -> None:
    found = settings.parse(GOOD["route"] + '[[routes]]\nname = "A"\nurl = "https://later.example"\n', PATH)
    assert [route.url for route in found.routes] == ["https://a.example"]
    assert [entry.place for entry in found.refused] == ["routes[2]"]


SLIPS = [
    ("clear_clipboard_for = 9999", "clear_clipboard_for"),
    ("clear_clipbord_for = 5", "clear_clipboard_for"),
    ('callback_answer = "non"', "callback_answer"),
    ("hide_people = 1", "hide_people"),
    ("hide_poeple = true", "hide_people"),
    ("ask_programs = 1", "ask_programs"),
]


@pytest.mark.parametrize(("line", "key"), SLIPS)
def test_a_slip_in_the_preferences_makes_nothing_less_careful(line: str, key: str) -> None:
    found = settings.parse(f"[preferences]\nsign_in_for = 60\n{line}\n", PATH)
    assert getattr(found.preferences, key) == getattr(CAREFUL, key)
    assert found.preferences.sign_in_for == 60
    (entry,) = found.refused
    assert "Until then" in entry.problem.action


@pytest.mark.parametrize(
    "text",
    [
        "hide_people = true\n" + GOOD["route"],
        GOOD["route"] + "hide_people = true\n",
        "[preference]\nhide_people = true\n",
        "[[preferences]]\nhide_people = true\n",
    ],
    ids=["above all", "below a route", "a table that is none", "twice the brackets"],
)
def test_nor_does_one_that_stands_in_the_wrong_place(text: str) -> None:
    found = settings.parse(text, PATH)
    assert found.preferences.hide_people
    assert found.refused


def test_what_is_not_touched_is_as_usual() -> None:
    usual = Preferences()
    found = settings.parse("[preferences]\nlook_every = -1\n", PATH).preferences
    assert (found.hide_people, found.callback_answer) == (usual.hide_people, CallbackAnswer.PAGE)
    assert found.look_every == usual.look_every


def test_a_good_value_is_not_made_careful_by_a_slip_elsewhere() -> None:
    found = settings.parse("[preferences]\nhide_people = false\nhide_poeple = true\n", PATH)
    assert not found.preferences.hide_people
    assert [entry.problem.action.endswith("counts.") for entry in found.refused] == [True]


def test_variables_of_what_is_refused_are_known_wherever_they_stand() -> None:
    text = '[[providers]]\nname = "P"\nclient_secret = { env = "ONE" }\n[stray]\ninner = [{ env = "TWO" }]\n'
    assert settings.parse(text, PATH).secret_variables == {"ONE", "TWO"}


def test_too_many_are_told_together() -> None:
    found = settings.parse("[[routes]]\n" * (MOST + 7), PATH)
    assert len(found.refused) == MOST + 1
    last = found.refused[-1]
    assert (last.called, last.stands_for) == ("7 more", 7)
    assert last.problem.sentence == f"From line {MOST + 1} on 7 more entries are refused."
    last = settings.parse("[[routes]]\n" * (MOST + 1), PATH).refused[-1]
    assert last.problem.sentence == f"From line {MOST + 1} on 1 more entry is refused."
    many = "\n".join(f"k{number} = 1" for number in range(1200))
    assert settings.parse(f"[stray]\n{many}\n", PATH).preferences == CAREFUL
