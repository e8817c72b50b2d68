"""What the network's failures mean, in words. No text of httpx is shown: it may quote what was sent."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import Final

import httpx

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Provider
from pomtray.core.domain.route import Route
from pomtray.core.errors import Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.network.proxy import Proxy, by_script
from pomtray.core.plain import foreign, plain
from pomtray.core.report import About
from pomtray.core.text import phrase, with_values
from pomtray.signin.web import proxy_words

UNTRUSTED: Final = phrase("The certificate is not trusted")
_WANTED: Final = phrase("whether it wants a client certificate (`client_cert`)")
_MISSING: Final = "ALERT_CERTIFICATE_REQUIRED"
_OTHER_NAME: Final = phrase(
    "Check the address in the settings; if it is right, its administrator has to mend the certificate. In a guest "
    "network open any page first: its sign-in page may stand between."
)
_OTHER_TIME: Final = phrase(
    "Check this computer's clock and date; if they are right, its administrator has to mend the certificate."
)
_REFUSED: Final = {9: _OTHER_TIME, 10: _OTHER_TIME, 62: _OTHER_NAME, 64: _OTHER_NAME}
"""What helps where no authority does, by OpenSSL's X509_V_ERR: not yet valid, expired; another host's, or address's."""
_CERTIFICATE_ALERTS: Final = (
    _MISSING,
    "ALERT_BAD_CERTIFICATE",
    "ALERT_UNKNOWN_CA",
    "ALERT_UNSUPPORTED_CERTIFICATE",
    "ALERT_CERTIFICATE_REVOKED",
    "ALERT_CERTIFICATE_EXPIRED",
    "ALERT_CERTIFICATE_UNKNOWN",
)
"""What OpenSSL calls alerts of the other side about our certificate."""


@dataclass(frozen=True, slots=True)
class RequestTarget:
    """What was asked, and by which way."""

    origin: Origin
    asker: Route | Provider | None = None
    """For whom."""
    proxy: Proxy | None = None
    automatic: str = ""
    """Who wants a PAC file to choose the proxy, so that none was used; "" where nobody does."""

    store: Problem | None = None
    """Why the system trusts nobody here, where that is so."""

    def hint(self) -> str:
        """What to look at where something stands between, or should; "" where nothing does."""
        if self.proxy is not None:
            return proxy_words.hint(self.origin, self.proxy)
        return by_script(self.automatic).text() if self.automatic else ""


