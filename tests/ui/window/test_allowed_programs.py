"""The programs that may have a route's credential, in the details: taken back, and given back."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from pomtray.core.details import Allowed
from pomtray.core.domain.consent import Consent
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.program import Program
from pomtray.core.intent import TakeConsent
from pomtray.ui.window.allowed_programs import AllowedPrograms

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def allowed(name: str) -> Allowed:
    program = Program(f"/usr/bin/{name}", lasting=True)
    return Allowed(
        name, f"{program.placed} · since 09:00", Consent(program, "api", Origin.parse("https://a.test"), NOW)
    )


KUBECTL, GIT = allowed("kubectl"), allowed("git")


def shown(qtbot: QtBot, *items: Allowed) -> tuple[AllowedPrograms, list[object]]:
    programs, heard = AllowedPrograms(), []
    programs.intent.connect(heard.append)
    qtbot.addWidget(programs)
    programs.show_allowed("api", items)
    return programs, heard


def buttons(programs: AllowedPrograms) -> list[QPushButton]:
    return programs.findChildren(QPushButton)


def texts(programs: AllowedPrograms) -> list[str]:
    return [label.text() for label in programs.findChildren(QLabel)]


def test_nothing_is_shown_where_nothing_is_allowed(qtbot: QtBot) -> None:
    programs, _ = shown(qtbot)
    assert programs.isHidden()


def test_one_is_taken_back_and_given_back(qtbot: QtBot) -> None:
    programs, heard = shown(qtbot, KUBECTL, GIT)
    assert not programs.isHidden()
    assert texts(programs) == [
        "Programs that may use it",
        "kubectl · /usr/bin/kubectl · since 09:00",
        "git · /usr/bin/git · since 09:00",
    ]
    first = buttons(programs)[0]
    assert (first.text(), first.accessibleName()) == ("Remove", "Remove kubectl")
    first.click()
    assert heard == [TakeConsent(KUBECTL.consent)]
    programs.show_allowed("api", (GIT,))
    assert "kubectl is asked about again." in texts(programs)
    assert (first.text(), first.accessibleName()) == ("Undo", "Allow kubectl again")
    first.click()
    assert heard[1:] == [TakeConsent(KUBECTL.consent, back=True)]
    programs.show_allowed("api", (GIT, KUBECTL))
    assert buttons(programs)[0] is first
    assert first.text() == "Remove"


def test_what_was_taken_back_is_gone_with_another_route_and_what_went_by_itself_at_once(qtbot: QtBot) -> None:
    programs, _ = shown(qtbot, KUBECTL, GIT)
    buttons(programs)[0].click()
    programs.show_allowed("api", ())
    assert [button.text() for button in buttons(programs)] == ["Undo"]
    programs.show_allowed("wiki", ())
    assert buttons(programs) == []
    assert programs.isHidden()
