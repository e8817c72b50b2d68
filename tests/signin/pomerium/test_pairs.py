"""Which authenticate host may ask for a sign-in to which route: what is known, learned and allowed (§9 rule 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import publicsuffixlist
import pytest

from pomtray.core.domain.known_pomerium import UNKNOWN, KnownPomerium
from pomtray.core.domain.login import Doubt
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Method
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import EndSource, Grant
from pomtray.core.errors import Cancelled
from pomtray.signin.pomerium import judging
from pomtray.signin.pomerium.domains import in_one_domain, in_one_domain_or_on_loopback
from tests.signin.conftest import Playground
from tests.signin.person import Known


@pytest.fixture
def strangers(playground: Playground) -> Playground:
    """Nothing says that these hosts belong together: ports of 127.0.0.1 are no domain."""
    playground.domains = in_one_domain
    return playground


def authenticate(playground: Playground) -> Origin:
    return Origin.parse(playground.demo.authenticate)


def knowing(playground: Playground, known: KnownPomerium) -> Known:
    return Known(pomeriums={authenticate(playground): known})


async def test_the_very_first_sign_in_asks_before_any_browser_opens(strangers: Playground) -> None:
    strangers.again(says_yes=False)
    with pytest.raises(Cancelled):
        await strangers.sign_in()
    assert not strangers.person.opened.done()
    (question,) = strangers.person.questions
    assert question.doubt is Doubt.OTHER_DOMAIN
    assert question.about == (authenticate(strangers), strangers.route().origin)
    for host in (authenticate(strangers).authority, f"app ({strangers.route().origin.authority})"):
        assert host in question.title
        assert host in question.text
    assert [seen.path for seen in strangers.demo.log] == ["/.pomerium/api/v1/login"]


async def test_after_a_yes_it_goes_on(strangers: Playground) -> None:
    assert (await strangers.sign_in()).person.user == "alice"
    assert [question.doubt for question in strangers.person.questions] == [Doubt.OTHER_DOMAIN]


@pytest.mark.parametrize(
    ("places", "source"), [(frozenset(), EndSource.ESTIMATE), (None, EndSource.SERVER), ("its", EndSource.SERVER)]
)
async def test_a_yes_to_receive_is_no_yes_to_testify(
    strangers: Playground, monkeypatch: pytest.MonkeyPatch, places: Any, source: EndSource
) -> None:
    """The end that such a host tells would be that of the person's other routes, which have the same session."""

    async def listed(*_: object) -> frozenset[Origin] | None:
        return frozenset({strangers.route().origin}) if places == "its" else places

    monkeypatch.setattr(judging, "listed_places", listed)
    assert (await strangers.sign_in()).end.source is source


async def test_what_was_listed_before_may_testify(strangers: Playground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "listed_places", None)  # nobody asks anew
    listed = UNKNOWN.with_listed([strangers.route().origin])
    assert (await strangers.sign_in(known=knowing(strangers, listed))).end.source is EndSource.SERVER


async def test_the_public_suffixes_are_read_once_for_a_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """10,000 rules, 30 ms: a sign-in asks before the browser opens, and when the answer is there."""
    read: list[None] = []

    class Counted(publicsuffixlist.PublicSuffixList):  # type: ignore[misc]  # it has no types
        def __init__(self) -> None:
            super().__init__()
            read.append(None)

    monkeypatch.setattr(publicsuffixlist, "PublicSuffixList", Counted)
    route, authenticate = Origin.parse("https://once.corp.example"), Origin.parse("https://authenticate.corp.example")
    assert await in_one_domain(route, authenticate)
    assert await in_one_domain(route, authenticate)
    assert len(read) == 1


async def test_a_yes_of_before_is_enough(strangers: Playground) -> None:
    allowed = UNKNOWN.with_allowed(strangers.route().origin, Doubt.OTHER_DOMAIN)
    await strangers.sign_in(known=knowing(strangers, allowed))
    assert strangers.person.questions == []


@pytest.mark.parametrize("doubt", [Doubt.OTHER_ISSUER, Doubt.OTHER_ROUTE, Doubt.OTHER_SIGN_IN])
async def test_a_yes_to_another_doubt_is_none(strangers: Playground, doubt: Doubt) -> None:
    allowed = UNKNOWN.with_allowed(strangers.route().origin, doubt)
    await strangers.sign_in(known=knowing(strangers, allowed))
    assert [question.doubt for question in strangers.person.questions] == [Doubt.OTHER_DOMAIN]


