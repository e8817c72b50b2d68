from __future__ import annotations

from pomtray.core.domain.route import Route
from pomtray.core.settings.adding import new_route, proposed_tags, route_at
from pomtray.core.settings.pasted import pasted

WIKI = pasted("curl -H 'Authorization: Pomerium canary' https://wiki.corp.example/deep")


def test_a_route_is_known_by_its_address() -> None:
    there = Route("W", "https://wiki.corp.example/start")
    assert route_at(WIKI, [Route("A", "https://a.example"), there]) is there
    assert route_at(pasted("tcp+https://wiki.corp.example:22"), [there]) is None


def test_an_mcp_endpoint_is_known_by_its_path_too() -> None:
    endpoint, service = Route("M", "https://mcp.corp.example/mcp"), Route("S", "https://mcp.corp.example/start")
    read = pasted("https://mcp.corp.example/mcp?x")
    assert route_at(read, [service, endpoint]) is endpoint
    assert route_at(read, [service]) is None
    assert route_at(pasted("https://mcp.corp.example"), [endpoint]) is endpoint
    assert new_route(read, "", (), ()) == ("Mcp", {"name": "Mcp", "url": "https://mcp.corp.example/mcp"})


def test_what_is_written_has_a_name_of_its_own_and_no_empty_tag() -> None:
    url = "https://wiki.corp.example"
    assert new_route(WIKI, " ", (), ("Wiki",)) == ("Wiki 2", {"name": "Wiki 2", "url": url})
    assert new_route(WIKI, " Docs ", (" work", " "), ()) == ("Docs", {"name": "Docs", "url": url, "tags": ("work",)})


def test_tags_that_all_of_the_domain_have_are_proposed() -> None:
    routes = [Route("A", "https://a.corp.example", ("work", "a")), Route("B", "https://b.corp.example", ("work",))]
    assert proposed_tags(WIKI, routes) == ("work",)
