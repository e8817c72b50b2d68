"""The identity provider: a login page, a session of its own, and codes for Pomerium."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

import jwt

from pomtray.demo import pages
from pomtray.demo.answers import cookie, error_page, not_found, page, redirect
from pomtray.demo.options import PEOPLE
from pomtray.demo.realm import Ask, Realm
from pomtray.demo.signing import parse_query
from pomtray.serve.http import Response

_SESSION_FOR = 30 * 24 * 3600
OAUTH_CALLBACK = "/oauth2/callback"


class Provider:
    """Who is signed in at the provider, by browser; which codes Pomerium may still redeem."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm
        self._key = secrets.token_bytes(32)
        self._people: dict[str, str] = {}
        self._codes: dict[str, str] = {}

    def answer(self, ask: Ask) -> Response:
        match ask.method, ask.path:
            case "GET", "/authorize":
                return self._authorize(ask)
            case "POST", "/login":
                return self._login(ask)
            case "GET", "/end_session":
                return self._end_session(ask)
            case _:
                return not_found()

    def authorize_url(self, state: str) -> str:
        query = {"client_id": "pomerium", "redirect_uri": self._callback, "response_type": "code", "state": state}
        return f"{self._realm.provider}/authorize?{urlencode(query)}"

    def end_session_url(self, person: str | None) -> str:
        """With the hint that makes this URL worth keeping out of logs (`pomerium.md` §9 rule 8)."""
        url = f"{self._realm.provider}/end_session"
        return f"{url}?{urlencode({'id_token_hint': self._id_token(person)})}" if person else url

    def redeem(self, code: str) -> str | None:
        """The person a code was given for, once."""
        return self._codes.pop(code, None)

    def forget_all(self) -> None:
        """End every session at the provider: the next sign-in shows the login page."""
        self._people.clear()
        self._codes.clear()

    def _authorize(self, ask: Ask) -> Response:
        query = dict(ask.query)
        if query.get("redirect_uri") != self._callback:
            return error_page(ask, 400, "This address is not registered for the client.")
        person = self._people.get(ask.cookies.get(self._cookie_name, ""))
        if person:
            return self._code(person, query.get("state", ""))
        return page(pages.login(PEOPLE.values(), [("state", query.get("state", ""))]))

    def _login(self, ask: Ask) -> Response:
        form = dict(_form(ask))
        person, state = form.get("person", ""), form.get("state", "")
        if person not in PEOPLE:
            return redirect(f"{self._callback}?{urlencode({'error': 'access_denied', 'state': state})}")
        handle = secrets.token_urlsafe(16)
        self._people[handle] = person
        answer = self._code(person, state)
        return Response(answer.status, (*answer.headers, self._cookie(handle, _SESSION_FOR)))

    def _code(self, person: str, state: str) -> Response:
        code = secrets.token_urlsafe(16)
        self._codes[code] = person
        return redirect(f"{self._callback}?{urlencode({'code': code, 'state': state})}")

    def _end_session(self, ask: Ask) -> Response:
        self._people.pop(ask.cookies.get(self._cookie_name, ""), None)
        return page(pages.signed_out(), headers=(self._cookie("", 0),))

    def _id_token(self, person: str) -> str:
        claims = {"aud": "pomerium", "iss": str(self._realm.provider), "sub": person}
        return jwt.encode(claims, self._key, algorithm="HS256")

    def _cookie(self, value: str, max_age: int) -> tuple[bytes, bytes]:
        return cookie(self._cookie_name, value, max_age, secure=self._realm.options.tls is not None)

    @property
    def _cookie_name(self) -> str:
        return f"demo_idp_{self._realm.provider.port}"

    @property
    def _callback(self) -> str:
        return f"{self._realm.authenticate}{OAUTH_CALLBACK}"


def _form(ask: Ask) -> list[tuple[str, str]]:
    return parse_query(ask.request.body.decode("utf-8", "surrogateescape"))
