"""Who waits for the sign-ins that requests have begun: with the last of them who leaves, nobody wants it any more."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class SignInWaiting:
    """By login."""

    def __init__(self) -> None:
        self._waiting: Counter[str] = Counter()
        self._begun: set[str] = set()

    @contextmanager
    def until_over(self, login: str, give_up: Callable[[], None], *, begun: bool) -> Iterator[None]:
        """Around one's waiting. begun: by this request, and not by the person or another.

        give_up: called where the waiting is cancelled, and no other request waits for what one of them has begun.
        """
        self._waiting[login] += 1
        if begun:
            self._begun.add(login)
        try:
            yield
        except asyncio.CancelledError:
            if self._waiting[login] == 1 and login in self._begun:
                give_up()
            raise
        finally:
            self._left(login)

    def _left(self, login: str) -> None:
        self._waiting[login] -= 1
        if not self._waiting[login]:
            del self._waiting[login]
            self._begun.discard(login)
