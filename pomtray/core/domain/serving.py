"""A route that is served on this computer, for programs that bring no credential of their own."""

from __future__ import annotations

from pomtray.core.light_dataclass import dataclass
from pomtray.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Serving:
    """`number` tells one process's events from another's."""

    number: int
    runs: bool = True
    """Else it waits for another session, to go on at the same port."""
    session: str = ""
    """Id of the one that there was when it was begun last."""
    place: str = ""
    """"127.0.0.1:5432"; "" before it listens."""
    address: Secret | None = None
    """What programs are given: whoever has a proxy's is the person there."""

    @property
    def port(self) -> int:
        """The one it had; 0 for any."""
        return int(self.place.rpartition(":")[2] or 0)
