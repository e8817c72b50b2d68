"""What a sign-in hands around is a value, but for what a task changes as it goes."""

from __future__ import annotations

from dataclasses import fields

import pytest

from pomtray.signin.callback.callback_queue import PendingCallback
from pomtray.signin.client import Client
from pomtray.signin.confirming import Confirming
from pomtray.signin.pomerium.attempt import Attempt
from pomtray.signin.provider.attempt import BrowserAttempt
from pomtray.signin.provider.providers import Providers
from tests.values import dataclasses_of, has_its_places, is_a_value

_NOT_SHOWN = {
    "Answer.headers",
    "Answer.body",
    "AnswerPage.path",
    "Binding.nonce",
    "Binding.state",
    "Client.providers",
    "ExpectedResponse.state",
    "FinishedSignIn.path",
    "FinishedSignIn.start",
    "Heard.answer",
    "Heard.request",
    "PendingCallback.done",
    "PendingCallback.outcome",
    "Proof.fields",
    "SignedIn.tokens",
    "Visitor.callback",
    "Visitor.start",
}
"""What may be a secret, and is neither a `Secret` nor a `Credential`."""
_CHANGING = {PendingCallback, Attempt, BrowserAttempt, Client, Confirming, Providers}


@pytest.mark.parametrize("kind", dataclasses_of("pomtray.signin"), ids=lambda kind: kind.__name__)
def test_a_dataclass_is_a_value_or_has_its_places(kind: type) -> None:
    has_its_places(kind) if kind in _CHANGING else is_a_value(kind)


def test_what_may_be_a_secret_is_not_shown() -> None:
    kinds = dataclasses_of("pomtray.signin")
    hidden = {f"{kind.__name__}.{field.name}" for kind in kinds for field in fields(kind) if not field.repr}
    assert hidden == _NOT_SHOWN
