"""A browser without a window: follows the pages of a sign-in as one of the demo's people."""

from __future__ import annotations

import ssl
from html.parser import HTMLParser
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpx

from pomtray.core.domain.origin import Origin

CANCEL = "cancel"
_MOST_PAGES = 20
_PATIENCE_FOR = 30.0


class PageFollower:
    """Opens addresses on loopback, or in `domain`, redirect by redirect, and answers the login page.

    Cookies are kept between calls, so a second sign-in is silent as in a browser. `person` is
    `alice`, `bob`, `carol` or `cancel` and may be changed. `tls` is what to trust on https.
    """

    def __init__(self, person: str = "alice", tls: ssl.SSLContext | None = None, domain: str = "") -> None:
        self.person = person
        self._domain = domain
        self.pages: list[str] = []
        """Where the last `open` went, without queries: they hold credentials."""
        self.text = ""
        """The page that it ended on."""
        self._client = httpx.AsyncClient(verify=tls or True, trust_env=False, timeout=_PATIENCE_FOR)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._client.aclose()

    async def open(self, url: str) -> int:
        """Follow `url` to its last page and return that page's status.

        Raises `ValueError` where the way leads elsewhere or does not end, `httpx.HTTPError` where
        nothing answers.
        """
        self.pages = []
        request = self._request("GET", url)
        for _ in range(_MOST_PAGES):
            answer = await self._client.send(request)
            following = self._following(answer)
            if following is None:
                self.text = answer.text
                return answer.status_code
            request = following
        raise ValueError("the pages lead to one another without an end")

    def _following(self, answer: httpx.Response) -> httpx.Request | None:
        here = str(answer.request.url)
        if answer.has_redirect_location:
            return self._request("GET", urljoin(here, answer.headers["location"]))
        form = _Form.of(answer)
        if form is None:
            return None
        return self._request("POST", urljoin(here, form.action), {**form.hidden, "person": self.person})

    def _request(self, method: str, url: str, form: dict[str, str] | None = None) -> httpx.Request:
        origin = Origin.parse(url)
        if not (origin.is_loopback or (self._domain and origin.host.endswith(f".{self._domain}"))):
            raise ValueError("the pages lead away from this machine")
        self.pages.append(url.partition("?")[0])
        return self._client.build_request(method, url, data=form, headers={"accept": "text/html"})


class _Form(HTMLParser):
    """The login form of a page: where it goes and what it hides."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, str] = {}

    @classmethod
    def of(cls, answer: httpx.Response) -> _Form | None:
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return None
        form = cls()
        form.feed(answer.text)
        return form if form.action == "/login" else None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = values.get("action", "")
        elif tag == "input" and values.get("type") == "hidden":
            self.hidden[values.get("name", "")] = values.get("value", "")
