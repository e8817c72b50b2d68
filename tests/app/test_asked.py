"""What other programs are answered is told in the language that they ask in; English where they name none."""

from __future__ import annotations

import pytest

from pomtray.app.asked import Asked
from pomtray.controller.waiting import Who
from pomtray.core.errors import Problem
from pomtray.core.request import Declined, Do, Exit, Request, Tell
from pomtray.core.text import phrase


class Answers:
    async def answer(self, request: Request, tell: Tell, who: Who | None = None) -> dict[str, object]:
        tell(phrase("{name}: the session has ended", name="wiki"), "")
        if request.do is Do.LOGIN:
            raise Declined(Exit.FAILED, Problem(phrase("No such route"), phrase("There are no routes yet.")))
        return {"routes": [{"name": "wiki", "state": phrase("signed out")}], "locked": False}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    made = object.__new__(Asked)
    monkeypatch.setattr(made, "_requests", Answers(), raising=False)
    return made


@pytest.mark.parametrize(
    ("language", "state", "line"),
    [
        ("", "signed out", "wiki: the session has ended"),
        ("xx", "signed out", "wiki: the session has ended"),
        ("de", "abgemeldet", "wiki: Die Sitzung ist beendet"),
    ],
)
async def test_an_answer_is_told_in_the_language_asked_for(asked: Asked, language: str, state: str, line: str) -> None:
    told: list[str] = []
    request = Request(Do.STATUS, language=language)
    answer = await asked._answer(request, lambda text, scan="": told.append(text), None)  # type: ignore[arg-type]
    assert answer == {"routes": [{"name": "wiki", "state": state}], "locked": False}
    assert told == [line]


async def test_so_is_a_no(asked: Asked) -> None:
    with pytest.raises(Declined) as raised:
        await asked._answer(Request(Do.LOGIN, language="de"), lambda text, scan="": None, None)  # type: ignore[arg-type]
    assert raised.value.problem == Problem("Keine solche Route", "Es gibt noch keine Routen.")
    assert raised.value.status is Exit.FAILED
