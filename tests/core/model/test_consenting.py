"""Which program is asked about, what comes of the answer, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pomtray.core import events as happened
from pomtray.core.activity import entries_of
from pomtray.core.alarm import next_deadline
from pomtray.core.details import details
from pomtray.core.domain.consent import Consent, ConsentAnswer
from pomtray.core.domain.lock import Lock
from pomtray.core.domain.program import OURS, UNKNOWN, Program
from pomtray.core.domain.remembered import Remembered
from pomtray.core.domain.route import Preferences, Route, Settings
from pomtray.core.domain.stored import dump, load_remembered
from pomtray.core.effects import Save
from pomtray.core.model import consenting
from pomtray.core.view.badge import Badge
from pomtray.core.view.notices import about, wanted
from pomtray.core.view.snapshot import snapshot
from tests.core.built import APP, APP_ID, CANARY, MINUTE, NOW, WIKI, World, a_session, place

KUBECTL = Program("/usr/bin/kubectl", lasting=True)
TOOL = Program("/usr/bin/python3.11", "/home/alice/tool.py", "1.2.3", "pts/3", lasting=True)
ASKING = Preferences(look_every=0, ask_programs=True)


def a_world(preferences: Preferences = ASKING) -> World:
    world = World()
    world.happen(happened.SettingsRead(NOW, Settings((APP, WIKI), preferences)))
    world.happen(happened.VaultOpened(NOW, {}))
    place(world, APP_ID, a_session())
    return world


def ask(world: World, request: int = 1, program: Program = KUBECTL, route: Route = APP) -> ConsentAnswer | None:
    world.happen(happened.ProgramAsks(world.now, request, program, route.name))
    return world.model.programs.said.get(request)


def answer(world: World, said: ConsentAnswer, number: int = 1) -> tuple[object, ...]:
    return world.happen(happened.ProgramAnswered(world.now, number, said))


def leave(world: World, *requests: int) -> None:
    for request in requests:
        world.happen(happened.ProgramLeft(world.now, request))


def test_nobody_is_asked_unless_the_person_wants_that() -> None:
    world = a_world(Preferences(look_every=0))
    assert ask(world) is ConsentAnswer.ALLOWED
    assert not world.model.programs.questions


def test_the_first_time_is_asked_about_and_a_yes_is_kept() -> None:
    world = a_world()
    assert ask(world) is None
    (question,) = snapshot(world.model, NOW).programs
    assert (question.title, question.text) == (
        "kubectl wants the credential of app",
        "/usr/bin/kubectl. Allow it only if you have just started something that needs it.",
    )
    assert answer(world, ConsentAnswer.ALLOWED) == (Save(),)
    assert world.model.programs.said == {1: ConsentAnswer.ALLOWED}
    leave(world, 1)
    assert ask(world, 2) is ConsentAnswer.ALLOWED
    assert ask(world, 3, route=WIKI) is None
    assert ask(world, 4, TOOL) is None


def test_twenty_that_want_the_same_are_one_question() -> None:
    world = a_world()
    for request in range(20):
        assert ask(world, request) is None
    assert len(world.model.programs.questions) == 1
    answer(world, ConsentAnswer.ONCE)
    assert set(world.model.programs.said.values()) == {ConsentAnswer.ONCE}
    assert len(world.model.programs.said) == 20
    leave(world, *range(20))
    assert ask(world, 20) is None
    assert not world.model.remembered.consents


def test_only_this_time_is_as_long_as_our_command_runs_for_it() -> None:
    world = a_world()
    proxy = replace(KUBECTL, run=(30, 300))
    ask(world, 1, proxy)
    ask(world, 10, replace(KUBECTL, run=(31, 310)))
    answer(world, ConsentAnswer.ONCE)
    leave(world, 1, 10)
    assert ask(world, 11, replace(KUBECTL, run=(31, 310))) is ConsentAnswer.ALLOWED
    assert ask(world, 2, proxy) is ConsentAnswer.ALLOWED
    assert ask(world, 3, replace(UNKNOWN, run=(30, 300))) is ConsentAnswer.ALLOWED
    assert ask(world, 4, replace(KUBECTL, run=(30, 301))) is None
    assert ask(world, 5, proxy, WIKI) is None
    world.happen(happened.LockRequested(NOW))
    world.happen(happened.Locked(NOW))
    assert not world.model.programs.once


def test_programs_that_cannot_be_told_apart_have_a_question_each_and_no_yes_is_kept() -> None:
    world = a_world()
    ask(world, 1, UNKNOWN)
    ask(world, 2, UNKNOWN)
    first, second = snapshot(world.model, NOW).programs
    assert [said for said, _ in first.answers] == [ConsentAnswer.ONCE, ConsentAnswer.DENIED]
    answer(world, ConsentAnswer.ALLOWED, first.number)
    assert world.model.programs.said == {1: ConsentAnswer.ONCE}
    answer(world, ConsentAnswer.DENIED, second.number)
    assert not world.model.remembered.consents
    assert ask(world, 3, UNKNOWN) is None


def test_what_the_person_had_pomtray_start_needs_no_yes() -> None:
    assert ask(a_world(), 1, OURS) is ConsentAnswer.ALLOWED


def test_a_no_holds_for_a_minute() -> None:
    world = a_world()
    ask(world)
    answer(world, ConsentAnswer.DENIED)
    problem = consenting.problem(world.model, ConsentAnswer.DENIED, KUBECTL, APP, NOW)
    assert problem.text() == (
        "You said no to kubectl for app. It can ask again from 09:01 on. Run it again then, and choose Allow."
    )
    leave(world, 1)
    assert ask(world, 2) is ConsentAnswer.DENIED
    world.now += MINUTE
    assert next_deadline(world.model, NOW) == world.now
    world.happen(happened.TimePassed(world.now))
    assert ask(world, 3) is None


def test_no_answer_in_time_is_none() -> None:
    world = a_world()
    ask(world)
    world.now += consenting.ANSWERED_WITHIN
    assert next_deadline(world.model, NOW) == world.now
    assert consenting.answered(world.model, happened.ProgramAnswered(world.now, 1, ConsentAnswer.ALLOWED)) == (
        world.model,
        (),
    )
    world.happen(happened.TimePassed(world.now))
    assert world.model.programs.said == {1: ConsentAnswer.UNANSWERED}
    assert not world.model.programs.questions
    assert answer(world, ConsentAnswer.ALLOWED) == ()
    assert not world.model.remembered.consents


def test_a_question_goes_with_the_last_who_asks() -> None:
    world = a_world()
    ask(world, 1)
    ask(world, 2)
    leave(world, 1)
    assert len(wanted(world.model, NOW)) == 1
    leave(world, 2)
    assert not wanted(world.model, NOW)
    ask(world, 3)
    assert answer(world, ConsentAnswer.ALLOWED, 1) == ()  # a click on the notice that stood before
    assert world.model.programs.questions


def test_a_program_whose_file_has_changed_is_asked_about_again() -> None:
    world = a_world()
    ask(world, 1, TOOL)
    answer(world, ConsentAnswer.ALLOWED)
    other = replace(TOOL, mark="1.2.4")
    assert ask(world, 2, other) is None
    answer(world, ConsentAnswer.ALLOWED, 2)
    assert [it.program.mark for it in world.model.remembered.consents] == ["1.2.4"]
    assert ask(world, 3, TOOL) is None


def test_a_route_of_another_address_is_another_one() -> None:
    world = a_world()
    ask(world)
    answer(world, ConsentAnswer.ALLOWED)
    moved = Route("app", "https://elsewhere.pom.test")
    world.happen(happened.SettingsRead(NOW, Settings((moved, WIKI), ASKING)))
    assert ask(world, 2, route=moved) is None


def test_a_route_that_comes_back_as_it_was_has_its_programs_again_and_lists_them() -> None:
    """What counts can be seen, and taken back."""
    world = a_world()
    ask(world)
    answer(world, ConsentAnswer.ALLOWED)
    for gone in ((WIKI,), (WIKI, Route("other", APP.url)), (WIKI, Route("app", "https://elsewhere.pom.test"))):
        world.happen(happened.SettingsRead(NOW, Settings(gone, ASKING)))
        for route in gone:
            assert (told := details(world.model, route.name, NOW)) is not None
            assert told.allowed == ()
    world.happen(happened.SettingsRead(NOW, Settings((APP, WIKI), ASKING)))
    assert ask(world, 2) is ConsentAnswer.ALLOWED
    assert (told := details(world.model, "app", NOW)) is not None
    assert [it.name for it in told.allowed] == ["kubectl"]


def test_a_question_is_about_the_address_that_it_named() -> None:
    world = a_world()
    ask(world)
    moved = Route("app", "https://elsewhere.pom.test")
    world.happen(happened.SettingsRead(NOW, Settings((moved, WIKI), ASKING)))
    assert world.model.programs.said == {1: ConsentAnswer.UNANSWERED}


def test_a_route_that_goes_takes_its_question_along_and_who_is_not_to_be_asked_is_not() -> None:
    world = a_world()
    ask(world)
    world.happen(happened.SettingsRead(NOW, Settings((WIKI,), ASKING)))
    assert world.model.programs.said == {1: ConsentAnswer.UNANSWERED}
    ask(world, 2, route=WIKI)
    world.happen(happened.SettingsRead(NOW, Settings((WIKI,), Preferences(look_every=0))))
    assert world.model.programs.said[2] is ConsentAnswer.ALLOWED
    assert not world.model.programs.questions


def test_it_is_told_that_nobody_is_asked_any_more() -> None:
    world = a_world(Preferences(look_every=0))
    world.configure(APP, preferences=ASKING)
    assert "ask-programs" not in world.notices
    world.configure(APP, preferences=Preferences(look_every=0))
    assert world.titles["ask-programs"] == "Programs are not asked about any more"


def test_it_is_taken_back_and_that_is_undone() -> None:
    world = a_world()
    ask(world)
    answer(world, ConsentAnswer.ALLOWED)
    (consent,) = world.model.remembered.consents
    assert world.happen(happened.ConsentTaken(NOW, consent)) == (Save(),)
    assert ask(world, 2) is None
    assert world.happen(happened.ConsentRestored(NOW, consent)) == (Save(),)
    assert world.model.programs.said[2] is ConsentAnswer.ALLOWED


def test_the_routes_details_list_who_may_have_it() -> None:
    world = a_world()
    assert (told := details(world.model, "app", NOW)) is not None
    assert told.allowed == ()
    for request, program in enumerate((KUBECTL, TOOL), 1):
        ask(world, request, program)
        answer(world, ConsentAnswer.ALLOWED, request)
    ask(world, 3, route=WIKI)
    answer(world, ConsentAnswer.ALLOWED, 3)
    assert (told := details(world.model, "app", NOW)) is not None
    assert [it.name for it in told.allowed] == ["tool.py", "kubectl"]
    assert "\n\nPrograms that may use it\ntool.py: /home/alice/tool.py, run by /usr/bin/python3.11" in told.text()
    assert told.allowed[1].placed == "/usr/bin/kubectl · since 09:00"


def test_no_more_than_eight_are_asked_about_at_once() -> None:
    world = a_world()
    for number in range(8):
        assert ask(world, number, Program(f"/usr/bin/{number}", lasting=True)) is None
    assert ask(world, 8, Program("/usr/bin/8", lasting=True)) is ConsentAnswer.TOO_MANY


def test_locking_asks_nobody_and_keeps_nothing() -> None:
    world = a_world()
    ask(world)
    answer(world, ConsentAnswer.ALLOWED)
    ask(world, 2, TOOL)
    world.happen(happened.LockRequested(NOW))
    assert world.model.programs.said[2] is ConsentAnswer.UNANSWERED
    world.happen(happened.Locked(NOW))
    assert world.model.lock is Lock.LOCKED
    assert not world.model.remembered.consents
    assert ask(world, 3, TOOL) is ConsentAnswer.UNANSWERED
    assert answer(world, ConsentAnswer.ALLOWED, 2) == ()
    consent = Consent(TOOL, "app", APP.origin, NOW)
    assert world.happen(happened.ConsentTaken(NOW, consent)) == ()
    world.model = replace(world.model, lock=Lock.OPEN)
    ask(world, 4)
    assert world.model.programs.questions[0].number == 3  # and none of the numbers before


def test_the_vault_keeps_it_and_older_vaults_have_none() -> None:
    kept = Remembered(consents=(Consent(TOOL, "app", APP.origin, NOW),))
    found = load_remembered(dump({}, kept))
    assert found == kept
    assert found.consents[0].given_at == NOW
    assert load_remembered(dump({}, kept).replace(b'"consents"', b'"others"')) == Remembered()
    with pytest.raises(ValueError, match="not what pomtray writes"):
        load_remembered(dump({}, kept).replace(b'"/usr/bin/python3.11"', b'""'))


def test_a_notice_asks_and_its_buttons_answer() -> None:
    world = a_world()
    ask(world, 1, TOOL)
    ((key, notice),) = wanted(world.model, NOW).items()
    assert [button.label for button in notice.buttons] == ["Allow", "Only this time", "Deny"]
    assert about(world.model, key) == "app"
    world.happen(happened.NoticeUsed(NOW, key, "default"))
    assert world.model.programs.questions
    world.happen(happened.NoticeUsed(NOW, key, "allow"))
    assert [it.program for it in world.model.remembered.consents] == [TOOL]
    assert not wanted(world.model, NOW)


def test_icon_menu_and_tooltip_say_that_somebody_asks() -> None:
    world = a_world()
    ask(world)
    shown = snapshot(world.model, NOW)
    assert (shown.badge, shown.status) == (Badge.ASKING, "A program asks you · Signed in to 1 of 2 routes")
    assert "a program asks you" in shown.tooltip
    ask(world, 2, TOOL)
    assert snapshot(world.model, NOW).status.startswith("2 programs ask you")


def test_the_question_names_what_else_the_credential_opens() -> None:
    world = a_world()
    login = world.model.logins[APP_ID]
    world.model = world.model.with_login(replace(login, routes=frozenset({APP.origin, WIKI.origin})))
    ask(world)
    assert "It opens wiki too." in snapshot(world.model, NOW).programs[0].text


def test_activity_has_a_line_and_no_credential() -> None:
    world = a_world()
    lines = []

    def happen(event: happened.Event) -> None:
        before = world.model
        world.happen(event)
        lines.extend(entries_of(event, before, world.model, NOW))

    happen(happened.ProgramAsks(NOW, 1, TOOL, "app"))
    happen(happened.ProgramAnswered(NOW, 1, ConsentAnswer.ALLOWED))
    happen(happened.ProgramLeft(NOW, 1))
    happen(happened.ProgramAsks(NOW, 2, KUBECTL, "app"))
    happen(happened.ProgramAnswered(NOW, 2, ConsentAnswer.DENIED))
    happen(happened.ProgramLeft(NOW, 2))
    happen(happened.ProgramAsks(NOW, 3, KUBECTL, "app"))
    happen(happened.ConsentTaken(NOW, world.model.remembered.consents[0]))
    assert [line.title for line in lines] == [
        "tool.py may have the credential of app from now on",
        "kubectl was denied the credential of app",
        "kubectl was denied the credential of app",
        "tool.py is asked about again before it gets the credential of app",
    ]
    assert lines[0].text == "/home/alice/tool.py, run by /usr/bin/python3.11, in the terminal pts/3."
    assert CANARY not in str(lines)
