"""What an address that a person wants to add turned out to be."""

from __future__ import annotations

from pomtray.core.domain.origin import Origin
from pomtray.core.errors import Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import joined, phrase


@dataclass(frozen=True, slots=True)
class Recognised:
    """NOTE: what a server says of itself. It decides nothing; a sign-in asks and checks anew."""

    origin: Origin
    authenticate: Origin | None
    """Where one signs in; None where it is no Pomerium, or did not answer."""
    problem: Problem | None = None
    """What it is instead, or why signing in would fail from here."""
    unreached: bool = False
    """The problem is that nobody answered."""

    @property
    def said(self) -> str:
        """What a person is told."""
        if self.authenticate is None:
            return joined(". ", (self.problem.title, self.text)) if self.problem else ""
        return self.text

    @property
    def text(self) -> str:
        """The same below the problem's title, which stands there already."""
        if self.authenticate is None:
            return self.problem.text() if self.problem else ""
        if self.problem is not None:
            unreached = phrase(
                "It is behind a Pomerium, but {host}, where you would sign in, does not answer.",
                host=self.authenticate.authority,
            )
            return joined(" ", (unreached, self.problem.text()))
        if self.authenticate == self.origin:
            return phrase(
                "It is the sign-in page of a Pomerium itself; the address of a service behind it is of more use."
            )
        return phrase("It is behind a Pomerium; you sign in at {host}.", host=self.authenticate.authority)
