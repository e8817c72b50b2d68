from __future__ import annotations

from dataclasses import replace

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import askable, entries, unknown
from tests.core.built import HOUR, NOW, a_session, signed_in


def origin(name: str) -> str:
    return f"https://{name}.example"


TAGGED = Offer(origin("x"), "X", ("t",))


def test_what_no_route_has_is_offered_once_by_name() -> None:
    offers = (
        Offer(origin("b"), "Wiki"),
        Offer(origin("a"), "Wiki"),
        Offer(origin("c"), "Api"),
        Offer(origin("b"), "Wiki"),
    )
    wild = Offer("https://*.example", "Any")
    assert unknown((*offers, wild), [Route("c", f"{origin('c')}/path")]) == (offers[1], offers[0])


def test_names_are_told_apart_and_made_of_the_host_where_there_is_none() -> None:
    offers = (
        Offer(origin("a"), "Wiki"),
        Offer(origin("b"), "Wiki\n"),
        Offer(origin("api")),
        Offer(origin("x"), "X", ("t",)),
    )
    assert entries(offers, ("Wiki",)) == (
        {"name": "Wiki 2", "url": "https://a.example"},
        {"name": "Wiki 3", "url": "https://b.example"},
        {"name": "Api", "url": "https://api.example"},
        {"name": "X", "url": "https://x.example", "tags": ("t",)},
    )


def test_a_path_that_a_file_names_is_written_and_tells_no_route_from_another() -> None:
    offer = Offer(origin("m"), "M", url=f"{origin('m')}/mcp")
    assert entries((offer,), ()) == ({"name": "M", "url": "https://m.example/mcp"},)
    other = Offer(origin("m"), "N", url=f"{origin('m')}/other")
    assert unknown((offer, other, offer), ()) == (offer, other), "a settings file may have both"
    assert unknown((offer, other), [Route("m", origin("m"))]) == ()


def test_only_what_an_authenticate_host_vouches_for_is_asked_with_and_only_while_it_lives() -> None:
    session = a_session(lasts=HOUR)
    world = signed_in(session)
    assert [found.id for found in askable(world.model, NOW)] == [session.id]
    assert askable(world.model, NOW + 2 * HOUR) == ()
    assert (
        askable(signed_in(replace(session, vouched_by=session.got_for or Origin.parse(origin("a")))).model, NOW) == ()
    )


def test_a_tunnel_and_the_service_of_the_same_host_are_two() -> None:
    tunnel = Offer("tcp+https://c.example:22", "C")
    assert unknown((tunnel, Offer(origin("c"))), [Route("c", origin("c"))]) == (tunnel,)
    assert unknown((tunnel,), [Route("c", tunnel.address)]) == ()
    assert unknown((tunnel,), [Route("c", "tcp+https://proxy.example/c.example:22")]) == (), "by whoever opens it"
    assert unknown((tunnel,), [Route("c", "tcp+https://c.example:23")]) == (tunnel,)
    assert entries((Offer(tunnel.address),), ()) == ({"name": "C", "url": tunnel.address},)
