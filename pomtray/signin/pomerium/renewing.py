"""Renewing a session for a full lifetime: the server ends it, then the browser gets a new one (`pomerium.md` §5).

    (may it be ended?) → sign-in → who is that? → the session ended → sign-in again, in the same tab

Who will be signed in is found out, and asked about, before anything is ended (§9 rule 8): the browser may be somebody
else's by now. While the session before lives, the first of the two sign-ins gives that very session again.
"""

from __future__ import annotations

from pomtray.core.domain.session import Session, Verdict
from pomtray.core.errors import SignInError
from pomtray.signin import words
from pomtray.signin.outcome import shown
from pomtray.signin.pomerium.attempt import Attempt, SignIn
from pomtray.signin.pomerium.revocation import revoke


async def renew(plan: SignIn, before: Session, *, warned: bool) -> Session:
    """A session in place of `before`. Raises `PomtrayError` as a sign-in does.

    `warned`: the person knows what ending it does elsewhere.
    """
    if not warned:
        await plan.judge.ask(words.ends_elsewhere(plan.route, before))
    async with plan.attempt() as attempt:
        return await shown(attempt.listener, plan.route, _renewed(plan, before, attempt), attempt.confirming)


async def _renewed(plan: SignIn, before: Session, attempt: Attempt) -> Session:
    session = await attempt.run(plan.hooks.open_browser)
    if not _gains_by_ending(session, before) or not await plan.hooks.may_end(session):
        return session
    verdict = (await revoke(plan.web, session, plan.route.origin)).verdict
    if verdict is Verdict.UNREACHABLE:
        raise SignInError(words.not_ended(session))
    if verdict is Verdict.ENDED:
        plan.hooks.ended(session)

    async def go_on(start_url: str, sign_in_url: str) -> None:
        if not attempt.listener.lead_on(start_url):
            await plan.hooks.open_browser(start_url, sign_in_url)

    return await plan.run(go_on)


def _gains_by_ending(session: Session, before: Session) -> bool:
    """Not where somebody else signed in, nor where the browser has a session that lasts longer already."""
    if session.person.user != before.person.user:
        return False
    if session.id == before.id or session.end.at is None or before.end.at is None:
        return True
    return session.end.at <= before.end.at
