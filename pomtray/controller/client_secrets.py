"""Client secrets, from where the settings say that they are."""

from __future__ import annotations

from collections.abc import Callable

from pomtray.controller.ports import Ports
from pomtray.core.domain.provider import FromCommand, InEnvironment, InVault, Provider
from pomtray.core.errors import GrantEnded, Problem
from pomtray.core.events import Event, SecretGiven
from pomtray.core.model import Model
from pomtray.core.secret import Secret
from pomtray.core.text import phrase


class ClientSecrets:
    """Reads the vault's from the model; the environment and commands are asked each time."""

    def __init__(self, ports: Ports, happen: Callable[[Event], None], model: Callable[[], Model]) -> None:
        self._ports = ports
        self._happen = happen
        self._model = model

    def holds(self, provider: Provider) -> bool:
        return provider.name in self._model().remembered.secrets

    async def secret(self, provider: Provider) -> Secret:
        """Raises `PomtrayError`; without a person to ask, what is missing in the vault ends the grant."""
        place = provider.client_secret
        if isinstance(place, InEnvironment | FromCommand):
            return await self._ports.fetch_secret(place)
        found = self._model().remembered.secrets.get(provider.name)
        if found is None:
            raise GrantEnded(_missing(provider))
        return found

    def take(self, provider: Provider, text: str) -> None:
        self._happen(SecretGiven(self._ports.now(), provider.name, Secret(text)))

    def secret_refused(self, provider: Provider) -> None:
        """NOTE: it is kept: nobody is there who could type another in, and the provider may be wrong for a minute."""

    def forget(self, provider: Provider) -> None:
        """One that the person typed in is asked for again."""
        if isinstance(provider.client_secret, InVault):
            self._happen(SecretGiven(self._ports.now(), provider.name, None))


def _missing(provider: Provider) -> Problem:
    return Problem(
        phrase("The client secret is missing"),
        phrase("The vault holds no client secret for {provider}.", provider=provider.shown),
        phrase("Sign in: it is asked for then."),
        "token",
    )
