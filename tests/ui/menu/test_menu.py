from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from pomtray.core.domain.lock import Lock
from pomtray.core.domain.login import Phase
from pomtray.core.domain.route import HeaderForm
from pomtray.core.errors import Missing, Part, Problem
from pomtray.core.intent import Action, AppAction, RouteIntent, VisibilityChanged
from pomtray.core.view.menu_shape import ROUTES, TrayHost
from pomtray.core.view.snapshot import PendingQuestion, Row, Snapshot
from pomtray.ui.icons.icons import Icons
from pomtray.ui.menu.menu import TrayMenu

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]


@pytest.fixture
def menu(icons: Icons, qtbot: object) -> Iterator[TrayMenu]:
    menu = TrayMenu(icons)
    yield menu
    closed(menu)  # a look that goes on would end in a later test, where the menu is gone
    menu.menu.deleteLater()


def closed(menu: TrayMenu) -> None:
    menu.menu.aboutToHide.emit()
    menu._closed.timeout.emit()


def lines_of(menu: QMenu | TrayMenu) -> list[QAction]:
    return (menu.menu if isinstance(menu, TrayMenu) else menu).actions()


def shown(menu: QMenu | TrayMenu) -> list[str]:
    return [line.text() for line in lines_of(menu) if line.isVisible() and not line.isSeparator()]


def line(menu: QMenu | TrayMenu, text: str) -> QAction:
    return next(line for line in lines_of(menu) if line.isVisible() and line.text() == text)


def submenu(menu: TrayMenu, place: int = 0) -> QMenu:
    return [below for line in menu.menu.actions() if line.isVisible() and isinstance(below := line.menu(), QMenu)][
        place
    ]


def test_lines_in_order(
    menu: TrayMenu, row: Rows, snapshot: Snapshots, asking: PendingQuestion, trouble: Missing
) -> None:
    rows = (row("grafana", left="9 m"), row("api", left="≈ 13 h"))
    menu.show_snapshot(
        snapshot(*rows, sign_in_count=2, last_copied="api", questions=(asking,), trouble=(trouble,), live_count=2)
    )
    assert shown(menu) == [
        "1 route signed in",
        "The keyring is locked",
        "Question: Did you sign in as <b>bob</b>?",
        "Copy last used (api)",
        "Sign in to 2 routes",
        "grafana — 9 m",
        "api — ≈ 13 h",
        "Open window…",
        "Try again to save sessions",
        "Activity…",
        "Pause notices for 1 h",
        "Pause notices until tomorrow",
        "Sign out everywhere…",
        "Lock",
        "Find a route…",
        "Add a route…",
        "Preferences…",
        "Settings file",
        "Log file",
        "Help",
        "About pomtray",
        "Quit",
    ]
    assert not line(menu, "1 route signed in").isEnabled()


