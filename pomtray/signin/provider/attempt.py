"""One sign-in with a person at an identity provider, from the browser or another device to who signed in.

    listener → authorization URL → browser → callback or paste → code redeemed → ID token → userinfo → (is that you?)

PKCE, state and nonce are new for each attempt (RFC 7636, RFC 9700 §2.1, OpenID Connect Core §3.1.2.1).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import Protocol

from pomtray.core.domain.login import Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Person, Session
from pomtray.core.errors import Cancelled, PomtrayError, Refused, SignInError
from pomtray.core.protocol.id_token import IdToken
from pomtray.core.protocol.oauth import Tokens, authorization_url, challenge_of
from pomtray.core.secret import Secret
from pomtray.core.text import reason_of
from pomtray.signin.callback.listener import NoAnswerError
from pomtray.signin.confirming import Confirming
from pomtray.signin.opening import answered, opening
from pomtray.signin.provider import words as provider_words
from pomtray.signin.provider.callback import authorization_errors
from pomtray.signin.provider.callback.code_listener import CodeListener
from pomtray.signin.provider.callback.code_query import AuthorizationAnswer, AuthorizationError, ExpectedResponse
from pomtray.signin.provider.delivering import Delivering
from pomtray.signin.provider.device import Pause, by_device
from pomtray.signin.provider.endpoints.userinfo import with_userinfo
from pomtray.signin.provider.hooks import Hooks
from pomtray.signin.provider.providers import INVALID_CLIENT, Client


class SignInContext(Protocol):
    """What the program knows before a sign-in."""

    @property
    def last_person(self) -> Person | None:
        """Who signed in to this login last."""

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions held: they tell what the person agreed to before."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and with what: validated and, where need be, confirmed."""

    tokens: Tokens = field(repr=False)
    id_token: IdToken


@dataclass(frozen=True, slots=True)
class Binding:
    """What ties the provider's answers to this attempt: 256 bits each (RFC 7636 §4.1: 43 characters)."""

    state: str = field(repr=False, default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(repr=False, default_factory=lambda: secrets.token_urlsafe(32))
    verifier: Secret = field(default_factory=lambda: Secret(secrets.token_urlsafe(48)))

    def expected(self, client: Client) -> ExpectedResponse:
        return ExpectedResponse(self.state, client.metadata.issuer, client.metadata.iss_in_response)


@dataclass(slots=True)
class BrowserAttempt:
    """By the browser of this computer, or another one whose answer the person pastes."""

    client: Client
    route: Route
    hooks: Hooks
    confirming: Confirming
    listener: CodeListener
    binding: Binding
    is_sent: bool = False
    """There is an address that somebody could use to answer this attempt."""

    async def run(self) -> SignedIn:
        url, host = self._url()
        self.listener.send_to(url)
        self.is_sent = True
        self.hooks.stage(Stage.BROWSER, host)
        async with opening(self.hooks.open_browser(self.listener.start_url, url)) as under_way:
            while True:
                signed_in = await self._judge(await answered(under_way, self._answer()))
                if signed_in is not None:
                    return signed_in
                self.hooks.stage(Stage.BROWSER, host)
                self.listener.resume()

    def _url(self) -> tuple[str, str]:
        metadata = self.client.metadata
        url = authorization_url(
            metadata,
            self.client.provider,
            redirect_uri=self.listener.redirect_uri,
            state=self.binding.state,
            nonce=self.binding.nonce,
            challenge=challenge_of(self.binding.verifier.reveal()),
        )
        return url, Origin.parse(metadata.authorization_endpoint).authority

    async def _answer(self) -> AuthorizationAnswer:
        """The browser's answer or a pasted one, whichever comes first; a wrong paste ends nothing."""
        try:
            return await self.listener.callback_or(self._good_paste())
        except NoAnswerError as error:
            raise SignInError(provider_words.bad_answer(reason_of(error))) from None

    async def _good_paste(self) -> AuthorizationAnswer:
        while True:
            text = await self.hooks.pasted()
            try:
                return self.listener.paste(text)
            except ValueError as error:
                self.hooks.refused(provider_words.bad_paste(reason_of(error)))

    async def _judge(self, answer: AuthorizationAnswer) -> SignedIn | None:
        """Who signed in; None where the answer was not our browser's and is no good, so that the wait goes on."""
        try:
            return await self._signed_in(answer)
        except PomtrayError as error:
            if self.listener.is_ours(answer) or (isinstance(error, Refused) and error.code == INVALID_CLIENT):
                raise
            if isinstance(answer, AuthorizationError) or not isinstance(error, Cancelled):
                self.hooks.refused(error.problem)
            return None

    async def _signed_in(self, answer: AuthorizationAnswer) -> SignedIn:
        if isinstance(answer, AuthorizationError):
            raise authorization_errors.declined(self.client.provider, answer.error, answer.description)
        self.hooks.stage(Stage.CHECKING, self.client.issuer.authority)
        async with self.client.told(self.hooks) as endpoint:
            tokens = await endpoint.redeem(
                answer.code, verifier=self.binding.verifier, redirect_uri=self.listener.redirect_uri
            )
        id_token = await first_id_token(self.client, self.route, self.hooks, tokens, self.binding.nonce)
        await self.confirm(id_token.person, with_cookie=answer.with_cookie)
        return SignedIn(tokens, id_token)

    async def confirm(self, person: Person, *, with_cookie: bool) -> None:
        """As by now: meanwhile somebody else may have read the start address. Raises `Cancelled`."""
        await self.confirming.confirm(person, with_cookie=with_cookie, exposed=self.listener.is_exposed)


def check_described(client: Client, *, device: bool) -> None:
    """What this way of signing in needs of the provider's metadata is there. Raises `Refused`, step "discovery"."""
    for name in ("device_authorization_endpoint" if device else "authorization_endpoint", "jwks_uri"):
        try:
            client.metadata.needed(name)
        except ValueError as error:
            raise provider_words.not_described(client.provider, name, reason_of(error)) from None


async def on_device(client: Client, route: Route, hooks: Hooks, confirming: Confirming, pause: Pause) -> SignedIn:
    """By a code that is typed in elsewhere. Whoever sees the code can use it, so the person says who it was."""
    hooks.stage(Stage.BROWSER, client.issuer.authority)
    tokens = await by_device(client, hooks, pause)
    hooks.stage(Stage.CHECKING, client.issuer.authority)
    # The device flow has no nonce; the device code binds the tokens to this attempt.
    id_token = await first_id_token(client, route, hooks, tokens, None)
    same = confirming.last is not None and confirming.last.user == id_token.person.user
    await confirming.confirm(id_token.person, with_cookie=same)
    return SignedIn(tokens, id_token)


async def first_id_token(client: Client, route: Route, hooks: Hooks, tokens: Tokens, nonce: str | None) -> IdToken:
    """Who signed in. Dex's scope for an audience makes it Pomerium's at once, and ours is then not in it (§8)."""
    audiences = {client.provider.client_id, client.provider.pomerium_client_id} - {""}
    id_token = await Delivering(client, route, hooks).believed(tokens, audiences, nonce=nonce)
    return replace(id_token, person=await with_userinfo(client.web, client.metadata, tokens, id_token.person))
