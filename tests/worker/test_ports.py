"""A sign-in that is over keeps its port, and no worker: the program holds it, and a worker answers who asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from pomtray.core import events as happened
from pomtray.core.domain.route import CallbackAnswer
from pomtray.core.intent import Action
from pomtray.pair import messages as say
from pomtray.signin.callback.answer_page import SignInOutcome
from pomtray.signin.callback.finished import OVER, AnswerPage, DoubtfulSession, FinishedSignIn
from pomtray.signin.callback.visitors import Visitor
from pomtray.worker.ports import read, written
from tests.controller.test_with_demo import Ground
from tests.controller.world import until
from tests.worker.conftest import Workers
from tests.worker.ground import playing


@pytest.fixture
async def workers(tmp_path: Path, keyring_folder: Path) -> AsyncIterator[Workers]:
    """They go soon when nothing needs them."""
    made = Workers(tmp_path, idle_for=0.3)
    yield made
    await made.supervisor.close()
    await made.vault.close()


@dataclass
class Kept:
    """The port of a sign-in that is over."""

    ground: Ground
    urls: list[str] = field(default_factory=list)
    """The start addresses of all sign-ins."""

    @property
    def callback_url(self) -> str:
        """Of any sign-in: its own is known to nobody but its browser."""
        return f"http://{urlsplit(self.urls[0]).netloc}/callback/of-another?pomerium_jwt=late"


@asynccontextmanager
async def signed_in(workers: Workers, route: str = "app") -> AsyncIterator[Kept]:
    """A sign-in is over, and the worker that performed it has gone."""
    async with playing(workers, route) as ground:
        kept, browser = Kept(ground), ground.world.browse

        def browse(url: str) -> None:
            kept.urls.append(url)
            browser(url)

        ground.world.browse = browse
        await ground.sign_in(route)
        await asyncio.gather(*ground.pages)
        await workers.ended()
        yield kept


async def get(url: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as browser:
        return await browser.get(url)


async def test_the_worker_goes_and_the_port_answers_that_it_is_over(workers: Workers) -> None:
    async with signed_in(workers) as kept:
        before = len(workers.started)
        answer = await get(kept.callback_url)
        assert (answer.status_code, "This sign-in is over" in answer.text) == (410, True)
        assert len(workers.started) == before + 1
        await workers.ended()
        assert (await get(kept.callback_url)).status_code == 410
        assert len(workers.started) == before + 2


async def test_a_worker_that_is_killed_leaves_its_ports(workers: Workers) -> None:
    async with signed_in(workers) as kept:
        await get(kept.callback_url)
        workers.last.kill()
        assert (await get(kept.callback_url)).status_code == 410


async def test_who_asks_for_the_start_address_later_casts_doubt(workers: Workers) -> None:
    """By another worker than the one that signed in."""
    async with signed_in(workers) as kept:
        answer = await get(kept.urls[0])
        assert (answer.status_code, "alice@example.com is signed in" in answer.text) == (410, True)
        world = kept.ground.world
        await until(lambda: any("Somebody else may have" in notice.title for notice in world.notices.values()))


async def test_a_browser_that_comes_again_is_told_how_it_ended(workers: Workers) -> None:
    """Its cookies are known to the next worker."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as browser, playing(workers, "app") as ground:
        opened: list[str] = []
        ground.world.browse = opened.append
        ground.world.wish(Action.SIGN_IN, "app")
        await until(lambda: opened)
        assert (await browser.get(opened[0])).status_code == 303
        ground.world.wish(Action.CANCEL, "app")
        await until(lambda: not ground.busy)
        await workers.ended()
        again = await browser.get(opened[0])
        assert (again.status_code, "This sign-in was given up" in again.text) == (410, True)


async def test_a_sign_in_that_can_use_no_other_port_gets_it(workers: Workers) -> None:
    async with signed_in(workers, "identity-token") as kept:
        world = kept.ground.world
        (route,) = world.settings.routes
        assert route.provider is not None
        port = urlsplit(kept.urls[0]).port
        provider = replace(route.provider, redirect_uris=(f"http://127.0.0.1:{port}/callback",))
        workers.standing = say.WorkerConfig(replace(world.settings, routes=(replace(route, provider=provider),)))
        world.controller.happen(happened.SettingsRead(world.now, workers.standing.settings))
        world.wish(Action.SIGN_IN, route.name)
        await until(lambda: len(kept.urls) == 2 and not kept.ground.busy)
        assert urlsplit(kept.urls[1]).port == port
        assert kept.ground.session(route.name) is not None


async def test_at_the_end_the_port_is_given_up(workers: Workers) -> None:
    async with signed_in(workers) as kept:
        await workers.supervisor.close()
        with pytest.raises(httpx.ConnectError):
            await get(kept.callback_url)


def test_what_the_next_worker_has_to_know_arrives_whole() -> None:
    visitor = Visitor(b"pomtray-start=\xff", b"pomtray=b")
    page = AnswerPage(b"/done/c", SignInOutcome(ok=True, title="Signed in", lines=("alice",)), visitor)
    doubtful = DoubtfulSession("s1", SignInOutcome(ok=False, title="Another", onward="http://127.0.0.1:1/start"))
    pages = (page, replace(page, visitor=None))
    over = FinishedSignIn(
        "127.0.0.1:9", b"/callback/a", b"/start/b", OVER, (visitor,), pages, CallbackAnswer.NONE, doubtful
    )
    assert read(written(over)) == over


@pytest.mark.parametrize("state", [b"", b"[]", b"{}", b'{"host":"a","path":"-","start":"","end":{}}'])
def test_what_is_no_state_is_refused(state: bytes) -> None:
    with pytest.raises(ValueError, match=r"^it "):
        read(state)
