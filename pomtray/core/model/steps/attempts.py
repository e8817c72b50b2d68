"""What became of a sign-in under way."""

from __future__ import annotations

from typing import assert_never

from pomtray.core import events as happened
from pomtray.core.events.attempts import AttemptEvent
from pomtray.core.model.sign_ins import questions, signing_in
from pomtray.core.model.value import Model, Step


def taken(model: Model, event: AttemptEvent) -> Step:
    match event:
        case happened.StageReached():
            return signing_in.stage_reached(model, event)
        case happened.QuestionAsked():
            return questions.asked(model, event)
        case happened.RevocationWithheld():
            return signing_in.revocation_withheld(model, event)
        case happened.CodeShown():
            return signing_in.code_shown(model, event)
        case happened.SignInSucceeded():
            return signing_in.succeeded(model, event)
        case happened.SignInDeclined():
            return signing_in.declined(model, event)
        case happened.SignInFailed():
            return signing_in.failed(model, event)
        case happened.LinkReady():
            return signing_in.link_ready(model, event)
        case _:
            assert_never(event)
