"""A browser without a window: follows redirects, and fills in whatever form a page has."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Final
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

from pomtray.demo.browser import PageFollower

_MOST_PAGES: Final = 20


def _same(url: str) -> str:
    return url


class Follower(PageFollower):
    """Signs in as `person`; `rewrite` may change where it goes."""

    def __init__(self, person: str = "alice") -> None:
        super().__init__(person)
        self.rewrite: Callable[[str], str] = _same
        self.callback: dict[str, str] = {}
        """What the provider sent to our listener last, less the code."""

    async def open(self, url: str) -> int:
        """The status of the page at the end. Raises `httpx.HTTPError` where nothing answers."""
        answer = await self._client.get(url)
        for _ in range(_MOST_PAGES):
            if answer.has_redirect_location:
                answer = await self._client.get(self._next(answer))
            elif (form := _Form.of(answer)).action and not form.asks_for_code:
                fields = {**form.hidden, "person": self.person}
                answer = await self._client.post(urljoin(str(answer.url), form.action), data=fields)
            else:
                return answer.status_code
        raise ValueError("the pages lead to one another without an end")

    def _next(self, answer: httpx.Response) -> str:
        url = self.rewrite(urljoin(str(answer.url), answer.headers["location"]))
        query = dict(parse_qsl(urlsplit(url).query))
        if "state" in query and urlsplit(url).path == "/callback":
            self.callback = {name: value for name, value in query.items() if name != "code"}
        return url


class _Form(HTMLParser):
    """The first form of a page: where it goes and what it hides."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, str] = {}
        self.asks_for_code = False
        """We come with the code, so here something went wrong before."""

    @classmethod
    def of(cls, answer: httpx.Response) -> _Form:
        form = cls()
        if answer.headers.get("content-type", "").startswith("text/html"):
            form.feed(answer.text)
        return form

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = self.action or values.get("action", "")
        elif tag == "input" and values.get("type") == "hidden":
            self.hidden[values.get("name", "")] = values.get("value", "")
        elif tag == "input" and values.get("name") == "user_code":
            self.asks_for_code = True
