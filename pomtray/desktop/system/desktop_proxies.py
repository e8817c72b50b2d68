"""What desktops say of proxies: GNOME's settings as `gsettings` prints them, Plasma's file, the system's values."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

from pomtray.core.network.proxy import ALL, Proxies, Setting, read_exempt
from pomtray.core.text import phrase

GNOME: Final = phrase("The desktop's network settings")
PLASMA: Final = phrase("The proxy settings of Plasma")
SYSTEM: Final = phrase("The system's proxy settings")
_LARGEST: Final = 256 * 1024
_LONGEST: Final = 8 * 1024
"""Characters of a line: some 400 hosts. Python's own parser takes long for more."""
_SPACE: Final = re.compile(r"[^\S\n]+")
_SCHEMA: Final = "org.gnome.system.proxy"
_NO, _BY_HAND, _SCRIPT, _DETECTED, _VARIABLES = "01234"
"""KProtocolManager::ProxyType."""


def of_gnome(printed: str) -> Proxies:
    """NOTE: as glib-networking's resolver: https falls back to SOCKS, and to the HTTP proxy without that."""
    values = {key: value for key, value in map(_gnome_line, printed[:_LARGEST].splitlines()) if key}
    match values.get(f"{_SCHEMA} mode"):
        case "auto":
            return Proxies(automatic=GNOME)
        case "manual":
            http, https, socks = (_gnome_address(values, kind) for kind in ("http", "https", "socks"))
            same = http if values.get(f"{_SCHEMA} use-same-proxy", True) else ""
            settings = _set(GNOME, http=http, https=https, **{ALL: socks or same})
            exempt, unread = read_exempt(_texts(values.get(f"{_SCHEMA} ignore-hosts")), GNOME)
            return Proxies(settings, exempt, unread=unread)
        case _:
            return Proxies()


def _gnome_line(line: str) -> tuple[str, object]:
    """Schema and key, and the value: GVariant's text is Python's but for types and booleans."""
    schema, _, rest = line.partition(" ")
    key, _, text = rest.partition(" ")
    text = re.sub(r"\A@as ", "", text.strip())
    if not schema.startswith(_SCHEMA) or len(text) > _LONGEST:
        return "", None
    with suppress(ValueError, SyntaxError, MemoryError, RecursionError):
        return f"{schema} {key}", text == "true" if text in ("true", "false") else ast.literal_eval(text)
    return "", None


def _gnome_address(values: Mapping[str, object], kind: str) -> str:
    host, port = values.get(f"{_SCHEMA}.{kind} host"), values.get(f"{_SCHEMA}.{kind} port")
    host = host.strip().rpartition("://")[2].removesuffix("/") if isinstance(host, str) else ""
    if not host or not port:
        return ""
    scheme = "socks5h" if kind == "socks" else "http"
    place = f"[{host}]" if ":" in host else host
    return f"{scheme}://{_gnome_user(values, kind)}{place}:{port}"


def _gnome_user(values: Mapping[str, object], kind: str) -> str:
    if values.get(f"{_SCHEMA}.{kind} use-authentication") is not True:
        return ""
    user, password = (values.get(f"{_SCHEMA}.{kind} authentication-{part}") for part in ("user", "password"))
    return f"{quote(str(user), safe='')}:{quote(str(password), safe='')}@"


def _texts(value: object) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def plasma_files(variables: Mapping[str, str]) -> list[str]:
    """`kioslaverc` of the system and then of the person, who counts more (XDG Base Directory Specification)."""
    home = variables.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    folders = [home, *(variables.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")]
    texts = []
    for folder in reversed(folders):
        with suppress(OSError), (Path(folder) / "kioslaverc").open("rb") as file:
            texts.append(file.read(_LARGEST).decode(errors="replace"))
    return texts


def of_plasma(texts: Iterable[str], variables: Mapping[str, str]) -> Proxies:
    """texts: the files, the one that counts most last. variables: the environment, which type 4 names parts of."""
    values = _plasma_values(texts)
    kind = values.get("ProxyType", _NO)
    if kind in (_SCRIPT, _DETECTED):
        return Proxies(automatic=PLASMA)
    if kind not in (_BY_HAND, _VARIABLES):
        return Proxies()
    if kind == _VARIABLES:
        values = {key: variables.get(value, "") for key, value in values.items()}
    http, https, socks = (_plasma_address(values, key) for key in ("httpProxy", "httpsProxy", "socksProxy"))
    exempt, unread = read_exempt(re.split(r"[\s,;]+", values.get("NoProxyFor", "")), PLASMA)
    only = values.get("ReversedException", "").lower() == "true"
    return Proxies(_set(PLASMA, http=http, https=https, **{ALL: socks}), exempt, exempt_only=only, unread=unread)


def _plasma_values(texts: Iterable[str]) -> dict[str, str]:
    """Later ones count more, but for what one before has fixed: a key, or all (KConfig's `[$i]`)."""
    values: dict[str, str] = {}
    fixed: set[str] = set()
    for text in texts:
        groups = [(flags, pairs) for name, flags, pairs in _plasma_groups(text) if name == "Proxy Settings"]
        keys = [(*key.partition("[")[::2], value) for _, pairs in groups for key, value in pairs]
        values |= {key: value for key, _, value in keys if key not in fixed}
        fixed |= {key for key, flags, _ in keys if _fixes(flags)}
        if any(_fixes(flags) for flags, _ in groups):
            break
    return values


def _fixes(flags: str) -> bool:
    return flags.startswith("$") and "i" in flags


def _plasma_groups(text: str) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Name, flags, and what is in it."""
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",), allow_no_value=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # keys differ by case there
    # WORKAROUND: an indented line after a key without a value is an AttributeError in there.
    with suppress(configparser.Error, AttributeError):
        parser.read_string(_SPACE.sub(" ", text))  # its patterns take runs of space by the square
    for section in parser.sections():
        name, _, flags = section.partition("][")
        yield name, flags, [(key, value or "") for key, value in parser.items(section)]


def _plasma_address(values: Mapping[str, str], key: str) -> str:
    """Older ones write the port after a space."""
    return re.sub(r"(?<!\s)\s+([0-9]+)\Z", r":\1", values.get(key, "").strip())


def of_system(addresses: Mapping[str, str], direct: Iterable[str], *, is_automatic: bool) -> Proxies:
    """addresses: as the standard library gives them, by scheme. direct: hosts without a proxy."""
    settings = _set(SYSTEM, **{ALL if scheme == "socks" else scheme: text for scheme, text in addresses.items()})
    exempt, unread = read_exempt((entry.strip() for entry in direct), SYSTEM)
    return Proxies(settings, exempt, unread=unread, automatic=SYSTEM if is_automatic and not settings else "")


def _set(source: str, **addresses: str) -> dict[str, Setting]:
    return {scheme: Setting(text, source) for scheme, text in addresses.items() if text}
