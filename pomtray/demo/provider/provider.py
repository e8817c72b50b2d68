"""The identity provider: a login page, a session of its own, codes for Pomerium and for the registered clients."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

import jwt

from pomtray.core.text import phrase
from pomtray.demo import pages
from pomtray.demo.answers import cookie, error_page, not_found, page, redirect
from pomtray.demo.options import PEOPLE, POMERIUM_CLIENT
from pomtray.demo.provider.authorize import Authorization, Wanted
from pomtray.demo.provider.clients import OAuthClients
from pomtray.demo.provider.device import DEVICE_PAGE
from pomtray.demo.provider.grants import Endpoints
from pomtray.demo.provider.keys import SigningKeys
from pomtray.demo.provider.oauth import OAuthError
from pomtray.demo.provider.tokens import Tokens
from pomtray.demo.realm import Ask, Realm
from pomtray.demo.signing import parse_query
from pomtray.serve.http import Response

_SESSION_FOR = 30 * 24 * 3600
OAUTH_CALLBACK = "/oauth2/callback"
_USED = phrase("This page was used before.")
_NO_DEVICE = phrase("No device waits for this code.")


class Provider:
    """Who is signed in at the provider, by browser; which codes Pomerium may still redeem.

    Pomerium's own sign-in is the short way: it redeems its codes in this process.
    """

    def __init__(self, realm: Realm) -> None:
        self.keys = SigningKeys()
        self.clients = OAuthClients()
        self.tokens = Tokens(realm, self.keys)
        self._realm = realm
        self._endpoints = Endpoints(realm, self.clients, self.keys, self.tokens)
        self._authorization = Authorization(realm, self.clients, self.tokens)
        self._wanted: dict[str, Wanted] = {}
        self._key = secrets.token_bytes(32)
        self._people: dict[str, str] = {}
        self._codes: dict[str, str] = {}

    def answer(self, ask: Ask) -> Response:
        """Raises `AnswerLost` where the connection is to be cut."""
        if self._realm.options.provider_down:
            return error_page(ask, 503, phrase("The identity provider is down."))
        match ask.method, ask.path:
            case "GET", "/authorize":
                return self._authorize(ask)
            case "POST", "/login":
                return self._login(ask)
            case "GET", "/device":
                return self._device_page(ask)
            case "GET", "/end_session":
                return self._end_session(ask)
            case _:
                return self._endpoints.answer(ask) or not_found()

    def authorize_url(self, state: str) -> str:
        query = {"client_id": POMERIUM_CLIENT, "redirect_uri": self._callback, "response_type": "code", "state": state}
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
        person = self._people.get(ask.cookies.get(self._cookie_name, ""))
        if query.get("redirect_uri") != self._callback:
            return self._authorize_client(ask, person)
        if person:
            return self._code(person, query.get("state", ""))
        return page(pages.login(PEOPLE.values(), [("state", query.get("state", ""))]))

    def _authorize_client(self, ask: Ask, person: str | None) -> Response:
        try:
            wanted = self._authorization.wanted(ask)
        except OAuthError as error:
            return error_page(ask, 400, error.description)
        if isinstance(wanted, Response):
            return wanted
        if person and wanted.prompt not in {"login", "select_account"}:
            return self._authorization.granted(wanted, person, ask)
        if wanted.prompt == "none":
            return self._authorization.denied(wanted, "login_required")
        handle = secrets.token_urlsafe(16)
        self._wanted[handle] = wanted
        return page(pages.login(PEOPLE.values(), [("request", handle)]))

    def _login(self, ask: Ask) -> Response:
        """The page's answer: for a client, for a device, or for Pomerium."""
        form = dict(_form(ask))
        person = form.get("person", "")
        if person not in PEOPLE:
            return self._refused(form, ask)
        answer = self._let_in(form, person, ask)
        handle = secrets.token_urlsafe(16)
        self._people[handle] = person
        return Response(answer.status, (*answer.headers, self._cookie(handle, _SESSION_FOR)), answer.body)

    def _let_in(self, form: dict[str, str], person: str, ask: Ask) -> Response:
        if "user_code" in form:
            return self._device_decided(form["user_code"], person, ask)
        if "request" not in form:
            return self._code(person, form.get("state", ""))
        wanted = self._wanted.pop(form["request"], None)
        if wanted is None:
            return error_page(ask, 400, _USED)
        return self._authorization.granted(wanted, person, ask)

    def _refused(self, form: dict[str, str], ask: Ask) -> Response:
        if "user_code" in form:
            return self._device_decided(form["user_code"], "", ask)
        if "request" in form:
            wanted = self._wanted.pop(form["request"], None)
            if wanted is None:
                return error_page(ask, 400, _USED)
            return self._authorization.denied(wanted, "access_denied")
        query = {"error": "access_denied", "state": form.get("state", "")}
        return redirect(f"{self._callback}?{urlencode(query)}")

    def _device_page(self, ask: Ask) -> Response:
        """Who is asked each time, even with a session: a code may come from somebody else (RFC 8628 §5.4)."""
        typed = dict(ask.query).get("user_code", "")
        if not typed:
            return page(pages.device_code(DEVICE_PAGE))
        if not self._endpoints.devices.knows(typed, ask.now):
            return page(pages.device_code(DEVICE_PAGE, _NO_DEVICE), 400)
        return page(pages.login(PEOPLE.values(), [("user_code", typed)]))

    def _device_decided(self, user_code: str, person: str, ask: Ask) -> Response:
        if not self._endpoints.devices.decide(user_code, person, ask.now):
            return page(pages.device_code(DEVICE_PAGE, _NO_DEVICE), 400)
        return page(pages.device_answered())

    def _code(self, person: str, state: str) -> Response:
        code = secrets.token_urlsafe(16)
        self._codes[code] = person
        return redirect(f"{self._callback}?{urlencode({'code': code, 'state': state})}")

    def _end_session(self, ask: Ask) -> Response:
        self._people.pop(ask.cookies.get(self._cookie_name, ""), None)
        return page(pages.signed_out(), headers=(self._cookie("", 0),))

    def _id_token(self, person: str) -> str:
        claims = {"aud": POMERIUM_CLIENT, "iss": str(self._realm.provider), "sub": person}
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
