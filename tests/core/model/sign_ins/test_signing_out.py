"""Out again: forgotten here at once, ended at the server when no attempt there is pending."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.login import LoginId, Phase, Stage
from pomtray.core.domain.provider import Method
from pomtray.core.domain.remembered import Remembered, Revocation
from pomtray.core.domain.route import Route, Settings
from pomtray.core.domain.session import EndSource, Grant, RevocationResult, Session, Verdict
from pomtray.core.domain.stored import dump, load, load_remembered
from pomtray.core.effects import AbandonSignIn, OpenPage, Revoke, Save
from pomtray.core.intent import Action
from pomtray.core.secret import Secret
from pomtray.core.view.notice import Notice, Urgency
from tests.core.built import (
    APP,
    APP_ID,
    CRM,
    CRM_ID,
    HOUR,
    MAIL,
    MINUTE,
    NOW,
    PROBLEM,
    PROVIDER,
    ROBOT,
    ROBOT_ID,
    WIKI,
    WIKI_ID,
    World,
    a_granted,
    a_session,
    a_world,
    kinds,
    place,
    signed_in,
)


def test_a_session_is_forgotten_and_revoked() -> None:
    world = signed_in()
    assert world.wish(Action.SIGN_OUT) == (Save(), Revoke(APP, a_session()))
    assert world.phase() is Phase.SIGNED_OUT
    assert world.wish(Action.SIGN_OUT) == ()


def test_an_attempt_is_given_up_first() -> None:
    world = signed_in()
    world.wish(Action.RENEW)
    world.ask()
    assert world.wish(Action.SIGN_OUT) == (AbandonSignIn(1), Save(), Revoke(APP, a_session()))
    assert world.notices == {}
    world = a_world()
    world.wish(Action.SIGN_IN)
    assert world.wish(Action.SIGN_OUT) == (AbandonSignIn(1),)


def test_a_copy_that_waited_is_forgotten() -> None:
    world = signed_in()
    world.now += HOUR
    assert kinds(world.wish(Action.COPY_TOKEN)) == ["Verify"]
    world.wish(Action.SIGN_OUT)
    assert world.model.copies == {}


def test_nothing_is_revoked_while_an_attempt_there_is_pending() -> None:
    world = signed_in(None, WIKI)
    world.wish(Action.SIGN_IN, "wiki")
    assert world.wish(Action.SIGN_OUT) == (Save(),)
    world.happen(happened.StageReached(NOW, WIKI_ID, 1, Stage.BROWSER, "authenticate.pom.test"))
    assert world.happen(happened.TimePassed(NOW)) == ()
    assert world.fail(WIKI_ID) == (Revoke(APP, a_session()),)
    assert world.happen(happened.TimePassed(NOW)) == ()


def test_an_attempt_at_another_pomerium_forbids_nothing() -> None:
    world = signed_in(None, WIKI)
    world.wish(Action.SIGN_IN, "wiki")
    world.wish(Action.SIGN_OUT)
    elsewhere = happened.StageReached(NOW, WIKI_ID, 1, Stage.BROWSER, "authenticate.other.test")
    assert world.happen(elsewhere) == (Revoke(APP, a_session()),)


def test_what_shared_the_session_has_ended_with_it() -> None:
    """At once: a command has ended before anybody could be asked."""
    world = signed_in(None, WIKI)
    place(world, WIKI_ID, a_session())
    world.wish(Action.SIGN_OUT)
    assert world.phase(WIKI_ID) is Phase.ACTIVE
    assert world.happen(happened.Revoked(NOW, "one", Verdict.ENDED)) == (Save(),)
    assert "has ended the session" in world.notices["sign-out:app"].text
    assert world.phase(WIKI_ID) is Phase.EXPIRED


@pytest.mark.parametrize("verdict", [Verdict.LIVE, Verdict.UNREACHABLE])
def test_what_shared_the_session_lives_on_where_its_end_is_not_confirmed(verdict: Verdict) -> None:
    world = signed_in(None, WIKI)
    place(world, WIKI_ID, a_session())
    world.wish(Action.SIGN_OUT)
    world.happen(happened.Revoked(NOW, "one", verdict))
    assert world.phase(WIKI_ID) is Phase.ACTIVE


def test_other_sessions_are_asked_about_after_a_sign_out() -> None:
    world = signed_in(None, WIKI)
    place(world, WIKI_ID, replace(a_session(), id="two"))
    world.wish(Action.SIGN_OUT)
    assert kinds(world.happen(happened.Revoked(NOW, "one", Verdict.ENDED))) == ["Save", "Verify"]


def test_an_unconfirmed_end_is_said_and_the_browser_asked() -> None:
    world = signed_in()
    world.wish(Action.SIGN_OUT)
    page = OpenPage("https://app.pom.test/.pomerium/sign_out", ())
    assert world.happen(happened.Revoked(NOW, "one", Verdict.LIVE)) == (Save(), page)
    assert "did not confirm" in world.notices["sign-out:app"].text
    assert APP_ID in world.model.logins


def test_offline_the_credential_stays_as_a_due_revocation_until_its_end() -> None:
    world = signed_in()
    world.wish(Action.SIGN_OUT)
    assert world.happen(happened.Revoked(NOW, "one", Verdict.UNREACHABLE)) == (Save(),)
    assert "could not be asked" in world.notices["sign-out:app"].text
    assert world.wait(HOUR) == ()
    assert world.happen(happened.Resumed(world.now)) == (Revoke(APP, a_session()),)
    world.happen(happened.Revoked(world.now, "one", Verdict.UNREACHABLE))
    world.now += 14 * HOUR
    assert world.happen(happened.Resumed(world.now)) == ()
    assert world.model.remembered.revocations == ()


def test_an_answer_about_another_session_changes_nothing() -> None:
    world = signed_in()
    world.wish(Action.SIGN_OUT)
    assert world.happen(happened.Revoked(NOW, "two", Verdict.ENDED)) == ()
    assert len(world.model.remembered.revocations) == 1


def test_everything_is_signed_out_of_at_once() -> None:
    world = signed_in(None, WIKI)
    place(world, WIKI_ID, a_session("two"))
    effects = world.happen(happened.SignOutAllRequested(NOW))
    assert effects == (Save(), Revoke(APP, a_session()), Revoke(WIKI, a_session("two")))


def test_out_everywhere_gives_up_what_waits_its_turn() -> None:
    world = a_world(APP, WIKI)
    place(world, APP_ID, a_session("one", lasts=HOUR))
    place(world, WIKI_ID, a_session("two", lasts=HOUR))
    world.wait(2 * HOUR)
    world.happen(happened.SignInAllRequested(world.now))
    assert kinds(world.happen(happened.SignOutAllRequested(world.now))) == ["AbandonSignIn", "Save"]
    assert (world.model.queue, world.snapshot.live_count) == ((), 0)
    assert {row.phase for row in world.snapshot.rows} == {Phase.SIGNED_OUT}


def test_a_session_that_two_logins_hold_is_ended_once() -> None:
    world = signed_in(None, WIKI)
    place(world, WIKI_ID, a_session())
    assert world.snapshot.live_count == 1
    assert kinds(world.happen(happened.SignOutAllRequested(NOW))).count("Revoke") == 1


def test_a_route_that_is_gone_keeps_its_session() -> None:
    world = signed_in()
    world.configure(WIKI)
    assert world.happen(happened.SignOutAllRequested(NOW)) == ()
    assert world.session() == a_session()


def test_where_all_is_forgotten_it_is_ended_by_the_host_it_was_got_for() -> None:
    world = signed_in()
    world.configure(WIKI)
    effects = world.happen(happened.SignOutAllRequested(NOW, gone=True))
    assert effects == (Save(), Revoke(Route("app.pom.test", "https://app.pom.test"), a_session()))
    assert not world.model.logins.holding


def test_where_all_is_forgotten_a_provider_is_asked_as_the_settings_still_know_it() -> None:
    world = a_world(CRM)
    place(world, CRM_ID, a_granted())
    assert CRM.provider
    world.happen(happened.SettingsRead(NOW, Settings(providers=(CRM.provider,))))
    (_, revoke) = world.happen(happened.SignOutAllRequested(NOW, gone=True))
    assert isinstance(revoke, Revoke)
    assert (revoke.route.method, revoke.route.provider) == (Method.OIDC, CRM.provider)


STILL = "What is out already may be taken until it ends."
SAID = [
    (RevocationResult(Verdict.ENDED), f"idp (idp.test) has revoked what it gave. {STILL}"),
    (RevocationResult(Verdict.LIVE), f"Forgotten here. idp (idp.test) offers no way to revoke what it gave. {STILL}"),
    (
        RevocationResult(Verdict.LIVE, taken=True),
        "Forgotten here. idp (idp.test) was asked to revoke what it gave; whether it did, it does not say. " + STILL,
    ),
    (
        RevocationResult(Verdict.LIVE, problem=PROBLEM),
        f"Forgotten here, but not revoked at idp (idp.test). {PROBLEM.text()}",
    ),
    (
        RevocationResult(Verdict.UNREACHABLE, problem=PROBLEM),
        "Forgotten here. idp (idp.test) could not be asked to end the session, which lives until 09:05: it will be. "
        + PROBLEM.sentence,
    ),
]


@pytest.mark.parametrize(("undone", "text"), SAID)
def test_what_a_provider_gave_is_taken_back_there_as_far_as_is_known(undone: RevocationResult, text: str) -> None:
    world = a_world(CRM)
    place(world, CRM_ID, a_granted())
    assert world.wish(Action.SIGN_OUT, "crm") == (Save(), Revoke(CRM, a_granted()))
    effects = world.happen(happened.Revoked(NOW, "granted", undone.verdict, undone.taken, undone.problem))
    assert effects == (Save(),)
    assert world.notices["sign-out:crm"].text == text


def test_the_routes_that_go_along_are_named() -> None:
    routes = [APP, WIKI, *(Route(name, f"https://{name}.pom.test") for name in ("a", "b", "c"))]
    world = a_world(*routes)
    serving = frozenset({APP.origin, routes[2].origin, routes[3].origin, routes[4].origin})
    place(world, APP_ID, a_session())
    world.model = world.model.with_login(replace(world.model.logins[APP_ID], routes=serving))
    place(world, WIKI_ID, a_session())
    assert world.row().along == "wiki, a, b and 1 more"
    assert (world.row("wiki").along, world.row("b").along) == ("app, a, b and 1 more", "app, wiki, a and 1 more")
    assert {row.shares for row in world.snapshot.rows} == {"app"}
    world.wish(Action.SIGN_OUT)
    world.happen(happened.Revoked(NOW, "one", Verdict.ENDED))
    told = "Pomerium has ended the session, in the browser too. wiki, a, b and 1 more went along."
    assert world.notices["sign-out:app"].text == told
    assert (world.row("b").along, world.row("b").shares) == ("", "")


# Two clients of one provider, or two providers on one host: the key that tells logins apart finds the route


OTHER = replace(PROVIDER, name="other", client_id="other")
CRM_OTHER = replace(CRM, name="crm-other", provider=OTHER)


def of_other(session: Session) -> Session:
    return replace(session, id="other", idp_id="other")


@pytest.mark.parametrize("restarts", [False, True])
def test_a_session_is_revoked_by_the_client_that_got_it(*, restarts: bool) -> None:
    """`CRM` has the same origin and comes first."""
    world = a_world(CRM, CRM_OTHER)
    login = LoginId(f"{CRM.origin} {CRM_OTHER.way}")
    place(world, login, of_other(a_granted()))
    effects = world.wish(Action.SIGN_OUT, "crm-other")
    if restarts:
        kept = dump(world.model.logins, world.model.remembered)
        world = World()
        world.configure(CRM, CRM_OTHER)
        effects = world.happen(happened.VaultOpened(NOW, load(kept), load_remembered(kept)))
    (revoke,) = (effect for effect in effects if isinstance(effect, Revoke))
    assert revoke.route == CRM_OTHER
    world.happen(happened.Revoked(NOW, "other", Verdict.ENDED))
    assert world.notices["sign-out:crm-other"].text.startswith("other (idp.test) has revoked")


def test_what_an_earlier_pomtray_wrote_is_found_by_the_providers_name() -> None:
    kept = Remembered((Revocation(Route("crm-other", str(CRM.origin)), of_other(a_granted())),))
    world = World()
    world.configure(CRM, CRM_OTHER)
    (effect,) = world.happen(happened.VaultOpened(NOW, {}, kept))
    assert isinstance(effect, Revoke)
    assert effect.route == CRM_OTHER


@pytest.mark.parametrize("way", ["", CRM_OTHER.way])
def test_where_the_route_is_gone_the_provider_is_asked_all_the_same(way: str) -> None:
    kept = Remembered((Revocation(Route("crm-other", str(CRM.origin)), of_other(a_granted()), way),))
    world = World()
    world.happen(happened.SettingsRead(NOW, Settings((CRM,), providers=(PROVIDER, OTHER))))
    (effect,) = world.happen(happened.VaultOpened(NOW, {}, kept))
    assert isinstance(effect, Revoke)
    assert (effect.route.provider, effect.route.method) == (OTHER, CRM.method)


def test_a_provider_that_is_gone_is_not_asked_as_another() -> None:
    kept = Remembered((Revocation(Route("crm-other", str(CRM.origin)), of_other(a_granted()), CRM_OTHER.way),))
    world = World()
    world.configure(CRM, APP)
    (effect,) = world.happen(happened.VaultOpened(NOW, {}, kept))
    assert isinstance(effect, Revoke)
    assert effect.route.provider is None


def test_pomeriums_own_session_is_revoked_through_its_own_route() -> None:
    own = Route("own", CRM.url, browser=("firefox", "{url}"))
    world = a_world(CRM, own)
    login = world.model.login_of(own)
    assert login is not None
    place(world, login.id, a_session())
    assert Revoke(own, a_session()) in world.wish(Action.SIGN_OUT, "own")
    kept = dump(world.model.logins, world.model.remembered)
    world = World()
    world.configure(CRM, own)
    assert world.happen(happened.VaultOpened(NOW, load(kept), load_remembered(kept))) == (Revoke(own, a_session()),)
    page = OpenPage(f"{own.origin}/.pomerium/sign_out", own.browser)
    assert page in world.happen(happened.Revoked(NOW, "one", Verdict.LIVE))


def test_of_one_address_in_two_browsers_the_page_opens_in_the_sessions_own() -> None:
    """Else somebody else is signed out."""
    hers = replace(APP, name="hers", browser=("firefox", "-P", "work", "{url}"))
    world = a_world(APP, hers)
    login = world.model.login_of(hers)
    assert login is not None
    place(world, login.id, replace(a_session(), browser=hers.browser))
    world.wish(Action.SIGN_OUT, "hers")
    page = OpenPage(f"{APP.origin}/.pomerium/sign_out", hers.browser)
    assert page in world.happen(happened.Revoked(NOW, "one", Verdict.LIVE))


OUTLIVES = {
    "a refresh token": (CRM, CRM_ID, a_granted(), True),
    "a refresh token that was taken back": (
        CRM,
        CRM_ID,
        replace(a_granted(), grant=Grant(CRM.method, Secret("x"), over=PROBLEM)),
        False,
    ),
    "a machine's token": (ROBOT, ROBOT_ID, a_granted("machine", route=ROBOT), False),
    "a session that has ended": (APP, APP_ID, a_session(lasts=MINUTE), False),
    "a session that the server ended": (APP, APP_ID, a_session().ended(NOW), False),
    "an end that is only guessed": (APP, APP_ID, a_session(lasts=MINUTE, source=EndSource.ESTIMATE), True),
    "an end that nobody knows": (APP, APP_ID, a_session(lasts=None), True),
}


@pytest.mark.parametrize(("route", "login", "session", "revoked"), OUTLIVES.values(), ids=OUTLIVES.keys())
def test_what_may_still_be_of_use_to_somebody_is_revoked(
    route: Route,
    login: LoginId,
    session: Session,
    revoked: bool,  # noqa: FBT001 a table
) -> None:
    world = a_world(route)
    place(world, login, session)
    world.now += HOUR
    assert ("Revoke" in kinds(world.wish(Action.SIGN_OUT, route.name))) is revoked
    assert (world.model.remembered.revocations != ()) is revoked


def test_a_due_revocation_outlives_the_program() -> None:
    world = a_world(APP, CRM)
    place(world, APP_ID, a_session())
    place(world, CRM_ID, a_granted())
    world.happen(happened.SignOutAllRequested(NOW))
    for name in ("one", "granted"):
        world.happen(happened.Revoked(NOW, name, Verdict.UNREACHABLE))
    kept = dump(world.model.logins, world.model.remembered)
    again = World(now=NOW + HOUR)
    again.configure(APP, CRM)
    effects = again.happen(happened.VaultOpened(again.now, load(kept), load_remembered(kept)))
    assert effects == (Revoke(APP, a_session()), Revoke(CRM, a_granted()))
    assert again.phase() is Phase.SIGNED_OUT
    assert again.wish(Action.COPY_TOKEN) == ()
    again.happen(happened.Revoked(again.now, "granted", Verdict.ENDED))
    assert "granted" not in dump(again.model.logins, again.model.remembered).decode()


def test_the_network_that_comes_back_brings_it_up_again() -> None:
    world = signed_in()
    world.happen(happened.NetworkChanged(NOW, online=False))
    world.wish(Action.SIGN_OUT)
    world.happen(happened.Revoked(NOW, "one", Verdict.UNREACHABLE))
    assert world.wait(MINUTE) == ()
    assert world.happen(happened.NetworkChanged(world.now, online=True)) == (Revoke(APP, a_session()),)


def doubted(world: World, session: str = "s1") -> Notice | None:
    world.happen(happened.SignInDoubted(NOW, session))
    return world.notices.get(f"login:{APP_ID}")


def test_that_somebody_else_may_have_signed_in_is_told_urgently() -> None:
    world = signed_in()
    notice = doubted(world, a_session().id)
    assert notice is not None
    assert notice.title == "Somebody else may have answered the sign-in to app"
    assert notice.text == f"{a_session().person.label()} is signed in. If that is not you, sign out."
    assert notice.urgency is Urgency.CRITICAL
    world.wait(59 * MINUTE)
    assert world.notices[notice.key] == notice
    world.wait(MINUTE)
    assert notice.key not in world.notices


@pytest.mark.parametrize(("button", "phase"), [("sign-out", Phase.SIGNED_OUT), ("keep", Phase.ACTIVE)])
def test_the_person_can_sign_out_of_what_somebody_else_signed_in(button: str, phase: Phase) -> None:
    world = signed_in()
    notice = doubted(world, a_session().id)
    assert notice is not None
    assert button in [one.id for one in notice.buttons]
    effects = world.press(button)
    assert (Revoke(APP, a_session()) in effects) is (phase is Phase.SIGNED_OUT)
    assert world.phase() is phase
    assert notice.key not in world.notices


@pytest.mark.parametrize(("others", "told"), [((WIKI,), "wiki goes along."), ((WIKI, MAIL), "wiki and mail go along.")])
def test_a_doubt_says_who_goes_along_before_anybody_signs_out(others: tuple[Route, ...], told: str) -> None:
    world = signed_in(None, *others)
    origins = frozenset(route.origin for route in (APP, *others))
    world.model = world.model.with_login(replace(world.model.logins[APP_ID], routes=origins))
    notice = doubted(world, a_session().id)
    assert notice
    assert notice.text.endswith(f"sign out; {told}")


def test_a_session_that_is_gone_is_not_doubted() -> None:
    world = signed_in()
    before = world.notices
    doubted(world, "another")
    assert world.notices == before
