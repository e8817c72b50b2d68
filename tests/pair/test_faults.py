"""Each error arrives as what it was; of a fault of our own nothing is told but that it happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pomtray.core import errors
from pomtray.core.errors import Problem
from pomtray.pair.faults import Fault, Kind, RemoteDefect, error_of, fault_of
from pomtray.pair.peer import CODEC

PROBLEM = Problem("No answer", "app did not answer.", "Try again.", "check", code="503")
RAISED = [
    errors.Cancelled(PROBLEM),
    errors.DeadSession(PROBLEM, "session-1"),
    errors.SignInError(PROBLEM),
    errors.Unreachable(PROBLEM, timedelta(seconds=7)),
    errors.Refused(PROBLEM, 403, "access_denied"),
    errors.GrantEnded(PROBLEM, 400, "invalid_grant"),
    errors.GrantRefused(PROBLEM, 400),
    errors.SignInNeeded(PROBLEM, 401),
    errors.VaultError(PROBLEM),
    errors.Unavailable(PROBLEM),
    errors.SettingsError(PROBLEM),
    errors.PomtrayError(PROBLEM),
]


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_an_error_arrives_as_what_it_was(error: errors.PomtrayError) -> None:
    arrived = error_of(CODEC.decode(CODEC.encode(fault_of(error), Fault), Fault))
    assert type(arrived) is type(error)
    assert vars(arrived) == vars(error)


def test_each_kind_of_error_is_tried_here() -> None:
    def kinds(base: type) -> set[type]:
        return {base}.union(*map(kinds, base.__subclasses__()))

    of_core = {kind for kind in kinds(errors.PomtrayError) if kind.__module__ == errors.__name__}
    assert of_core == {type(error) for error in RAISED}


def test_of_a_defect_no_text_is_told() -> None:
    fault = fault_of(KeyError("https://app.example.com/?token=canary"))
    assert fault == Fault(Kind.DEFECT)
    assert isinstance(error_of(fault), RemoteDefect)


@pytest.mark.parametrize("kind", Kind)
def test_a_fault_without_words_is_a_defect(kind: Kind) -> None:
    assert isinstance(error_of(Fault(kind)), RemoteDefect)
