"""The listener of one sign-in at a Pomerium (`pomerium.md` §2, §9 rules 4, 5, 6 and 10).

The callback's path is a nonce, the only thing that binds an answer to this sign-in: Pomerium echoes no `state`.
"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from pomtray.core.domain.route import CallbackAnswer
from pomtray.core.domain.session import Credential
from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import phrase
from pomtray.serve.http import Limits
from pomtray.signin.callback.answer_page import SignInOutcome
from pomtray.signin.callback.listener import LIMITS, PASTED, Listener
from pomtray.signin.callback.listening import ListenAddress
from pomtray.signin.callback.query import credential_in
from pomtray.signin.callback.visitors import random

__all__ = ["Callback", "Loopback", "SignInOutcome"]


@dataclass(frozen=True, slots=True)
class Callback:
    """What a callback brought. Without our cookie the person has to confirm who signed in (§9 rule 5)."""

    credential: Credential
    with_cookie: bool


class Loopback(Listener[Callback]):
    """On a free port of 127.0.0.1; alive inside `async with`."""

    def __init__(
        self, *, answer: CallbackAnswer = CallbackAnswer.PAGE, page_wait_for: float = 10.0, limits: Limits = LIMITS
    ) -> None:
        super().__init__(
            place=ListenAddress(),
            path=b"/callback/" + random(),
            cookie=b"pomtray",
            answer=answer,
            page_wait_for=page_wait_for,
            limits=limits,
        )

    @property
    def redirect_uri(self) -> str:
        return f"http://{self.host}{self._path.decode()}"

    def paste(self, text: str) -> Callback:
        """The callback in an address that the person pasted. Raises `ValueError` with a reason that quotes nothing."""
        address = text.strip()
        if len(address) > PASTED or not address.isascii() or not address.isprintable() or " " in address:
            raise ValueError(phrase("it is not one address"))
        try:
            parts = urlsplit(address)
        except ValueError:
            raise ValueError(phrase("it is not an address")) from None
        expected = (b"http", self.host.encode(), self._path)
        if not all(map(hmac.compare_digest, (part.encode() for part in parts[:3]), expected)):
            raise ValueError(phrase("it does not belong to this sign-in"))
        return self._read(parts.query.encode(), with_cookie=False)

    def _read(self, query: bytes, *, with_cookie: bool) -> Callback:
        return Callback(credential_in(query), with_cookie)