def test_what_is_not_there_is_hidden(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.show_snapshot(snapshot())
    pauses = ["Pause notices for 1 h", "Pause notices until tomorrow"]
    last = ["Add a route…", "Preferences…", "Settings file", "Log file", "Help", "About pomtray", "Quit"]
    assert shown(menu) == ["1 route signed in", "Open window…", "Activity…", *pauses, "Lock", *last]


def test_the_lock_offers_what_can_be_done_now(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.show_snapshot(snapshot(row("api"), no_lock="Sessions are in memory only."))
    assert not {"Lock", "Unlock"} & set(shown(menu))
    menu.show_snapshot(snapshot(row("api", locked=True, left="locked"), lock=Lock.LOCKED))
    assert {"Lock", "Unlock", "api — locked"} & set(shown(menu)) == {"Unlock", "api — locked"}
    assert "Pause notices for 1 h" not in shown(menu)
    menu.show_snapshot(snapshot(row("api"), lock=Lock.OPENING))
    assert not {"Lock", "Unlock"} & set(shown(menu))


def test_while_notices_are_paused_it_says_so_and_offers_to_resume(menu: TrayMenu, snapshot: Snapshots) -> None:
    menu.show_snapshot(snapshot())
    lines = menu.menu.actions()
    menu.show_snapshot(snapshot(paused="Notices are paused until 15:20"))
    assert shown(menu)[:2] == ["1 route signed in · Notices are paused until 15:20", "Open window…"]
    assert "Resume notices" in shown(menu)
    assert not any(text.startswith("Pause") for text in shown(menu))
    menu.show_snapshot(snapshot())
    assert not any("paused" in text or "Resume" in text for text in shown(menu))
    assert menu.menu.actions() == lines, "not one action is made or removed"


def test_about_ten_routes_and_the_way_to_the_rest(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.show_snapshot(snapshot(*(row(f"r{n}") for n in range(1000))))
    assert [text for text in shown(menu) if text.startswith("r")] == [f"r{n} — 2 h 14 m" for n in range(ROUTES)]
    assert "990 more in the window…" in shown(menu)


def test_a_favourite_is_among_the_ten_wherever_it_stands(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    rows = [row(f"r{n:02}", favourite=n == 20) for n in range(21)]
    menu.show_snapshot(snapshot(*rows))
    assert [text for text in shown(menu) if text.startswith("r")][-2:] == ["r08 — 2 h 14 m", "r20 — 2 h 14 m"]


def test_never_more_than_two_levels(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.show_snapshot(snapshot(row()))
    assert not any(line.menu() for line in submenu(menu).actions())


@pytest.mark.parametrize(("over_dbus", "text"), [(False, "a_b && c_d — 2 h"), (True, "a_&b & c__d — 2 h")])
def test_labels_are_escaped_for_who_draws_them(
    menu: TrayMenu, row: Rows, snapshot: Snapshots, *, over_dbus: bool, text: str
) -> None:
    menu.over_dbus = over_dbus
    menu.show_snapshot(snapshot(row("a_b & c_d", left="2 h")))
    assert text in shown(menu)


def test_they_are_so_again_once_another_host_draws(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.over_dbus = True
    menu.show_snapshot(snapshot(row("a_b & c_d", left="2 h")))
    menu.drawn_by(TrayHost.APP_INDICATOR)
    assert any(text.startswith("a&_b & c_d — 2 h") for text in shown(menu))


def test_texts_change_in_place(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    rows = [row(f"r{n}") for n in range(5)]
    menu.show_snapshot(snapshot(*rows))
    lines = menu.menu.actions()
    changes: list[str] = []
    for each in [*lines, *(deep for n in range(5) for deep in submenu(menu, n).actions())]:
        each.changed.connect(lambda each=each: changes.append(each.text()))
    menu.show_snapshot(snapshot(*rows))
    assert changes == [], "nothing is sent where nothing changed"
    menu.show_snapshot(snapshot(row("r0", left="2 h 13 m"), *rows[1:]))
    assert changes == ["r0 — 2 h 13 m"]
    assert menu.menu.actions() == lines, "not one action is made or removed"


def test_what_is_missing_has_the_icons_mark(menu: TrayMenu, snapshot: Snapshots, icons: Icons) -> None:
    names = {Part.SETTINGS: "refused", Part.VAULT: "locked", Part.LOG: "failed"}
    for part, name in names.items():
        menu.show_snapshot(snapshot(trouble=(Missing(part, Problem(f"No {part}", "It is gone.")),)))
        assert line(menu, f"No {part}").icon().cacheKey() == icons.icon(name).cacheKey()


def test_every_trouble_is_shown_and_the_first_questions(
    menu: TrayMenu, snapshot: Snapshots, asking: PendingQuestion
) -> None:
    troubles = tuple(Missing(part, Problem(f"No {part}", "It is gone.")) for part in Part)
    menu.show_snapshot(snapshot(trouble=troubles, questions=(asking,) * 5))
    titles = [missing.problem.title for missing in troubles]
    assert [text for text in shown(menu) if text in titles] == titles
    assert len([text for text in shown(menu) if text.startswith("Question")]) == 3
    menu.show_snapshot(snapshot(trouble=troubles[:1]))
    assert [text for text in shown(menu) if text in titles] == titles[:1]


def test_fewer_rows_are_hidden_and_come_back(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.show_snapshot(snapshot(row("a"), row("b"), row("c")))
    lines = menu.menu.actions()
    menu.show_snapshot(snapshot(row("b")))
    assert [text for text in shown(menu) if "2 h 14 m" in text] == ["b — 2 h 14 m"]
    menu.show_snapshot(snapshot(row("c"), row("b"), row("a")))
    assert menu.menu.actions() == lines


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Sign in to 3 routes", AppAction.SIGN_IN_ALL),
        ("Open window…", AppAction.WINDOW),
        ("The keyring is locked", AppAction.WINDOW),
        ("Question: Did you sign in as <b>bob</b>?", AppAction.WINDOW),
        ("Copy last used (api)", AppAction.COPY_LAST),
        ("Pause notices for 1 h", AppAction.PAUSE_HOUR),
        ("Pause notices until tomorrow", AppAction.PAUSE_TOMORROW),
        ("Sign out everywhere…", AppAction.SIGN_OUT_ALL),
        ("Add a route…", AppAction.ADD),
        ("Settings file", AppAction.SETTINGS_FILE),
        ("Log file", AppAction.LOG_FILE),
        ("Help", AppAction.HELP),
        ("About pomtray", AppAction.ABOUT),
        ("Quit", AppAction.QUIT),
    ],
)
def test_each_line_asks_for_its_own(
    *,
    menu: TrayMenu,
    snapshot: Snapshots,
    intents: Intents,
    asking: PendingQuestion,
    trouble: Missing,
    text: str,
    intent: AppAction,
) -> None:
    menu.show_snapshot(
        snapshot(sign_in_count=3, last_copied="api", questions=(asking,), trouble=(trouble,), live_count=1)
    )
    seen = intents(menu)
    line(menu, text).trigger()
    assert seen == [intent]


def test_resuming_notices(menu: TrayMenu, snapshot: Snapshots, intents: Intents) -> None:
    menu.show_snapshot(snapshot(paused="Notices are paused until 15:20"))
    seen = intents(menu)
    line(menu, "Resume notices").trigger()
    assert seen == [AppAction.UNPAUSE]


@pytest.mark.parametrize(
    ("text", "action", "form", "phase"),
    [
        ("Renew", Action.RENEW, None, Phase.ACTIVE),
        ("Cancel sign-in", Action.CANCEL, None, Phase.SIGNING_IN),
        ("Copy header", Action.COPY_HEADER, None, Phase.ACTIVE),
        ("Copy token", Action.COPY_TOKEN, None, Phase.ACTIVE),
        ("Copy as curl", Action.COPY_CURL, None, Phase.ACTIVE),
        ("Copy “X-Pomerium-Authorization” header", Action.COPY_HEADER, HeaderForm.X_POMERIUM, Phase.ACTIVE),
        (
            "Copy Bearer header (the service sees the whole token)",
            Action.COPY_HEADER,
            HeaderForm.BEARER,
            Phase.ACTIVE,
        ),
        ("Test this route", Action.TEST, None, Phase.ACTIVE),
        ("Open in browser", Action.OPEN, None, Phase.ACTIVE),
        ("Copy sign-in link", Action.COPY_LINK, None, Phase.ACTIVE),
        ("Paste the address…", Action.PASTE, None, Phase.SIGNING_IN),
        ("Sign out", Action.SIGN_OUT, None, Phase.ACTIVE),
    ],
)
def test_each_line_of_a_route(
    *,
    menu: TrayMenu,
    row: Rows,
    snapshot: Snapshots,
    intents: Intents,
    text: str,
    action: Action,
    form: HeaderForm | None,
    phase: Phase,
) -> None:
    menu.show_snapshot(snapshot(row("other"), row("api", phase)))
    seen = intents(menu)
    line(submenu(menu, 1), text).trigger()
    assert seen == [RouteIntent(action, "api", form)]


def test_why_something_failed_leads_to_the_whole_of_it(
    menu: TrayMenu, row: Rows, snapshot: Snapshots, intents: Intents
) -> None:
    menu.show_snapshot(snapshot(row("api", reason=f"The provider refused. {'Why? ' * 100}")))
    why = [text for text in shown(submenu(menu)) if "Why?" in text]
    assert why[0].startswith("The provider refused.")
    assert why[-1].endswith("…")
    seen = intents(menu)
    for text in (why[0], why[-1]):
        line(submenu(menu), text).trigger()
    assert seen == [RouteIntent(Action.DETAILS, "api")] * 2
    menu.show_snapshot(snapshot(row("api")))
    assert not any("refused" in text for text in shown(submenu(menu)))


def test_signing_out_names_the_routes_that_go_along(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.show_snapshot(snapshot(row("api", along="wiki & mail")))
    assert line(submenu(menu, 0), "Sign out, with wiki && mail…").isEnabled()


def test_signed_out_offers_sign_in_and_leaves_out_the_rest(
    menu: TrayMenu, row: Rows, snapshot: Snapshots, intents: Intents
) -> None:
    menu.show_snapshot(snapshot(row("api")))
    token = line(submenu(menu), "Copy token")
    menu.show_snapshot(snapshot(row("api", Phase.SIGNED_OUT, person="", until="", note="")))
    texts = ["https://api.corp.example", "Sign in", "Open in browser", "Copy sign-in link"]
    assert shown(submenu(menu)) == texts
    seen = intents(menu)
    line(submenu(menu), "Sign in").trigger()
    token.trigger()
    assert seen == [RouteIntent(Action.SIGN_IN, "api")]


def test_copying_comes_first_and_renewing_only_where_it_gains(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.show_snapshot(snapshot(row()))
    texts = shown(submenu(menu))
    assert texts[1] == "Copy header"
    assert texts.index("Copy as curl") < texts.index("Renew") < texts.index("checked 2 min ago")
    assert texts.index("checked 2 min ago") < texts.index("Test this route")
    menu.show_snapshot(snapshot(row(actions=row().actions - {Action.RENEW} | {Action.SIGN_IN})))
    assert not {"Renew", "Sign in"} & set(shown(submenu(menu)))


def test_a_bearer_route_warns_and_offers_the_others(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.show_snapshot(snapshot(row(header=HeaderForm.BEARER)))
    copies = [text for text in shown(submenu(menu)) if "header" in text]
    assert copies == [
        "Copy Bearer header (the service sees the whole token)",
        "Copy “Authorization: Pomerium” header",
        "Copy “X-Pomerium-Authorization” header",
    ]


OIDC = frozenset(Action) - {Action.CANCEL, Action.SIGN_IN, Action.PASTE}
MACHINE = OIDC - {Action.DEVICE, Action.COPY_LINK}


def test_a_provider_s_token_travels_in_one_form_only(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.show_snapshot(snapshot(row(header=HeaderForm.PLAIN_BEARER, actions=OIDC)))
    assert [text for text in shown(submenu(menu)) if "header" in text] == ["Copy header"]
    menu.show_snapshot(snapshot(row()))
    assert len([text for text in shown(submenu(menu)) if "header" in text]) == 3


def test_a_provider_s_route_offers_a_code_on_another_device(
    menu: TrayMenu, row: Rows, snapshot: Snapshots, intents: Intents
) -> None:
    menu.show_snapshot(snapshot(row(header=HeaderForm.PLAIN_BEARER, actions=OIDC | {Action.PASTE})))
    assert "Paste the code or the address…" in shown(submenu(menu))
    seen = intents(menu)
    line(submenu(menu), "Sign in with a code on another device").trigger()
    assert seen == [RouteIntent(Action.DEVICE, "api")]
    menu.show_snapshot(snapshot(row("api", Phase.SIGNING_IN)))
    assert "Sign in with a code on another device" not in shown(submenu(menu))
    assert "Paste the address…" in shown(submenu(menu))


def test_a_machine_s_route_offers_nothing_for_browsers_elsewhere(
    menu: TrayMenu, row: Rows, snapshot: Snapshots
) -> None:
    menu.show_snapshot(snapshot(row(header=HeaderForm.PLAIN_BEARER, actions=MACHINE)))
    texts = shown(submenu(menu))
    assert not any("link" in text or "Paste" in text or "device" in text for text in texts)
    assert "Copy token" in texts


def test_a_long_note_is_cut_and_a_code_is_not(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    code = f"Enter WDJB-MJHT at https://sign-in.{'very' * 20}.example/device"
    menu.show_snapshot(snapshot(row(note="n" * 100, person="p" * 100)))
    cut = [text for text in shown(submenu(menu)) if text.startswith(("nnn", "ppp"))]
    assert len(cut) == 2
    assert all(text.endswith("…") and len(text) <= 80 for text in cut)
    menu.show_snapshot(snapshot(row("api", Phase.SIGNING_IN, note=code, code=code)))
    assert code in shown(submenu(menu))


def test_a_reused_line_acts_on_the_route_it_shows_now(
    menu: TrayMenu, row: Rows, snapshot: Snapshots, intents: Intents
) -> None:
    menu.show_snapshot(snapshot(row("a"), row("b")))
    menu.show_snapshot(snapshot(row("b"), row("a")))
    seen = intents(menu)
    line(submenu(menu, 0), "Copy token").trigger()
    assert seen == [RouteIntent(Action.COPY_TOKEN, "b")]


def test_details_say_who_until_when_and_how_fresh(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.show_snapshot(snapshot(row()))
    assert shown(submenu(menu))[:2] == ["ada@example.com · until 17:42", "Copy header"]
    assert "checked 2 min ago" in shown(submenu(menu))
    menu.show_snapshot(snapshot(row(note="")))
    assert "checked 2 min ago" not in shown(submenu(menu))


def test_facts_stand_apart_from_what_can_be_asked(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    for phase in Phase:
        menu.show_snapshot(snapshot(row(phase=phase, reason="It failed. Sign in again.")))
        lines = [line for line in submenu(menu).actions() if line.isVisible()]
        apart = [line.isSeparator() for line in lines]
        parts = "\n".join("" if line.isSeparator() else line.text() for line in lines).split("\n\n")
        assert "checked 2 min ago\nIt failed. Sign in again." in parts
        assert not apart[0]
        assert not apart[-1]
        assert not any(one and other for one, other in pairwise(apart))


def test_at_most_one_line_asks_for_nothing(
    menu: TrayMenu, row: Rows, snapshot: Snapshots, asking: PendingQuestion, trouble: Missing
) -> None:
    paused = "Notices are paused until 15:20"
    for phase in Phase:
        failing = row(phase=phase, reason="The provider refused.", note="not renewed yet")
        menu.show_snapshot(snapshot(failing, questions=(asking,), trouble=(trouble,), paused=paused))
        for each in (menu.menu, submenu(menu)):
            dead = [line for line in each.actions() if line.isVisible() and not line.isEnabled()]
            assert len([line for line in dead if not line.isSeparator()]) == 1


def test_opening_shows_what_is_known_by_then(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.show_snapshot(snapshot(row(left="2 h")))
    menu.intent.connect(lambda intent: menu.show_snapshot(snapshot(row(left="1 h"))))
    menu.menu.aboutToShow.emit()
    assert "api — 1 h" in shown(menu)


def test_looking_ends_once_by_closing_or_by_the_clock(menu: TrayMenu, intents: Intents) -> None:
    seen = intents(menu)
    menu.menu.aboutToHide.emit()
    menu.menu.aboutToShow.emit()
    menu.menu.aboutToHide.emit()
    menu.menu.aboutToHide.emit()
    assert seen == [VisibilityChanged(shown=True), VisibilityChanged(shown=False)]
    menu.menu.aboutToShow.emit()
    menu._looking.timeout.emit()
    assert seen[2:] == [VisibilityChanged(shown=True), VisibilityChanged(shown=False)]


def test_each_row_has_its_shape(menu: TrayMenu, row: Rows, snapshot: Snapshots, icons: Icons) -> None:
    menu.show_snapshot(snapshot(*(row(phase.name, phase=phase) for phase in Phase)))
    for place, phase in enumerate(Phase):
        assert submenu(menu, place).icon().cacheKey() == icons.row(row(phase=phase)).cacheKey()
