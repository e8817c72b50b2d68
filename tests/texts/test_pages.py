"""What a browser is shown, by the demo and at the end of a sign-in, in a language that shows what is not marked."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest

from pomtray.core.text import phrase
from pomtray.demo import pages
from pomtray.demo.options import PEOPLE, DemoOptions
from pomtray.demo.world import Demo
from pomtray.desktop.language import catalogue
from pomtray.signin.callback import answer_page
from tests.texts.pseudo import Pseudo, unmarked

_NOT_READ = {"style", "script", "code"}
_SAID_OF = {"aria-label", "title", "alt", "placeholder"}
DATA = {"pomtray", "UTC", *(text for it in PEOPLE.values() for text in (it.sub, it.name, it.email, *it.groups))}


class Reading(HTMLParser):
    """The texts of a page, as its reader gets them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.language = ""
        self._within = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        self.language = self.language or dict(attrs).get("lang") or ""
        self.texts += [value or "" for name, value in attrs if name in _SAID_OF]

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within not in _NOT_READ and data.strip():
            self.texts.append(data.strip())


@pytest.fixture
def in_brackets() -> Iterator[None]:
    pages.use(Pseudo())
    answer_page.use(Pseudo())
    yield
    pages.use(None)
    answer_page.use(None)


def left(page: str) -> list[str]:
    """One letter of a name stands in a circle of its own."""
    found = Reading(page).texts
    assert found
    return [word for text in found for word in unmarked(text, DATA)]


PAGES = {
    "who are you": lambda: pages.login(PEOPLE.values(), [("state", "x")]),
    "a refusal": lambda: pages.error(400, phrase("Bad Request"), phrase("This page was used before."), "id"),
    "nobody": lambda: pages.user((), "{}"),
    "signed out": pages.signed_out,
    "a code": lambda: pages.device_code("/device"),
    "answered": pages.device_answered,
}


@pytest.mark.usefixtures("in_brackets")
@pytest.mark.parametrize("name", PAGES)
def test_the_demos_pages_are_marked(name: str) -> None:
    assert left(PAGES[name]()) == []


@pytest.mark.usefixtures("in_brackets")
async def test_what_the_demo_says_on_them_is_marked() -> None:
    async with Demo() as demo, httpx.AsyncClient(trust_env=False) as browser:
        wanted = {
            f"{demo.authenticate}/.pomerium/sign_out": 400,
            f"{demo.authenticate}/oauth2/callback": 400,
            f"{demo.authenticate}/oauth2/callback?error=access_denied": 401,
            f"{demo.provider}/authorize?client_id=nobody": 400,
            f"{demo.provider}/authorize?client_id=pomtray-demo&redirect_uri=http://elsewhere.test": 400,
            f"{demo.provider}/device": 200,
            f"{demo.provider}/device?user_code=BBBB-BBBB": 400,
        }
        for url, status in wanted.items():
            answer = await browser.get(url)
            assert (answer.status_code, left(answer.text)) == (status, []), url
        answer = await browser.post(f"{demo.provider}/login", data={"request": "x", "person": "alice"})
        assert (answer.status_code, left(answer.text)) == (400, [])
        token = demo.issue("carol")
        answer = await browser.get(
            f"{demo.route('app').url}/.pomerium/", headers={"authorization": f"Pomerium {token}"}
        )
        assert (answer.status_code, left(answer.text)) == (200, [])
    async with Demo(DemoOptions(provider_down=True)) as demo, httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.get(f"{demo.provider}/authorize")
        assert (answer.status_code, left(answer.text)) == (503, [])


@pytest.mark.usefixtures("in_brackets")
def test_the_page_at_the_end_is_marked() -> None:
    answer = answer_page.page(200, answer_page.PageStyle.WELL, phrase("Almost there"), (phrase("Not ready yet"),))
    assert left(answer.body.decode()) == []


def test_a_page_says_which_language_it_is_in() -> None:
    try:
        pages.use(catalogue("de"))
        german = Reading(pages.signed_out())
    finally:
        pages.use(None)
    assert german.language == "de"
    assert "Sie sind abgemeldet" in german.texts
    assert Reading(pages.signed_out()).language == "en"


def test_the_test_sees_what_is_not_marked() -> None:
    assert left('<p>⟦Sign in⟧</p><input aria-label="Code"><script>window.x = 1</script>') == ["Code"]
