"""What failed of a session while no person was there: wherever the session is shown, the reason stands beside it."""

from __future__ import annotations

from pomtray.core.domain.session import Session, Verdict
from pomtray.core.errors import Problem
from pomtray.core.text import joined


def reasons(session: Session) -> tuple[Problem, ...]:
    """Why its renewal and its check failed last, each said once; nothing where they did not."""
    grant, check = session.grant, session.check
    found = (
        (grant.over or grant.problem) if grant else None,
        check.problem if check.verdict is not Verdict.LIVE else None,
    )
    return tuple(dict.fromkeys(problem for problem in found if problem))


def in_short(session: Session) -> str:
    """The same for a list: "The grant has ended: invalid_grant"."""
    return joined("; ", (problem.short() for problem in reasons(session)))


def sentences(session: Session) -> str:
    """The same for a notice, which says itself what to do."""
    return joined(" ", (problem.sentence for problem in reasons(session)))
