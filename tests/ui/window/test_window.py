from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QAction, QContextMenuEvent, QGuiApplication, QTextDocument
from PySide6.QtWidgets import QLabel, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from pomtray.core.domain.lock import Lock
from pomtray.core.domain.login import DeviceCode, LoginId, Phase
from pomtray.core.errors import Missing, Part, Problem, Prompt
from pomtray.core.intent import Action, Answer, AppAction, Explain, RouteIntent, VisibilityChanged
from pomtray.core.topic import Topic
from pomtray.core.view.snapshot import PendingQuestion, Row, Snapshot
from pomtray.ui.dialogs.dialogs import SignOutDialog
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.panels.panels import QuestionPanel
from pomtray.ui.window.window import Window
from tests.ui.labels import reads

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> Iterator[Window]:
    window = Window(icons)
    rows = (row("grafana", tags=("ops",)), row("api", person="bob@example.com"), row("wiki", Phase.SIGNED_OUT))
    window.show_snapshot(snapshot(*rows))
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.hide()
    window.deleteLater()


def names(window: Window) -> list[str]:
    return [str(window._rows.index(place).data()) for place in range(window._rows.rowCount())]


def current(window: Window) -> str:
    row = window.current_row()
    return row.route if row else ""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["grafana", "api", "wiki"]),
        ("GRAF", ["grafana"]),
        ("ops", ["grafana"]),
        ("bob", ["api"]),
        ("corp wiki", ["wiki"]),
        ("wiki.corp", ["wiki"]),
        ("api wiki", []),
    ],
)
def test_typing_finds(window: Window, qtbot: QtBot, typed: str, found: list[str]) -> None:
    window.bring_up()
    qtbot.keyClicks(window._filter, typed)
    assert names(window) == found
    assert current(window) == (found[0] if found else "")
    assert window._empty.isVisible() is (not found)


def test_typing_in_the_list_finds_too(window: Window, qtbot: QtBot) -> None:
    window._list.setFocus()
    qtbot.keyClicks(window._list, "wi")
    assert window._filter.text() == "wi"
    assert names(window) == ["wiki"]


def test_arrows_choose_while_typing(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window._filter, Qt.Key.Key_Down)
    assert current(window) == "api"
    qtbot.keyClick(window._filter, Qt.Key.Key_Up)
    assert current(window) == "grafana"


@pytest.mark.parametrize(
    ("phase", "asked"),
    [
        (Phase.ACTIVE, [RouteIntent(Action.COPY_HEADER, "api")]),
        (Phase.SIGNED_OUT, [RouteIntent(Action.SIGN_IN, "api")]),
        (Phase.SIGNING_IN, []),
    ],
)
@pytest.mark.parametrize("where", ["_filter", "_list"])
def test_enter_copies_or_signs_in_and_never_cancels(
    *,
    window: Window,
    qtbot: QtBot,
    row: Rows,
    snapshot: Snapshots,
    intents: Intents,
    phase: Phase,
    asked: list[object],
    where: str,
) -> None:
    window.show_snapshot(snapshot(row("api", phase)))
    seen = intents(window)
    qtbot.keyClick(getattr(window, where), Qt.Key.Key_Return)
    assert seen == asked


