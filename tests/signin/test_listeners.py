"""Ports that are kept after their sign-in: for how long, given up for another sign-in, and at the end."""

from __future__ import annotations

from pomtray.signin.listeners import Listeners


class Listener:
    """A port."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.retired_for: list[float] = []

    def retire(self, seconds: float) -> None:
        self.retired_for.append(seconds)


class Owner:
    """Whoever closes it."""

    def __init__(self) -> None:
        self.closed = 0

    async def aclose(self) -> None:
        self.closed += 1


def kept(listeners: Listeners, port: int, seconds: float) -> Owner:
    owner, listener = Owner(), Listener(port)
    listeners.keep(listener, owner, seconds)  # type: ignore[arg-type]
    assert listener.retired_for == [seconds]
    return owner


async def test_as_long_as_the_last_is_kept_they_are_needed() -> None:
    listeners = Listeners()
    assert listeners.kept_for == 0
    kept(listeners, 1, 100)
    kept(listeners, 2, 500)
    kept(listeners, 3, 200)
    assert 400 < listeners.kept_for <= 500
    await listeners.close()
    assert listeners.kept_for == 0


async def test_one_whose_time_is_over_is_needed_no_more() -> None:
    listeners = Listeners()
    kept(listeners, 1, -1)
    assert listeners.kept_for == 0
    await listeners.close()


async def test_a_port_is_given_up_for_who_can_use_no_other() -> None:
    listeners = Listeners()
    first, other = kept(listeners, 1, 100), kept(listeners, 2, 50)
    await listeners.free(1)
    await listeners.free(1)
    assert (first.closed, other.closed) == (1, 0)
    assert 0 < listeners.kept_for <= 50
    await listeners.close()
    assert (first.closed, other.closed) == (1, 1)