def explain(error: BaseException, asked: RequestTarget) -> Problem:
    """Name resolution, refused connection, TLS, proxy or time-out: which of them, and what helps."""
    chain = list(_chain(error))
    if asked.proxy is not None and (problem := proxy_words.explain(chain, asked.origin, asked.proxy)) is not None:
        return problem
    for kind, told in _KINDS:
        cause = next((link for link in chain if isinstance(link, kind)), None)
        if cause is not None:
            return told(cause, asked)
    return Problem(
        phrase("The connection broke"),
        phrase("{origin} did not send an answer that can be read.", origin=asked.origin.authority),
        asked.hint()
        or phrase(
            "Try again; if it stays so, check the address in the settings, and whether a client certificate "
            "(`client_cert`) is wanted there: some servers just hang up then."
        ),
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and its causes; several addresses tried give a group (RFC 8305).

    NOTE: that TLS waits for more is no error, but stands in the chain of one.
    """
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        link = waiting.pop(0)
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        if not isinstance(link, ssl.SSLWantReadError | ssl.SSLWantWriteError):
            yield link
        waiting += [link.__cause__, link.__context__]
        if isinstance(link, BaseExceptionGroup):
            waiting += link.exceptions


def _name_unknown(_: BaseException, asked: RequestTarget) -> Problem:
    return Problem(
        phrase("The name is not known"),
        phrase("{origin} has no address here (DNS).", origin=asked.origin.host),
        asked.hint()
        or phrase("Check the address in the settings and the network: some names exist inside a VPN only."),
        About.NAME,
    )


def _certificate(error: BaseException, asked: RequestTarget) -> Problem:
    if asked.store is not None:
        return asked.store
    reason = plain(getattr(error, "verify_message", "")).rstrip(".") or phrase("it is not trusted")
    advice = _REFUSED.get(getattr(error, "verify_code", 0))
    return Problem(
        UNTRUSTED,
        phrase(
            "{origin} showed a certificate that is refused: {reason}.", origin=asked.origin.authority, reason=reason
        ),
        advice
        or phrase(
            "If its authority is your organisation's own, give that one's file (PEM) as `ca` {place}, or add "
            "it to the system's trust store. In a guest network open any page first: its sign-in page may "
            "stand between.",
            place=_place(asked),
        ),
        About.ENCRYPTION,
    )


def _certificate_wanted(said: str, asked: RequestTarget) -> Problem:
    """By an alert of TLS (RFC 8446 §6.2), where Pomerium does not let it come to its status 495."""
    sentence = (
        phrase("{host} wants a client certificate.")
        if _MISSING in said
        else phrase("{host} does not take the client certificate that it was shown.")
    )
    return Problem(
        phrase("A client certificate is wanted"),
        with_values(sentence, host=asked.origin.authority),
        phrase("Give one that it takes as `client_cert` (with `client_key`, or as PKCS#12); the browser needs it too."),
        About.CERTIFICATE,
    )


def _place(asked: RequestTarget) -> str:
    """Where in the settings an authority counts for this question (rule 11)."""
    match asked.asker:
        case Route(name=name):
            return phrase("of the route {name} or under [preferences]", name=foreign(name, 40))
        case Provider(name=name):
            return phrase("of the provider {name} or under [preferences]", name=foreign(name, 40))
        case _:
            return phrase("under [preferences]")


def _tls(error: BaseException, asked: RequestTarget) -> Problem:
    said = str(getattr(error, "reason", "") or "")
    if any(part in said for part in _CERTIFICATE_ALERTS):
        return _certificate_wanted(said, asked)
    reason = plain(said, 60).replace("_", " ").lower() or phrase("no reason given")
    return Problem(
        phrase("No encrypted connection"),
        phrase("{origin} does not speak TLS as expected ({reason}).", origin=asked.origin.authority, reason=reason),
        asked.hint() or phrase("Check scheme and port of the address in the settings, and {wanted}.", wanted=_WANTED),
        About.ENCRYPTION,
    )


def _refused(_: BaseException, asked: RequestTarget) -> Problem:
    return Problem(
        phrase("The connection was refused"),
        phrase("Nothing answers at {origin}.", origin=asked.origin.authority),
        asked.hint() or phrase("Check host and port of the address in the settings, and that the server runs."),
        About.CONNECTION,
    )


def _late(_: BaseException, asked: RequestTarget) -> Problem:
    return Problem(
        phrase("No answer in time"),
        phrase("{origin} did not answer in time.", origin=asked.origin.authority),
        asked.hint() or phrase("Check the network; some servers answer inside a VPN only."),
    )


_KINDS: Final = (
    (httpx.TimeoutException, _late),
    (TimeoutError, _late),
    (socket.gaierror, _name_unknown),
    (ssl.SSLCertVerificationError, _certificate),
    (ssl.SSLError, _tls),
    (ConnectionRefusedError, _refused),
)
"""First match wins: a handshake out of time, and a certificate, are SSL errors too."""


def too_large(origin: Origin) -> Problem:
    return Problem(
        phrase("The answer is too large"),
        phrase("{origin} sent more than a Pomerium or an identity provider ever does.", origin=origin.authority),
        phrase("Check the address in the settings: it must be that of a service behind Pomerium, or of a provider."),
    )


def unreadable_body(origin: Origin) -> Problem:
    return Problem(
        phrase("The answer cannot be read"),
        phrase("{origin} sent a compressed answer that does not unpack.", origin=origin.authority),
        phrase("Try again; if it stays so, something between changes the answers."),
    )
