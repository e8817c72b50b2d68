"""A route that a Pomerium or a file names: apart from what is done with it, which the tray holds none of."""

from __future__ import annotations

from pomtray.core.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody could add a route for."""

    address: str
    """As `address_of` says it."""
    name: str = ""
    """As it is called there; "" where it has no name."""
    tags: tuple[str, ...] = ()
    url: str = ""
    """As a settings file has it, where that names a path too."""

    @property
    def shown(self) -> str:
        """The address at a glance."""
        return self.address.removeprefix("https://")
