"""What a person pastes to add a route: an address in whatever they had at hand. Little but its origin is kept.

A command line holds credentials in its options, an address may hold them in its path and its query: they are read
over. Of an MCP endpoint the path is kept, without which nothing is there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

from pomtray.core.domain.origin import Origin
from pomtray.core.light_dataclass import dataclass
from pomtray.core.network.tunnel import is_tunnel, tunnel
from pomtray.core.text import phrase, reason_of

LONGEST: Final = 32 * 1024
"""Characters; what is longer is no address."""
_NOTHING: Final = phrase("There is no address in it")
_QUOTES: Final = "\"'`<>()[]{},;\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a"
_WORD: Final = re.compile(
    r"""(?: [^\s'"]++ | ' [^']*+ (?: ' | (?P<open>\Z) ) | " (?: [^"\\]++ | \\. )*+ (?: " | \\?(?P<left>\Z) ) )++""",
    re.VERBOSE | re.DOTALL,
)
_CONTINUED: Final = re.compile(r"[\\^`]\r?\n")
_UNSEEN: Final = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
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
_ENDPOINT: Final = re.compile(r"(?:/[\w.~-]{1,24}){0,6}/mcp/?\Z", re.ASCII)
"""The path of an MCP endpoint as servers have it by default. NOTE: what could be a key is longer than its parts."""
_SIGN_IN: Final = "/.pomerium/sign_in"
_IS_SIGN_IN_PAGE: Final = phrase(
    "It is the address of a sign-in page, which does not say what for; paste the address of the service itself"
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """The service that an address is of."""

    address: str
    """An origin, or `tcp+https://NAME:PORT` for what a tunnel opens."""
    origin: Origin
    """Who is asked: the service, or the Pomerium that opens the tunnel."""
    path: str = ""
    """Of an MCP endpoint."""

    @property
    def url(self) -> str:
        """As the settings file has it."""
        return f"{self.address}{self.path}"

    @property
    def host(self) -> str:
        """Of the service."""
        return (
            Origin.parse(f"https://{tunnel(self.address).target}").host if is_tunnel(self.address) else self.origin.host
        )


def pasted(text: str) -> Pasted:
    """Read what was pasted. Raises `ValueError` with a reason for people, which quotes nothing of it."""
    if len(text) > LONGEST:
        raise ValueError(phrase("It is too long for an address"))
    words = _words(text)
    if not words:
        raise ValueError(_NOTHING)
    address = _address(words)
    try:
        return _tunnel(address) if is_tunnel(address) else _service(address)
    except ValueError as error:
        raise ValueError(phrase("It cannot be taken: {error}", error=reason_of(error))) from None


def _address(words: list[str]) -> str:
    """The whole address that the words name, with its scheme."""
    command = re.split(r"[/\\]", words[0])[-1].removesuffix(".exe").lower()
    named, others = _of_command(words[1:]) if command in _COMMANDS else ([], _in_text(words))
    kind = words[1] if command == _CLI and words[1:2] in (["tcp"], ["udp"]) else ""
    if not (named or others) or (kind and not others):
        raise ValueError(_NOTHING)
    if not kind:
        return _service_of_page(_whole((named or others)[0]) or f"https://{(named or others)[0]}")
    if is_tunnel(others[0]):
        return others[0]
    through = f"{_service(_whole(named[0]) or f'https://{named[0]}').origin.authority}/" if named else ""
    return f"{kind}+https://{through}{others[0]}"


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


def _of_command(words: Iterable[str]) -> tuple[list[str], list[str]]:
    """What a command line names as addresses: by an option for that, and otherwise."""
    left, named, others = list(words), [], []
    while left:
        word = left.pop(0)
        name, _, value = word.partition("=")
        if name in _NAMES_THE_ADDRESS:
            named.append(value or (left.pop(0) if left else ""))
        elif word.startswith("--"):
            if not value and _LONG_WITH_VALUE.match(word) and left:
                left.pop(0)
        elif word.startswith("-"):
            if len(word) == len("-H") and not _FLAGS.match(word) and left:
                left.pop(0)
        elif _is_address(word):
            others.append(word)
    return [word for word in named if word], others


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


def _tunnel(address: str) -> Pasted:
    found = tunnel(address)
    return Pasted(str(found), found.through)


def _service(address: str) -> Pasted:
    origin, path = _origin(address), urlsplit(address).path
    return Pasted(str(origin), origin, path if _ENDPOINT.match(path) else "")


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
        raise ValueError(phrase("the host has characters that do not belong in a name")) from None


def name_for(host: str, taken: Collection[str]) -> str:
    """A name that no other route has: the first part of the host."""
    first, _, rest = host.partition(".")
    first = rest.partition(".")[0] if first == "www" and rest else first
    is_number = ":" in host or host.rpartition(".")[2].isdecimal()
    name = host if is_number else first.replace("-", " ").replace("_", " ").strip() or host
    return unique(name[:1].upper() + name[1:], taken)


def unique(name: str, taken: Collection[str]) -> str:
    """`name`, with a number where another has it."""
    return next(
        fresh for fresh in (name, *(f"{name} {number}" for number in range(2, len(taken) + 3))) if fresh not in taken
    )


def tags_for(host: str, known: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[str, ...]:
    """The tags that all other routes of the same domain have; known: their hosts and tags."""
    domain = host.partition(".")[2]
    found = [tags for other, tags in known if domain and other.partition(".")[2] == domain]
    return tuple(tag for tag in found[0] if all(tag in tags for tags in found)) if found else ()
