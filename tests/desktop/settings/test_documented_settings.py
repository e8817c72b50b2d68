"""What the documentation shows as settings is accepted, and every key that is accepted is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pomtray.core.domain.icon_style import IconStyle
from pomtray.core.domain.provider import Deliver, Method, TokenAuth
from pomtray.core.domain.route import POMERIUM_FORMS, AutoRenew, CallbackAnswer
from pomtray.desktop.settings import preferences, providers, settings
from pomtray.desktop.settings import routes as settings_routes

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "guide.md").read_text()
BLOCK = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [
    (f"{file.name} {number}", block)
    for file in (ROOT / "README.md", ROOT / "docs" / "guide.md")
    for number, block in enumerate(BLOCK.findall(file.read_text()), 1)
]


@pytest.mark.parametrize("block", [block for _, block in BLOCKS], ids=[name for name, _ in BLOCKS])
def test_an_example_is_accepted(block: str, tmp_path: Path) -> None:
    for file in re.findall(r'"([\w-]+\.(?:pem|p12))"', block):
        (tmp_path / file).touch()
    found = settings.parse(block, tmp_path / "pomtray.toml")
    assert found.routes or found.providers
    assert found.refused == ()


PROVIDERS = [
    *("Google", "Okta", "Auth0", "Microsoft Entra", "Keycloak", "Keycloak with several clients", "Dex", "GitLab"),
    *("Amazon Cognito", "Zitadel", "Authentik"),
]


@pytest.mark.parametrize("title", PROVIDERS)
def test_each_provider_has_an_example_with_a_route_that_uses_it(title: str, tmp_path: Path) -> None:
    section = re.search(rf"^### {title}\n(.*?)^##", GUIDE, re.MULTILINE | re.DOTALL)
    assert section
    (block,) = BLOCK.findall(section[1])
    found = settings.parse(block, tmp_path / "pomtray.toml")
    assert {route.provider for route in found.routes} == set(found.providers)
    assert found.refused == ()


def test_every_way_and_every_form_of_delivery_is_shown(tmp_path: Path) -> None:
    blocks = (re.sub(r"(?m)^(ca|client_cert) = .*$", "", block) for _, block in BLOCKS)
    routes = [route for block in blocks for route in settings.parse(block, tmp_path / "pomtray.toml").routes]
    assert {route.method for route in routes} == set(Method)
    assert {route.deliver for route in routes} == set(Deliver)


def test_every_key_is_in_the_guide() -> None:
    _, keys = GUIDE.split("## All keys")
    of_routes, of_providers, of_preferences = re.split(r"^`\[.*\]`$", keys, flags=re.MULTILINE)[1:]
    assert documented(of_routes) == set(settings_routes.KEYS)
    assert documented(of_providers) == set(providers.KEYS)
    assert documented(of_preferences) == set(preferences.KEYS)


def test_every_word_is_in_the_guide() -> None:
    words = [*POMERIUM_FORMS, *Method, *Deliver, *AutoRenew, *TokenAuth, *CallbackAnswer, *IconStyle]
    assert [word for word in words if f'"{word}"' not in GUIDE] == []


def documented(table: str) -> set[str]:
    """The keys in the first column."""
    first = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {key for cell in first for key in re.findall(r"`(\w+)`", cell)}


def test_links_within_the_guide_lead_somewhere() -> None:
    titles = re.findall(r"^#+ (.*)$", GUIDE, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
    assert set(re.findall(r"\]\(#(.*?)\)", GUIDE)) <= anchors
