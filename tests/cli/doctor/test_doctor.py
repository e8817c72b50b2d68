"""`pomtray doctor`, as a person starts it: for a route, for any address, and for the program itself."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pomtray.cli.doctor import program_report, route_report
from pomtray.core.domain.lock import LOCKED
from pomtray.core.report import About, Outcome, Step
from pomtray.demo import tunnels
from tests.cli.kept import Ended, Kept
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service
from tests.signin.answering import Answering, reply

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    """`app` and `machine` are signed in to."""
    async with playing("app", "machine") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make("app", "machine")
        yield kept


def found(ended: Ended) -> dict[str, dict[str, object]]:
    """The steps by what they are about, the last of each."""
    return {str(step["about"]): step for step in json.loads(ended.out)}


async def test_the_program_itself(kept: Kept) -> None:
    ended = await kept.run("doctor", "--json")
    steps = found(ended)
    assert ended.status == 0, ended.out
    wanted = {About.PROGRAM, About.SETTINGS, About.KEYRING, About.VAULT, About.SCREEN, About.TRAY, About.NOTICES}
    assert steps.keys() == wanted | {About.CLIPBOARD, About.PROXY, About.AUTHORITIES, About.CLOCK}
    assert "there are 2 sign-ins in it" in str(steps["vault"]["text"])
    assert steps["clock"]["text"] == "This computer's clock agrees with the server's."


async def test_what_is_wrong_with_the_program_is_told(kept: Kept) -> None:
    ended = await kept.run("doctor", HTTPS_PROXY="gopher://proxy", SSL_CERT_FILE="/nowhere", SSL_CERT_DIR="/nowhere")
    assert ended.status == 1
    assert "look  proxy: HTTPS_PROXY is gopher://proxy" in ended.out
    assert "What to do: Write HTTPS_PROXY as" in ended.out


async def test_no_password_of_a_proxy_is_told(kept: Kept) -> None:
    ended = await kept.run("doctor", HTTPS_PROXY="http://alice:canary@proxy.test:3128")
    assert "For https proxy.test:3128, by HTTPS_PROXY." in ended.out
    assert "canary" not in ended.out + ended.err


async def test_a_route_that_works(kept: Kept) -> None:
    ended = await kept.run("doctor", "app")
    assert (ended.status, ended.err) == (0, ""), ended.out
    assert ended.out.endswith("\nNothing is in the way.\n")
    assert "well  policy: Pomerium lets alice@example.com in." in ended.out


async def test_a_machine_s_route_works_too(kept: Kept) -> None:
    ended = await kept.run("doctor", "machine", "--json")
    assert (ended.status, found(ended)["session"]["well"]) == (0, True), ended.out


async def test_a_session_that_has_ended_is_the_obstacle(kept: Kept) -> None:
    kept.ground.demo.drop_all_sessions()
    ended = await kept.run("doctor", "app", "--json")
    assert (ended.status, found(ended)["session"]["outcome"]) == (1, "look")
    assert not kept.pages


async def test_a_route_that_nobody_is_signed_in_to(kept: Kept) -> None:
    ended = await kept.run("doctor", "other-idp")
    assert ended.status == 1
    assert ended.out.endswith("\nIn the way: session.\n")


async def test_a_report_is_the_person_s_alone_and_holds_no_secret(kept: Kept) -> None:
    session = kept.ground.session()
    assert session
    place = kept.home / "report.txt"
    ended = await kept.run("doctor", "app", "--report", str(place))
    assert (ended.status, str(place) in ended.err) == (0, True)
    text = place.read_text(encoding="utf-8")
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert text.startswith(f"app ({session.got_for})\npomtray ")
    assert session.credential.reveal() not in text + ended.out
    ended = await kept.run("doctor", "--report", str(kept.home / "none" / "report.txt"))
    assert (ended.status, "cannot be written: No such file or directory" in ended.err) == (1, True)


async def test_the_address_of_a_tcp_route_will_do(kept: Kept) -> None:
    """One of the settings with its session, and any other with none."""
    url = tunnels.address(kept.ground.demo.route("tcp"))
    for address in (url, url.replace(":5432", ":5433")):
        ended = await kept.run("doctor", address)
        assert ended.status == 1
        assert "look  session: Nobody is signed in to" in ended.out
    assert "The Pomerium has no TCP route db.localhost:5433." in ended.out


async def test_any_address_will_do(kept: Kept) -> None:
    kept.settings.unlink()
    async with Answering({"/.well-known/pomerium": reply(200, "<html>Welcome to the hotel</html>")}) as server:
        ended = await kept.run("doctor", f"{server.origin}/deep?secret=canary")
        assert server.header("authorization") is None
    assert ended.status == 1
    assert "look  in front of it: " in ended.out
    assert "canary" not in ended.out + ended.err


async def test_an_address_needs_no_scheme(kept: Kept) -> None:
    ended = await kept.run("doctor", "nobody.invalid/deep")
    assert ended.status == 1
    assert "look  name: " in ended.out
    assert "nobody.invalid" in ended.out


async def test_what_is_neither_a_route_nor_an_address(kept: Kept) -> None:
    assert (await kept.run("doctor", "nonsense")).status == 64
    kept.settings.write_text("nonsense")
    assert (await kept.run("doctor", "app")).status == 64


async def test_a_keyring_that_is_locked_is_left_alone_and_told(kept: Kept, secret_service: SecretService) -> None:
    secret_service.lock()
    ended = await kept.run("doctor", "app", "--json")
    steps = found(ended)
    assert (steps["session"]["outcome"], "Nobody" in str(steps["session"]["text"])) == ("look", False)
    ended = await kept.run("doctor", "--json")
    assert (ended.status, found(ended)["keyring"]["outcome"]) == (1, "look")


async def test_while_the_app_is_locked_no_session_is_read(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pomtray.cli.asking.of_app", lambda *_: {"ok": {"locked": True}})
    heard: list[Step] = []
    report = await route_report.examined("app", kept.settings, heard.append)
    assert report.obstacle is not None
    assert report.obstacle.text == f"{LOCKED.sentence} {LOCKED.action}"
    steps = {step.about: step async for step in program_report.steps(kept.settings)}
    assert (steps[About.VAULT].outcome, About.KEYRING in steps) == (Outcome.NOTE, False)
    assert not any(request[1] == "/.pomerium/user" for request in kept.ground.requests())