async def test_a_yes_about_another_route_is_none(strangers: Playground) -> None:
    allowed = UNKNOWN.with_allowed(strangers.route("wiki").origin, Doubt.OTHER_DOMAIN)
    await strangers.sign_in(known=knowing(strangers, allowed))
    assert [question.doubt for question in strangers.person.questions] == [Doubt.OTHER_DOMAIN]


async def test_a_plain_sign_in_is_no_consent(strangers: Playground) -> None:
    """Where the list says nothing: that somebody signed in once opens the browser for nobody."""
    first = await strangers.sign_in()
    strangers.demo.options.routes_api = False
    strangers.again()
    await strangers.sign_in(known=Known(first.person, (first,)))
    assert [question.doubt for question in strangers.person.questions] == [Doubt.OTHER_DOMAIN]


async def test_what_was_listed_once_is_known_without_any_session(strangers: Playground) -> None:
    listed = UNKNOWN.with_listed({strangers.route().origin})
    await strangers.sign_in(known=knowing(strangers, listed))
    assert strangers.person.questions == []


async def test_a_live_session_asks_for_the_list_and_it_is_handed_on(strangers: Playground) -> None:
    wiki = await strangers.sign_in("wiki")
    strangers.again()
    await strangers.sign_in(known=Known(sessions=(wiki,)))
    assert strangers.person.questions == []
    assert strangers.route().origin in strangers.person.lists[authenticate(strangers)]


async def test_the_question_names_what_has_just_been_listed(strangers: Playground) -> None:
    """Nobody knew the list before: what the session of it opens would be told as too little."""
    wiki = await strangers.sign_in("wiki")
    strangers.again(says_yes=False)
    with pytest.raises(Cancelled):
        await strangers.sign_in("denied", Known(sessions=(wiki,)))
    (question,) = strangers.person.questions
    listed = strangers.person.lists[authenticate(strangers)] - {authenticate(strangers)}
    assert f"and {len(listed) - 2} more" in question.text


async def test_a_list_without_the_route_is_the_alarm_and_an_empty_one_is_not(strangers: Playground) -> None:
    """Denied lists nothing of itself to anybody, so it is not on the list that the others are on."""
    wiki = await strangers.sign_in("wiki")
    strangers.again(says_yes=False)
    with pytest.raises(Cancelled):
        await strangers.sign_in("denied", Known(sessions=(wiki,)))
    (alarm,) = strangers.person.questions
    strangers.demo.options.routes_api = False
    strangers.again(says_yes=False)
    with pytest.raises(Cancelled):
        await strangers.sign_in("denied", Known(sessions=(wiki,)))
    (question,) = strangers.person.questions
    assert "does not have" in alarm.text
    assert "does not have" not in question.text
    assert (alarm.title, alarm.text) != (question.title, question.text)


async def test_the_question_names_what_else_a_session_there_opens(strangers: Playground) -> None:
    wiki = await strangers.sign_in("wiki")
    strangers.demo.options.routes_api = False
    strangers.again()
    await strangers.sign_in(known=Known(sessions=(wiki,)))
    assert strangers.route("wiki").origin.authority in strangers.person.questions[0].text


ELSEWHERE = Origin.parse("https://authenticate.elsewhere.example")


async def test_a_route_that_moves_is_told_from_one_that_was_never_met(strangers: Playground) -> None:
    """Where one signed in to it before, not what anybody else's Pomerium says of it."""
    moved = replace(await strangers.sign_in(), issuer=ELSEWHERE)
    allowed = UNKNOWN.with_allowed(strangers.route().origin, Doubt.OTHER_DOMAIN)
    others = replace(moved, got_for=strangers.route("wiki").origin)
    listed = UNKNOWN.with_listed({strangers.route().origin})
    for known, told in (
        (Known(sessions=(moved,)), True),
        (Known(pomeriums={ELSEWHERE: allowed}), True),
        (Known(sessions=(others,), pomeriums={ELSEWHERE: listed}), False),
        (Known(sessions=(replace(moved, grant=Grant(Method.OIDC)),)), False),
        (Known(), False),
    ):
        strangers.again(says_yes=False)
        with pytest.raises(Cancelled):
            await strangers.sign_in(known=known)
        (question,) = strangers.person.questions
        assert ("So far you signed in to it at authenticate.elsewhere.example." in question.text) is told
        assert "  " not in question.text


