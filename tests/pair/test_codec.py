"""What crosses the pair: each value comes out as it went in, and nothing else comes out."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, cast, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pomtray.core.domain.login import LoginId, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import FromCommand, InVault, Provider
from pomtray.core.domain.route import Route
from pomtray.core.effects import BeginSignIn
from pomtray.core.secret import Credential, Secret
from pomtray.pair import messages as say
from pomtray.pair.codec import Codec
from pomtray.pair.peer import CODEC
from pomtray.pair.vocabulary import ANSWERS, NEWS, VALUES
from tests.core.built import APP, NOW, a_session

KINDS = sorted((kind for kind in VALUES | NEWS | ANSWERS.keys()), key=lambda kind: kind.__name__)
PROVIDER = Provider("corp", "https://idp.example.com", "us", FromCommand(("pass", "corp")))
SIGN_IN = say.SignIn(
    BeginSignIn(LoginId("a"), 7, dataclasses.replace(APP, provider=PROVIDER), ends=a_session()),
    say.WorkerConfig().settings.preferences,
    sessions=(a_session(),),
    routes=(APP,),
)


def _register() -> None:
    """Values that no constructor would refuse; texts are as they come from files, lone surrogates among them."""
    texts = st.text(max_size=8) | st.just("\udcff")
    tokens = st.from_regex(r"[A-Za-z0-9._~+/-]{1,20}={0,2}", fullmatch=True)
    plain = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=8)
    hosts = st.sampled_from(["app.example.com", "*.example.com", "127.0.0.1", "::1", "localhost"])
    hosts_of_tunnels = hosts.filter(lambda host: "*" not in host)
    for kind, strategy in {
        str: texts,
        datetime: st.datetimes(timezones=st.just(UTC)),
        timedelta: st.timedeltas(timedelta(days=-9), timedelta(days=9)),
        Secret: plain.map(Secret),
        Credential: tokens.map(Credential),
        Origin: st.builds(Origin, st.just("https"), hosts, st.integers(1, 65535))
        | st.builds(Origin, st.just("tcp+https"), hosts_of_tunnels, st.integers(1, 65535)),
    }.items():
        st.register_type_strategy(kind, strategy)
    for hint in {*KINDS, *ANSWERS.values()} - {Origin}:
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            st.register_type_strategy(hint, _of_its_fields)


def _of_its_fields(kind: type) -> st.SearchStrategy[object]:
    """As hypothesis does it by a signature, which a light dataclass has only once there is a value."""
    hints = get_type_hints(kind)
    values = {field.name: st.from_type(hints[field.name]) for field in dataclasses.fields(kind)}
    given = {field.name: field.default for field in dataclasses.fields(kind)}
    optional = {name: st.just(it) | values[name] for name, it in given.items() if it is not dataclasses.MISSING}
    return st.builds(kind, **values | optional)


_register()


def test_all_that_calls_are_made_of_is_in_the_list() -> None:
    for hint in (*KINDS, *ANSWERS.values()):
        CODEC._form(hint)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_value_comes_out_as_it_went_in(kind: type, data: st.DataObject) -> None:
    value = data.draw(st.from_type(kind))
    text = json.dumps(CODEC.encode(value, kind))
    assert CODEC.decode(json.loads(text), kind) == value


@pytest.mark.parametrize("hint", list(ANSWERS.values()), ids=str)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_answer_comes_out_as_it_went_in(hint: Any, data: st.DataObject) -> None:
    value = data.draw(st.from_type(hint))
    assert CODEC.decode(json.loads(json.dumps(CODEC.encode(value, hint))), hint) == value


def test_a_secret_has_the_type_that_was_agreed() -> None:
    """A credential where a client secret was agreed, or the other way round, is a mistake of ours."""
    with pytest.raises(TypeError):
        CODEC.encode(say.KeepRefreshToken(Credential("token")), say.KeepRefreshToken)
    with pytest.raises(TypeError):
        CODEC.encode(
            dataclasses.replace(a_session(), credential=cast("Credential", Secret("token"))), type(a_session())
        )


def test_a_word_of_an_enumeration_is_a_text_where_one_was_agreed() -> None:
    assert CODEC.encode(say.ReachedStage(Stage.BROWSER, Stage.BROWSER), say.ReachedStage) == {
        "stage": "waiting for the browser",
        "host": "waiting for the browser",
    }
    with pytest.raises(TypeError):
        CODEC.encode(7, str)


def test_an_instant_without_a_zone_is_neither_written_nor_read() -> None:
    code = say.DeviceCode("a", "b", "c", datetime(2026, 1, 1))  # noqa: DTZ001 that is the point
    with pytest.raises(TypeError):
        CODEC.encode(code, say.DeviceCode)
    written = CODEC.encode(dataclasses.replace(code, expires_at=NOW), say.DeviceCode)
    assert isinstance(written, dict)
    with pytest.raises(ValueError, match="agreed"):
        CODEC.decode(written | {"expires_at": "2026-01-01T00:00:00"}, say.DeviceCode)


def test_what_has_its_default_takes_no_room() -> None:
    assert CODEC.encode(Route("app", "https://app.example.com"), Route) == {
        "name": "app",
        "url": "https://app.example.com",
    }


def test_one_of_several_kinds_is_told_by_name() -> None:
    written = CODEC.encode(PROVIDER, Provider)
    assert isinstance(written, dict)
    assert written["client_secret"] == {"kind": "FromCommand", "value": {"argv": ["pass", "corp"]}}
    assert CODEC.decode(written | {"client_secret": {"kind": "InVault", "value": {}}}, Provider) == dataclasses.replace(
        PROVIDER, client_secret=InVault()
    )


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "Provider", "value": {}},
        {"kind": "FromCommand", "value": {"argv": "pass"}},
        {"kind": "FromCommand", "value": {"argv": [1]}},
        {"kind": "FromCommand", "value": {"argv": [], "first_line": 1}},
        {"kind": "InVault"},
        {"kind": "InVault", "value": {"more": 1}},
        {"kind": "InVault", "value": {}, "more": 1},
        {"kind": ["InVault"], "value": {}},
        "InVault",
        [],
    ],
)
def test_what_was_not_agreed_is_refused_and_not_quoted(data: object) -> None:
    with pytest.raises(ValueError, match=r"^it is not what was agreed$") as refused:
        CODEC.decode({"name": "corp", "issuer": "i", "client_id": "c", "client_secret": data}, Provider)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    ("hint", "data"),
    [
        (bytes, "not base64"),
        (bytes, 1),
        (timedelta, 1.5),
        (timedelta, 10**30),
        (datetime, 5),
        (Origin, "ftp://a"),
        (Origin, "https://user@a.example"),
        (Secret, ""),
        (Credential, "two words"),
        (bool, 1),
        (int, True),
        (tuple[str, int], ["a"]),
        (tuple[str, int], ["a", 1, 2]),
        (Mapping[str, int], [["a", 1], ["a", 2]]),
        (Mapping[str, int], [["a"]]),
        (frozenset[str], "abc"),
        (str | None, 0),
    ],
)
def test_other_kinds_are_refused(hint: Any, data: object) -> None:
    with pytest.raises(ValueError, match="agreed"):
        CODEC.decode(data, hint)


def test_a_type_that_is_not_in_the_list_does_not_cross() -> None:
    @dataclass(frozen=True)
    class Other:
        name: str

    with pytest.raises(TypeError, match="does not go over"):
        CODEC.encode(Other("a"), Other)
    with pytest.raises(TypeError, match="does not go over"):
        Codec(()).encode(APP, Route)
    with pytest.raises(TypeError, match="does not go over"):
        CODEC.encode([], list[str])


def test_all_that_crosses_is_a_value_and_none_shows_its_bytes() -> None:
    for kind in KINDS:
        if not issubclass(kind, Enum):
            assert dataclasses.is_dataclass(kind)
            assert kind.__setattr__ is not object.__setattr__


def test_ten_thousand_changed_frames_are_read_or_refused() -> None:
    """Whatever comes, it is a value of the type that was agreed, or a refusal."""
    chance = random.Random(13)  # noqa: S311 a test's
    whole = json.dumps(CODEC.encode(SIGN_IN, say.SignIn))
    refused = 0
    for _ in range(10_000):
        try:
            data = json.loads(_changed(whole, chance))
        except ValueError:
            continue
        try:
            assert isinstance(CODEC.decode(data, say.SignIn), say.SignIn)
        except ValueError:
            refused += 1
    assert refused > 500


def _changed(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    match chance.randrange(4):
        case 0:
            return text[:at] + chance.choice('0"[]{},:anull') + text[at + 1 :]
        case 1:
            other = chance.randrange(len(text))
            return text[: min(at, other)] + text[max(at, other) :]
        case 2:
            words = text.split('"')
            words[chance.randrange(len(words))] = chance.choice(words)
            return '"'.join(words)
        case _:
            return text.replace(chance.choice(["null", "true", "[", '"']), chance.choice(["0", "{}", "[]", '""']), 1)
