"""Names that are read from right to left do not turn the text around them: every text that holds one isolates it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core import events as happened
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.login import LoginId
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Person, Session, Verdict
from pomtray.core.errors import Problem
from pomtray.core.intent import Action
from pomtray.core.plain import ISOLATED, LEFT_TO_RIGHT, OVER, composed, foreign, isolated, plain, unmarked
from tests.core.built import HOUR, ISSUER, MINUTE, NOW, World, a_session, a_world, place

WIKI, MAIL = (
    Route("ويكي الفريق", "https://wiki.pom.test"),
    Route("דואר 2", "https://mail.pom.test", tags=("عمل", "ops")),
)
WIKI_ID, MAIL_ID = (LoginId(str(route.origin)) for route in (WIKI, MAIL))
LAYLA = Person("layla", name="ليلى حداد")
NAMES = (WIKI.name, MAIL.name, LAYLA.name)
APART = re.compile(f"{LEFT_TO_RIGHT}{ISOLATED}[^{ISOLATED}{OVER}]*{OVER}{LEFT_TO_RIGHT}")


def is_apart(text: str) -> bool:
    """Whether nothing outside the isolates is read from right to left."""
    return isolated(APART.sub("", text)) == APART.sub("", text)


@pytest.mark.parametrize("name", ["app", "Übersicht", "app & more", "", "日本語", "7"])
def test_a_name_that_is_read_from_left_to_right_stays_as_it_is(name: str) -> None:
    assert isolated(name) == name


@pytest.mark.parametrize("name", [*NAMES, "app ويكي", "٣"])
def test_another_name_is_isolated_and_can_be_had_as_it_was(name: str) -> None:
    assert isolated(name) == f"{LEFT_TO_RIGHT}{ISOLATED}{name}{OVER}{LEFT_TO_RIGHT}"
    assert unmarked(isolated(name)) == name
    assert isolated(isolated(name)) == isolated(name)
    assert is_apart(f"{isolated(name)} — 13 h 59 m")
    assert not is_apart(f"{name} — 13 h 59 m")


@given(st.text())
def test_what_comes_from_elsewhere_brings_no_marks_of_its_own(text: str) -> None:
    assert unmarked(plain(text, 40)) == plain(text, 40)
    assert unmarked(foreign(text, 40)) == plain(text, 40)
    assert composed(foreign(text, 40), 60) == foreign(text, 40)


def session(name: str = "one", *routes: Route) -> Session:
    going = frozenset({*(route.origin for route in routes or (WIKI, MAIL)), ISSUER})
    return replace(a_session(name, person=LAYLA, lasts=HOUR), may_go_to=going)


def told() -> Iterator[World]:
    """Everything that is told of these routes and this person."""
    world = a_world(WIKI, MAIL)
    world.wish(Action.SIGN_IN, WIKI.name)
    world.happen(happened.CodeShown(NOW, WIKI_ID, 1, "https://idp.test", "ABCD"))
    yield world
    world.succeed(session(), WIKI_ID, opened=frozenset({MAIL.origin}))
    yield world
    for action in (Action.COPY_HEADER, Action.RENEW, Action.SIGN_OUT):
        world.wish(action, MAIL.name)
        yield world
    world.happen(happened.Revoked(world.now, "one", Verdict.ENDED))
    yield world
    yield from _links_and_failures()
    yield from _ends()


def _links_and_failures() -> Iterator[World]:
    world = a_world(WIKI, MAIL)
    world.wish(Action.TEST, WIKI.name)
    world.wish(Action.COPY_TOKEN, WIKI.name)
    yield world
    world.wish(Action.COPY_LINK, MAIL.name)
    world.happen(happened.LinkReady(NOW, MAIL_ID, world.model.attempts, "https://authenticate.pom.test/x"))
    yield world
    said = Problem("Declined", f"The provider said {foreign('غير مسموح')}.", "Ask.")
    world.happen(happened.SignInFailed(NOW, MAIL_ID, world.model.attempts, said))
    yield world


def _ends() -> Iterator[World]:
    world = a_world(WIKI, MAIL)
    place(world, WIKI_ID, session("one", WIKI))
    world.now += HOUR - 5 * MINUTE
    yield world
    place(world, MAIL_ID, session("two", MAIL).heard({MAIL.origin: Refusal(Closed.NOT_ALLOWED)}))
    yield world
    world.now += HOUR
    yield world


def texts(world: World) -> Iterator[str]:
    shown = world.snapshot
    yield from (shown.status, *shown.tooltip.splitlines(), *shown.said)
    for row in shown.rows:
        yield from (row.person, row.note, row.reason, row.along, row.until, row.code)
    for notice in world.notices.values():
        yield from (notice.title, notice.text, *(button.label for button in notice.buttons))


def test_every_text_that_holds_a_name_isolates_it() -> None:
    found = [text for world in told() for text in texts(world)]
    assert [text for text in found if not is_apart(text)] == []
    held = " ".join(found)
    assert all(isolated(name) in held for name in NAMES)
