"""What two readings of the settings differ in, in words."""

from __future__ import annotations

from dataclasses import replace

from pomtray.core.domain.route import Preferences, Route, Settings
from pomtray.core.settings.differences import differences
from pomtray.core.settings.refused import RefusedEntry
from tests.core.built import APP, CRM, MAIL, PROBLEM, PROVIDER, WIKI


def of(*routes: Route, refused: tuple[RefusedEntry, ...] = ()) -> Settings:
    return Settings(routes, refused=refused)


def sentences(before: Settings, after: Settings) -> list[str]:
    return list(differences(before, after))


def test_routes_that_come_go_and_are_renamed() -> None:
    start = replace(APP, name="Start")
    assert sentences(of(APP, WIKI), of(APP, WIKI)) == []
    assert sentences(of(APP, WIKI), of(start, WIKI)) == ["app is Start now"]
    assert sentences(of(start, WIKI), of(start, WIKI, MAIL)) == ["mail was added"]
    assert sentences(of(start, WIKI, MAIL), of(WIKI)) == ["Start and mail were removed"]
    many = tuple(replace(APP, name=f"n{number}", url=f"https://n{number}.test") for number in range(9))
    assert sentences(of(WIKI), of(WIKI, *many)) == ["n0, n1, n2 and 6 more were added"]


def test_a_route_that_is_changed() -> None:
    moved = replace(APP, url="https://other.test")
    assert sentences(of(APP, WIKI), of(moved, WIKI)) == ["app was changed"]
    tagged = of(replace(APP, tags=("new",)), replace(WIKI, tags=("new",)))
    assert sentences(of(APP, WIKI), tagged) == ["app and wiki were changed"]
    assert sentences(of(APP), of(replace(APP))) == []


def test_favourites() -> None:
    liked, both = replace(APP, favourite=True), replace(WIKI, favourite=True)
    assert sentences(of(APP, WIKI), of(liked, WIKI)) == ["app is a favourite now"]
    assert sentences(of(APP, WIKI), of(liked, both)) == ["app and wiki are favourites now"]
    assert sentences(of(liked, both), of(liked, WIKI)) == ["wiki is no favourite any more"]
    assert sentences(of(liked), of(replace(APP, tags=("x",)))) == ["app is no favourite any more", "app was changed"]


def test_an_entry_that_is_refused_is_not_told_as_gone() -> None:
    bad = RefusedEntry("routes", 1, "wiki", 4, PROBLEM)
    assert sentences(of(APP, WIKI), of(APP, refused=(bad,))) == []
    assert sentences(of(APP, refused=(bad,)), of(APP, WIKI)) == []


def test_many_renames_are_one_entry_each_of_a_few() -> None:
    routes = [replace(APP, name=f"n{n}", url=f"https://n{n}.test") for n in range(6)]
    found = sentences(of(*routes), of(*(replace(route, name=route.name.upper()) for route in routes)))
    assert found == ["n0 is N0 now", "n1 is N1 now", "n2 is N2 now", "3 more routes have another name"]


def test_providers() -> None:
    known, name = Settings(providers=(PROVIDER,)), PROVIDER.name
    changed = replace(PROVIDER, client_id="another")
    assert sentences(Settings(), known) == [f"The identity provider {name} was added"]
    assert sentences(known, Settings()) == [f"The identity provider {name} was removed"]
    assert sentences(known, Settings(providers=(changed,))) == [f"The identity provider {name} was changed"]
    bad = RefusedEntry("providers", 1, name, 4, PROBLEM)
    assert sentences(known, Settings(refused=(bad,))) == sentences(Settings(refused=(bad,)), known) == []


def test_a_route_of_a_provider_that_is_changed_is_the_same() -> None:
    now = replace(PROVIDER, client_id="another")
    assert sentences(
        Settings((CRM,), providers=(PROVIDER,)), Settings((replace(CRM, provider=now),), providers=(now,))
    ) == [f"The identity provider {PROVIDER.name} was changed"]


def test_preferences() -> None:
    assert sentences(Settings(), Settings(preferences=Preferences(hide_people=True))) == [
        "The preferences were changed"
    ]
