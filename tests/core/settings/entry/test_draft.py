from __future__ import annotations

from collections.abc import Mapping

import pytest

from pomtray.core.settings.change import Place, plainly
from pomtray.core.settings.entry.draft import Draft, merged
from pomtray.core.settings.entry.fields import Kind
from pomtray.core.settings.entry.texts import command_of, text_of, value_of, words_of

APP = {
    "name": "App",
    "url": "https://app.example/x",
    "tags": ["work", "a b"],
    "header": "bearer",
    "browser": ["firefox", "-P", "my work", "{url}"],
    "share": False,
}


def changed(keys: Mapping[str, object], **texts: str) -> dict[str, object]:
    draft = Draft("routes", 0, keys)
    return dict(draft.changed(draft.texts | texts))


def test_a_form_that_says_what_the_entry_says_changes_nothing() -> None:
    draft = Draft("routes", 0, APP)
    assert draft.texts["browser"] == "firefox -P 'my work' {url}"
    assert draft.texts["tags"] == "work, a b"
    assert draft.texts["notices"] == "true"
    assert draft.changed(draft.texts) == {}
    assert draft.written(draft.texts) == APP


def test_only_what_changed_is_written_and_what_is_usual_is_left_out() -> None:
    assert changed(
        APP, name="Apps", tags="work, new, work", header="pomerium", browser="", share="true", notices="false"
    ) == {
        "name": "Apps",
        "tags": ("work", "new"),
        "header": None,
        "browser": None,
        "share": None,
        "notices": False,
    }
    assert changed({"name": "A", "header": "pomerium"}) == {}, "what is written though it is usual stays"


def test_keys_of_another_way_go_when_the_way_changes() -> None:
    oidc = {
        "name": "A",
        "url": "u",
        "method": "oidc",
        "provider": "P",
        "deliver": "exchange",
        "exchange_url": "https://x/t",
    }
    assert changed(oidc, deliver="access_token") == {"deliver": "access_token", "exchange_url": None}
    gone = {"method": None, "provider": None, "deliver": None, "exchange_url": None}
    assert changed(oidc, method="pomerium") == gone
    assert changed({"name": "A", "group": "g"}, method="client_credentials", provider="P", token_for="60") == {
        "method": "client_credentials",
        "provider": "P",
        "token_for": 60,
        "group": None,
    }


def test_what_cannot_be_read_is_shown_as_usual_and_replaced() -> None:
    bad = {"name": 3, "url": "u", "share": "no", "hedaer": "bearer", "x": 1}
    draft = Draft("routes", 2, bad, {"hedaer": "header"})
    assert (draft.texts["name"], draft.texts["share"], draft.texts["header"]) == ("", "true", "bearer")
    assert draft.unknown == ("x",)
    assert draft.name == ""
    assert draft.changed(draft.texts | {"name": "A"}) == {
        "hedaer": None,
        "x": None,
        "name": "A",
        "header": "bearer",
        "share": None,
    }
    assert draft.place == Place("routes", 2, bad)


def test_no_repr_shows_what_an_entry_says() -> None:
    draft = Draft("providers", 0, {"client_secret": "canary-7"})
    assert "canary-7" not in f"{draft}{draft.place}"
    assert draft.texts["client_secret"] == ""


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.SECRET, {"vault": True}, "vault"),
        (Kind.SECRET, {"env": "NAME"}, "env NAME"),
        (Kind.SECRET, {"command": ["pass", "a b"]}, "command pass 'a b'"),
        (Kind.SECRET, {"command": ["pass", "x"], "first_line": True}, "first_line pass x"),
        (Kind.PARAMETERS, {"prompt": "consent", "a.b": "x = y"}, "prompt = consent\na.b = x = y"),
        (Kind.NUMBER, 60, "60"),
        (Kind.FLAG, False, "false"),
        (Kind.WORDS, "http://127.0.0.1:0/callback", "http://127.0.0.1:0/callback"),
    ],
)
def test_each_kind_is_the_same_both_ways(kind: Kind, value: object, text: str) -> None:
    assert text_of(kind, value) == text
    assert plainly(value_of(kind, text)) == value
    assert text_of(kind, 3.5) is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [(Kind.NUMBER, "1 h"), (Kind.NUMBER, "²"), (Kind.BROWSER, "firefox '"), (Kind.PARAMETERS, "consent")],
)
def test_what_cannot_be_written_is_told_at_its_key(kind: Kind, text: str) -> None:
    with pytest.raises(ValueError, match=r"\.|="):
        value_of(kind, text)
    draft = Draft("routes", 0, {})
    assert list(draft.faults(draft.texts | {"browser": "firefox '", "token_for": "x"})) == ["browser"]


def test_lists_and_commands() -> None:
    assert value_of(Kind.LIST, " a, b,,a ,c") == ("a", "b", "c")
    assert value_of(Kind.WORDS, " openid  email ") == ("openid", "email")
    assert text_of(Kind.WORDS, ["openid", "email"]) == "openid email"
    assert words_of("firefox -P 'my work' {url}") == ("firefox", "-P", "my work", "{url}")
    assert command_of(("a b", "{url}")) == "'a b' {url}"
    assert merged({"a": 1, "b": 2}, {"a": None, "c": {"d": ("x",)}}) == {"b": 2, "c": {"d": ["x"]}}
