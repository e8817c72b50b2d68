"""What somebody who waits for a sign-in in another program hears of it."""

from __future__ import annotations

from pomtray.controller.requests.running_controller import RunningController
from pomtray.core import events as happened
from pomtray.core.domain.login import DeviceCode
from pomtray.core.domain.route import Route
from pomtray.core.errors import Problem
from pomtray.core.requests.request import Tell
from pomtray.core.text import joined, phrase


class SignInProgress:
    """What happens to one route's sign-in, told to whoever waits for it."""

    def __init__(self, route: Route, ground: RunningController, tell: Tell, *, command: bool) -> None:
        self._route = route
        self._ground = ground
        self._tell = tell
        self._command = command
        self.problem: Problem | None = None
        self.unreached = False
        self._said = ""

    def hear(self, event: happened.Event) -> None:
        """Of other logins nothing is told."""
        login = self._ground.model.login_of(self._route)
        if login is None or getattr(event, "login", None) != login.id:
            return
        match event:
            case happened.LinkReady(url=url):
                self._tell(
                    phrase(
                        "Open this address in a browser to sign in to {route}:\n{url}", route=self._route.shown, url=url
                    )
                )
            case happened.CodeShown(code=code, url=url, complete=complete):
                device = DeviceCode(code, url, complete)
                self._tell(
                    phrase("{text} on any device. Only if you asked for it yourself.", text=device.text), device.scanned
                )
            case happened.QuestionAsked(question=question) if not self._command:
                self._tell(phrase("pomtray asks you, at its icon or in its window: {title}", title=question.title))
            case happened.StageReached(stage=stage, host=host):
                told = phrase("{stage} ({host})", stage=stage.word, host=host) if host else stage.word
                self._once(joined(": ", (self._route.shown, told)))
            case happened.SignInFailed(problem=problem, unreached=unreached):
                self.problem, self.unreached = problem, unreached
            case happened.SignInDeclined(problem=problem):
                self.problem = problem
            case happened.RenewalFailed(problem=problem, over=over, refused=refused):
                self.problem, self.unreached = problem, not (over or refused)

    def _once(self, text: str) -> None:
        """Stages are told again and again."""
        if text != self._said:
            self._said = text
            self._tell(text)
