"""What a person pastes to add a route: an address in whatever they had at hand. Nothing but its origin is kept.

A command line holds credentials in its options, an address may hold them in its query: they are read over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit, urlunsplit

from pomtray.core.origin import Origin

LONGEST: Final = 32 * 1024
"""Characters; what is longer is no address."""
_NOTHING: Final = "There is no address in it"
_QUOTES: Final = "\"'`<>()[]{},;\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a"
_WORD: Final = re.compile(
    r"""(?: [^\s'"]++ | ' [^']*+ (?: ' | (?P<open>\Z) ) | " (?: [^"\\]++ | \\. )*+ (?: " | \\?(?P<left>\Z) ) )++""",
    re.VERBOSE | re.DOTALL,
)
_CONTINUED: Final = re.compile(r"[\\^`]\r?\n")
_UNSEEN: Final = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_TUNNELS: Final = {"tcp+https", "udp+https"}
_SECURE: Final = {"http": "https", "ws": "https", "wss": "https"}
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*\Z", re.IGNORECASE)
_LONGEST_SCHEME: Final = 16
_HOST: Final = re.compile(
    r"(?:[^\s/?#:@]+\.(?:[^\W\d_]{2,24}|xn--[a-z0-9-]+)|localhost)(?::\d{1,5})?(?:[/?#].*)?\Z", re.IGNORECASE
)
"""NOTE: a token with dots in it is no name: names are asked for in the open. No top-level domain has digits in it."""
_NUMBERED: Final = re.compile(r"(\d{1,3}\.){3}\d{1,3}(:\d{1,5})?([/?#].*)?\Z")
_COMMANDS: Final = {"curl", "wget", "http", "https", "xh", "xhs", "pomerium-cli"}
_CLI: Final = "pomerium-cli"
_NAMES_THE_ADDRESS: Final = {"--url", "--pomerium-url"}
_FLAGS: Final = re.compile(r"-([sSviIkLfgGN46#]|sS|sSL|fsSL|vk)\Z")
"""Short options that take nothing; what follows any other may be a credential."""
_LONG_WITH_VALUE: Final = re.compile(
    r"--(header|data.*|json|form.*|user|user-agent|cookie.*|referer|request|output|proxy.*|resolve|connect-to|c(ert|acert|apath)"
    r"|key|oauth2-bearer|method|body-.*|post-.*|listen|alternate-ca-path|ca-cert|client-.*|browser-cmd|service-account.*)\Z"
)
_SIGN_IN: Final = "/.pomerium/sign_in"
_IS_SIGN_IN_PAGE: Final = (
    "It is the address of a sign-in page, which does not say what for; paste the address of the service itself"
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """The service that an address is of."""

    origin: Origin
    is_tunnel: bool = False
    """What was pasted names a tunnel (`pomerium.md` §10): `origin` is where one signs in for it."""


def pasted(text: str) -> Pasted:
    """Read what was pasted. Raises `ValueError` with a reason for people, which quotes nothing of it."""
    if len(text) > LONGEST:
        raise ValueError("It is too long for an address")
    words = _words(text)
    if not words:
        raise ValueError(_NOTHING)
    command = re.split(r"[/\\]", words[0])[-1].removesuffix(".exe").lower()
    found = list(_of_command(words[1:])) if command in _COMMANDS else _in_text(words)
    if not found:
        raise ValueError(_NOTHING)
    return _read(found[0], is_tunnel=command == _CLI and words[1:2] in (["tcp"], ["udp"]))


def _words(text: str) -> list[str]:
    """As a shell parts them; where a quote is not closed, at every space."""
    joined = _UNSEEN.sub("", _CONTINUED.sub(" ", text))
    found = list(_WORD.finditer(joined))
    words = (
        joined.split()
        if any(word["open"] == "" or word["left"] == "" for word in found)
        else (word[0] for word in found)
    )
    bare = (word.replace('"', "").replace("'", "").strip(_QUOTES) for word in words)
    return [word for word in bare if word and word not in {"$", "%", "#"}]


def _of_command(words: Iterable[str]) -> Iterator[str]:
    """What a command line names as addresses, the surest first."""
    left, others = list(words), []
    while left:
        word = left.pop(0)
        name, _, value = word.partition("=")
        if name in _NAMES_THE_ADDRESS:
            yield value or (left.pop(0) if left else "")
        elif word.startswith("--"):
            if not value and _LONG_WITH_VALUE.match(word) and left:
                left.pop(0)
        elif word.startswith("-"):
            if len(word) == len("-H") and not _FLAGS.match(word) and left:
                left.pop(0)
        elif _is_address(word):
            others.append(word)
    yield from others


def _in_text(words: list[str]) -> list[str]:
    """Whole addresses first; a bare host only where it stands alone."""
    whole = [address for word in words if (address := _whole(word))]
    return whole or ([words[0]] if len(words) == 1 and _is_address(words[0]) else [])


def _whole(word: str) -> str:
    """The address in `word` from its scheme on, "" where there is none."""
    at = word.find("://")
    scheme = _SCHEME.search(word[max(0, at - _LONGEST_SCHEME) : max(0, at)])
    return scheme[0] + word[at:] if scheme else ""


def _is_address(word: str) -> bool:
    return bool(_whole(word) or _HOST.match(word) or _NUMBERED.match(word))


def _read(word: str, *, is_tunnel: bool = False) -> Pasted:
    address = _whole(word)
    if not address:
        host = f"https://{word}"
        return Pasted(_origin(_without_port(host) if is_tunnel else host), is_tunnel)
    if address.partition("://")[0].lower() in _TUNNELS:
        return Pasted(_origin(_of_tunnel(address.partition("+")[2])), is_tunnel=True)
    return Pasted(_origin(_service_of_page(address)), is_tunnel)


def _of_tunnel(address: str) -> str:
    """`https://NAME:PORT` of a tunnel is signed in to at `https://NAME`; one with a path names the Pomerium (§10)."""
    return address if urlsplit(address).path.strip("/") else _without_port(address)


def _without_port(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(("https", re.sub(r":\d*\Z", "", parts.netloc), "", "", ""))


def _service_of_page(address: str) -> str:
    """The service that a sign-in page is for; any other address is its own."""
    parts = urlsplit(address)
    if not parts.path.rstrip("/").endswith(_SIGN_IN):
        return address
    asked = parse_qs(parts.query, max_num_fields=64)
    for key in ("pomerium_redirect_uri", "pomerium_callback_uri"):
        for wanted in asked.get(key, ()):
            if not _is_loopback(wanted) or _is_loopback(address):
                return wanted
    raise ValueError(_IS_SIGN_IN_PAGE)


def _is_loopback(address: str) -> bool:
    try:
        return Origin.parse(address).is_loopback
    except ValueError:
        return False


def _origin(address: str) -> Origin:
    parts = urlsplit(address)
    netloc = _in_ascii(parts)
    try:
        return Origin.parse(f"{parts.scheme}://{netloc}")
    except ValueError:
        scheme = _SECURE.get(parts.scheme.lower())
        if scheme is None or "@" in netloc:
            raise
        return Origin.parse(f"{scheme}://{netloc.removesuffix(':80')}")


def _in_ascii(parts: SplitResult) -> str:
    """Names in other scripts as punycode (UTS #46, as browsers write them)."""
    host, separator, port = parts.netloc.partition(":")
    if parts.netloc.isascii():
        return parts.netloc
    import idna  # noqa: PLC0415 seldom needed, and its tables are large

    try:
        return idna.encode(host, uts46=True).decode() + separator + port
    except idna.IDNAError:
        raise ValueError("the host has characters that do not belong in a name") from None


def name_for(origin: Origin, taken: Collection[str]) -> str:
    """A name that no other route has: the first part of the host."""
    first, _, rest = origin.host.partition(".")
    first = rest.partition(".")[0] if first == "www" and rest else first
    is_number = ":" in origin.host or origin.host.rpartition(".")[2].isdecimal()
    name = origin.authority if is_number else first.replace("-", " ").replace("_", " ").strip() or origin.host
    return unique(name[:1].upper() + name[1:], taken)


def unique(name: str, taken: Collection[str]) -> str:
    """`name`, with a number where another has it."""
    return next(
        fresh for fresh in (name, *(f"{name} {number}" for number in range(2, len(taken) + 3))) if fresh not in taken
    )


def tags_for(origin: Origin, known: Iterable[tuple[Origin, tuple[str, ...]]]) -> tuple[str, ...]:
    """The tags that all other routes of the same domain have."""
    domain = origin.host.partition(".")[2]
    found = [tags for other, tags in known if domain and other.host.partition(".")[2] == domain]
    return tuple(tag for tag in found[0] if all(tag in tags for tags in found)) if found else ()
