"""Sign-ins, renewals and sign-outs at the demo, performed by a real worker."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pomtray.controller.ports import CheckResult
from pomtray.controller.worker_client import ENDED
from pomtray.core import events as happened
from pomtray.core.domain.login import Doubt
from pomtray.core.domain.session import Verdict
from pomtray.core.errors import Unreachable
from pomtray.core.intent import Action
from pomtray.core.report import Step
from pomtray.pair import messages as say
from tests.controller.test_with_demo import at_renewal, refresh_in, refresh_of, renewed
from tests.controller.world import until
from tests.worker.conftest import Workers
from tests.worker.ground import playing


async def test_a_session_is_got_shared_tested_and_ended_by_the_worker(workers: Workers) -> None:
    async with playing(workers, "app", "api") as ground:
        session = await ground.sign_in()
        assert ground.session("api") == session
        ground.world.wish(Action.TEST)
        await until(lambda: "test:app" in ground.world.notices)
        assert ground.world.notices["test:app"].title == "app answers"
        ground.world.wish(Action.SIGN_OUT)
        await until(lambda: not ground.demo.sessions and not ground.world.controller.model.remembered.revocations)
        assert len(workers.started) == 1


async def test_questions_reach_the_person_and_answers_the_worker(workers: Workers) -> None:
    async with playing(workers, "app") as ground:
        world = ground.world
        before = await ground.sign_in()
        world.wish(Action.RENEW)
        await until(lambda: world.snapshots[-1].questions)
        assert world.snapshots[-1].questions[0].question.doubt is Doubt.ENDS_ELSEWHERE
        after = await ground.news(lambda: ground.answer(yes=True))
        assert after.id != before.id


async def test_a_link_that_is_pasted_reaches_the_worker(workers: Workers) -> None:
    async with playing(workers, "app") as ground:
        world = ground.world
        world.wish(Action.COPY_LINK)
        await until(lambda: world.clipboard.text.startswith("http"))
        world.wish(Action.PASTE, text="no address")
        await until(lambda: "trouble" in world.notices)
        world.wish(Action.CANCEL)
        await until(lambda: not ground.busy)


async def test_a_rotated_refresh_token_is_in_the_vault_before_the_answer_is_used(workers: Workers) -> None:
    async with playing(workers, "exchange") as ground:
        before = await ground.sign_in("exchange")
        assert before.end.at is not None
        ground.world.now = before.end.at - timedelta(seconds=30)
        after = await renewed(ground, before)
        assert refresh_of(after) != refresh_of(before)
        assert refresh_in(await workers.stored()) == refresh_of(after)


async def test_a_cancelled_sign_in_is_given_up_by_the_worker(workers: Workers) -> None:
    async with playing(workers, "app") as ground:
        ground.world.browse = lambda _: None
        ground.world.wish(Action.SIGN_IN)
        await until(lambda: ground.world.opened)
        ground.world.wish(Action.CANCEL)
        await until(lambda: not ground.busy)
        left = await workers.supervisor.call(say.AskWhetherIdle())
        assert left.stays_for, "its port answers until its address is dead"


async def test_a_worker_that_ended_is_no_answer_and_the_next_one_is_asked(workers: Workers) -> None:
    async with playing(workers, "app") as ground:
        session = await ground.sign_in()
        await workers.kill()
        ground.world.now += timedelta(minutes=2)
        ground.world.controller.happen(happened.MenuOpened(ground.world.now))
        await until(lambda: not ground.world.controller.model.asking)
        assert ground.session() is not None
        ground.world.now += timedelta(minutes=2)
        after = await ground.news(lambda: ground.world.controller.happen(happened.MenuOpened(ground.world.now)))
        assert after.id == session.id
        assert after.check.answered_at > session.check.answered_at
        assert after.check.tried_at is None


async def test_a_machine_asks_with_the_secret_that_the_program_holds(workers: Workers) -> None:
    async with playing(workers, "machine") as ground:
        session = await ground.sign_in("machine")
        at_renewal(ground, session)
        await until(lambda: (found := ground.session("machine")) and found.credential != session.credential)


async def test_an_address_is_recognised_by_the_worker(workers: Workers) -> None:
    async with playing(workers, "app") as ground:
        client = ground.world.real
        assert client is not None
        origin = ground.world.settings.routes[0].origin
        found = await client.recognise(origin)
        assert (found.origin, found.problem) == (origin, None)
        assert found.authenticate is not None
        await workers.supervisor.close()
        assert (await client.recognise(origin)).problem == ENDED


async def test_why_a_route_is_blocked_is_found_out_by_the_worker(workers: Workers) -> None:
    async with playing(workers, "app") as ground:
        session = await ground.sign_in()
        client = ground.world.real
        assert client is not None
        heard: list[Step] = []
        words: list[CheckResult] = []
        report = await client.examine(ground.world.settings.routes[0], session, heard.append, words.append)
        assert (report.verdict, report.steps) == ("Nothing is in the way.", tuple(heard))
        assert [word.verdict for word in words] == [Verdict.LIVE]
        await until(lambda: not ground.world.controller.model.asking)
        await ground.world.controller.saved()  # by the worker that is ended next
        await workers.supervisor.close()
        with pytest.raises(Unreachable):
            await client.examine(ground.world.settings.routes[0], session, heard.append, words.append)
