"""A secret shows itself to nobody, and takes what providers give out."""

from __future__ import annotations

import hmac
import pickle

import pytest

from pomtray.core.secret import Credential, Secret
from tests.core.built import CANARY

KEY = f"-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize("value", [KEY, "p@ss w0rd!", "0.AXkA…", "x" * 32 * 1024])
def test_any_text_can_be_a_secret(value: str) -> None:
    assert Secret(value).reveal() == value
    assert Secret(value) == Secret(value)
    assert hash(Secret(value)) == hash(Secret(value))


@pytest.mark.parametrize("value", ["", "a\0b", "x" * (32 * 1024 + 1)])
def test_what_cannot_be_a_secret(value: str) -> None:
    with pytest.raises(ValueError, match="not a secret"):
        Secret(value)


def test_comparing_leaves_no_copy_of_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[object] = []
    monkeypatch.setattr(hmac, "compare_digest", lambda *both: compared.extend(both) or both[0] == both[1])
    one, other = "token-1", "token-2"
    assert Secret(one) != Secret(other)
    assert compared[0] is one
    assert compared[1] is other
    assert Credential(one) != Secret(one)


def test_no_text_of_a_secret_holds_it() -> None:
    secret = Secret(KEY)
    assert [repr(secret), str(secret), f"{secret}"] == ["Secret(…)"] * 3
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(secret)


def test_a_secret_is_not_a_credential() -> None:
    assert Secret("a") != Credential("a")
    assert Secret("a") != "a"
