"""A state is called the same wherever it is told: menu, window, tooltip, notices, screen reader, documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pomtray.core import events as happened
from pomtray.core.details import details
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.route import HeaderForm
from pomtray.core.domain.session import EndSource, Verdict
from pomtray.core.intent import Action
from pomtray.core.plain import unmarked
from pomtray.core.view.badge import Badge
from pomtray.ui.words.rows import row_details, row_label, row_notes, row_quick, row_spoken, row_tip
from tests.core.built import APP, APP_ID, HOUR, MINUTE, NOW, World, a_session, a_world, signed_in

ROOT = Path(__file__).parents[2]
VOCABULARY = {
    "signed out",
    "signing in",
    "asks you",
    "signed in",
    "ending soon",
    "ended",
    "failed",
    "not allowed",
    "locked",
}
REFUSED = "refused"
"""What is no route: an entry of the settings file that does not count."""
OTHERS = re.compile(
    r"\b(active|inactive|expir\w+|not signed in|ends soon|end soon|not open|not let in|logged (in|out)|timed out"
    r"|denied|forbidden|busy|idle|waiting for you|signed off)\b",
    re.IGNORECASE,
)
"""What else a state could be called."""


def wanting() -> World:
    world = a_world(APP)
    world.wish(Action.SIGN_IN)
    return world


def asking() -> World:
    world = wanting()
    world.ask()
    return world


def coded() -> World:
    world = wanting()
    world.happen(happened.CodeShown(NOW, APP_ID, 1, "https://idp.test/device", "ABCD-EFGH"))
    return world


def failed() -> World:
    world = wanting()
    world.fail()
    return world


def ended() -> World:
    world = signed_in(a_session(lasts=HOUR))
    world.now += 2 * HOUR
    return world


def ended_by_the_server() -> World:
    world = signed_in()
    world.verify(Verdict.ENDED)
    return world


def ending() -> World:
    world = signed_in(a_session(lasts=HOUR))
    world.now += HOUR - 5 * MINUTE
    return world


def locked() -> World:
    world = signed_in()
    world.model = replace(world.model, vault_open=True)
    world.happen(happened.LockRequested(NOW))
    world.happen(happened.Locked(NOW))
    return world


def closed(why: Closed) -> World:
    """Its header is shown as a bearer: that is refused too."""
    world = signed_in(a_session().heard({APP.origin: Refusal(why)}))
    world.configure(replace(APP, header=HeaderForm.BEARER))
    return world


STATES: dict[str, tuple[str, Callable[[], World]]] = {
    "nobody": ("signed out", lambda: a_world(APP)),
    "under way": ("signing in", wanting),
    "a question": ("asks you", asking),
    "a code": ("asks you", coded),
    "well": ("signed in", signed_in),
    "nobody knows how long": ("signed in", lambda: signed_in(a_session(lasts=None))),
    "about so long": ("signed in", lambda: signed_in(a_session(source=EndSource.ESTIMATE))),
    "soon": ("ending soon", ending),
    "over": ("ended", ended),
    "over at the server": ("ended", ended_by_the_server),
    "failed": ("failed", failed),
    "locked": ("locked", locked),
    **{why.name: ("not allowed", lambda why=why: closed(why)) for why in Closed},
}


def test_each_shape_has_its_word() -> None:
    assert {badge.word for badge in Badge} == {*VOCABULARY, REFUSED}
    assert {word for word, _ in STATES.values()} == VOCABULARY


@pytest.mark.parametrize(("word", "made"), STATES.values(), ids=STATES)
def test_only_these_words_stand_for_a_state(word: str, made: Callable[[], World]) -> None:
    world = made()
    row, shown = world.row(), world.snapshot
    tip = unmarked(re.sub("<[^>]+>", " ", row_tip(row)))
    told = details(world.model, "app", world.now)
    assert told
    of_the_row = [row_label(row), row_quick(row, None), row_spoken(row), tip, told.text()]
    titles = [notice.title for notice in world.notices.values()]
    for text in (*of_the_row, row_details(row), *row_notes(row), shown.status, shown.tooltip, *titles):
        assert OTHERS.findall(text) == [], text
    assert row.state == word
    assert row_spoken(row).split(", ")[:2] == ["app", word]
    for text in of_the_row:
        assert word in text or row.left in text, text
    assert word in shown.tooltip
    assert word.removeprefix("ending soon") in shown.status.lower()


def test_a_row_says_its_state_or_what_is_left_and_what_ends_soon_both() -> None:
    assert row_label(signed_in().row()) == "app — 14 h 0 m"
    assert row_label(ending().row()) == "app — ending soon, 5 m"
    assert row_label(ended().row()) == "app — ended"


def test_notices_of_an_end_use_the_words_of_the_rows() -> None:
    assert [notice.title for notice in ending().notices.values()] == ["app is ending soon"]
    assert [notice.title for notice in ended().notices.values()] == ["app has ended"]
    assert [notice.title for notice in closed(Closed.TCP_ROUTE).notices.values()] == []


@pytest.mark.parametrize("file", ["README.md", "docs/guide.md"])
def test_the_documents_know_no_other_words(file: str) -> None:
    quoted = re.findall('“[^”\n]*”|"[^"\n]*"', (ROOT / file).read_text())
    assert [text for text in quoted if OTHERS.search(text)] == []


def test_the_guide_tells_what_each_word_means() -> None:
    table = (
        (ROOT / "docs/guide.md").read_text().partition("| a row says | it means |\n|---|---|\n")[2].partition("\n\n")[0]
    )
    assert {line.split("|")[1].strip() for line in table.splitlines()} == VOCABULARY


def test_no_title_of_an_error_has_another_word() -> None:
    sources = [path.read_text() for path in (ROOT / "pomtray").rglob("*.py")]
    titles = [title for source in sources for title in re.findall(r'\bProblem\(\s*(?:phrase\(\s*)?"([^"]+)"', source)]
    assert len(titles) > 50
    assert [title for title in titles if OTHERS.search(title)] == []