async def test_it_names_no_host_twice_and_nothing_of_another_pomerium(strangers: Playground) -> None:
    """The route and the host that it leads to are named already."""
    theirs = await strangers.sign_in("wiki")
    opens = frozenset({Origin.parse("https://elsewhere.example")})
    others = replace(
        theirs, id="another", issuer=Origin.parse("https://authenticate.elsewhere.example"), may_go_to=opens
    )
    known = UNKNOWN.with_listed({strangers.route("wiki").origin, authenticate(strangers)})
    strangers.demo.options.routes_api = False
    strangers.again(says_yes=False)
    held = Known(sessions=(theirs, others), pomeriums={authenticate(strangers): known})
    with pytest.raises(Cancelled):
        await strangers.sign_in("denied", held)
    (question,) = strangers.person.questions
    opened = question.text.partition("all that it opens: ")[2].partition(". ")[0]
    assert opened.rstrip(".") == strangers.route("wiki").origin.authority


async def test_a_session_that_only_its_route_knows_is_not_asked_for_a_list(strangers: Playground) -> None:
    other = await strangers.sign_in("other-idp")
    strangers.demo.log.clear()
    strangers.again()
    await strangers.sign_in(known=Known(sessions=(other,)))
    assert strangers.person.lists == {}
    assert [question.doubt for question in strangers.person.questions] == [Doubt.OTHER_DOMAIN]


NOT_FOR_IT: dict[str, dict[str, Any]] = {
    "another Pomerium's": {"issuer": Origin.parse("https://authenticate.pom.test")},
    "one that has ended": {"ended_at": datetime(2026, 11, 21, tzinfo=UTC)},
    "a provider's": {"grant": Grant(Method.OIDC)},
    "one that only its route knows": {"vouched_by": Origin.parse("https://own-idp.pom.test")},
}


@pytest.mark.parametrize("changes", [*NOT_FOR_IT.values(), {}], ids=[*NOT_FOR_IT, "its own"])
async def test_for_its_list_a_host_is_shown_a_live_session_of_its_own_and_no_other(
    strangers: Playground, changes: dict[str, Any]
) -> None:
    """Anybody's route can name it as its authenticate host."""
    held = replace(await strangers.sign_in("wiki"), **changes)
    strangers.demo.log.clear()
    strangers.again(says_yes=False)
    with pytest.raises(Cancelled):
        await strangers.sign_in("denied", Known(sessions=(held,)))
    assert any(seen.has_credential for seen in strangers.demo.log) is (not changes)


async def test_a_host_that_lists_nothing_is_not_shown_every_session(strangers: Playground) -> None:
    wiki = await strangers.sign_in("wiki")
    strangers.demo.options.routes_api = False
    strangers.demo.log.clear()
    strangers.again(says_yes=False)
    with pytest.raises(Cancelled):
        await strangers.sign_in(known=Known(sessions=tuple(replace(wiki, id=str(number)) for number in range(5))))
    assert len([seen for seen in strangers.demo.log if seen.has_credential]) == 3


async def test_a_renewal_asks_about_the_hosts_once(strangers: Playground) -> None:
    """Its second sign-in comes when the session that could ask for the list has ended."""
    before = await strangers.sign_in()
    strangers.again()
    assert (await strangers.sign_in(ends=before)).id != before.id
    assert [question.doubt for question in strangers.person.questions] == [Doubt.OTHER_DOMAIN]
    strangers.again()
    held = (await strangers.sign_in(),)
    strangers.again()
    await strangers.sign_in(known=Known(sessions=held), ends=held[0])
    assert strangers.person.questions == []


async def test_what_a_session_opens_is_told_by_the_names_that_the_person_gave(strangers: Playground) -> None:
    wiki, mine = strangers.route("wiki"), Route("My wiki", strangers.route("wiki").url)
    listed = UNKNOWN.with_listed(frozenset({wiki.origin, Origin.parse("https://b.example")}))
    await strangers.sign_in(known=Known(pomeriums={authenticate(strangers): listed}, routes=(strangers.route(), mine)))
    (question,) = strangers.person.questions
    assert "all that it opens: My wiki, b.example." in question.text
    assert wiki.origin.authority not in question.text


