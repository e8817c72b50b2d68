"""Routes served on this computer: a process each, which ends with the wish, the session, the lock or the program."""

from __future__ import annotations

from collections.abc import Callable

from pomtray.controller.defects import problem_of
from pomtray.controller.ports import Ports
from pomtray.core.effects import Serve
from pomtray.core.events import Event, ServingBegan, ServingEnded
from pomtray.core.secret import Secret


async def serve(ports: Ports, happen: Callable[[Event], None], effect: Serve) -> Event:
    """Answered in any case, unless it is cancelled."""

    def ready(address: str) -> None:
        place = address.partition("://")[2].partition("/")[0] or address
        happen(ServingBegan(ports.now(), effect.route.name, effect.number, place, Secret(address)))

    over = False
    try:
        over, problem = await ports.serve(effect.route, effect.port, ready)
    except Exception as error:  # noqa: BLE001 the end of a task
        problem = problem_of(error)
    return ServingEnded(ports.now(), effect.route.name, effect.number, problem, over)
