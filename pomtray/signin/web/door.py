"""The door to the network as it is seen by who asks a Pomerium or a route: `http.Web`, or `direct.Direct`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Provider
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import Credential
from pomtray.core.network.header import header
from pomtray.signin.web.answer import JSON, LARGEST, Answer

if TYPE_CHECKING:
    from pomtray.signin.web.http import Web


class Door(Protocol):
    """What is asked goes straight to its origin or by a proxy, as is set; no redirect is followed."""

    def of(self, asker: Route | Provider | None) -> Self:
        """The door for what is asked for `asker`; None: for nobody in particular."""

    @property
    def whole(self) -> Web:
        """The one that can do everything."""

    async def get(
        self,
        origin: Origin,
        path: str,
        *,
        credential: Credential | None = None,
        form: HeaderForm = HeaderForm.POMERIUM,
        accept: str = JSON,
        errors_only: bool = False,
        largest: int = LARGEST,
    ) -> Answer:
        """Ask `origin` for `path` (with its query); `largest` in bytes.

        `errors_only`: an answer below 400 is not read, because what a route serves can be without end.
        Raises `Unreachable` without an answer, `Refused` where the answer is too large or not to be read.
        """


def asking_headers(credential: Credential | None, form: HeaderForm, accept: str) -> dict[str, str]:
    """What a question has in its head."""
    headers = {"Accept": accept, "Accept-Encoding": "identity"}
    if credential is not None:
        headers.update([header(form, credential)])
    return headers
