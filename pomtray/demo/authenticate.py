"""The authenticate host: sign-in by way of the provider, and sign-out (`pomerium.md` §1, §4, §5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from pomtray.core.text import phrase
from pomtray.demo import endpoints
from pomtray.demo.answers import (
    Headers,
    cookie,
    endpoint_error,
    error_page,
    not_found,
    policy_error,
    redirect,
    route_not_found,
)
from pomtray.demo.credentials import browser_cookie, live_session, opens, presented
from pomtray.demo.login_api import SIGN_IN, login
from pomtray.demo.older_exchange import EXCHANGE, OlderExchange
from pomtray.demo.options import MAIN_IDP, OTHER_IDP
from pomtray.demo.provider.provider import OAUTH_CALLBACK, Provider
from pomtray.demo.realm import Ask, Realm
from pomtray.demo.sessions import Session
from pomtray.demo.signing import sign, verified
from pomtray.serve.http import Response

_DEFAULT_PORT = re.compile(r"https://[^/]*:443/|http://[^/]*:80/")
_BROWSER_COOKIES = {MAIN_IDP: "_main", OTHER_IDP: "_other"}


@dataclass(frozen=True, slots=True)
class Authenticate:
    """One session a browser and `idp_id`, started when the provider has said who it is."""

    realm: Realm
    provider: Provider
    exchange: OlderExchange

    def answer(self, ask: Ask) -> Response:
        known = endpoints.without_credentials(self.realm, ask)
        if known:
            return known
        match ask.path:
            case endpoints.LOGIN:
                return login(self.realm, ask)
            case endpoints.USER | endpoints.ROUTES:
                return self._about_session(ask)
            case _ if ask.path == EXCHANGE:
                return self.exchange.answer(ask)
            case _ if ask.method != "GET":
                return route_not_found(ask)
            case _ if ask.path == SIGN_IN:
                return self._sign_in(ask)
            case _ if ask.path == OAUTH_CALLBACK:
                return self._provider_answered(ask)
            case endpoints.SIGN_OUT:
                return self._sign_out(ask)
            case endpoints.USER_PAGE:
                return self._user_page(ask)
            case _:
                return route_not_found(ask)

    def _sign_in(self, ask: Ask) -> Response:
        """The signature counts once the person is known: a late one signs in and then gets 400 (§1)."""
        idp_id = dict(ask.query).get("pomerium_idp_id", MAIN_IDP)
        session = self._browser_session(ask, idp_id)
        if session is None:
            return redirect(self.provider.authorize_url(self._state(ask, idp_id)))
        signed = self.realm.verified(ask.url, ask.now)
        # An explicit default port is lost on the way through a browser, and with it the signature (§1).
        if signed is None or _DEFAULT_PORT.match(signed["pomerium_callback_uri"]):
            return endpoint_error(ask, 400)
        programmatic = {name: signed[name] for name in ("pomerium_programmatic",) if name in signed}
        callback = signed["pomerium_callback_uri"]
        return redirect(self.realm.sign(callback, ask.now, demo_session=session.jti, **programmatic))

    def _provider_answered(self, ask: Ask) -> Response:
        query = dict(ask.query)
        state = verified(self.realm.signing_key, query.get("state", ""), ask.now, leeway_for=timedelta(0))
        if query.get("error"):
            return error_page(ask, 401, phrase("The identity provider did not let you in."))
        person = self.provider.redeem(query.get("code", ""))
        if state is None or person is None:
            return endpoint_error(ask, 400)
        session = self.realm.sessions.start(person, state["idp_id"], ask.now)
        age = int((session.expires_at - ask.now).total_seconds()) + 1
        return redirect(state["url"], (self._cookie(ask, session.idp_id, session.handle, age),))

    def _sign_out(self, ask: Ask) -> Response:
        """Revokes by `{cookie_name}_authenticate=JWT` or the browser's own cookies, by nothing else (§5)."""
        if self.realm.verified(ask.url, ask.now) is None:
            return endpoint_error(ask, 400)
        sessions = self._named_by_cookies(ask)
        if self.realm.options.sign_out_revokes:
            for session in sessions:
                self.realm.sessions.revoke(session.jti)
        cleared: Headers = tuple(self._cookie(ask, idp_id, "", 0) for idp_id in _BROWSER_COOKIES)
        return redirect(self.provider.end_session_url(sessions[0].person.sub if sessions else None), cleared)

    def _named_by_cookies(self, ask: Ask) -> list[Session]:
        documented = ask.cookies.get(f"{self.realm.options.cookie_name}_authenticate")
        if documented is not None:
            session = self.realm.sessions.by_token(documented)
            return [session] if session else []
        own = (self._browser_session(ask, idp_id) for idp_id in _BROWSER_COOKIES)
        return [session for session in own if session]

    def _about_session(self, ask: Ask) -> Response:
        if ask.method != "GET" or (ask.path == endpoints.ROUTES and not self.realm.options.routes_api):
            return not_found()
        session = live_session(self.realm, ask, MAIN_IDP)
        if session is None and presented(self.realm, ask) is None:
            session = self._any_browser_session(ask)
        if session is None:
            return policy_error(ask, 401)
        return endpoints.user(session) if ask.path == endpoints.USER else endpoints.routes(self.realm, session)

    def _user_page(self, ask: Ask) -> Response:
        """Header forms are not taken here: the page wants the browser's cookie (§4)."""
        session = self._any_browser_session(ask)
        if session is None:
            return redirect(self.provider.authorize_url(self._state(ask, MAIN_IDP)))
        return endpoints.user_page(self.realm, ask, session)

    def _any_browser_session(self, ask: Ask) -> Session | None:
        return next((one for idp_id in _BROWSER_COOKIES if (one := self._browser_session(ask, idp_id))), None)

    def _browser_session(self, ask: Ask, idp_id: str) -> Session | None:
        name = browser_cookie(ask, _BROWSER_COOKIES.get(idp_id, ""))
        session = self.realm.sessions.by_handle(ask.cookies.get(name, ""))
        return session if opens(session, ask, idp_id) else None

    def _state(self, ask: Ask, idp_id: str) -> str:
        """Where to go on after the provider; its own expiry is the time on the provider's page (§1)."""
        page_for = self.realm.options.provider_page_for
        pairs = (("url", ask.url), ("idp_id", idp_id))
        return sign(self.realm.signing_key, "state", pairs, ask.now, page_for)

    def _cookie(self, ask: Ask, idp_id: str, value: str, max_age: int) -> tuple[bytes, bytes]:
        name = browser_cookie(ask, _BROWSER_COOKIES.get(idp_id, ""))
        return cookie(name, value, max_age, secure=self.realm.options.tls is not None)
