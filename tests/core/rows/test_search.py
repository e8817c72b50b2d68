"""What a search finds: everything that was asked for holds, and nothing that holds is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.domain.login import Phase
from pomtray.core.domain.route import HeaderForm
from pomtray.core.rows.row import Row
from pomtray.core.rows.search import Kind, Search, counts, is_of, quickly, tags, text_of, the_few
from pomtray.core.view.badge import Badge

PHASES = {
    Badge.IDLE: Phase.SIGNED_OUT,
    Badge.BUSY: Phase.SIGNING_IN,
    Badge.WELL: Phase.ACTIVE,
    Badge.EXPIRING: Phase.EXPIRING,
    Badge.EXPIRED: Phase.EXPIRED,
    Badge.FAILED: Phase.FAILED,
}


def a_row(
    name: str = "app",
    badge: Badge = Badge.WELL,
    *,
    tags: tuple[str, ...] = (),
    person: str = "",
    over: bool = False,
    favourite: bool = False,
) -> Row:
    return Row(
        name, f"https://{name}.pom.test", tags, PHASES.get(badge, Phase.ACTIVE), "", "", person, "",
        HeaderForm.POMERIUM, frozenset(), closed=badge is Badge.CLOSED, asks=badge is Badge.ASKING,
        refused=badge is Badge.REFUSED, over=over, favourite=favourite,
    )  # fmt: skip


ROWS = (
    a_row("Grafana", tags=("ops", "Über")),
    a_row("wiki", Badge.FAILED, person="ada@pom.test"),
    a_row("mail", Badge.EXPIRING, tags=("ops",), favourite=True),
    a_row("old", Badge.EXPIRED),
    a_row("question", Badge.ASKING),
)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(), ["Grafana", "wiki", "mail", "old", "question"]),
        (Search("  "), ["Grafana", "wiki", "mail", "old", "question"]),
        (Search("GRAF"), ["Grafana"]),
        (Search("über"), ["Grafana"]),
        (Search("wiki.pom"), ["wiki"]),
        (Search("ada@"), ["wiki"]),
        (Search("ops pom"), ["Grafana", "mail"]),
        (Search("ops wiki"), []),
        (Search(kind=Kind.NEEDS_YOU), ["wiki", "question"]),
        (Search(kind=Kind.ENDING), ["mail"]),
        (Search(kind=Kind.ENDED), ["old"]),
        (Search(kind=Kind.FAVOURITES), ["mail"]),
        (Search(tag="ops"), ["Grafana", "mail"]),
        (Search(tag="op"), []),
        (Search("mail", tag="ops"), ["mail"]),
        (Search("grafana", kind=Kind.ENDING), []),
    ],
)
def test_what_is_found(search: Search, found: list[str]) -> None:
    assert [row.route for row in search.among(ROWS)] == found


@pytest.mark.parametrize(
    ("badge", "kinds"),
    [
        (Badge.ASKING, {Kind.NEEDS_YOU}),
        (Badge.FAILED, {Kind.NEEDS_YOU}),
        (Badge.REFUSED, {Kind.NEEDS_YOU}),
        (Badge.EXPIRED, {Kind.ENDED}),
        (Badge.EXPIRING, {Kind.ENDING}),
        (Badge.BUSY, set()),
        (Badge.CLOSED, set()),
        (Badge.WELL, set()),
        (Badge.IDLE, set()),
    ],
)
def test_of_which_kind_a_row_is(badge: Badge, kinds: set[Kind]) -> None:
    row = a_row(badge=badge)
    assert row.badge is badge
    assert {kind for kind in Kind if is_of(row, kind)} == {Kind.ALL, *kinds}


def test_what_is_renewed_no_more_needs_the_person() -> None:
    assert is_of(a_row(over=True), Kind.NEEDS_YOU)


def test_what_is_kept_stays_whatever_it_has_become() -> None:
    search = Search(kind=Kind.ENDING)
    assert [row.route for row in search.among(ROWS, keeping={"old", "gone"})] == ["mail", "old"]


def test_kinds_are_counted_and_tags_listed() -> None:
    assert counts(ROWS) == {Kind.ALL: 5, Kind.NEEDS_YOU: 2, Kind.ENDING: 1, Kind.ENDED: 1, Kind.FAVOURITES: 1}
    assert tags([*ROWS, a_row("x", tags=("apps", "Zoo"))]) == ["apps", "ops", "Zoo", "Über"]


@given(st.text(max_size=8), st.sampled_from(Kind), st.sampled_from(["", "ops", "Über"]))
def test_a_narrower_search_finds_no_more(text: str, kind: Kind, tag: str) -> None:
    search = Search(text, kind, tag)
    found = search.among(ROWS)
    assert [row for row in ROWS if row in found] == found, "in their order"
    for wider in (Search("", kind, tag), Search(text, Kind.ALL, tag), Search(text, kind)):
        assert {row.route for row in found} <= {row.route for row in wider.among(ROWS)}
    if not search.is_narrow:
        assert found == list(ROWS)


def test_where_there_is_room_for_few_favourites_come_before_others_and_behind_what_presses() -> None:
    rows = [
        a_row("asks", Badge.ASKING),
        a_row("ends", Badge.EXPIRING),
        a_row("one"),
        a_row("two", favourite=True),
        a_row("three"),
        a_row("four", Badge.IDLE, favourite=True),
    ]
    assert [row.route for row in the_few(rows, 4)] == ["asks", "ends", "two", "four"]
    assert [row.route for row in the_few(rows, 5)] == ["asks", "ends", "one", "two", "four"]
    assert [row.route for row in the_few(rows, 1)] == ["asks"]
    assert the_few(rows, 6) == tuple(rows)


@pytest.mark.parametrize(
    ("text", "most", "found"),
    [
        ("", 9, ["graph", "a wiki", "Wiki", "wide"]),
        (" WI ", 9, ["Wiki", "wide", "a wiki"]),
        ("wi", 2, ["Wiki", "wide"]),
        ("a wi", 9, ["a wiki"]),
        ("wi a", 9, ["a wiki"]),
        ("nothing", 9, []),
    ],
)
def test_a_quick_search_puts_names_that_begin_so_first(text: str, most: int, found: list[str]) -> None:
    rows = [a_row(name, tags=("ops",)) for name in ("graph", "a wiki", "Wiki", "wide")]
    assert [row.route for row in quickly(text, rows, most)] == found


def test_texts_that_are_known_are_looked_at_in_place_of_the_rows() -> None:
    texts = [text_of(row) for row in ROWS]
    assert Search("ada@").among(ROWS, texts) == Search("ada@").among(ROWS)
    assert Search("x").among(ROWS[:2], ["x", "y"]) == [ROWS[0]]
    assert Search("x").finds(a_row("x"))
    assert not Search("x").finds(a_row("y"))


@pytest.mark.parametrize(
    ("search", "is_narrow"),
    [
        (Search(), False),
        (Search(" \t"), False),
        (Search("a"), True),
        (Search(tag="a"), True),
        (Search(kind=Kind.ENDED), True),
    ],
)
def test_whether_it_leaves_out_any(search: Search, *, is_narrow: bool) -> None:
    assert search.is_narrow is is_narrow
