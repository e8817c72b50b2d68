"""What the app answers by a route's name counts for that route as it was when the command began."""

from __future__ import annotations

from pathlib import Path

import pytest

from pomtray.cli import asking
from pomtray.cli.forwarding.borrowed import Borrowed
from pomtray.cli.forwarding.kept import Kept
from pomtray.core.domain.route import Route
from pomtray.core.errors import Refused
from pomtray.desktop.vault.vault import Vault

ROUTE = Route("app", "https://app.corp.example")


@pytest.fixture(params=["here", "there"])
def held(request: pytest.FixtureRequest, tmp_path: Path) -> Kept | Borrowed:
    if request.param == "there":
        return Borrowed(ROUTE)

    def no_vault() -> Vault:
        raise AssertionError("there is no such file")

    return Kept(no_vault, tmp_path / "vault", ROUTE, tmp_path / "pomtray.toml")


@pytest.mark.parametrize(
    "origin", ["https://app.other.example", "http://app.corp.example", "https://app.corp.example:8443"]
)
async def test_the_credential_of_a_route_that_has_moved_does_not_go_to_where_it_was(
    held: Kept | Borrowed, monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    answer = {"header": ["Authorization", "Pomerium canary"], "origin": origin, "expires_at": None}
    monkeypatch.setattr(asking, "ask", lambda *_: answer)
    with pytest.raises(Refused) as raised:
        await held.header()
    assert "canary" not in str(raised.value)
    answer["origin"] = str(ROUTE.origin)
    assert await held.header() == ("Authorization", "Pomerium canary")
    await held.close()
