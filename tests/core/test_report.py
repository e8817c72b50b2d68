"""A report: its first obstacle counts, and its text can be handed on."""

from __future__ import annotations

from pomtray.core.errors import Problem
from pomtray.core.report import About, Outcome, Report, Step, note, well, wrong

PROBLEM = Problem("Not allowed", "app does not let this person in.", "Ask the administrator.", request_id="r-7")


def test_the_first_thing_that_is_wrong_is_the_obstacle() -> None:
    first, second = wrong(About.POLICY, PROBLEM), wrong(About.CLOCK, PROBLEM)
    report = Report("app", (well(About.NAME, "It is known."), note(About.POMERIUM, "Who knows."), first, second))
    assert report.obstacle is first
    assert report.verdict == "In the way: policy."


def test_what_is_not_known_is_in_nobody_s_way() -> None:
    report = Report("app", (note(About.POMERIUM, "Who knows."),))
    assert (report.obstacle, report.verdict) == (None, "Nothing is in the way.")


def test_a_step_tells_reason_remedy_and_request_id() -> None:
    step = wrong(About.POLICY, PROBLEM)
    assert step == Step(About.POLICY, Outcome.LOOK, PROBLEM.sentence, PROBLEM.action, "r-7")
    assert step.text == "app does not let this person in. Ask the administrator. Request id r-7."


def test_the_text_has_all_of_it() -> None:
    report = Report(
        "app (https://app.pom.test)",
        (well(About.NAME, "It is known."), wrong(About.POLICY, PROBLEM)),
        "pomtray 1, today",
    )
    assert report.text() == (
        "app (https://app.pom.test)\n"
        "pomtray 1, today\n"
        "\n"
        "In the way: policy.\n"
        "\n"
        "well  name: It is known.\n"
        "look  policy: app does not let this person in.\n"
        "      What to do: Ask the administrator.\n"
        "      Request id: r-7\n"
    )


def test_programs_get_the_same() -> None:
    assert wrong(About.POLICY, PROBLEM).members() == {
        "about": "policy",
        "outcome": "look",
        "well": False,
        "text": "app does not let this person in.",
        "action": "Ask the administrator.",
        "request_id": "r-7",
    }
    assert note(About.TRAY, "There is none.").members()["well"] is True


def test_a_report_has_nothing_of_what_isolates_names() -> None:
    assert "\u2068" not in Report("\u2068app\u2069", (well(About.NAME, "\u2068a\u2069 is."),)).text()