BELONGING = {
    "one company": ("https://wiki.corp.example", "https://authenticate.corp.example", True),
    "on other ports": ("https://wiki.corp.example:8443", "https://authenticate.corp.example:9443", True),
    "deeper": ("https://a.b.corp.example", "https://authenticate.corp.example", True),
    "a company in a country's registry": ("https://wiki.corp.co.uk", "https://authenticate.corp.co.uk", True),
    "two customers of a registry": ("https://wiki.evil.co.uk", "https://authenticate.co.uk", False),
    "two customers of a hoster": ("https://evil.github.io", "https://authenticate.github.io", False),
    "two customers of Amazon": ("https://evil.s3.amazonaws.com", "https://authenticate.s3.amazonaws.com", False),
    "Pomerium's hosted service": ("https://evil.pomerium.app", "https://authenticate.pomerium.app", False),
    "somebody's bucket below Amazon": ("https://evil.s3.amazonaws.com", "https://authenticate.amazonaws.com", False),
    "a customer's zone": ("https://evil.eu-west-1.cs.amazonlightsail.com", "https://sso.amazonlightsail.com", False),
    "their own bucket": ("https://wiki.corp.s3.amazonaws.com", "https://sso.corp.s3.amazonaws.com", True),
    "the domain itself": ("https://corp.example", "https://authenticate.corp.example", True),
    "any address's name": ("https://evil-6-6-6-6.nip.io", "https://authenticate-10-0-0-1.nip.io", False),
    "names of one address": ("https://wiki.10-0-0-1.sslip.io", "https://authenticate.10-0-0-1.sslip.io", True),
    "another address's name below": ("https://a-6-6-6-6.10-0-0-1.sslip.io", "https://auth.10-0-0-1.sslip.io", False),
    "the same in hexadecimal": ("https://deadbeef.10-0-0-1.nip.io", "https://auth.10-0-0-1.nip.io", False),
    "the same with dots": ("https://6.6.6.6.10.0.0.1.nip.io", "https://auth.10.0.0.1.nip.io", False),
    "a newer address": ("https://2a01--1.10-0-0-1.sslip.io", "https://auth.10-0-0-1.sslip.io", False),
    "a virtual machine's neighbour": (
        "https://evil.westeurope.cloudapp.azure.com",
        "https://sso.westeurope.cloudapp.azure.com",
        False,
    ),
    "below one's own virtual machine": (
        "https://wiki.corp.westeurope.cloudapp.azure.com",
        "https://sso.corp.westeurope.cloudapp.azure.com",
        True,
    ),
    "Pomerium's own domain": ("https://evil.pomerium.io", "https://authenticate.pomerium.io", False),
    "a cluster of one customer": ("https://verify.a-b-1.pomerium.app", "https://authenticate.a-b-1.pomerium.app", True),
    "a top-level domain": ("https://evil.com", "https://authenticate.com", False),
    "one that nobody knows": ("https://evil.internal", "https://authenticate.internal", False),
    "inside a company": ("https://wiki.corp.internal", "https://authenticate.corp.internal", True),
    "a registry in another script": ("https://evil.xn--p1ai", "https://authenticate.xn--p1ai", False),
    "another domain": ("https://wiki.evil.test", "https://authenticate.pom.test", False),
    "addresses": ("https://10.0.0.6", "https://10.0.0.5", False),
    "this computer": ("http://127.0.0.1:8000", "http://127.0.0.1:8001", False),
}


@pytest.mark.parametrize(("route", "host", "one"), BELONGING.values(), ids=BELONGING.keys())
async def test_what_counts_as_one_domain(route: str, host: str, one: bool) -> None:  # noqa: FBT001
    assert await in_one_domain(Origin.parse(route), Origin.parse(host)) is one


async def test_this_computer_is_one_domain_for_the_demo_only() -> None:
    here, there = Origin.parse("http://127.0.0.1:8000"), Origin.parse("http://localhost:8001")
    assert await in_one_domain_or_on_loopback(here, there)
    assert not await in_one_domain_or_on_loopback(Origin.parse("https://evil.test"), there)
    assert not await in_one_domain_or_on_loopback(here, Origin.parse("https://authenticate.pom.test"))
    assert await in_one_domain_or_on_loopback(*map(Origin.parse, BELONGING["one company"][:2]))