def test_double_click_does_what_enter_does(window: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(window)
    place = window._list.visualRect(window._rows.index(1)).center()
    qtbot.mouseClick(window._list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(window._list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert seen == [RouteIntent(Action.COPY_HEADER, "api")]


def test_enter_with_nothing_found_asks_for_nothing(window: Window, qtbot: QtBot, intents: Intents) -> None:
    qtbot.keyClicks(window._filter, "nothing like it")
    seen = intents(window)
    qtbot.keyClick(window._filter, Qt.Key.Key_Return)
    assert seen == []


def test_escape_clears_then_hides(window: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(window)
    qtbot.keyClicks(window._filter, "api")
    qtbot.keyClick(window._filter, Qt.Key.Key_Escape)
    assert names(window) == ["grafana", "api", "wiki"]
    assert window.isVisible()
    qtbot.keyClick(window._filter, Qt.Key.Key_Escape)
    assert not window.isVisible()
    assert seen == [VisibilityChanged(shown=False)]


def test_closing_hides_and_showing_looks(window: Window, intents: Intents) -> None:
    seen = intents(window)
    window.close()
    window.bring_up()
    assert seen == [VisibilityChanged(shown=False), VisibilityChanged(shown=True)]


def test_without_a_tray_closing_makes_small(window: Window, intents: Intents) -> None:
    window.stays = True
    seen = intents(window)
    window.close()
    assert window.isMinimized()
    assert seen == [VisibilityChanged(shown=False)]
    window.bring_up()
    assert not window.isMinimized()
    assert seen[-1] == VisibilityChanged(shown=True)


def test_a_new_snapshot_keeps_the_place(window: Window, row: Rows, snapshot: Snapshots) -> None:
    window._list.setCurrentIndex(window._rows.place_of("api"))
    resets: list[bool] = []
    window._rows.modelReset.connect(lambda: resets.append(True))
    window.show_snapshot(snapshot(row("grafana", left="1 m"), row("api", left="2 m"), row("wiki")))
    assert current(window) == "api"
    assert resets == [], "a text that changes is no reset"
    window.show_snapshot(snapshot(row("wiki"), row("api"), row("new"), row("grafana")))
    assert current(window) == "api"
    window.show_snapshot(snapshot(row("wiki")))
    assert current(window) == "wiki"


def test_the_filter_holds_over_a_snapshot(window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> None:
    qtbot.keyClicks(window._filter, "api")
    window.show_snapshot(snapshot(row("wiki"), row("api"), row("api2")))
    assert names(window) == ["api", "api2"]


def test_brought_up_at_a_route_it_is_the_one_that_enter_is_for(window: Window, qtbot: QtBot, intents: Intents) -> None:
    qtbot.keyClicks(window._filter, "graf")
    window.bring_up("api")
    assert current(window) == "api"
    seen = intents(window)
    qtbot.keyClick(window._filter, Qt.Key.Key_Return)
    assert seen == [RouteIntent(Action.COPY_HEADER, "api")]
    window.bring_up("gone")
    assert current(window) == "api", "what is not there changes nothing"


def test_a_right_click_opens_the_menu_s_actions(window: Window, row: Rows, intents: Intents) -> None:
    window._list.setCurrentIndex(window._rows.place_of("api"))
    window._row_menu.open_at(QPoint(5, 5))
    seen = intents(window)
    next(line for line in window._row_menu.actions() if reads(line) == "Copy token").trigger()
    window._row_menu.close()
    assert seen == [RouteIntent(Action.COPY_TOKEN, "api")]


@pytest.mark.parametrize("where", ["_filter", "_list"])
def test_the_menu_key_opens_the_row_s_menu(window: Window, where: str) -> None:
    window._list.setCurrentIndex(window._rows.place_of("api"))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QGuiApplication.sendEvent(getattr(window, where), event)
    assert window._row_menu.isVisible()
    assert window._row_menu.route == "api"
    window._row_menu.close()


def test_the_open_menu_follows_its_row(window: Window, row: Rows, snapshot: Snapshots) -> None:
    window._list.setCurrentIndex(window._rows.place_of("api"))
    window._row_menu.open_at(QPoint(5, 5))
    window.show_snapshot(snapshot(row("grafana"), row("api", Phase.SIGNED_OUT)))
    assert not next(line for line in window._row_menu.actions() if reads(line) == "Copy token").isEnabled()
    window.show_snapshot(snapshot(row("grafana")))
    assert not window._row_menu.isVisible(), "its route is gone"


@pytest.mark.parametrize(("text", "yes"), [("Yes && go on", True), ("No", False)])
def test_a_question_is_answered_once(
    *,
    window: Window,
    snapshot: Snapshots,
    intents: Intents,
    qtbot: QtBot,
    asking: PendingQuestion,
    text: str,
    yes: bool,
) -> None:
    window.show_snapshot(snapshot(questions=(asking,)))
    seen = intents(window)
    buttons = {reads(button): button for button in window._panels.findChildren(QPushButton)}
    for button in (buttons[text], *buttons.values()):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seen == [Answer(LoginId("login-1"), 3, 1, yes)]


def test_typing_and_enter_do_not_answer(
    window: Window, snapshot: Snapshots, intents: Intents, qtbot: QtBot, asking: PendingQuestion
) -> None:
    window.bring_up()
    window.show_snapshot(snapshot(questions=(asking,)))
    seen = intents(window)
    qtbot.keyClicks(window._filter, "y ")
    qtbot.keyClick(window._filter, Qt.Key.Key_Return)
    assert seen == []


def test_a_question_that_stands_is_not_made_anew(
    window: Window, snapshot: Snapshots, asking: PendingQuestion, trouble: Missing
) -> None:
    window.show_snapshot(snapshot(questions=(asking,)))
    first = window._panels.findChildren(QPushButton)
    window.show_snapshot(snapshot(questions=(asking,), trouble=(trouble,)))
    assert window._panels.findChildren(QPushButton)[: len(first)] == first
    window.show_snapshot(snapshot())
    assert not window._panels.isVisible()


def test_texts_from_elsewhere_are_plain(
    window: Window, snapshot: Snapshots, asking: PendingQuestion, trouble: Missing
) -> None:
    window.show_snapshot(snapshot(questions=(asking,), trouble=(trouble,)))
    labels = window.findChildren(QLabel)
    texts = [label.text() for label in labels]
    assert "Did you sign in as <b>bob</b>?" in texts
    assert "Sessions are kept in memory only. Unlock it." in texts
    assert {label.textFormat() for label in labels if label.text()} == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize("part", Part)
def test_what_is_missing_comes_with_what_can_be_done_about_it(
    window: Window, snapshot: Snapshots, intents: Intents, qtbot: QtBot, part: Part
) -> None:
    missing = Missing(part, Problem("It is gone", "Nobody knows where.", "Look for it."))
    window.show_snapshot(snapshot(trouble=(missing,)))
    seen = intents(window)
    *others, button = window._panels.findChildren(QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settings = (AppAction.SETTINGS_FILE, "Open the settings file")
    assert [reads(other) for other in others] == ["Help", *(["Edit here"] if part is Part.SETTINGS else [])]
    wanted, text = settings if part is Part.SETTINGS else (AppAction.TRY_AGAIN, "Try again")
    assert ([intent for intent in seen if intent is wanted], reads(button)) == ([wanted], text)
    window.show_snapshot(snapshot(trouble=(missing,)))
    assert button.isEnabled(), "it may be tried more than once"


@pytest.mark.parametrize(
    ("prompt", "action", "text", "in_menu"),
    [
        (Prompt.DUE, AppAction.TRY_AGAIN, "Continue…", "Try again to save sessions"),
        (Prompt.OUT, AppAction.CANCEL_PROMPT, "Stop waiting", "Stop waiting for the keyring"),
        (Prompt.DECLINED, AppAction.TRY_AGAIN, "Try again", "Try again to save sessions"),
    ],
)
def test_a_keyring_that_asks(
    window: Window, snapshot: Snapshots, intents: Intents, qtbot: QtBot, prompt: Prompt, action: AppAction, text: str,
    in_menu: str,
) -> None:  # fmt: skip
    missing = Missing(Part.VAULT, Problem("The keyring", "It asks.", prompt=prompt))
    window.show_snapshot(snapshot(trouble=(missing,)))
    seen = intents(window)
    _help, button = window._panels.findChildren(QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    line = next(line for line in window.app_menu.actions() if reads(line) == in_menu)
    assert line.isVisible()
    line.trigger()
    assert reads(button) == text
    assert [intent for intent in seen if isinstance(intent, AppAction)] == [action, action]


def test_what_concerns_the_whole_program(window: Window, snapshot: Snapshots, intents: Intents, qtbot: QtBot) -> None:
    window.show_snapshot(snapshot(sign_in_count=2, last_copied="a&b"))
    seen = intents(window)
    qtbot.mouseClick(window._bottom.sign_in_all, Qt.MouseButton.LeftButton)
    for line in window.app_menu.actions():
        if line.isVisible():
            line.trigger()
    assert window.app_menu.actions()[0].text() == "Copy last used (a&&b)"
    assert seen == [
        AppAction.SIGN_IN_ALL,
        AppAction.COPY_LAST,
        AppAction.ACTIVITY,
        AppAction.PAUSE_HOUR,
        AppAction.PAUSE_TOMORROW,
        AppAction.LOCK,
        AppAction.ADD,
        AppAction.SETTINGS_FILE,
        AppAction.EDIT_SETTINGS,
        AppAction.LOG_FILE,
        AppAction.HELP,
        AppAction.ABOUT,
        AppAction.QUIT,
    ]


def app_lines(window: Window) -> dict[str, QAction]:
    return {reads(line): line for line in window.app_menu.actions() if line.isVisible() and reads(line)}


def test_pausing_and_resuming_notices(window: Window, snapshot: Snapshots, row: Rows, intents: Intents) -> None:
    window.show_snapshot(snapshot(row(), paused="Notices are paused until 15:20"))
    assert "Notices are paused until 15:20" in window._bottom.status.text()
    seen = intents(window)
    app_lines(window)["Resume notices"].trigger()
    assert seen == [AppAction.UNPAUSE]
    assert not any(text.startswith("Pause") for text in app_lines(window))
    window.show_snapshot(snapshot(row()))
    assert window._bottom.status.text() == "1 route signed in"
    assert "Resume notices" not in app_lines(window)


def test_signing_out_everywhere_is_asked_about(
    window: Window, snapshot: Snapshots, row: Rows, intents: Intents
) -> None:
    assert "Sign out everywhere…" not in app_lines(window)
    window.show_snapshot(snapshot(row(), live_count=2))
    seen = intents(window)
    app_lines(window)["Sign out everywhere…"].trigger()
    assert seen == []
    window.findChild(SignOutDialog).button(QMessageBox.StandardButton.Cancel).click()
    assert seen == []


SECRET = "a-client-secret"


def entry(window: Window) -> QLineEdit:
    found = window._panels.findChild(QLineEdit)
    assert found
    return found


def yes(window: Window) -> QPushButton:
    return next(button for button in window._panels.findChildren(QPushButton) if reads(button) == "Keep it")


@pytest.mark.parametrize("by", ["click", "enter"])
def test_a_secret_is_typed_in(
    *,
    window: Window,
    snapshot: Snapshots,
    row: Rows,
    intents: Intents,
    qtbot: QtBot,
    asking_secret: PendingQuestion,
    by: str,
) -> None:
    window.show_snapshot(snapshot(row(), questions=(asking_secret,)))
    seen = intents(window)
    field = entry(window)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert field.accessibleName() == "Client secret"
    assert not yes(window).isEnabled()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    field.setText("  ")
    assert not yes(window).isEnabled()
    assert seen == [], "nothing is no answer, and Enter there is not for the list"
    field.setText(f"{SECRET} ")
    if by == "enter":
        qtbot.keyClick(field, Qt.Key.Key_Return)
    else:
        qtbot.mouseClick(yes(window), Qt.MouseButton.LeftButton)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == [Answer(LoginId("login-2"), 4, 2, yes=True, text=SECRET)]
    assert SECRET not in repr(seen)
    assert field.text() == "", "nothing of it stays on screen"


def test_a_no_to_a_secret_carries_none(
    window: Window, snapshot: Snapshots, intents: Intents, qtbot: QtBot, asking_secret: PendingQuestion
) -> None:
    window.show_snapshot(snapshot(questions=(asking_secret,)))
    seen = intents(window)
    field = entry(window)
    field.setText(SECRET)
    no = next(button for button in window._panels.findChildren(QPushButton) if reads(button) == "No")
    qtbot.mouseClick(no, Qt.MouseButton.LeftButton)
    assert seen == [Answer(LoginId("login-2"), 4, 2, yes=False)]
    assert field.text() == ""


def test_what_is_being_typed_outlasts_snapshots(
    window: Window,
    snapshot: Snapshots,
    row: Rows,
    asking: PendingQuestion,
    asking_secret: PendingQuestion,
    trouble: Missing,
) -> None:
    window.show_snapshot(snapshot(row(), questions=(asking_secret,)))
    window.bring_up()
    field = entry(window)
    assert window.focusWidget() is field, "what is asked for is typed at once"
    field.setText(SECRET[:4])
    window.show_snapshot(snapshot(row("new"), questions=(asking, asking_secret), trouble=(trouble,)))
    assert entry(window) is field
    assert window.focusWidget() is field
    assert field.text() == SECRET[:4]
    field.clear()


def test_the_next_question_of_a_sign_in_is_another(
    window: Window, snapshot: Snapshots, asking_secret: PendingQuestion
) -> None:
    window.show_snapshot(snapshot(questions=(asking_secret,)))
    first = entry(window)
    first.setText(SECRET)
    yes(window).click()
    window.show_snapshot(snapshot(questions=(replace(asking_secret, number=3),)))
    second = next(field for field in window._panels.findChildren(QLineEdit) if field is not first)
    assert second.isEnabled()
    assert second.text() == ""


def questions_height(window: Window) -> int:
    """Of the highest one that stands."""
    panels = [panel for panel in window._panels.findChildren(QuestionPanel) if panel.isVisible()]
    return max((panel.heightForWidth(panel.width()) for panel in panels), default=-1)


def test_many_panels_scroll_and_none_is_cut_off(
    window: Window,
    snapshot: Snapshots,
    row: Rows,
    asking: PendingQuestion,
    asking_secret: PendingQuestion,
    trouble: Missing,
    qtbot: QtBot,
) -> None:
    questions = (*(replace(asking, number=number) for number in range(5)), asking_secret)
    window.resize(460, 200)
    window.show_snapshot(snapshot(row(), questions=questions, trouble=(trouble,)))
    window.bring_up()
    qtbot.waitUntil(lambda: window._panels.height() > 100)  # there is room for a question
    assert window._list.viewport().height() > 40, "the list keeps its place"
    for panel in window._panels.findChildren(QuestionPanel):
        assert panel.height() >= panel.heightForWidth(panel.width())
    field = window.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.visibleRegion().boundingRect().height() == field.height(), "what is asked for is in sight"


def test_one_panel_takes_no_more_than_its_text(
    window: Window, snapshot: Snapshots, row: Rows, asking: PendingQuestion, qtbot: QtBot
) -> None:
    long = replace(asking, question=replace(asking.question, text="A long sentence that goes on. " * 12))
    for standing, width in ((asking, 460), (long, 460), (long, 900)):
        window.show_snapshot(snapshot(row(), questions=(standing,)))
        window.resize(width, 480)
        qtbot.waitUntil(lambda: window._panels.height() == questions_height(window))
        qtbot.waitUntil(lambda: not window._panels.verticalScrollBar().isVisible())


def test_a_code_can_be_copied(window: Window, snapshot: Snapshots, row: Rows, intents: Intents) -> None:
    device = DeviceCode("WDJB-MJHT", "https://dex.example/device")
    window.show_snapshot(snapshot(row("dex", Phase.SIGNING_IN, code=device.text, device=device)))
    shown = next(label for label in window._panels.findChildren(QLabel) if label.text() == device.code)
    assert shown.font().pointSizeF() >= 2 * window.font().pointSizeF(), "it is read from a distance"
    assert shown.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    assert shown.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
    assert shown.textFormat() is Qt.TextFormat.PlainText
    window.show_snapshot(snapshot(row("dex", Phase.SIGNING_IN, code=device.text, device=device, left="asks you")))
    assert next(label for label in window._panels.findChildren(QLabel) if label.text() == device.code) is shown
    seen = intents(window)
    for button in window._panels.findChildren(QPushButton):
        button.click()
    assert seen == [RouteIntent(Action.COPY_CODE, "dex"), RouteIntent(Action.PAGE, "dex")]
    window.show_snapshot(snapshot(row("dex")))
    assert not window._panels.isVisible()


def test_a_long_note_is_whole_in_the_tooltip(window: Window, snapshot: Snapshots, row: Rows) -> None:
    note = "checked <b>2</b> min ago, renews itself, this clock is 2 m ahead of the server's"
    window.show_snapshot(snapshot(row("api & co", note=note)))
    document = QTextDocument()
    document.setHtml(window._rows.index(0).data(Qt.ItemDataRole.ToolTipRole))
    assert note in document.toPlainText(), "and not as HTML"
    assert "api & co" in document.toPlainText()


def test_no_routes_yet(window: Window, snapshot: Snapshots) -> None:
    window.show_snapshot(snapshot())
    assert window.adding.isVisible()
    assert not window._filter.isVisible()
    window.bring_up()
    assert window.focusWidget() is window.adding.address


def test_a_screen_reader_hears_names(window: Window) -> None:
    view = QAccessible.queryAccessibleInterface(window._list)
    assert view.text(QAccessible.Text.Name) == "Routes"
    assert view.child(0).text(QAccessible.Text.Name).startswith("grafana, signed in, 2 h 14 m, until 17:42")
    for widget in (window._filter, window._top.menu_button):
        assert widget.accessibleName()


def test_a_thousand_routes(window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> None:
    rows = [row(f"route-{n}") for n in range(1000)]
    window.show_snapshot(snapshot(*rows))
    qtbot.keyClicks(window._filter, "route-99")
    assert names(window) == ["route-99", *(f"route-99{n}" for n in range(10))]
    window._filter.clear()
    changed: list[tuple[int, int]] = []
    window._rows.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    window.show_snapshot(snapshot(*(row(f"route-{n}", left="1 m") for n in range(1000))))
    assert changed == [(0, 999)], "one signal for all"


def test_it_paints(window: Window, qtbot: QtBot) -> None:
    image = window.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(colours) > 5


def test_shown_quietly_it_takes_no_keyboard(window: Window) -> None:
    window.hide()
    window.show_quietly()
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert window.isVisible()
    window.bring_up()
    assert not window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)


def test_the_title_bar_s_minimise_is_not_looking(window: Window, intents: Intents) -> None:
    seen = intents(window)
    window.showMinimized()
    window.changeEvent(QEvent(QEvent.Type.FontChange))
    assert seen == [VisibilityChanged(shown=False)]


@pytest.mark.parametrize("tray", ["a tray", "no tray"])
def test_what_was_looked_for_goes_as_it_is_closed(window: Window, qtbot: QtBot, tray: str) -> None:
    window.stays = tray == "no tray"
    qtbot.keyClicks(window._filter, "wiki")
    window.close()
    window.bring_up()
    assert window._filter.text() == ""
    assert names(window) == ["grafana", "api", "wiki"]


def test_the_menu_switches_what_is_on_and_off(window: Window, intents: Intents) -> None:
    on: dict[AppAction, bool | None] = {AppAction.START_AT_LOGIN: True, AppAction.MENU_ENTRY: False}
    window.app_menu.is_on = on.get
    seen = intents(window)
    window.app_menu.aboutToShow.emit()
    lines = app_lines(window)
    assert lines["Start at login"].isChecked()
    assert not lines["Show in the applications menu"].isChecked()
    lines["Start at login"].trigger()
    assert seen == [AppAction.START_AT_LOGIN]
    on.clear()
    window.app_menu.aboutToShow.emit()
    assert "Start at login" not in app_lines(window), "it is not to be had, as in the demo"


def visible_button(window: Window, text: str) -> QPushButton:
    return next(it for it in window.findChildren(QPushButton) if reads(it) == text and it.isVisible())


def test_locked_it_says_so_and_unlocks(
    window: Window, row: Rows, snapshot: Snapshots, intents: Intents, qtbot: QtBot
) -> None:
    seen = intents(window)
    window.show_snapshot(snapshot(row("api", locked=True, left="locked"), lock=Lock.LOCKED))
    window.show()
    button, helps = (visible_button(window, text) for text in ("Unlock", "Help"))
    qtbot.mouseClick(helps, Qt.MouseButton.LeftButton)
    assert seen[-1] == Explain(Topic.LOCKED)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert AppAction.UNLOCK in seen
    window.show_snapshot(snapshot(row("api"), lock=Lock.OPENING))
    assert not button.isVisible()


def test_why_it_cannot_be_locked_stands_in_the_menu(window: Window, snapshot: Snapshots) -> None:
    window.show_snapshot(snapshot(no_lock="Its sessions are kept in memory only."))
    told = [line for line in window.app_menu.actions() if line.isVisible() and "locked" in line.text()]
    assert [(line.text(), line.isEnabled()) for line in told] == [
        ("Cannot be locked: sessions are in memory only", False)
    ]
